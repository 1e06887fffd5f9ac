import { expect, test } from 'vitest';
import { narrowPack } from '../../../src/app/run/excerpts.ts';
import { contentsOf } from '../../report/fixture.ts';
import { CLOSED, PRODUCTION, RECOVERY } from '../../report/fixtureDisks.ts';

const whole = contentsOf();
const asked = whole.observations.filter(({ kind }) => kind === 'resourceGraph');

test('how much there is elsewhere shows neither in answers of Azure nor in sizes of files', () => {
  const mine = narrowPack(whole, { subscriptions: [PRODUCTION] });
  const shared = mine.observations.filter(
    ({ kind, request }) =>
      kind === 'resourceGraph' &&
      asked.some((one) => one.request === request && one.subscriptions.some((id) => id !== PRODUCTION)),
  );
  expect(shared.length).toBeGreaterThan(0);
  for (const { rows, pages, subscriptions } of shared) {
    expect([rows, pages]).toEqual([undefined, undefined]);
    expect(subscriptions).not.toContain(RECOVERY);
  }
  expect(mine.parts.map(({ name, sha256 }) => [name, sha256])).toEqual(
    whole.parts.map(({ name, sha256 }) => [name, sha256]),
  );
  for (const { rows, bytes } of mine.parts) expect([rows, bytes]).toEqual([undefined, undefined]);
});

test('who is given every subscription, or asked about some requirements, sees them', () => {
  const all = narrowPack(whole, { subscriptions: [PRODUCTION, RECOVERY, CLOSED].sort() });
  const named = asked.filter(({ subscriptions }) => subscriptions.length > 0);
  expect(all.observations).toEqual(expect.arrayContaining(named));
  const some = narrowPack(whole, { requirements: ['R1'] });
  expect(some.observations).toEqual(whole.observations);
  expect(some.parts).toEqual(whole.parts);
});
