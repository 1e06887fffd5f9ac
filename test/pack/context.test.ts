import { expect, test } from 'vitest';
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
