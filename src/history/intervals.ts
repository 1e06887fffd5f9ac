import type { Verdict } from '../domain/check.ts';
import { cutText } from './columns.ts';
import type { Absence } from './gone.ts';
import type { EndedBecause, VerdictRow } from './entities.ts';
import { evidenceSha256, gapText, limitationText, steadyReason } from './evidenceHash.ts';

/** The run that intervals are brought up to. */
export interface AdvancingRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly scopeKey: string;
  readonly subscriptionsRead: number;
  readonly baselineSha256: string;
  /** Checks that this run judges by. */
  readonly checks: ReadonlySet<string>;
  /** The run before it in the subscription; undefined for the first. */
  readonly previous: { readonly asOf: string; readonly baselineSha256: string } | undefined;
}

/** What a run says about one check of one subject: its verdict, or how it came to have none. */
export type Seen = Verdict | Absence;

/**
 * The rows of one check and subject after a run, from those before: the open one, and those that an earlier attempt of the
 * same run wrote. Pure; applied to its own result it returns the same rows, so that a run may be repeated after a crash.
 * At most two rows come back: the one that ended with this run, and the open one.
 */
export function advanceInterval(rows: readonly VerdictRow[], seen: Seen, run: AdvancingRun): readonly VerdictRow[] {
  return next(asBefore(rows, run), seen, run);
}

/** True when an earlier attempt of the same run began the interval, and no other run has counted since. */
export function isOwnStart(row: VerdictRow, run: AdvancingRun): boolean {
  return isOwn(row.fromRun, row.validFrom, run);
}

function isOwn(runId: string | undefined, at: string | undefined, run: AdvancingRun): boolean {
  return runId === run.runId && (run.previous === undefined || (at ?? '') > run.previous.asOf);
}

/** The open interval as it was before the run: what an earlier attempt began is left out, what it ended is open. */
function asBefore(rows: readonly VerdictRow[], run: AdvancingRun): VerdictRow | undefined {
  const earlier = rows
    .filter((row) => !isOwnStart(row, run))
    .map((row) => (isOwn(row.toRun, row.validTo, run) ? reopened(row) : row))
    .find((row) => row.current);
  if (earlier === undefined) return undefined;
  return isOwn(earlier.unseenByRun, earlier.unseenSince, run)
    ? { ...earlier, unseenSince: undefined, unseenByRun: undefined }
    : earlier;
}

function reopened(row: VerdictRow): VerdictRow {
  return { ...row, validTo: undefined, toRun: undefined, endedBecause: undefined, current: true };
}

function next(before: VerdictRow | undefined, seen: Seen, run: AdvancingRun): readonly VerdictRow[] {
  if (typeof seen === 'object') {
    if (before === undefined) return [begun(seen, undefined, run)];
    if (!isSame(before, seen)) return [ended(before, 'changed', run), begun(seen, before, run)];
    if (before.unseenSince !== undefined) return [ended(before, 'seenAgain', run), begun(seen, before, run)];
    return [widened(before, run)];
  }
  if (before === undefined) return [];
  if (!run.checks.has(before.check)) return seen === 'notSought' ? [before] : [ended(before, 'retired', run)];
  if (seen === 'gone') return [ended(before, 'disappeared', run)];
  if (seen === 'otherwise') return [ended(before, 'notAsked', run)];
  if (seen === 'notSought' || before.unseenSince !== undefined) return [before];
  return [{ ...before, unseenSince: run.asOf, unseenByRun: run.runId }];
}

function isSame(row: VerdictRow, verdict: Verdict): boolean {
  return (
    row.status === verdict.status &&
    row.beneath === verdict.beneath &&
    row.exemption === verdict.exemption &&
    row.checkVersion === verdict.checkVersion &&
    row.subjectKind === verdict.subjectKind &&
    row.gaps === gapText(verdict) &&
    row.limitations === limitationText(verdict) &&
    row.attestation === verdict.attestation &&
    row.evidenceSha256 === evidenceSha256(verdict.evidence) &&
    (row.gaps !== undefined || steadyReason(row.because) === steadyReason(cutText(verdict.because)))
  );
}

