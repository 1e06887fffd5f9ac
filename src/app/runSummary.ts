import type { Tally } from '../domain/answer.ts';
import type { Verdict } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { REQUIREMENT_TEXT, type RequirementId } from '../domain/requirement.ts';
import { where, type Sequence } from '../domain/sequence.ts';
import { acknowledgementSentences } from '../report/acknowledgements.ts';
import { causesOf, gapsBesideCauses, type Cause } from '../report/causes.ts';
import { groupsOf, type FindingGroup } from '../report/findings/findingGroups.ts';
import type { Finding } from '../report/findings/finding.ts';
import { findingsOf } from '../report/findings.ts';
import { gapSentences, reasonsBesideGaps } from '../report/gapSummary.ts';
import { askedRequirements } from '../report/overall.ts';
import { subscriptionNames } from '../report/subscriptionNames.ts';

export type { Finding };

/** A run in few lines: what a person sees at its end. Plain data. */
export interface RunSummary {
  readonly state: RunRecord['state'];
  /** Why INCOMPLETE, without what the gaps say. */
  readonly incompleteBecause: readonly string[];
  readonly disks: number;
  readonly subscriptions: { readonly read: number; readonly expected: number };
  readonly requirements: readonly (Tally & { readonly id: RequirementId; readonly title: string })[];
  /** One line for each subscription and kind of gap that no cause stands for. */
  readonly gaps: readonly string[];
  /** One sentence for each gap that the baseline acknowledges. */
  readonly acknowledged: readonly string[];
  /** Why answers are Unknown or limited, the heaviest cause first. */
  readonly causes: readonly Cause[];
  /** Worst first; their ages are not known here. */
  readonly findings: Sequence<Finding>;
  /** The same by what they come from, worst cause first. */
  readonly groups: readonly FindingGroup[];
}

/** @param outcome of a run, or of a pack */
export function summaryOf({ record }: { readonly record: RunRecord }): RunSummary {
  const name = subscriptionNames(record);
  const causes = causesOf(record, name);
  const findings = findingsOf(record, new Map());
  return {
    state: record.state,
    incompleteBecause: reasonsBesideGaps(record).filter((reason) => !reason.endsWith('summarised below.')),
    disks: record.chains.length,
    subscriptions: { read: record.coverage.filter(({ read }) => read).length, expected: record.coverage.length },
    requirements: askedRequirements(record).flatMap((id) => {
      const row = record.summary.find((entry) => entry.requirement === id && entry.subscriptionId === '*');
      if (row === undefined) return [];
      const { counts, limited, attested } = row;
      return [
        {
          id,
          title: REQUIREMENT_TEXT[id].title,
          counts,
          ...(limited === undefined ? {} : { limited }),
          ...(attested === undefined ? {} : { attested }),
        },
      ];
    }),
    gaps: gapSentences(gapsBesideCauses(record.gaps, causes), name),
    acknowledged: acknowledgementSentences(record, name),
    causes,
    findings,
    groups: groupsOf(record, findings),
  };
}

/** Whether something could not be determined: a gap, an INCOMPLETE run, or an Unknown that nobody attested. */
export function isUndetermined({
  state,
  gaps,
  verdicts,
}: Pick<RunRecord, 'state' | 'gaps'> & {
  readonly verdicts: Iterable<Pick<Verdict, 'status' | 'attestation'>>;
}): boolean {
  return (
    state === 'INCOMPLETE' ||
    gaps.length > 0 ||
    !where(verdicts, ({ status, attestation }) => status === 'Unknown' && attestation === undefined).next().done
  );
}
