import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { historyOf, REAL_CLOCK } from '../../src/app/compose.ts';
import { readSettings } from '../../src/app/settings.ts';
import { listEvidence } from '../../src/functions/listEvidence.ts';
import { readAsOf } from '../../src/functions/readAsOf.ts';
import { chain, diskId, record, SUB_A, SUB_B, summaryRow, verdict } from '../history/records.ts';
import { asked, claimOf, PACK } from '../history/stage.ts';
import { ask, principal } from './api.ts';
import { functionKeys, LIMITED, signIn } from './stage.ts';

/** Evidence as it stood on a date; in subscriptions of their own, for history keeps no run that looked earlier than one it has. */
export function asOf(): void {
  describe('as of a date', () => {
    const WEEKS = ['2024-03-04T06:00:00.000Z', '2024-03-11T06:00:00.000Z', '2024-03-18T06:00:00.000Z'] as const;

    beforeAll(async () => {
      const settings = readSettings(process.env);
      const scope = { tenantId: settings.tenantId, managementGroups: settings.managementGroups, subscriptions: [] };
      const history = historyOf(settings, REAL_CLOCK);
      const [x, y] = [diskId('x', SUB_A), diskId('y', SUB_B)];
      const write = async (at: string, statuses: readonly ['Compliant' | 'NonCompliant', string][], more = {}) => {
        const runId = `weekly-${at.slice(0, 10)}`;
        const claim = claimOf(await history.beginRun(asked(runId, { requestedAt: at, scope })));
        const made = record({
          asOf: at,
          scope,
          subscriptions: [SUB_A, SUB_B],
          verdicts: statuses.map(([status, id]) => verdict(status, id)),
          chains: statuses.map(([status, id]) => chain(id, status)),
          summary: [summaryRow('R1', '*', 2), summaryRow('R1', SUB_A, 1), summaryRow('R1', SUB_B, 1)],
          more,
        });
        await history.recordRun(claim, made, PACK);
        await history.finishRun(claim);
      };
      // x is bad, fixed, and bad again; y is bad from the second week on. The third run could not read everything.
      await write(WEEKS[0], [
        ['NonCompliant', x],
        ['Compliant', y],
      ]);
      await write(WEEKS[1], [
        ['Compliant', x],
        ['NonCompliant', y],
      ]);
      await write(
        WEEKS[2],
        [
          ['NonCompliant', x],
          ['NonCompliant', y],
        ],
        { state: 'INCOMPLETE', incompleteBecause: ['Lost.'] },
      );
    });

    afterEach(functionKeys);

    const standing = (date: string, query?: Record<string, string>, headers?: Record<string, string>) =>
      ask('readAsOf', readAsOf, {
        params: { date },
        ...(query === undefined ? {} : { query }),
        ...(headers === undefined ? {} : { headers }),
      });
    const open = (answer: { json: Record<string, unknown> }): unknown =>
      (answer.json['findings'] as { subjectName: string }[]).map(({ subjectName }) => subjectName);

    test('the last complete run by then, and what was open, also what was fixed and came back since', async () => {
      const run = async (asOf: string) =>
        ((await ask('listEvidence', listEvidence, { query: { asOf } })).json['runs'] as { runId: string }[])[0]?.runId;
      expect(await run('2024-03-04')).toBe('weekly-2024-03-04');
      expect(await run('2024-03-11T05:59:59Z')).toBe('weekly-2024-03-04');
      expect(await run('2024-03-18')).toBe('weekly-2024-03-11');
      const first = await standing('2024-03-05');
      expect(first.json).toMatchObject({ run: { runId: 'weekly-2024-03-04' }, open: { findings: 1, notTold: 0 } });
      expect(first.log).toContain('"signal":"evidenceRead","runId":"weekly-2024-03-04","part":"asOf"');
      expect(first.json['verdicts']).toMatchObject({ Compliant: 1, NonCompliant: 1 });
      expect(first.json['requirements']).toMatchObject([{ requirement: 'R1', disks: 2 }]);
      expect(open(first)).toEqual(['x']);
      expect(open(await standing('2024-03-12'))).toEqual(['y']);
      expect(open(await standing('2024-03-19'))).toEqual(['x', 'y']);
      const page = await standing('2024-03-19', { top: '1' });
      expect(open(page)).toEqual(['x']);
      expect(page.json['next']).toBe('/api/evidence/asOf/2024-03-19?top=1&skip=1');
      const last = await standing('2024-03-19', { top: '1', skip: '1' });
      expect([open(last), last.json['next']]).toEqual([['y'], undefined]);
    });

    test('before the first, and of no date', async () => {
      for (const answer of [
        await standing('2024-03-03'),
        await ask('listEvidence', listEvidence, { query: { asOf: '2024-03-03' } }),
      ])
        expect(answer).toMatchObject({ status: 404, json: { code: 'NoEvidenceYet' } });
      expect((await standing('2024-03-03')).json['detail']).toContain('the first is of 2024-03-04T06:00:00.000Z');
      for (const date of ['2024-02-30', 'yesterday', "2024-03-04' or", '9999-01-01'])
        expect(await standing(date)).toMatchObject({ status: 400 });
      expect(await ask('listEvidence', listEvidence, { query: { asOf: '2024-03-04', top: '1' } })).toMatchObject({
        status: 400,
      });
      expect(await standing('2024-03-19', { skip: '-1' })).toMatchObject({ status: 400 });
    });

    test('somebody limited to a subscription sees what was open there', async () => {
      signIn(`${LIMITED}=${SUB_A}`);
      const mine = principal(LIMITED, ['Auditor']);
      const answer = await standing('2024-03-19', undefined, mine);
      expect(open(answer)).toEqual(['x']);
      expect(answer.json).toMatchObject({
        requirements: [{ disks: 1 }],
        run: { scope: expect.stringContaining(SUB_A) as string },
      });
      expect(answer.json['verdicts']).toBeUndefined();
      expect(JSON.stringify(answer.json)).not.toContain(SUB_B);
    });
  });
}
