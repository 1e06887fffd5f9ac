import type { CheckId, Evidence, Status, Verdict } from '../domain/check.ts';
import { byCheckAndSubject, findingKey, type Change, type RunRecord } from '../domain/record.ts';
import { qualifierOf } from '../domain/answer.ts';
import { hangingOn, isSnapshotId, rotationKey } from '../domain/rotation.ts';
import { mapped, type Sequence } from '../domain/sequence.ts';
import { instant } from '../base/time.ts';
import { inStep, UnsortedError } from './judging/inStep.ts';

/**
 * What moved between two runs, sorted by check, then subject. Verdicts that are NotApplicable neither appear nor
 * disappear. A subject that disappeared is never counted as fixed.
 */
export function compareRuns(before: RunRecord, after: RunRecord): readonly Change[] {
  try {
    return compareSideBySide(before, after, before.verdicts, after.verdicts);
  } catch (error) {
    if (!(error instanceof UnsortedError)) throw error;
    // Not a record of ours: it may be unsorted, and may say a thing twice.
    return compareSideBySide(before, after, sorted(before.verdicts), sorted(after.verdicts));
  }
}

/** Both are read once through, side by side: there may be a million of either. @throws UnsortedError */
function compareSideBySide(
  before: RunRecord,
  after: RunRecord,
  earlier: Sequence<Verdict>,
  later: Sequence<Verdict>,
): readonly Change[] {
  const context = {
    before,
    after,
    versions: [versionsOf(before), versionsOf(after)] as const,
    gapped: gappedIn(after),
  };
  const changes: Change[] = [];
  const rotation = new Rotation(before, after);
  const alone = (then: Verdict | undefined, now: Verdict | undefined): void => {
    if (now !== undefined) add(appeared(now, context));
    else if (then !== undefined && then.status !== 'NotApplicable') add(disappeared(then, context));
  };
  function add(change: Change | undefined): void {
    if (change !== undefined) changes.push(change);
  }
  for (const { same, each: [then, now] = [same, same] } of inStep([earlier, later], byCheckAndSubject, NEITHER_SAME)) {
    rotation.take(then, now);
    if (then !== undefined && now !== undefined) add(moved(then, now, context));
    else if ((then ?? now)?.subjectKind === 'snapshot') rotation.alone.push([then, now]);
    else alone(then, now);
  }
  for (const [then, now] of rotation.alone) if (!rotation.has(then ?? now)) alone(then, now);
  return changes.sort(byCheckAndSubject);
}

/** Whether two verdicts are the same is not asked: `moved` finds out what differs. */
const NEITHER_SAME = (): boolean => false;

/** What either run says of one thing; undefined where it says nothing. */
type Pair = readonly [then: Verdict | undefined, now: Verdict | undefined];

function sorted(verdicts: Iterable<Verdict>): readonly Verdict[] {
  const known = new Map(mapped(verdicts, (verdict) => [findingKey(verdict.check, verdict.subject), verdict]));
  return [...known.values()].sort(byCheckAndSubject);
}

/** Snapshots that are replaced regularly: if some snapshot of a disk has the same verdict in both runs, nothing moved. */
class Rotation {
  /** Verdicts on snapshots that only one of the runs has. */
  readonly alone: Pair[] = [];
  readonly #records: readonly RunRecord[];
  readonly #was = new Set<string>();
  readonly #is = new Set<string>();
  /** Reads every chain, so it is built only if there is a snapshot. */
  #hangs: readonly ReturnType<typeof hangingOn>[] | undefined;

  constructor(...records: readonly [RunRecord, RunRecord]) {
    this.#records = records;
  }

