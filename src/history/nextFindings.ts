import type { CheckId } from '../domain/check.ts';
import type { FindingLife, RunRecord } from '../domain/record.ts';
import { FINDING_COLUMNS, type ClosedBecause, type FindingRow } from './entities.ts';
import { cutText } from './columns.ts';
import { rotationKey } from '../domain/rotation.ts';
import { steadyReason } from './evidenceHash.ts';
import { absenceOf } from './gone.ts';
import { findingRowKey, isFinding, judge, type Conclusion, type Judged, type Standing } from './judged.ts';
import { findingPartition } from './partition.ts';

const COLUMN_NAMES = Object.keys(FINDING_COLUMNS) as readonly (keyof FindingRow)[];

/** The run before this one in a subscription: the last that saw what is now gone. */
export interface PreviousRun {
  readonly runId: string;
  readonly asOf: string;
}

/** What a run makes of the findings of one subscription. */
export interface NextFindings {
  /** Rows to write, as they are to be; rows that stay as they are, are not among them. */
  readonly changed: readonly FindingRow[];
  /** Every finding that is open after the run. */
  readonly open: readonly FindingRow[];
  /** Counted by the run's id on the rows, so that a repeated run counts the same. */
  readonly opened: number;
  readonly reopened: number;
  readonly closed: number;
}

/**
 * What becomes of the findings known so far (any number of subscriptions, in any order) when a run ends with `record`.
 * Pure, and idempotent: applied again to its own result it changes nothing.
 */
export function nextFindings(
  existing: readonly FindingRow[],
  record: RunRecord,
  runId: string,
  previousIn: (partition: string) => PreviousRun | undefined = () => undefined,
): NextFindings {
  const judged = judge(record, runId);
  const byPartition = new Map<string, FindingRow[]>();
  for (const row of existing) {
    const partition = findingPartition(row.subscriptionId);
    const rows = byPartition.get(partition);
    if (rows === undefined) byPartition.set(partition, [row]);
    else rows.push(row);
  }
  const partitions = judged.partitions.map((partition) =>
    nextInPartition(byPartition.get(partition) ?? [], judged, partition, previousIn(partition)),
  );
  return {
    changed: partitions.flatMap((next) => next.changed),
    open: partitions.flatMap((next) => next.open),
    opened: sum(partitions.map((next) => next.opened)),
    reopened: sum(partitions.map((next) => next.reopened)),
    closed: sum(partitions.map((next) => next.closed)),
  };
}

/** `nextFindings` for one partition, with the record already arranged. */
export function nextInPartition(
  existing: readonly FindingRow[],
  judged: Judged,
  partition: string,
  previous: PreviousRun | undefined,
): NextFindings {
  const unmet = judged.conclusionsIn(partition);
  const changed: FindingRow[] = [];
  const open: FindingRow[] = [];
  const counts = { opened: 0, reopened: 0, closed: 0 };
  const settle = (before: FindingRow | undefined, after: FindingRow): void => {
    if (after !== before) changed.push(after);
    if (after.state === 'Closed') counts.closed += isEnd(after, judged) ? 1 : 0;
    else {
      open.push(after);
      if (after.openedByRun === judged.runId) counts[after.reopened === 0 ? 'opened' : 'reopened'] += 1;
    }
  };
  const rotation = rotationIn(existing, unmet.values());
  for (const row of existing) {
    const key = findingRowKey(row.finding);
    const conclusion = unmet.get(key);
    unmet.delete(key);
    const after = rotation.replaced(next(row, conclusion, judged, previous), judged);
    settle(row, sameRow(row, after) ? row : after);
  }
  for (const conclusion of unmet.values())
    if (isFinding(conclusion)) settle(undefined, rotation.inherited(opened(conclusion, judged)));
  return { changed, open, ...counts };
}

