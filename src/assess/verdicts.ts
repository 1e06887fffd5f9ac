import type { Baseline } from '../domain/baseline.ts';
import type { CheckId, Evidence, Outcome, Verdict } from '../domain/check.ts';
import type { Gap } from '../domain/estate.ts';
import { compareText } from './identity.ts';
import { CHECKS } from './checks/index.ts';
import type { AnyCheck } from './defineCheck.ts';
import { KIND_OF } from './subjectKinds.ts';
import type { Subject, SubjectName, SubjectsByName } from './subjects.ts';
import type { ExemptionBook } from './exemptions.ts';

const NO_EVIDENCE: Evidence = {};
const NO_GAPS: readonly string[] = [];

/** What verdicts are taken with. */
export interface Judging {
  readonly baseline: Baseline;
  readonly exemptions: ExemptionBook;
  /** ISO 8601. */
  readonly asOf: string;
}

/**
 * The verdict of every check for every subject, sorted by check, then subject.
 * @param only subscriptions to judge, so that a partition can be judged alone; all when left out.
 */
export function takeVerdicts(
  subjects: SubjectsByName,
  judging: Judging,
  only?: (subscriptionId: string) => boolean,
): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const check of CHECKS) {
    const own: Verdict[] = [];
    const kinds = new Set<SubjectName>([check.subject, ...(check.alsoJudges ?? [])]);
    for (const kind of kinds)
      for (const subject of subjects[kind])
        if (only === undefined || only(subject.identity.subscriptionId)) own.push(judge(check, kind, subject, judging));
    if (kinds.size > 1) own.sort((a, b) => compareText(a.subject, b.subject));
    for (const verdict of own) verdicts.push(verdict);
  }
  return verdicts;
}

function judge(check: AnyCheck, kind: SubjectName, subject: Subject<SubjectName>, judging: Judging): Verdict {
  // The list holds checks of different subjects; `subjects[kind]` and `check.subject` agree by construction.
  const outcome: Outcome = check.assess(subject.parts as never, judging.baseline, judging.asOf);
  const { identity } = subject;
  const exemption = judging.exemptions.of(check.id, identity.id);
  const exempt = exemption?.inForce === true && outcome.status === 'NonCompliant';
  const isFinding = outcome.status === 'NonCompliant';
  return {
    check: check.id,
    checkVersion: check.version,
    subjectKind: KIND_OF[kind],
    subject: identity.id,
    subjectName: identity.name,
    subscriptionId: identity.subscriptionId,
    resourceGroup: identity.resourceGroup,
    status: exempt ? 'Exempt' : outcome.status,
    because: outcome.because,
    severity: check.severity,
    evidence: outcome.evidence ?? NO_EVIDENCE,
    gaps: outcome.status === 'Unknown' ? gapNames(outcome.gaps) : NO_GAPS,
    remediation: isFinding ? (outcome.remediation ?? check.remediation) : '',
    exemption: isFinding ? exemption?.id : undefined,
    beneath: exempt ? 'NonCompliant' : undefined,
  };
}

/** `source subscription` of each gap, once, sorted. */
function gapNames(gaps: readonly Gap[] | undefined): readonly string[] {
  if (gaps === undefined || gaps.length === 0) return NO_GAPS;
  return [...new Set(gaps.map((gap) => `${gap.source} ${gap.subscription}`.trimEnd()))].sort(compareText);
}

/** Verdicts by check and subject. */
export class VerdictIndex {
  readonly #byCheck = new Map<CheckId, Map<string, Verdict>>();

  constructor(verdicts: readonly Verdict[]) {
    for (const verdict of verdicts) {
      let bySubject = this.#byCheck.get(verdict.check);
      if (bySubject === undefined) {
        bySubject = new Map();
        this.#byCheck.set(verdict.check, bySubject);
      }
      bySubject.set(verdict.subject, verdict);
    }
  }

  get(check: CheckId, subject: string): Verdict | undefined {
    return this.#byCheck.get(check)?.get(subject);
  }
}