  take(then: Verdict | undefined, now: Verdict | undefined): void {
    for (const [verdict, known] of [
      [then, this.#was],
      [now, this.#is],
    ] as const) {
      const key = this.#keyOf(verdict);
      if (key !== undefined) known.add(key);
    }
  }

  has(verdict: Verdict | undefined): boolean {
    const key = this.#keyOf(verdict);
    return key !== undefined && this.#was.has(key) && this.#is.has(key);
  }

  #keyOf(verdict: Verdict | undefined): string | undefined {
    if (verdict?.subjectKind !== 'snapshot') return undefined;
    this.#hangs ??= this.#records.map((record) => hangingOn(record, isSnapshotId));
    const disk = this.#hangs.map((hangs) => hangs.get(verdict.subject)?.disk).find((found) => found !== undefined);
    const key = rotationKey(verdict.check, verdict.subjectKind, disk);
    return key === undefined ? undefined : `${key} ${verdict.status}`;
  }
}

interface Context {
  readonly before: RunRecord;
  readonly after: RunRecord;
  /** Version of each check in either run; absent if the run did not have it. */
  readonly versions: readonly [ReadonlyMap<CheckId, number>, ReadonlyMap<CheckId, number>];
  /** Subscriptions that a gap of the later run touches; `*` for all. */
  readonly gapped: ReadonlySet<string>;
}

function appeared(now: Verdict, context: Context): Change | undefined {
  if (now.status === 'NotApplicable') return undefined;
  const rule = !context.versions[0].has(now.check);
  const kind = now.status === 'NonCompliant' ? 'new' : 'appeared';
  return {
    ...change(kind, now, undefined, now.status, now.because, rule ? 'rule' : 'estate'),
    ...qualifiers(undefined, now),
  };
}

function disappeared(then: Verdict, context: Context): Change {
  const rule = !context.versions[1].has(then.check);
  const hidden = context.gapped.has(then.subscriptionId) || context.gapped.has('*');
  const because = rule
    ? 'The check is no longer part of the catalogue.'
    : hidden
      ? 'It was not seen in this run, which did not read its subscription completely; that is not a fix.'
      : 'It is no longer in the estate; that is not a fix.';
  const cause = rule ? 'rule' : hidden ? 'coverage' : 'estate';
  return { ...change('disappeared', then, then.status, undefined, because, cause), ...qualifiers(then, undefined) };
}

function moved(then: Verdict, now: Verdict, context: Context): Change | undefined {
  if (then.status === now.status) return qualifiedOrNot(then, now, context);
  return {
    ...change(kindOf(then.status, now), now, then.status, now.status, now.because, causeOf(then, now, context)),
    ...qualifiers(then, now),
  };
}

/** The status is the same, but a gap elsewhere began or ceased to limit it, or an attestation began or ended. */
function qualifiedOrNot(then: Verdict, now: Verdict, { before, after }: Context): Change | undefined {
  const [was, is] = [qualifierOf(then), qualifierOf(now)];
  if (was === is) return undefined;
  const isSameBaseline = before.baseline.sha256 === after.baseline.sha256;
  const [because, cause] =
    (is ?? was) === 'attested'
      ? ([
          now.attestation === undefined ? 'It is no longer attested.' : `It is attested: ${now.attestation}.`,
          isSameBaseline ? 'time' : 'baseline',
        ] as const)
      : ([
          is === undefined
            ? 'Nothing limits it any more: what could not be read then was read.'
            : `It stands on what was read: ${(now.limitations ?? []).join(', ')} could not be read.`,
          'coverage',
        ] as const);
  return { ...change('changed', now, then.status, now.status, because, cause), ...qualifiers(then, now) };
}

function qualifiers(
  then: Verdict | undefined,
  now: Verdict | undefined,
): Pick<Change, 'qualifierBefore' | 'qualifierAfter'> {
  const [was, is] = [then, now].map((verdict) => (verdict === undefined ? undefined : qualifierOf(verdict)));
  return {
    ...(was === undefined ? {} : { qualifierBefore: was }),
    ...(is === undefined ? {} : { qualifierAfter: is }),
  };
}

/** A limited answer does not prove a finding fixed: what caused it may be where the gap is. */
function kindOf(then: Status, { status, limitations }: Verdict): Change['kind'] {
  if (status === 'NonCompliant') return 'new';
  if (then !== 'NonCompliant' || limitations !== undefined) return 'changed';
  return status === 'Compliant' || status === 'NotApplicable' ? 'closed' : 'changed';
}

/**
 * The likeliest cause, in this order: a gap that opened or closed; an exemption (part of the baseline) that began or ended;
 * a changed rule; the estate, where the facts moved; time, where a moment that they name has passed, or nothing else moved;
 * otherwise a changed baseline, which judges the same facts differently.
 */
function causeOf(then: Verdict, now: Verdict, context: Context): Change['cause'] {
  // The verdict on a subscription is that on its coverage.
  if (now.subjectKind === 'subscription') return 'coverage';
  if (isGap(then) !== isGap(now) || (now.limitations !== undefined && then.limitations === undefined))
    return 'coverage';
  const sameBaseline = context.before.baseline.sha256 === context.after.baseline.sha256;
  // An exemption of an unchanged baseline ends by its date.
  if ((then.beneath ?? then.status) === (now.beneath ?? now.status)) return sameBaseline ? 'time' : 'baseline';
  if (context.versions[0].get(then.check) !== context.versions[1].get(now.check)) return 'rule';
  if (!sameFacts(then.evidence, now.evidence)) return 'estate';
  return sameBaseline || hasPassed(now.evidence, context) ? 'time' : 'baseline';
}

/** Whether a moment that the facts name, such as the end of a key, lies between the two runs. */
function hasPassed(evidence: Evidence, { before, after }: Context): boolean {
  const [from, to] = [instant(before.asOf), instant(after.asOf)];
  return Object.values(evidence).some((value) => {
    const at = typeof value === 'string' ? instant(value) : undefined;
    return at !== undefined && from !== undefined && to !== undefined && from < at && at <= to;
  });
}

/** In any order: a record that was read has its keys sorted, that of this run does not. */
function sameFacts(then: Evidence, now: Evidence): boolean {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].every((name) => then[name] === now[name]);
}

function isGap(verdict: Verdict): boolean {
  return verdict.status === 'Unknown' && verdict.gaps.length > 0;
}

function change(
  kind: Change['kind'],
  verdict: Verdict,
  before: Status | undefined,
  after: Status | undefined,
  because: string,
  cause: Change['cause'],
): Change {
  const { check, subject, subjectName, subscriptionId } = verdict;
  return { kind, check, subject, subjectName, subscriptionId, before, after, because, cause };
}

function versionsOf(record: RunRecord): ReadonlyMap<CheckId, number> {
  return new Map(record.checks.map((check) => [check.id, check.version]));
}

function gappedIn(record: RunRecord): ReadonlySet<string> {
  const unseen = record.coverage.filter((row) => !row.seen || !row.read).map((row) => row.subscriptionId);
  return new Set([...record.gaps.map((gap) => gap.subscription), ...unseen]);
}