/** Whether this run ended the finding; one that continues with another snapshot has not ended. */
function isEnd({ closedByRun, closedBecause }: FindingRow, { runId }: Judged): boolean {
  return closedByRun === runId && closedBecause !== 'replaced';
}

interface Rotation {
  /** A snapshot that is gone while another of the same disk has the finding: it continues there. */
  readonly replaced: (row: FindingRow, judged: Judged) => FindingRow;
  /** The finding of a new snapshot, with the life of the same finding of an older one. */
  readonly inherited: (row: FindingRow) => FindingRow;
}

function rotationIn(existing: readonly FindingRow[], conclusions: Iterable<Standing>): Rotation {
  const bad = new Set<string>();
  for (const one of conclusions) {
    const key = isFinding(one) ? rotationKey(one.check, one.subjectKind, one.copyOf) : undefined;
    if (key !== undefined) bad.add(key);
  }
  const eldest = new Map<string, FindingRow>();
  for (const row of existing) {
    const key = rotationKey(row.check, row.subjectKind, row.copyOf);
    if (key === undefined || row.state !== 'Open') continue;
    const known = eldest.get(key);
    if (known === undefined || row.firstSeen < known.firstSeen) eldest.set(key, row);
  }
  const keyOf = ({ check, subjectKind, copyOf }: FindingRow): string => rotationKey(check, subjectKind, copyOf) ?? '';
  return {
    replaced: (row, judged) =>
      row.closedByRun === judged.runId && row.closedBecause === 'disappeared' && bad.has(keyOf(row))
        ? { ...row, closedBecause: 'replaced' }
        : row,
    inherited: (row) => {
      const elder = eldest.get(keyOf(row));
      if (elder === undefined) return row;
      const { firstSeen, openedAt, openedByRun, reopened } = elder;
      return { ...row, firstSeen, openedAt, openedByRun, reopened };
    },
  };
}

/** The life of each open finding after a run, by the name that the workbook knows it by. */
export function livesOf(open: Iterable<FindingRow>, asOf: string): Map<string, FindingLife> {
  const lives = new Map<string, FindingLife>();
  for (const row of open)
    lives.set(row.finding, {
      check: row.check as CheckId,
      subject: row.subject,
      firstSeen: row.firstSeen,
      lastSeen: row.lastSeen ?? asOf,
      openedAt: row.openedAt,
      reopened: row.reopened,
    });
  return lives;
}

function next(
  row: FindingRow,
  conclusion: Standing | undefined,
  judged: Judged,
  previous: PreviousRun | undefined,
): FindingRow {
  const { asOf } = judged.record;
  // A run that looked earlier does not take back what a later one found.
  if (asOf < row.judgedAt) return row;
  if (conclusion !== undefined && isFinding(conclusion)) return continued(row, conclusion, judged);
  if (row.state !== 'Open') return row;
  const left = { ...row, ...lastSight(row, previous) };
  if (conclusion?.limited === true) return asUnseen(row, left, asOf);
  if (conclusion?.status === 'Compliant') return closed(left, conclusion.status, 'fixed', judged);
  if (conclusion?.status === 'NotApplicable') return closed(left, conclusion.status, 'notApplicable', judged);
  if (conclusion === undefined) {
    if (row.origin === 'exemption' || row.origin === 'attestation') {
      // The baseline lists all there are: one that it no longer lists was taken out.
      return judged.listed.has(row.finding) ? row : closed(left, 'NotApplicable', 'fixed', judged);
    }
    const absence = absenceOf(row, judged);
    if (judged.checks.has(row.check) && absence === 'gone') return closed(left, row.lastVerdict, 'disappeared', judged);
    if (absence === 'notSought') return row;
  }
  return asUnseen(row, left, asOf);
}

/** Still open: this run could not tell. */
function asUnseen(row: FindingRow, left: FindingRow, asOf: string): FindingRow {
  return row.lastVerdict === 'Unknown' ? row : { ...left, lastVerdict: 'Unknown', judgedAt: asOf };
}

