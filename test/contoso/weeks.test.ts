import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as expectations from '../../simulator/expected/contoso.ts';
import { CHECKS } from '../../src/assess/checks/list.ts';
import { compareRuns } from '../../src/assess/compare.ts';
import { runLocally } from '../../src/app/localRun.ts';
import type { RunOutcome } from '../../src/app/run/runAssessment.ts';
import { readSettings } from '../../src/app/settings.ts';
import { differences, resultAsText, weekAsText } from '../../src/cli/demoReport.ts';
import type { Verdict } from '../../src/domain/check.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { bankBaselineIn, openBank, settingsOf } from '../app/run/stage.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const outcomes: RunOutcome[] = [];

beforeAll(async () => {
  for (const week of [1, 2] as const) {
    const bank = await openBank(week);
    const settings = readSettings(
      await settingsOf(bank, folder.path, { UNBROKEN_BASELINE: fileURLToPath(bankBaselineIn(week)) }),
    );
    const outFolder = join(folder.path, 'out');
    const local = {
      settings,
      outFolder,
      sendMail: false,
      report: () => undefined,
      trigger: 'cli',
      asOf: bank.now,
    } as const;
    outcomes.push(await runLocally(local));
    await bank.close();
  }
}, 300_000);
afterAll(() => folder.dispose());

describe('Contoso', () => {
  test.each([1, 2] as const)('week %i is as the hand-written table expects it', (week) => {
    expect(differences(outcomes[week - 1] as RunOutcome, week, expectations)).toEqual([]);
  });

  test('the demo says no more than 40 lines', () => {
    const [one, two] = outcomes as [RunOutcome, RunOutcome];
    const said = [weekAsText(1, one, ['a.eml']), weekAsText(2, two, ['b.eml']), resultAsText(two, one)].join('\n');
    // Beside these npm's own four, blank lines, history, verify, the expectation, and what to open.
    expect(said.split('\n').length).toBeLessThanOrEqual(30);
  });

  test('a wrong verdict, a missing one and a missing disk are each told', () => {
    const outcome = outcomes[0] as RunOutcome;
    const [row] = expectations.expectedIn(1).filter((candidate) => !candidate.absent && candidate.checks.length > 0);
    const [expected] = row?.checks ?? [];
    const told = (change: (record: RunRecord) => RunRecord): string[] =>
      differences({ ...outcome, record: change(outcome.record) }, 1, expectations);
    const isExpected = (verdict: Verdict): boolean =>
      verdict.check === expected?.check && expectations.isSubject(expected.subject, verdict.subject);
    const flip = (verdict: Verdict): Verdict =>
      isExpected(verdict)
        ? { ...verdict, status: verdict.status === 'Compliant' ? 'NonCompliant' : 'Compliant' }
        : verdict;
    expect(told((record) => ({ ...record, verdicts: record.verdicts.map(flip) }))).not.toEqual([]);
    expect(
      told((record) => ({ ...record, verdicts: record.verdicts.filter((verdict) => !isExpected(verdict)) })),
    ).not.toEqual([]);
    expect(
      told((record) => ({ ...record, chains: record.chains.filter((chain) => chain.name !== row?.disk) })),
    ).not.toEqual([]);
  });

  test.each(expectations.EXPECTED_SUBSCRIPTIONS)(
    '$subscription is $status in week $week: $because',
    ({ week, subscription, status }) => {
      const { record } = outcomes[week - 1] as RunOutcome;
      const verdict = record.verdicts.find((entry) => entry.check === 'POP-01' && entry.subjectName === subscription);
      expect(verdict?.status).toBe(status);
    },
  );

  test('what is not assessed is listed with its counts, and none of it is judged', () => {
    for (const { record } of outcomes) {
      const nameOf = new Map(record.coverage.map((row) => [row.subscriptionId, row.name]));
      expect(
        record.notAssessed.map(({ kind, subscriptionId, count }) => [kind, nameOf.get(subscriptionId), count]),
      ).toEqual(expectations.EXPECTED_NOT_ASSESSED.map(({ kind, subscription, count }) => [kind, subscription, count]));
      const judged = [...record.chains.map(({ disk }) => disk), ...record.verdicts.map(({ subject }) => subject)];
      const hidden = /vmss-render|\/images\/|\/galleries\/|vm-signage-01_osdisk|vm-microfiche-01-(os|data)/;
      expect(judged.filter((id) => hidden.test(id))).toEqual([]);
    }
  });

  test('what moved between the weeks is as expected', () => {
    const [first, second] = outcomes as [RunOutcome, RunOutcome];
    const changes = compareRuns(first.record, second.record);
    for (const expected of expectations.EXPECTED_CHANGES) {
      const change = changes.find(
        (entry) => entry.check === expected.check && expectations.isSubject(expected.subject, entry.subject),
      );
      expect({ check: expected.check, before: change?.before, after: change?.after }).toEqual({
        check: expected.check,
        before: expected.before,
        after: expected.after,
      });
    }
  });

  test('verdicts are sorted by check, then subject', () => {
    const order: readonly string[] = CHECKS.map(({ id }) => id);
    for (const { record } of outcomes) {
      const keys = [...record.verdicts].map(({ check, subject }) => [order.indexOf(check), subject] as const);
      const sorted = [...keys].sort(([a, left], [b, right]) => a - b || (left < right ? -1 : 1));
      expect(keys).toEqual(sorted);
    }
  });

  // The golden record: `UPDATE_GOLDEN=1 npm test -- test/contoso` writes it anew; its diff is reviewed like code.
  test.each([1, 2] as const)('week %i gives the golden record', (week) => {
    const file = new URL(`../golden/contoso-week-${String(week)}.txt`, import.meta.url);
    const text = golden((outcomes[week - 1] as RunOutcome).record);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

function cellText(text: string, { limitations }: { readonly limitations?: readonly string[] }): string {
  return limitations === undefined ? text : `${text} – limited`;
}

/** The record as lines that a person can review: what was concluded of whom, and why. */
function golden(record: RunRecord): string {
  const short = (id: string): string => id.split('/').slice(-3).join('/');
  const lines = [
    `${record.state} as of ${record.asOf}`,
    ...record.incompleteBecause,
    ...record.chains.map(
      (chain) =>
        `DISK ${chain.name} ${chain.role} ${chain.method} | ${REQUIREMENTS.map((id) => cellText(`${id} ${chain.requirements[id].status}`, chain.requirements[id])).join(', ')} | ${cellText(chain.overall, chain)}`,
    ),
    ...record.verdicts.map(
      (verdict) =>
        `${cellText(`${verdict.check} ${verdict.status}`, verdict)} ${short(verdict.subject)} | ${verdict.because}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
