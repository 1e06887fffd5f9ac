import { expect, test } from 'vitest';
import type { Change } from '../../src/domain/record.ts';
import { BOUNDS } from '../../src/pack/bounds.ts';
import { ContextError, contextLines, readContext, type PackContext } from '../../src/pack/context.ts';
import { trendAfter, trendOf } from '../../src/report/trend.ts';
import { VerdictTable } from '../../src/report/verdictTable.ts';
import { contentsOf } from '../report/fixture.ts';

const { record, ...rest } = contentsOf();
const context: PackContext = (({ runId, scopeText, previous, changes, lives, ...more }) => ({
  runId,
  scopeText,
  previous,
  changes,
  lives,
  portalBase: more.portalBase,
  ownerTag: more.ownerTag,
  signed: more.signed,
  earlier: more.earlier,
  sampleSize: more.sampleSize,
  identity: more.identity,
}))(rest);

test('read(write(context)) = context', async () => {
  const earlier = trendAfter(trendOf('before', record), []);
  expect(await readContext(contextLines({ ...context, earlier }))).toEqual({ ...context, earlier });
});

test('a limitation or attestation that began or ended is a change like others', async () => {
  const changes = context.changes.map((change, at) => ({
    ...change,
    ...(at === 0 ? { qualifierAfter: 'limited' as const } : { qualifierBefore: 'attested' as const }),
  }));
  expect(await readContext(contextLines({ ...context, changes }))).toEqual({ ...context, changes });
});

test.each([
  ['a line less', (lines: string[]) => lines.slice(0, -1), /announces 5 changes and 2 lives, but 5 and 1 came/],
  ['no head', (lines: string[]) => lines.slice(1), /Line 1 of the context is not a head line/],
  ['an odd line', (lines: string[]) => [...lines, '{"kind":"other"}'], /Line 9 of the context is not an entry/],
  ['broken JSON', (lines: string[]) => [...lines, '{'], /Line 9 of the context is not JSON/],
  ['nothing', () => [], /The context is empty/],
])('a context with %s is refused', async (_name, alter, message) => {
  const altered = readContext(alter([...contextLines(context)]));
  await expect(altered).rejects.toThrow(ContextError);
  await expect(altered).rejects.toThrow(message);
});

test('a trend reaches two years back', () => {
  const run = trendOf('run', record);
  let trend = trendAfter(run, []);
  for (let at = 0; at < 200; at += 1) trend = trendAfter({ ...run, runId: String(at) }, trend);
  expect(trend).toHaveLength(104);
  expect(trend.at(-1)?.runId).toBe('199');
  expect(run.counts.R1).toEqual(record.summary[0]?.counts);
});

test('a verdict is found by its check and subject, and nothing else is', () => {
  const table = new VerdictTable(record.verdicts);
  for (const verdict of record.verdicts) expect(table.find(verdict.check, verdict.subject)).toBe(verdict);
  expect(table.of('EXP-04').map(({ check }) => check)).toEqual(Array(9).fill('EXP-04'));
  expect(table.placeOf('EXP-04', table.of('EXP-04').at(3)?.subject ?? '')).toBe(3);
  expect(table.find('EXP-04', 'nobody')).toBeUndefined();
  expect(table.of('CTL-02')).toEqual([]);
});

test('a run in which every verdict of 100,000 disks is a change stays within the bounds of a reader', () => {
  const disk = `/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/rg-payments-prod-weu/providers/microsoft.compute/disks/vm-payments-0001-data-0`;
  const change: Change = {
    kind: 'appeared',
    check: 'BKP-01',
    subject: disk,
    subjectName: 'vm-payments-0001-data-0',
    subscriptionId: '00000000-0000-4000-8000-000000000001',
    before: undefined,
    after: 'Compliant',
    because: 'It is protected and healthy, and its newest usable recovery point is dated 2026-11-15.',
    cause: 'estate',
  };
  const [, line = ''] = contextLines({ ...context, changes: [change], lives: new Map() });
  // A generated estate of 10,000 disks has 121,681 verdicts.
  expect(line.length * 1_216_810).toBeLessThan(BOUNDS.changes);
});
