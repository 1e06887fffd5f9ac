import type { Change, ChainRow, RunRecord } from '../domain/record.ts';
import { REQUIREMENTS } from '../domain/requirement.ts';
import type { RunOutcome } from '../app/run/runAssessment.ts';
import type { Stage } from './demoStage.ts';

const SHORT = { Compliant: 'yes', NonCompliant: 'NO', Unknown: '?', Exempt: 'exempt', NotApplicable: '-' } as const;

/** One line a disk: R1–R7 in short. */
export function verdictsAsText(record: RunRecord): string {
  const width = Math.max(...record.chains.map((chain) => chain.name.length), 4);
  const header = `${'disk'.padEnd(width)}  ${'role'.padEnd(14)}${REQUIREMENTS.map((id) => id.padEnd(8)).join('')}method`;
  const line = (chain: ChainRow): string =>
    `${chain.name.padEnd(width)}  ${chain.role.padEnd(14)}${REQUIREMENTS.map((id) => SHORT[chain.requirements[id].status].padEnd(8)).join('')}${chain.method}`;
  const legend = 'yes compliant · NO finding · ? unknown · - not applicable';
  return `${header}\n${[...record.chains]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(line)
    .join('\n')}\n${legend}\n`;
}

/** What moved between the weeks. */
export function changesAsText(changes: readonly Change[]): string {
  const lines = changes
    .filter((change) => change.kind === 'new' || change.kind === 'closed')
    .map((change) => `  ${change.kind.padEnd(7)}${change.check}  ${change.subjectName}: ${change.because}`);
  return `New and closed findings since the week before:\n${lines.join('\n')}\n`;
}

/** Where the record says something else than the hand-written table; empty when it says just that. */
export function differences(
  outcome: RunOutcome,
  week: 1 | 2,
  { expectedIn, isSubject }: Stage['expectations'],
): string[] {
  const { record } = outcome;
  const misses: string[] = [];
  const built = new Set<string>(record.checks.filter((check) => check.built).map((check) => check.id));
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
      // A check that this version does not have gives no verdict; its roll-up says Unknown.
      if (!built.has(expected.check)) continue;
      const found = record.verdicts.filter(
        (verdict) =>
          verdict.check === expected.check &&
          // What stands above the subscriptions has none.
          (verdict.subscriptionId === chain.subscriptionId || verdict.subscriptionId === '') &&
          isSubject(expected.subject, verdict.subject),
      );
      const statuses = [...new Set(found.map((verdict) => verdict.status))].join(', ') || 'no verdict';
      if (statuses !== expected.status)
        misses.push(
          `week ${String(week)} ${row.scenario}: ${expected.check} ${expected.subject} is ${statuses}, expected ${expected.status}. ${found[0]?.because ?? ''}`,
        );
    }
    for (const [requirement, status] of Object.entries(row.expected ?? {})) {
      const actual =
        requirement === 'overall'
          ? chain.overall
          : chain.requirements[requirement as (typeof REQUIREMENTS)[number]].status;
      if (actual !== status)
        misses.push(
          `week ${String(week)} ${row.scenario}: ${requirement} of ${row.disk} is ${actual}, expected ${status}`,
        );
    }
  }
  return misses;
}
