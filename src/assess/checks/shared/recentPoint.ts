import { counted } from '../../../base/counted.ts';
import { DAY, instant, isoDay } from '../../../base/time.ts';
import type { Outcome } from '../../../domain/check.ts';
import type { Gap } from '../../../domain/estate.ts';
import type { RecoveryPoint } from '../../../domain/facts.ts';
import { mayHaveExpired, usabilityOf } from '../../../domain/recoveryPoint.ts';
import type { BackedUp } from '../../chain/subjects.ts';
import { asRead } from './asRead.ts';
import { compliant, evidence, hidden, limited, nonCompliant, unknown } from './outcome.ts';
import { OWN_PAGE, pageGaps } from './ownPage.ts';

const NEWEST = 'Newest usable recovery point';
const IN_GRAPH = 'Newest recovery point in Resource Graph';

/** When the point on which such an outcome rests was taken; ISO 8601. */
export function newestIn({ evidence: facts }: Outcome): string | undefined {
  const newest = facts?.[NEWEST] ?? facts?.[IN_GRAPH];
  return typeof newest === 'string' ? newest : undefined;
}

/**
 * Whether a usable recovery point is young enough: one decides; “none” needs every point to be read and understood.
 * @param asOf ISO 8601
 */
export function recentPoint(backup: BackedUp, maximumAgeDays: number, asOf: string): Outcome {
  const { rows } = backup.recoveryPoints;
  const now = instant(asOf) ?? Number.NaN;
  const oldest = now - maximumAgeDays * DAY;
  const tomorrow = now + DAY;
  let newest: string | undefined;
  const doubtful: RecoveryPoint[] = [];
  for (const point of rows) {
    const usable = usabilityOf(point);
    const time = instant(point.time);
    if (usable === 'no') continue;
    if (usable === 'unknown' || time === undefined || time > tomorrow || mayHaveExpired(point, asOf)) {
      doubtful.push(point);
      continue;
    }
    if (newest === undefined || time > (instant(newest) ?? 0)) newest = point.time;
  }
  const since = madeSince(backup, tomorrow);
  if (since !== undefined) return sinceItWasRead(backup, since, oldest, maximumAgeDays);
  const facts = evidence({ [NEWEST]: newest });
  if (newest !== undefined && (instant(newest) ?? 0) >= oldest)
    return asRead(
      compliant(`It is protected and healthy, and its newest usable recovery point is dated ${isoDay(newest)}.`, facts),
      backup,
    );
  if (mayHaveNewer(backup)) return asRead(hidden('Its recovery points', unread(backup), facts), backup);
  const doubt = doubtOf(backup, doubtful, asOf);
  if (doubt !== undefined) return { ...doubt, evidence: facts };
  return newest === undefined
    ? nonCompliant(`It has no usable recovery point${undeleteFirst(rows)}.`, facts)
    : nonCompliant(
        `Its newest usable recovery point is dated ${isoDay(newest)}, older than ${counted(maximumAgeDays, 'day')}.`,
        facts,
      );
}

/** Why “none is young enough” is not proven; undefined if it is. */
function doubtOf(backup: BackedUp, doubtful: readonly RecoveryPoint[], asOf: string): Outcome | undefined {
  const { rows, gaps } = backup.recoveryPoints;
  if (gaps.length > 0) return hidden('Its recovery points', gaps);
  const pages = new Set(doubtful.flatMap((point) => pageGaps(backup, point)));
  if (pages.size > 0) return hidden(OWN_PAGE, [...pages]);
  if (doubtful.length === 0) return undefined;
  return unknown(
    rows.some((point) => mayHaveExpired(point, asOf))
      ? `Whether a restore could start from ${counted(doubtful.length, 'recovery point')} is not known: a retention has ended or does not say when it does, or a state or time is not one this check knows.`
      : `The state or time of ${counted(doubtful.length, 'recovery point')} is not one this check knows.`,
  );
}

/** Why the run did not read its recovery points, or not again; empty if it did. */
function unread({ recoveryPoints: { gaps, elsewhere = [] } }: BackedUp): readonly Gap[] {
  return [...gaps, ...elsewhere];
}

/** The run had no time for its recovery points. */
function isUnread(backup: BackedUp): boolean {
  const why = unread(backup);
  return why.length > 0 && why.every(({ kind }) => kind === 'noTime');
}

/** The newest point in Resource Graph, if this run did not read the points themselves and no earlier reading is as recent. */
function madeSince(backup: BackedUp, tomorrow: number): string | undefined {
  const { lastRecoveryPoint } = backup.item;
  const made = instant(lastRecoveryPoint);
  if (made === undefined || made > tomorrow || !isUnread(backup)) return undefined;
  const readAt = instant(backup.earlier?.readAt) ?? Number.NEGATIVE_INFINITY;
  return made > readAt ? lastRecoveryPoint : undefined;
}

/** An earlier run read its points, and Resource Graph does not show that none was made since. */
function mayHaveNewer({ item, earlier }: BackedUp): boolean {
  if (earlier === undefined) return false;
  return !((instant(item.lastRecoveryPoint) ?? Number.NaN) <= (instant(earlier.readAt) ?? Number.NaN));
}

/** Resource Graph gives only the time of a point; whether it is usable, only its vault can say. */
function sinceItWasRead(backup: BackedUp, since: string, oldest: number, maximumAgeDays: number): Outcome {
  const facts = evidence({ [IN_GRAPH]: since });
  const outcome =
    (instant(since) ?? 0) >= oldest
      ? compliant(
          `It is protected and healthy, and Resource Graph dates its newest recovery point ${isoDay(since)}; this run did not read the points themselves.`,
          facts,
        )
      : nonCompliant(
          `Resource Graph dates its newest recovery point ${isoDay(since)}, older than ${counted(maximumAgeDays, 'day')}.`,
          facts,
        );
  return limited(asRead(outcome, backup), unread(backup));
}

function undeleteFirst(points: BackedUp['recoveryPoints']['rows']): string {
  const deleted = points.filter(({ isSoftDeleted }) => isSoftDeleted === true).length;
  return deleted === 0
    ? ''
    : `: ${deleted} ${deleted === 1 ? 'is' : 'are'} soft-deleted and must be undeleted before a restore`;
}
