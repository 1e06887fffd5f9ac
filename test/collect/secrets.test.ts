import { expect, test } from 'vitest';
import { contoso, CONTOSO_SUBSCRIPTIONS } from '../../simulator/estate/contoso/index.ts';
import { CANARY } from '../../simulator/estate/documents/backup.ts';
import type { Fault } from '../../simulator/index.ts';
import { collectFrom, type Run } from './run.ts';

const scope = { tenantId: undefined, managementGroups: [], subscriptions: [CONTOSO_SUBSCRIPTIONS.payments.id] };
/** Lists leave key material out, a point's own page does not. */
const points = /\/recoverypoints(\/[^/]+)?$/;

test('no key material reaches a fact, a raw row, an observation or an event', async () => {
  const answers: string[] = [];
  const watch: Fault = {
    match: { armPath: points },
    effect: { kind: 'changeAnswer', change: (body) => (answers.push(JSON.stringify(body)), body) },
  };
  const run = await collectFrom({ tenant: contoso(1), scope, faults: [watch] });
  // Azure did send it …
  expect(answers.some((answer) => answer.includes(CANARY))).toBe(true);
  // … and the URLs beside it were read …
  expect([...run.estate.recoveryPointDetails.rows.values()].some((point) => point.keys?.secretUrl !== undefined)).toBe(
    true,
  );
  expect(written(run)).toContain(run.estate.recoveryPoints.rows.keys().next().value);
  // … but nothing kept holds it.
  expect(written(run)).not.toContain(CANARY);
  expect(run.kept.filter(({ source }) => source === 'recoveryPoints').length).toBe(run.estate.recoveryPoints.rows.size);
});

test.each([
  ['as an error', { kind: 'status', status: 500, code: 'Oops', message: `secretData ${CANARY}` }],
  ['as a code', { kind: 'status', status: 400, code: `${CANARY} is the key` }],
  ['as broken JSON', { kind: 'changeAnswer', change: (body: unknown) => `${JSON.stringify(body)}"${CANARY}` }],
  ['as properties of text', { kind: 'changeAnswer', change: propertiesAsText }],
] as const)('not even when it comes %s', async (_, effect) => {
  const run = await collectFrom({
    tenant: contoso(1),
    scope,
    faults: [{ match: { armPath: points }, effect }],
    patience: { retries: 0 },
  });
  expect(written(run)).not.toContain(CANARY);
});

test('the token reaches nothing that is kept', async () => {
  const run = await collectFrom({ tenant: contoso(1), scope });
  expect(written(run)).not.toMatch(/Bearer|\beyJ/);
});

/** Everything of a run, maps too. */
function written(run: Run): string {
  return JSON.stringify(run, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}

function propertiesAsText(body: unknown): unknown {
  const asText = (point: { readonly properties: unknown }): unknown => ({
    ...point,
    properties: JSON.stringify(point.properties),
  });
  const { value, ...rest } = body as { value?: { properties: unknown }[]; properties: unknown };
  return value === undefined ? asText(rest) : { ...rest, value: value.map(asText) };
}