/** When it was last seen; until now every run saw it, and no row was written to say so. */
function lastSight(
  row: FindingRow,
  previous: PreviousRun | undefined,
): { readonly lastSeen: string; readonly lastSeenByRun: string } {
  if (row.lastSeen !== undefined && row.lastSeenByRun !== undefined)
    return { lastSeen: row.lastSeen, lastSeenByRun: row.lastSeenByRun };
  return previous !== undefined && previous.asOf > row.judgedAt
    ? { lastSeen: previous.asOf, lastSeenByRun: previous.runId }
    : { lastSeen: row.judgedAt, lastSeenByRun: row.openedByRun };
}

function sameRow(a: FindingRow, b: FindingRow): boolean {
  return a === b || COLUMN_NAMES.every((name) => a[name] === b[name]);
}

function opened(conclusion: Conclusion, judged: Judged): FindingRow {
  const { asOf } = judged.record;
  return {
    ...described(conclusion, judged),
    state: 'Open',
    exemptSince: conclusion.status === 'Exempt' ? asOf : undefined,
    firstSeen: asOf,
    openedAt: asOf,
    lastSeen: undefined,
    closedAt: undefined,
    closedBecause: undefined,
    reopened: 0,
    openedByRun: judged.runId,
    lastSeenByRun: undefined,
    closedByRun: undefined,
    judgedAt: asOf,
    scopeKey: judged.scopeKey,
    scopeSubscriptions: judged.subscriptionsRead,
  };
}

/** Still open, or open again. */
function continued(row: FindingRow, conclusion: Conclusion, judged: Judged): FindingRow {
  const fresh = opened(conclusion, judged);
  const wider = fresh.scopeKey !== row.scopeKey && judged.subscriptionsRead > row.scopeSubscriptions;
  const again = row.state === 'Closed';
  const after: FindingRow = {
    ...fresh,
    copyOf: fresh.copyOf ?? row.copyOf,
    exemptSince: fresh.exemptSince === undefined || again ? fresh.exemptSince : (row.exemptSince ?? fresh.exemptSince),
    firstSeen: row.firstSeen,
    openedAt: again ? fresh.openedAt : row.openedAt,
    reopened: again ? row.reopened + 1 : row.reopened,
    openedByRun: again ? fresh.openedByRun : row.openedByRun,
    scopeKey: wider ? fresh.scopeKey : row.scopeKey,
    scopeSubscriptions: wider ? fresh.scopeSubscriptions : row.scopeSubscriptions,
  };
  // Seen once more, for the same reason but for its numbers: nothing to write.
  const steady = steadyReason(row.because) === steadyReason(cutText(after.because));
  const same = { ...after, judgedAt: row.judgedAt, because: steady ? row.because : after.because };
  return sameRow(row, same) ? row : after;
}

function closed(row: FindingRow, lastVerdict: string, closedBecause: ClosedBecause, judged: Judged): FindingRow {
  const { asOf } = judged.record;
  return {
    ...row,
    state: 'Closed',
    lastVerdict,
    exemptSince: undefined,
    closedAt: asOf,
    closedBecause,
    closedByRun: judged.runId,
    judgedAt: asOf,
  };
}

function described(conclusion: Conclusion, judged: Judged) {
  const check = judged.checks.get(conclusion.check);
  return {
    origin: conclusion.origin,
    finding: conclusion.finding,
    check: conclusion.check,
    checkVersion: conclusion.checkVersion,
    title: check?.title ?? '',
    severity: conclusion.severity,
    requirements: (check?.answers ?? []).join(', '),
    subjectKind: conclusion.subjectKind,
    subject: conclusion.subject,
    subjectName: conclusion.subjectName,
    copyOf: conclusion.copyOf,
    subscriptionId: conclusion.subscriptionId,
    resourceGroup: conclusion.resourceGroup,
    lastVerdict: conclusion.status,
    because: conclusion.because,
    exemption: conclusion.exemption,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
