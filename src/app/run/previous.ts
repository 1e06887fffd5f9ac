import { join } from 'node:path';
import { errorText } from '../../base/errorText.ts';
import { PackConflictError } from '../../deliver/packError.ts';
import { NOTHING_CARRIED } from '../../domain/carried.ts';
import type { RunRecord, Scope } from '../../domain/record.ts';
import { scopeKeyOf } from '../../history/keys.ts';
import { ContextError, type PreviousRun, type TrendRun } from '../../pack/context.ts';
import type { PartSource } from '../../pack/files.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { carriedOf, contextOf, ifThere, recordOf } from '../../pack/readPack.ts';
import { RecordLinesError } from '../../pack/recordLines.ts';
import { trendAfter, trendOf } from '../../report/trend.ts';
import { FIRST_RUN, takeOver, type TakenOver } from './takenOver.ts';
import type { RunDependencies } from './dependencies.ts';
import { roomOnDisk } from './roomOnDisk.ts';
import { AlteredPackError, provenParts } from './provenParts.ts';

/** The last run of this scope that left evidence. */
interface Previous {
  readonly run: PreviousRun;
  readonly record: RunRecord;
  /** The runs up to and with this one, as its own workbook and the ones before show them. The oldest first. */
  readonly trend: readonly TrendRun[];
}

/** What a run knows of the one before it. */
export interface Past {
  /** Undefined for a first run, and where the chain is broken. */
  readonly previous: Previous | undefined;
  /** What is taken over from it. */
  readonly takenOver: TakenOver;
  /** Why a run that has a predecessor starts a new chain, as a sentence; undefined where the chain holds. */
  readonly broken: string | undefined;
  /** ISO 8601: the moment of the run that this one follows, whether its pack is trusted or not; null for a first run. */
  readonly follows: string | null;
}

const FIRST: Past = { previous: undefined, takenOver: FIRST_RUN, broken: undefined, follows: null };

/**
 * The previous run; each part of its pack is checked against the hash in the run's row before it is read. A missing, damaged
 * or altered pack is not trusted at all: the run continues as a first one, with a gap that says so, since the weekly
 * evidence must not end because somebody touched last week's.
 * @param folder takes copies of the parts that are read
 * @param copied further parts to copy, where the pack has them
 * @throws PackError where the storage itself does not answer
 */
export async function readPrevious(
  { history, packs }: Pick<RunDependencies, 'history' | 'packs'>,
  scope: Scope,
  asOf: string,
  folder: string,
  copied: readonly string[] = [],
): Promise<Past> {
  const row = await history?.previousRun(scopeKeyOf(scope), asOf);
  if (row?.asOf === undefined) return FIRST;
  // One of them empty is no place, or no hash: a row that left evidence has both.
  const { runId, packPath = '', manifestSha256 = '' } = row;
  try {
    const pack = await provenParts(packs, { runId, packPath, manifestSha256 }, join(folder, 'previous'));
    const record = await recordOf(pack, roomOnDisk(folder).grow);
    if (record.asOf !== row.asOf)
      throw new AlteredPackError(
        `The row of run ${runId} was altered: it is dated ${row.asOf}, its record ${record.asOf}.`,
      );
    const context = await ifThere(contextOf(pack));
    for (const part of copied) if (pack.names.has(part)) await pack.copy(part);
    return {
      previous: {
        run: { runId, asOf: row.asOf, manifestSha256, summary: record.summary },
        record,
        trend: trendAfter(trendOf(runId, record), context?.earlier ?? []),
      },
      takenOver: await readTakenOver(pack, runId, asOf),
      broken: undefined,
      follows: row.asOf,
    };
  } catch (error) {
    if (!isUntrusted(error)) throw error;
    const broken = `The chain of evidence is broken: the pack of the previous run ${runId} cannot be trusted. ${errorText(error)} This run starts a new chain.`;
    return { previous: undefined, takenOver: { carried: NOTHING_CARRIED, lost: broken }, broken, follows: row.asOf };
  }
}

/** What a pack itself is to blame for; storage that does not answer says nothing of the pack. */
function isUntrusted(error: unknown): boolean {
  return (
    error instanceof AlteredPackError ||
    // Exchanged while it was read, or moved to the archive.
    error instanceof PackConflictError ||
    error instanceof PackReadError ||
    error instanceof RecordLinesError ||
    error instanceof ContextError
  );
}

/** Facts that cannot be taken over are a gap of this run, which can be judged without them. */
async function readTakenOver(pack: PartSource, runId: string, asOf: string): Promise<TakenOver> {
  try {
    const part = await ifThere(carriedOf(pack));
    if (part !== undefined) return { carried: takeOver(part, asOf), lost: undefined };
    return {
      carried: NOTHING_CARRIED,
      lost: `The pack of the previous run ${runId} carries no facts of earlier runs.`,
    };
  } catch (error) {
    if (error instanceof AlteredPackError || error instanceof PackConflictError) throw error;
    const why = errorText(error);
    return {
      carried: NOTHING_CARRIED,
      lost: `The facts that the previous run ${runId} carries cannot be read: ${why}`,
    };
  }
}
