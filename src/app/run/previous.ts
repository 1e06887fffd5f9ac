import type { RunRecord, Scope } from '../../domain/record.ts';
import { scopeKeyOf } from '../../history/keys.ts';
import type { PreviousRun } from '../../report/packContents.ts';
import type { RunDependencies } from './dependencies.ts';
import { readStoredRecord } from './packStage.ts';

/** The last run of this scope that left evidence. */
export interface Previous {
  readonly run: PreviousRun;
  readonly record: RunRecord;
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
  const where = packs.address(row.packPath);
  const record = await readStoredRecord(packs, row.packPath).catch((cause: unknown) => {
    throw new PreviousPackError(
      `The record of the previous run ${row.runId} at ${where} cannot be read: ${cause instanceof Error ? cause.message : String(cause)} Put the pack back as it was stored.`,
      { cause },
    );
  });
  if (record === undefined)
    throw new PreviousPackError(
      `The pack of the previous run ${row.runId} is missing at ${where}; put it back, or start a new history with another UNBROKEN_TABLE_PREFIX.`,
    );
  return {
    run: { runId: row.runId, asOf: row.asOf, manifestSha256: row.manifestSha256, summary: record.summary },
    record,
  };
}
