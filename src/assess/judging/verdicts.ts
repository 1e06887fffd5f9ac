import type { Baseline } from '../../domain/baseline.ts';
import type { CheckId, Evidence, Outcome, Verdict } from '../../domain/check.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { KeepById, Keyed } from '../../domain/keyed.ts';
import { mergedBy } from '../../domain/derived.ts';
import type { EstateReader } from '../../domain/reader.ts';
import { growArray, joined, type Grow, type Growing, type Sequence } from '../../domain/sequence.ts';
import { CHECKS } from '../checks/list.ts';
import type { AnyCheck } from '../checks/shared/defineCheck.ts';
import { canBeAttested, limited } from '../checks/shared/outcome.ts';
import { groupBy } from '../../domain/groups.ts';
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
  /** How to treat an answer that a gap elsewhere limits. */
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
): Sequence<Verdict> {
  const docket = new Docket(judging);
  for (const kind of JUDGED_KINDS)
    for (const subject of subjects[kind])
      if (only === undefined || only(subject.identity.subscriptionId)) docket.judge(kind, subject);
  return docket.verdicts();
}

const CHECKS_OF: ReadonlyMap<SubjectName, readonly AnyCheck[]> = groupBy(CHECKS, kindsOf);

/** Kinds of subject that checks are about. */
export const JUDGED_KINDS: readonly SubjectName[] = [...CHECKS_OF.keys()];

function kindsOf({ subject, alsoJudges = [] }: AnyCheck): readonly SubjectName[] {
  return [subject, ...alsoJudges];
}

/** Judges subject by subject, so that none need be kept, and keeps the verdicts by check. */
export class Docket {
  readonly #judging: Judging;
  readonly #grow: Grow;
  readonly #lists = new Map<CheckId, Map<SubjectName, Growing<Verdict>>>();

  /** @param grow where the verdicts are kept; in memory if left out */
  constructor(judging: Judging, grow: Grow = growArray) {
    this.#judging = judging;
    this.#grow = grow;
  }

  /** Subjects of a kind must come sorted by id. @returns the verdict of each check that is about the subject */
  judge(kind: SubjectName, subject: Subject<SubjectName>): readonly Verdict[] {
    const framed = frame(kind, subject, this.#judging);
    return (CHECKS_OF.get(kind) ?? []).map((check) => {
      const verdict = judge(check, kind, framed, this.#judging);
      this.#list(check, kind).add(verdict);
      return verdict;
    });
  }

  /** Sorted by check, then subject; nothing may be judged afterwards. */
  verdicts(): Sequence<Verdict> {
    return joined(CHECKS.map((check) => this.#ofCheck(check)));
  }

  #ofCheck(check: AnyCheck): Sequence<Verdict> {
    return kindsOf(check).reduce<Sequence<Verdict>>((all, kind) => {
      const own = this.#lists.get(check.id)?.get(kind)?.whole();
      return own === undefined ? all : mergedBy(all, own, subjectOf);
    }, []);
  }

  #list(check: AnyCheck, kind: SubjectName): Growing<Verdict> {
    let lists = this.#lists.get(check.id);
    if (lists === undefined) this.#lists.set(check.id, (lists = new Map<SubjectName, Growing<Verdict>>()));
    let list = lists.get(kind);
    if (list === undefined) lists.set(kind, (list = this.#grow<Verdict>()));
    return list;
  }
}

function subjectOf({ subject }: Verdict): string {
  return subject;
}

/** A subject with the rules in force for it, looked up once for all checks. */
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
  const found = underLimits(check, subject, outcomeUnder(check, subject.aspects, inForce, judging.asOf));
  const outcome = judging.absence === 'strict' ? strictly(found) : found;
  const { identity } = subject;
  const { status } = outcome;
  const mayAttest = canBeAttested(outcome) && check.attestable !== undefined;
  const answered = { check: check.id, subject: identity.id, status, attestable: mayAttest, traits };
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
    ...(mayAttest ? { attestable: true } : {}),
    ...(attestation === undefined ? {} : { attestation }),
    ...limitationsOf(outcome),
    remediation: isFinding ? (outcome.remediation ?? check.remediation) : '',
    exemption: isFinding ? exemption?.id : undefined,
    beneath: exempt ? 'NonCompliant' : undefined,
  };
}

/** What any check says about an aspect that a place elsewhere may contradict stands, but limited. */
function underLimits({ needs }: AnyCheck, { limits }: Subject<SubjectName>, found: Outcome): Outcome {
  return limits !== undefined && needs.some((need) => limits.aspects.has(need)) ? limited(found, limits.gaps) : found;
}

function limitationsOf(outcome: Outcome): Pick<Verdict, 'limitations'> {
  if (outcome.status !== 'Compliant' && outcome.status !== 'NotApplicable') return {};
  const { limitedBy = [] } = outcome;
  return limitedBy.length === 0 ? {} : { limitations: limitationNames(limitedBy) };
}

/** What a verdict contributes to the disks linked to its subject. */
export type Given = Pick<Verdict, 'check' | 'subject' | 'status' | 'because' | 'attestation' | 'limitations'>;

/** Looks up what was said about a subject. */
export interface Verdicts {
  readonly get: (check: CheckId, subject: string) => Given | undefined;
}

/** Verdicts by check and subject. */
export class VerdictIndex implements Verdicts {
  readonly #byCheck = new Map<CheckId, Map<string, Verdict>>();

  constructor(verdicts: Iterable<Verdict>) {
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

type Answer = Omit<Given, 'check' | 'subject'>;

/**
 * The same in little memory, for a run: only the answer of each verdict, and verdicts on disks only for one disk at a time,
 * since no disk takes those of another.
 */
export class AnswerIndex implements Verdicts {
  /** By check and subject. */
  readonly #given: Keyed<Answer>;
  #own: readonly Verdict[] = [];

  constructor(keep: KeepById) {
    this.#given = keep<Answer>();
  }

  keep(verdicts: readonly Verdict[]): void {
    for (const { check, subject, status, because, attestation, limitations } of verdicts)
      this.#given.set(idOf(check, subject), {
        status,
        because,
        ...(attestation === undefined ? {} : { attestation }),
        ...(limitations === undefined ? {} : { limitations }),
      });
  }

  /** Moves on to another disk. */
  turnTo(verdictsOfDisk: readonly Verdict[]): void {
    this.#own = verdictsOfDisk;
  }

  get(check: CheckId, subject: string): Given | undefined {
    const own = this.#own.find((verdict) => verdict.check === check && verdict.subject === subject);
    if (own !== undefined) return own;
    const answer = this.#given.get(idOf(check, subject));
    return answer === undefined ? undefined : { check, subject, ...answer };
  }
}

function idOf(check: CheckId, subject: string): ArmId {
  return `${subject}#${check}` as ArmId;
}
