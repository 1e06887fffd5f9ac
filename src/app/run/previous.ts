import { errorText } from '../../base/errorText.ts';
import { NOTHING_CARRIED } from '../../domain/carried.ts';
import type { RunRecord, Scope } from '../../domain/record.ts';
import { scopeKeyOf } from '../../history/keys.ts';
import type { PreviousRun, TrendRun } from '../../pack/context.ts';
import { partsInStore, type PartSource } from '../../pack/files.ts';
import { carriedOf, contextOf, ifThere, recordOf } from '../../pack/readPack.ts';
import { trendAfter, trendOf } from '../../report/trend.ts';
import { takeOver, type TakenOver } from './carried.ts';
import type { RunDependencies } from './dependencies.ts';

/** The last run of this scope that left evidence. */
export interface Previous {
  readonly run: PreviousRun;
  readonly record: RunRecord;
  /** The runs up to and with this one, as its own workbook and the ones before show them. The oldest first. */
  readonly trend: readonly TrendRun[];
  /** What it leaves to this run. */
  readonly takenOver: TakenOver;
}

/** A run's past is there but cannot be read: a comparison that leaves it out would call old findings new. */
export class PreviousPackError extends Error {
  override readonly name = 'PreviousPackError';
}

/** Undefined for a first run. @throws PreviousPackError when the earlier pack is gone or damaged. */
export async function readPrevious(
  { history, packs }: RunDependencies,
  scope: Scope,
  asOf: string,
): Promise<Previous | undefined> {
  const row = await history?.previousRun(scopeKeyOf(scope), asOf);
  if (row?.packPath === undefined || row.manifestSha256 === undefined || row.asOf === undefined) return undefined;
  const pack = partsInStore(packs, row.packPath);
  const { where } = pack;
  const damaged = (cause: unknown): never => {
    throw new PreviousPackError(
      `The record of the previous run ${row.runId} at ${where} cannot be read: ${errorText(cause)} Put the pack back as it was stored.`,
      { cause },
    );
  };
  const record = await ifThere(recordOf(pack)).catch(damaged);
  if (record === undefined)
    throw new PreviousPackError(
      `The pack of the previous run ${row.runId} is missing at ${where}; put it back, or start a new history with another UNBROKEN_TABLE_PREFIX.`,
    );
  const context = await ifThere(contextOf(pack)).catch(damaged);
  return {
    run: { runId: row.runId, asOf: row.asOf, manifestSha256: row.manifestSha256, summary: record.summary },
    record,
    trend: trendAfter(trendOf(row.runId, record), context?.earlier ?? []),
    takenOver: await readTakenOver(pack, row.runId, asOf),
  };
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
    const why = errorText(error);
    return {
      carried: NOTHING_CARRIED,
      lost: `The facts that the previous run ${runId} carries cannot be read: ${why}`,
    };
  }
}