function begun(verdict: Verdict, before: VerdictRow | undefined, run: AdvancingRun): VerdictRow {
  return {
    check: verdict.check,
    checkVersion: verdict.checkVersion,
    subjectKind: verdict.subjectKind,
    subject: verdict.subject,
    subscriptionId: verdict.subscriptionId,
    status: verdict.status,
    beneath: verdict.beneath,
    because: cutText(verdict.because),
    exemption: verdict.exemption,
    gaps: gapText(verdict),
    limitations: limitationText(verdict),
    attestation: verdict.attestation,
    cause: causeOf(before, verdict, run),
    evidenceSha256: evidenceSha256(verdict.evidence),
    validFrom: run.asOf,
    validTo: undefined,
    fromRun: run.runId,
    toRun: undefined,
    endedBecause: undefined,
    unseenSince: undefined,
    unseenByRun: undefined,
    current: true,
    scopeKey: run.scopeKey,
    scopeSubscriptions: run.subscriptionsRead,
  };
}

/** Why the same status stands with another limitation or attestation; undefined where it does not. */
function qualifierCause(before: VerdictRow, verdict: Verdict, sameBaseline: boolean): string | undefined {
  if (before.limitations !== limitationText(verdict)) return 'coverage';
  if (before.attestation !== verdict.attestation) return sameBaseline ? 'time' : 'baseline';
  return undefined;
}

/** The likeliest cause, in the order in which the workbook's Changes name it (assess/compare.ts). */
function causeOf(before: VerdictRow | undefined, verdict: Verdict, run: AdvancingRun): string | undefined {
  if (before === undefined) return run.previous === undefined ? undefined : 'estate';
  if (before.unseenSince !== undefined || (before.gaps === undefined) !== (verdict.gaps.length === 0))
    return 'coverage';
  const sameBaseline = run.previous?.baselineSha256 === run.baselineSha256;
  const qualified = before.status === verdict.status ? qualifierCause(before, verdict, sameBaseline) : undefined;
  if (qualified !== undefined) return qualified;
  if (before.status !== verdict.status && (before.beneath ?? before.status) === (verdict.beneath ?? verdict.status))
    return sameBaseline ? 'time' : 'baseline';
  if (before.checkVersion !== verdict.checkVersion) return 'rule';
  const sameFacts = before.evidenceSha256 === evidenceSha256(verdict.evidence);
  if (sameFacts && !sameBaseline) return 'baseline';
  // The hash leaves times out: only what got worse on the same facts is sure to have got so by time.
  return sameFacts && before.status === 'Compliant' && verdict.status === 'NonCompliant' ? 'time' : 'estate';
}

function ended(row: VerdictRow, because: EndedBecause, run: AdvancingRun): VerdictRow {
  return { ...row, validTo: run.asOf, toRun: run.runId, endedBecause: because, current: false };
}

/** The widest scope that gave the verdict decides what a later absence proves. */
function widened(row: VerdictRow, run: AdvancingRun): VerdictRow {
  if (row.scopeKey === run.scopeKey || run.subscriptionsRead <= row.scopeSubscriptions) return row;
  return { ...row, scopeKey: run.scopeKey, scopeSubscriptions: run.subscriptionsRead };
}

/** Whether an interval is in force at a moment: confirmed by a run, or unconfirmed since no run could see its subject. */
export function standingAt(
  row: Pick<VerdictRow, 'validFrom' | 'validTo' | 'unseenSince'>,
  moment: string,
): 'confirmed' | 'unconfirmed' | 'no' {
  if (row.validFrom > moment || (row.validTo !== undefined && row.validTo <= moment)) return 'no';
  return row.unseenSince !== undefined && row.unseenSince <= moment ? 'unconfirmed' : 'confirmed';
}
