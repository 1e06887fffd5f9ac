import { expect, test } from 'vitest';
import { excerptFor } from '../../src/pack/excerptFile.ts';
import { workbookNameOf } from '../../src/pack/parts.ts';
import { packFolder } from '../../src/pack/store.ts';

/** @see https://support.microsoft.com/office/218-characters: Excel opens no file whose path is longer */
const EXCEL = 218;
/** As deep as folders of people are: C:\\Users\\firstname.lastname\\OneDrive - A Company AG\\Audit\\2026\\unbroken\\out\\ */
const BASE = 78;

const AT = '2026-11-16T06:00:00.000Z';
const UUID = '00000000-0000-4000-8000-000000000001';
const scope = (...managementGroups: string[]) => ({ tenantId: undefined, managementGroups, subscriptions: [UUID] });

test.each([
  ['the command line without history', 'cli-2026-11-16T06-00-00-000Z'],
  ['the command line with history', `cli-2026-11-16T06-00-00-000Z-${UUID}`],
  ['the timer', `weekly-2026-W47-${UUID}`],
  ['a request', `request-${UUID}`],
])('a run of %s leaves paths that Excel opens, in the deepest folders', (_, runId) => {
  for (const group of ['contoso', 'm'.repeat(90), 'ü(group)'.repeat(11)]) {
    const below = [workbookNameOf(scope(group), AT, runId), excerptFor([UUID], { requirements: ['R1'] })?.name ?? ''];
    for (const name of below) {
      const path = `${packFolder(AT, runId, 99)}/${name}`;
      expect(BASE + path.length, path).toBeLessThanOrEqual(EXCEL);
    }
  }
});

test('names still tell runs and scopes apart', () => {
  const runs = ['1', '2'].map((end) =>
    workbookNameOf(scope('contoso'), AT, `weekly-2026-W47-${UUID.slice(0, -1)}${end}`),
  );
  expect(new Set(runs).size).toBe(2);
  expect(runs[0]).toMatch(/^UNBROKEN-contoso-2026-11-16-[0-9a-f]{12}\.xlsx$/);
  expect(workbookNameOf(scope(), AT, 'demo-1')).toBe(`UNBROKEN-${UUID.slice(0, 24)}-2026-11-16-demo-1.xlsx`);
});
