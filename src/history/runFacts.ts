import { overallAnswer, qualifiedOf, tallyOf } from '../domain/answer.ts';
import { endOfDay } from '../base/time.ts';
import type { RunRecord } from '../domain/record.ts';
import { mapped } from '../domain/sequence.ts';
import type { RunRow, SummaryEntity } from './entities.ts';
import type { FindingTotals } from './ledgers/findingLedger.ts';
import { safeKey } from './keys.ts';

/** What the pack adds to a run's row. */
export interface PackFacts {
  /** The pack's folder in the store. */
  readonly packPath: string;
  readonly workbookName: string;
  readonly manifestSha256: string;
  readonly previousRunId: string | undefined;
  readonly previousManifestSha256: string | undefined;
  /** Lines for whoever asks about the run; undefined where there are none. */
  readonly causes?: string | undefined;
}

/** The columns of a run that its record gives. */
export function recordColumns(record: RunRecord) {
  const diskTally = tallyOf(mapped(record.chains, overallAnswer));
  const verdictTally = tallyOf(record.verdicts);
  const [disks, verdicts] = [diskTally.counts, verdictTally.counts];
  return {
    asOf: record.asOf,
    complete: record.state === 'COMPLETE',
    incompleteBecause: record.incompleteBecause.length === 0 ? undefined : record.incompleteBecause.join(' '),
    acknowledgedUntil: record.acknowledgedUntil === undefined ? undefined : endOfDay(record.acknowledgedUntil),
    subscriptionsExpected: record.coverage.length,
    subscriptionsRead: record.coverage.filter((row) => row.read).length,
    disks: record.chains.length,
    disksCompliant: disks.Compliant,
    disksNonCompliant: disks.NonCompliant,
    disksUnknown: disks.Unknown,
    disksNotApplicable: disks.NotApplicable,
    disksExempt: disks.Exempt,
    disksCompliantLimited: qualifiedOf(diskTally, 'Compliant'),
    disksNotApplicableLimited: qualifiedOf(diskTally, 'NotApplicable'),
    disksUnknownAttested: qualifiedOf(diskTally, 'Unknown'),
    verdicts: record.verdicts.length,
    verdictsCompliant: verdicts.Compliant,
    verdictsNonCompliant: verdicts.NonCompliant,
    verdictsUnknown: verdicts.Unknown,
    verdictsNotApplicable: verdicts.NotApplicable,
    verdictsExempt: verdicts.Exempt,
    verdictsCompliantLimited: qualifiedOf(verdictTally, 'Compliant'),
    verdictsNotApplicableLimited: qualifiedOf(verdictTally, 'NotApplicable'),
    verdictsUnknownAttested: qualifiedOf(verdictTally, 'Unknown'),
    gaps: record.gaps.length,
    codeVersion: record.codeVersion,
    baselineName: record.baseline.name,
    baselineVersion: record.baseline.version,
    baselineSha256: record.baseline.sha256,
  } satisfies Partial<RunRow>;
}

export function findingColumns(totals: FindingTotals) {
  return {
    findings: totals.open - totals.exempt,
    findingsExempt: totals.exempt,
    findingsOpened: totals.opened,
    findingsReopened: totals.reopened,
    findingsClosed: totals.closed,
  } satisfies Partial<RunRow>;
}

/** The rows of the summary table, by row key. */
export function summaryRows(record: RunRecord, runId: string): ReadonlyMap<string, SummaryEntity> {
  const names = new Map(record.coverage.map((row) => [row.subscriptionId, row.name]));
  return new Map(
    record.summary.map(({ requirement, subscriptionId, population, counts, ...tally }) => [
      safeKey(`${requirement}|${subscriptionId}`),
      {
        runId,
        asOf: record.asOf,
        complete: record.state === 'COMPLETE',
        requirement,
        subscriptionId,
        subscriptionName: subscriptionId === '*' ? 'All subscriptions' : (names.get(subscriptionId) ?? subscriptionId),
        population,
        compliant: counts.Compliant,
        nonCompliant: counts.NonCompliant,
        unknown: counts.Unknown,
        notApplicable: counts.NotApplicable,
        exempt: counts.Exempt,
        compliantLimited: tally.limited?.Compliant ?? 0,
        notApplicableLimited: tally.limited?.NotApplicable ?? 0,
        unknownAttested: tally.attested ?? 0,
      },
    ]),
  );
}
