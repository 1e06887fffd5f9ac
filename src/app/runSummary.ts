import { compareText } from '../base/order.ts';
import type { Status, Verdict } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { REQUIREMENT_TEXT, type RequirementId } from '../domain/requirement.ts';
import { gapSentences, reasonsBesideGaps } from '../report/gapSummary.ts';
import { askedRequirements } from '../report/overall.ts';
import { SEVERITIES } from '../report/words.ts';

/** A run in few lines: what a person sees at its end. Plain data. */
export interface RunSummary {
  readonly state: RunRecord['state'];
  /** Why INCOMPLETE, without what the gaps say. */
  readonly incompleteBecause: readonly string[];
  readonly disks: number;
  readonly subscriptions: { readonly read: number; readonly expected: number };
  readonly requirements: readonly {
    readonly id: RequirementId;
    readonly title: string;
    readonly counts: Readonly<Record<Status, number>>;
  }[];
  /** One line for each subscription and kind of gap. */
  readonly gaps: readonly string[];
  /** Why verdicts are Unknown, the most frequent first: how many have this cause. */
  readonly unknown: readonly { readonly verdicts: number; readonly because: string }[];
  readonly findings: readonly Verdict[];
}

/** @param outcome of a run, or of a pack */
export function summaryOf({ record }: { readonly record: RunRecord }): RunSummary {
  const names = new Map(record.coverage.map(({ subscriptionId, name }) => [subscriptionId, name]));
  return {
    state: record.state,
    incompleteBecause: reasonsBesideGaps(record).filter((reason) => !reason.endsWith('summed up below.')),
    disks: record.chains.length,
    subscriptions: { read: record.coverage.filter(({ read }) => read).length, expected: record.coverage.length },
    requirements: askedRequirements(record).flatMap((id) => {
      const row = record.summary.find((entry) => entry.requirement === id && entry.subscriptionId === '*');
      return row === undefined ? [] : [{ id, title: REQUIREMENT_TEXT[id].title, counts: row.counts }];
    }),
    gaps: gapSentences(record.gaps, (id) => names.get(id) ?? id),
    unknown: causesOf(record.verdicts),
    findings: findingsOf(record.verdicts),
  };
}

/** Findings, the most severe first; of one severity in the order of the record. */
function findingsOf(verdicts: readonly Verdict[]): readonly Verdict[] {
  const found = verdicts.filter(({ status }) => status === 'NonCompliant');
  return SEVERITIES.flatMap((severity) => found.filter((verdict) => verdict.severity === severity));
}

/** Unknown verdicts by their cause: the gap behind them, else the first sentence of their reason without the resource's name. */
function causesOf(verdicts: readonly Verdict[]): RunSummary['unknown'] {
  const causes = new Map<string, number>();
  for (const verdict of verdicts) {
    if (verdict.status !== 'Unknown') continue;
    const cause = causeOf(verdict);
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  return [...causes]
    .map(([because, count]) => ({ verdicts: count, because }))
    .sort((a, b) => b.verdicts - a.verdicts || compareText(a.because, b.because));
}

function causeOf({ because, subjectName, gaps }: Verdict): string {
  // A reason of the shape "Could not determine whether …: <the gap>" ends with its cause.
  const [, cause] = gaps.length === 0 ? [] : (/^[^:]+: (.+)$/.exec(because) ?? []);
  return (cause ?? because).replaceAll(subjectName, '…');
}
