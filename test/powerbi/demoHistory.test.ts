import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { runLocally } from '../../src/app/localRun.ts';
import { readSettings } from '../../src/app/settings.ts';
import { ANSWER_KINDS, answerText, countOf } from '../../src/domain/answer.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { compliantOfApplicable, compliantOfDecided, undecidedOf } from '../../src/report/words.ts';
import { bankBaselineIn, openBank, settingsOf } from '../app/run/stage.ts';
import { measuresOver } from './measures.ts';
import { readAsPowerQuery, type ReadTable } from './readAsPowerQuery.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const tables = new Map<string, ReadTable>();
/** Of both weeks of the demo's bank, and of its second week once more an hour later: nothing had changed. */
const records: RunRecord[] = [];
const verdictRows: number[] = [];
let azurite: Azurite;

beforeAll(async () => {
  azurite = await storageAccount();
  for (const [week, later] of [
    [1, 0],
    [2, 0],
    [2, 3_600_000],
  ] as const) {
    const bank = await openBank(week);
    const settings = readSettings(
      await settingsOf(bank, folder.path, {
        UNBROKEN_STORAGE: azurite.connectionString,
        UNBROKEN_OWNER_TAG: 'owner',
        UNBROKEN_BASELINE: fileURLToPath(bankBaselineIn(week)),
        UNBROKEN_SMTP_URL: '',
      }),
    );
    const outcome = await runLocally({
      settings,
      outFolder: join(folder.path, 'out'),
      sendMail: false,
      report: () => undefined,
      trigger: 'demo',
      asOf: new Date(Date.parse(bank.now) + later).toISOString(),
    });
    records.push(outcome.record);
    await bank.close();
    verdictRows.push((await readAsPowerQuery('Verdicts', azurite.connectionString, 'Unbroken')).rows.length);
  }
  for (const table of ['Runs', 'Results', 'Coverage', 'Findings', 'Verdicts', 'Subjects'])
    tables.set(table, await readAsPowerQuery(table, azurite.connectionString, 'Unbroken'));
}, 300_000);

afterAll(() => folder.dispose());

function rowsOf(table: string): ReadTable['rows'] {
  return tables.get(table)?.rows ?? [];
}

