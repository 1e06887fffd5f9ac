import { counted } from '../base/counted.ts';
import { summaryOf } from '../app/runSummary.ts';
import { answerText, overallAnswer, qualifierOf, type Answer } from '../domain/answer.ts';
import type { RunRecord } from '../domain/record.ts';
import { REQUIREMENTS } from '../domain/requirement.ts';
import type { RunOutcome } from '../app/run/runAssessment.ts';
import type { Stage } from './demoStage.ts';
import { findingLines, headline, requirementTable } from './outcome.ts';

/** Findings named; the workbook has all. */
const FINDINGS_SHOWN = 5;

/** One week in few lines. */
export function weekAsText(week: number, outcome: RunOutcome, mails: readonly string[]): string {
  return [
    `Week ${week}, ${outcome.record.asOf.slice(0, 10)}: ${headline(outcome)}`,
    `  Pack: ${outcome.packLocation}`,
    ...mails.map((file) => `  Mail: ${file}`),
  ].join('\n');
}

/** What the newest week says, and what moved since the one before it. */
export function resultAsText(outcome: RunOutcome, before: RunOutcome | undefined): string {
  const summary = summaryOf(outcome);
  const moved = (kind: string): number => outcome.changes.filter((change) => change.kind === kind).length;
  return [
    requirementTable(summary),
    '',
    ...findingLines(summary, FINDINGS_SHOWN),
    `Since the week before: ${[
      ...gapsClosed(outcome.record, before?.record),
      counted(moved('new'), 'new finding'),
      `${moved('closed')} closed`,
      ...entriesInForce(outcome.record),
    ].join(', ')}.`,
  ].join('\n');
}

function gapsClosed(now: RunRecord, before: RunRecord | undefined): readonly string[] {
  const closed = (before?.gaps.length ?? 0) - now.gaps.length;
  return closed <= 0 ? [] : [`${counted(closed, 'gap')} closed by granting access`];
}

function entriesInForce({ exemptions, attestations = [] }: RunRecord): readonly string[] {
  const inForce = (entries: readonly { readonly state: string }[]): number =>
    entries.filter(({ state }) => state === 'inForce').length;
  return [`${counted(inForce(exemptions), 'exemption')} and ${counted(inForce(attestations), 'attestation')} in force`];
}

/** Where the record says something else than the hand-written table; empty when it says just that. */
export function differences(
  outcome: RunOutcome,
  week: 1 | 2,
  { expectedIn, isSubject }: Stage['expectations'],
): string[] {
  const { record } = outcome;
  const misses: string[] = [];
  for (const row of expectedIn(week)) {
    const chain = record.chains.find((candidate) => candidate.name === row.disk);
    if (row.absent || chain === undefined) {
      if (row.absent !== (chain === undefined))
        misses.push(
          `week ${String(week)} ${row.scenario}: disk ${row.disk} is ${chain === undefined ? 'missing' : 'there'}`,
        );
      continue;
    }
    for (const expected of row.checks) {
      const found = record.verdicts.filter(
        (verdict) =>
          verdict.check === expected.check &&
          // What stands above the subscriptions has none.
          (verdict.subscriptionId === chain.subscriptionId ||
            verdict.subscriptionId === '' ||
            expected.subject.startsWith('/subscriptions/')) &&
          isSubject(expected.subject, verdict.subject),
      );
      const statuses = [...new Set(found.map(withAttested))].join(', ') || 'no verdict';
      if (statuses !== expected.status)
        misses.push(
          `week ${String(week)} ${row.scenario}: ${expected.check} ${expected.subject} is ${statuses}, expected ${expected.status}. ${found[0]?.because ?? ''}`,
        );
    }
    for (const [requirement, status] of Object.entries(row.expected ?? {})) {
      const actual = withAttested(
        requirement === 'overall'
          ? overallAnswer(chain)
          : chain.requirements[requirement as (typeof REQUIREMENTS)[number]],
      );
      if (actual !== status)
        misses.push(
          `week ${String(week)} ${row.scenario}: ${requirement} of ${row.disk} is ${actual}, expected ${status}`,
        );
    }
  }
  return misses;
}

/** As the table writes an answer: it tells attested ones apart, and says nothing of what limits others. */
function withAttested(answer: Answer): string {
  const qualifier = qualifierOf(answer);
  return answerText(answer.status, qualifier === 'attested' ? qualifier : undefined);
}
