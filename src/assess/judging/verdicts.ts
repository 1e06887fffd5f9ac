import type { Baseline } from '../../domain/baseline.ts';
import type { CheckId, Evidence, Outcome, Verdict } from '../../domain/check.ts';
import type { EstateReader } from '../../domain/reader.ts';
import { by } from '../../base/order.ts';
import { CHECKS } from '../checks/list.ts';
import type { AnyCheck } from '../checks/shared/defineCheck.ts';
import { KIND_OF } from '../chain/subjectKinds.ts';
import type { Subject, SubjectName, SubjectsByName } from '../chain/subjects.ts';
import { attestationBook, type AttestationBook } from './attestations.ts';
import { gapNames, limitationNames, strictly } from './limitations.ts';
import { exemptionBook, type ExemptionBook } from './exemptions.ts';
import { outcomeUnder } from './rules/outcomeUnder.ts';
import { ruleBook, type InForce, type RuleBook } from './rules/ruleBook.ts';
import { traitsIn, type Traits, type TraitsOf } from './rules/traits.ts';

const NO_EVIDENCE: Evidence = {};
const NO_GAPS: readonly string[] = [];

/** What verdicts are taken with. */
export interface Judging {
  readonly rules: RuleBook;
  readonly traits: TraitsOf;
  readonly exemptions: ExemptionBook;
  readonly attestations: AttestationBook;
  /** ISO 8601. */
  readonly asOf: string;
  /** What becomes of an answer that a gap elsewhere limits. */
  readonly absence: Baseline['absence'];
}

/** @throws RuleTieError */
export function judgingWith(baseline: Baseline, reader: EstateReader): Judging {
  const { asOf } = reader;
  return {
    rules: ruleBook(baseline),
    traits: traitsIn(reader),
    exemptions: exemptionBook(baseline.exemptions, asOf),
    attestations: attestationBook(baseline.attestations, asOf),
    asOf,
    absence: baseline.absence,
  };
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
  const framed = new Map<SubjectName, readonly Framed[]>();
  const of = (kind: SubjectName): readonly Framed[] => {
    let known = framed.get(kind);
    if (known === undefined) {
      known = subjects[kind]
        .filter((subject) => only === undefined || only(subject.identity.subscriptionId))
        .map((subject) => frame(kind, subject, judging));
      framed.set(kind, known);
    }
    return known;
  };
  for (const check of CHECKS) {
    const own: Verdict[] = [];
    const kinds = new Set<SubjectName>([check.subject, ...(check.alsoJudges ?? [])]);
    for (const kind of kinds) for (const subject of of(kind)) own.push(judge(check, kind, subject, judging));
    if (kinds.size > 1) own.sort(by(({ subject }) => subject));
    for (const verdict of own) verdicts.push(verdict);
  }
  return verdicts;
}

/** A subject with the rules that are in force for it, looked up once for all checks. */
interface Framed {
  readonly subject: Subject<SubjectName>;
  readonly inForce: InForce;
  readonly traits: () => Traits;
}

function frame(kind: SubjectName, subject: Subject<SubjectName>, { rules, traits }: Judging): Framed {
  let known: Traits | undefined;
  const own = (): Traits => (known ??= traits(kind, subject));
  return { subject, inForce: rules(own), traits: own };
}

function judge(check: AnyCheck, kind: SubjectName, framed: Framed, judging: Judging): Verdict {
  const { subject, inForce, traits } = framed;
  const found = outcomeUnder(check, subject.aspects, inForce, judging.asOf);
  const outcome = judging.absence === 'strict' ? strictly(found) : found;
  const { identity } = subject;
  const { status } = outcome;
  const answered = { check: check.id, subject: identity.id, status, traits };
  const exemption = judging.exemptions.take(answered);
  const attestation = judging.attestations.take(answered);
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
    ...(attestation === undefined ? {} : { attestation }),
    ...limitationsOf(outcome),
    remediation: isFinding ? (outcome.remediation ?? check.remediation) : '',
    exemption: isFinding ? exemption?.id : undefined,
    beneath: exempt ? 'NonCompliant' : undefined,
  };
}

function limitationsOf(outcome: Outcome): Pick<Verdict, 'limitations'> {
  if (outcome.status !== 'Compliant' && outcome.status !== 'NotApplicable') return {};
  const { limitedBy = [] } = outcome;
  return limitedBy.length === 0 ? {} : { limitations: limitationNames(limitedBy) };
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