describe('the demo leaves a history that the queries of the model describe', () => {
  test('every value has the type of its column, and nothing is stored that no query reads', () => {
    expect([...(tables.get('Verdicts')?.unread ?? [])].sort()).toEqual(['current', 'scopeKey', 'scopeSubscriptions']);
    expect([...(tables.get('Subjects')?.unread ?? [])].sort()).toEqual(['scopeKey', 'scopeSubscriptions']);
    expect([...(tables.get('Coverage')?.unread ?? [])].sort()).toEqual(['baselineSha256', 'scopeKey']);
    for (const table of ['Runs', 'Results', 'Coverage', 'Findings', 'Verdicts', 'Subjects'])
      expect(rowsOf(table).length, table).toBeGreaterThan(0);
  });

  test.each([0, 1, 2])(
    'at run %i the verdicts in force, by the rule of the measures, are those of its record',
    (index) => {
      const record = records[index] as RunRecord;
      const inForce = rowsOf('Verdicts').filter(
        ({ validFrom, validTo, unseenSince }) =>
          String(validFrom) <= record.asOf &&
          (validTo === null || String(validTo) > record.asOf) &&
          (unseenSince === null || String(unseenSince) > record.asOf),
      );
      const told = inForce.map((row) => `${String(row['check'])} ${String(row['subject'])} ${String(row['status'])}`);
      expect(told.sort()).toEqual(
        record.verdicts.map(({ check, subject, status }) => `${check} ${subject} ${status}`).sort(),
      );
    },
  );

  test.each([0, 1, 2])('at run %i the measures count and share as the workbook’s Cover does', (index) => {
    const record = records[index] as RunRecord;
    const runs = rowsOf('Runs').filter(({ asOf }) => asOf !== null);
    const { value } = measuresOver(rowsOf('Results'), runs);
    for (const { requirement, subscriptionId, population, ...tally } of record.summary) {
      if (subscriptionId !== '*') continue;
      const chosen = { requirement, week: [record.asOf] };
      const counted = ANSWER_KINDS.map(({ status, qualifier }) =>
        value(answerText(status, qualifier).replace('NotApplicable', 'Not applicable'), chosen),
      );
      expect(counted, requirement).toEqual(ANSWER_KINDS.map((kind) => countOf(tally, kind)));
      expect(counted.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(population);
      expect(value('Compliance of decided %', chosen)).toBe(compliantOfDecided(tally.counts));
      expect(value('Compliance %', chosen)).toBe(compliantOfApplicable(tally.counts));
      expect(value('Unknown %', chosen)).toBe(undecidedOf([tally.counts]));
      expect(value(`${requirement} of decided %`, { week: [record.asOf] })).toBe(compliantOfDecided(tally.counts));
    }
    const all = record.summary.filter(({ subscriptionId }) => subscriptionId === '*').map(({ counts }) => counts);
    expect(value('Unknown %', { week: [record.asOf] })).toBe(undecidedOf(all));
    // Only the first week has a subscription unread, only the later ones have an attestation.
    expect((value('Compliant – limited', { week: [record.asOf] }) ?? 0) > 0).toBe(index === 0);
    expect(value('Unknown – attested', { requirement: 'R4', week: [record.asOf] })).toBe(index === 0 ? 0 : 1);
  });

  test('the newest run’s subscriptions, and those of them read whole, are those of its record', () => {
    const [last] = records.slice(-1) as [RunRecord];
    const told = rowsOf('Coverage').filter(({ asOf }) => asOf === last.asOf);
    const ids = (rows: readonly { readonly subscriptionId?: unknown }[]): readonly string[] =>
      rows.map(({ subscriptionId }) => String(subscriptionId)).sort();
    expect(ids(told)).toEqual(ids(last.coverage));
    expect(ids(told.filter(({ read }) => read === true))).toEqual(ids(last.coverage.filter(({ read }) => read)));
  });

  test('a run that found nothing changed left no row more', () => {
    expect(verdictRows[2]).toBe(verdictRows[1]);
    expect(verdictRows[1]).toBeGreaterThan(verdictRows[0] ?? 0);
  });

  test('subjects are unique, and every verdict and finding of a resource finds its subject', () => {
    const ids = rowsOf('Subjects').map(({ subject }) => subject);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { subject } of rowsOf('Verdicts')) expect(ids).toContain(subject);
  });

  test('the chain of a disk can be followed: its VM, its key, its copies and backups are subjects', () => {
    const subjects = rowsOf('Subjects');
    const ids = new Set(subjects.map(({ subject }) => subject));
    const disks = subjects.filter(({ subjectKind }) => subjectKind === 'disk');
    const record = records[2] as RunRecord;
    expect(disks.filter(({ goneSince }) => goneSince === null).length).toBeGreaterThanOrEqual(record.chains.length);
    const machines = disks.flatMap(({ virtualMachine }) => (virtualMachine === null ? [] : [virtualMachine]));
    expect(machines.length).toBeGreaterThan(10);
    expect(machines.filter((id) => ids.has(id)).length).toBeGreaterThan(10);
    expect(disks.some(({ key }) => key !== null && ids.has(key))).toBe(true);
    expect(disks.some(({ role, copyOf }) => role === 'replica' && copyOf !== null && ids.has(copyOf))).toBe(true);
    expect(
      subjects.some(
        ({ subjectKind, virtualMachine, vault }) =>
          subjectKind === 'protectedItem' && virtualMachine !== null && vault !== null,
      ),
    ).toBe(true);
    expect(disks.some(({ owner }) => owner !== null)).toBe(true);
  });

  test('a disk that left between the weeks is gone since the second', () => {
    const gone = rowsOf('Subjects').filter(({ goneSince }) => goneSince !== null);
    expect(gone.length).toBeGreaterThan(0);
    for (const { goneSince } of gone) expect(goneSince).toBe(records[1]?.asOf);
  });
});
