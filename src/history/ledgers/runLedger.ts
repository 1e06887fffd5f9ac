import type { TableClient } from '@azure/data-tables';
import type { Scope } from '../../domain/record.ts';
import { toEntity, type Placed, type RowOf } from '../columns.ts';
import { HISTORY_SCHEMA_VERSION, RUN_COLUMNS, RUN_STATES, type RunRow, type RunState } from '../entities.ts';
import { ForkedChainError, HistoryError, isConflict, LeaseLostError } from '../historyError.ts';
import { newestFirst, safeKey, scopeKeyOf, scopeText } from '../keys.ts';
import { RUN_POINTER_COLUMNS } from '../serviceRows.ts';
import { readPartition, readRow, replaceRow } from '../tableStorage.ts';

/** A run as it was asked for. */
export interface AskedRun {
  readonly runId: string;
  readonly trigger: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly scope: Scope;
  /** What is handed out of the run; everything where left out. */
  readonly requirements?: readonly string[] | undefined;
  readonly subjects?: readonly string[] | undefined;
}

/** The right to work on a run, until the lease ends. */
export interface RunClaim {
  readonly runId: string;
  readonly owner: string;
  /** 1 for the first; more after a crash, when the pack needs a folder of its own (`packFolder`). */
  readonly attempt: number;
}

export type Begun =
  /** `run.state` is InProgress, or Recorded when an earlier attempt got that far: then only delivery is left. */
  | { readonly kind: 'claimed'; readonly claim: RunClaim; readonly run: RunRow }
  /** Somebody else is at it. */
  | { readonly kind: 'busy'; readonly until: string; readonly run: RunRow }
  /** Delivered or Failed: nothing is left to do. */
  | { readonly kind: 'ended'; readonly run: RunRow };

export interface Clock {
  readonly now: () => Date;
  /** A text that no other call gets, e.g. `randomUUID`. */
  readonly unique: () => string;
}

/** Partition of the runs. */
const RUNS = 'run';
/** Partition of the pointers from a run's id to its row. */
const BY_ID = 'byId';
/** How often a row is read again because somebody else changed it at the same moment. */
const MOST_ROUNDS = 10;

/** Records the run as Queued; a run that exists already is left alone. */
export async function ensureRun(table: TableClient, asked: AskedRun): Promise<Placed<RunRow>> {
  const runRowKey = await pointTo(table, asked);
  const row: RunRow = {
    ...EMPTY_RUN,
    runId: asked.runId,
    trigger: asked.trigger,
    requestedAt: asked.requestedAt,
    scopeKey: scopeKeyOf(asked.scope),
    scope: scopeText(asked.scope),
    requirements: asked.requirements?.join(', '),
    subjects: asked.subjects?.join('\n'),
  };
  try {
    await table.createEntity(toEntity(RUN_COLUMNS, RUNS, runRowKey, row));
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  const placed = await readRun(table, asked.runId);
  if (placed === undefined) throw new HistoryError(`The row of run ${asked.runId} disappeared; request the run again.`);
  return placed;
}

/** The row key of the run: by the time of the first request. */
async function pointTo(table: TableClient, asked: AskedRun): Promise<string> {
  const key = safeKey(asked.runId);
  const found = await readRow(table, RUN_POINTER_COLUMNS, BY_ID, key);
  if (found !== undefined) return found.row.runRowKey;
  const runRowKey = newestFirst(asked.requestedAt, asked.runId);
  try {
    await table.createEntity(toEntity(RUN_POINTER_COLUMNS, BY_ID, key, { runId: asked.runId, runRowKey }));
    return runRowKey;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return (await readRow(table, RUN_POINTER_COLUMNS, BY_ID, key))?.row.runRowKey ?? runRowKey;
  }
}

export async function readRun(table: TableClient, runId: string): Promise<Placed<RunRow> | undefined> {
  const pointer = await readRow(table, RUN_POINTER_COLUMNS, BY_ID, safeKey(runId));
  if (pointer === undefined) return undefined;
  const placed = await readRow(table, RUN_COLUMNS, RUNS, pointer.row.runRowKey);
  return placed === undefined ? undefined : { ...placed, row: runRow(placed.row) };
}

/** Takes the run, unless somebody else has it or it has ended. Of several who try at once, one gets it. */
export async function claimRun(
  table: TableClient,
  asked: AskedRun,
  clock: Clock,
  leaseSeconds: number,
  retryFailed: boolean,
): Promise<Begun> {
  const owner = clock.unique();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const placed = await ensureRun(table, asked);
    const { row } = placed;
    const now = clock.now();
    // The answer to our own write was lost on the way and the SDK asked again.
    if (row.leaseOwner === owner) return claimed(row, owner);
    if (row.state === 'Delivered' || (row.state === 'Failed' && !retryFailed)) return { kind: 'ended', run: row };
    if (row.leaseUntil !== undefined && isHeld(row, now)) return { kind: 'busy', until: row.leaseUntil, run: row };
    const taken: RunRow = {
      ...row,
      state: row.state === 'Recorded' ? 'Recorded' : 'InProgress',
      attempt: row.attempt + 1,
      leaseOwner: owner,
      leaseUntil: secondsAfter(now, leaseSeconds),
      startedAt: now.toISOString(),
      endedAt: undefined,
      durationSeconds: undefined,
      error: undefined,
    };
    try {
      await replaceRow(table, RUN_COLUMNS, placed, taken);
      return claimed(taken, owner);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new HistoryError(`The row of run ${asked.runId} is changed by too many at once; try again in a minute.`);
}

/** Changes the row of a run that is still ours. */
export async function changeRun(table: TableClient, claim: RunClaim, change: (row: RunRow) => RunRow): Promise<RunRow> {
  let attempted: RunRow | undefined;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const placed = await readRun(table, claim.runId);
    // Our write went through, its answer was lost, and the SDK's repetition met our own new version.
    if (placed !== undefined && attempted !== undefined && sameRow(placed.row, attempted)) return attempted;
    if (placed?.row.leaseOwner !== claim.owner)
      throw new LeaseLostError(
        `Run ${claim.runId} was taken over by another execution, or has ended; this one stops and writes nothing more.`,
      );
    attempted = change(placed.row);
    try {
      await replaceRow(table, RUN_COLUMNS, placed, attempted);
      return attempted;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new HistoryError(`The row of run ${claim.runId} is changed by too many at once; try again in a minute.`);
}

/** The newest runs first, at most `limit`. */
export async function listNewest(table: TableClient, limit: number, after?: string): Promise<RunRow[]> {
  const runs: RunRow[] = [];
  if (limit < 1) return runs;
  const pointer = after === undefined ? undefined : await readRow(table, RUN_POINTER_COLUMNS, BY_ID, safeKey(after));
  const filter = pointer === undefined ? undefined : `RowKey gt '${pointer.row.runRowKey}'`;
  for await (const placed of readPartition(table, RUN_COLUMNS, RUNS, filter)) {
    runs.push(runRow(placed.row));
    if (runs.length >= limit) break;
  }
  return runs;
}

/** Every run that has not ended, the newest first. */
export async function listUnended(table: TableClient): Promise<RunRow[]> {
  const runs: RunRow[] = [];
  const filter = "state eq 'Queued' or state eq 'InProgress' or state eq 'Recorded'";
  for await (const { row } of readPartition(table, RUN_COLUMNS, RUNS, filter))
    if (!hasEnded(row)) runs.push(runRow(row));
  return runs;
}

/** Whether the run needs no further work. A Recorded one ends once it is delivered, as far as that succeeded. */
export function hasEnded({ state, endedAt }: Pick<RunRow, 'endedAt'> & { readonly state: string }): boolean {
  return state === 'Delivered' || state === 'Failed' || (state === 'Recorded' && endedAt !== undefined);
}

/** Whether an execution has the run. */
export function isHeld({ leaseUntil }: Pick<RunRow, 'leaseUntil'>, now: Date): boolean {
  return leaseUntil !== undefined && Date.parse(leaseUntil) > now.getTime();
}

/** The last run of the same scope that left evidence and looked at Azure before the given time. */
export async function lastRecorded(table: TableClient, scopeKey: string, before: string): Promise<RunRow | undefined> {
  const filter = `scopeKey eq '${safeKey(scopeKey)}' and (state eq 'Recorded' or state eq 'Delivered') and asOf lt datetime'${new Date(before).toISOString()}'`;
  let last: RunRow | undefined;
  for await (const { row } of readPartition(table, RUN_COLUMNS, RUNS, filter))
    if (last === undefined || (row.asOf ?? '') > (last.asOf ?? '')) last = runRow(row);
  return last;
}

/** @throws ForkedChainError where a run of the scope has left evidence since the one that is followed */
export async function refuseFork(
  table: TableClient,
  runId: string,
  scopeKey: string,
  follows: string | null,
): Promise<void> {
  const since = follows === null ? '' : ` and asOf gt datetime'${new Date(follows).toISOString()}'`;
  const filter = `scopeKey eq '${safeKey(scopeKey)}' and (state eq 'Recorded' or state eq 'Delivered')${since}`;
  for await (const { row } of readPartition(table, RUN_COLUMNS, RUNS, filter))
    if (row.runId !== runId)
      throw new ForkedChainError(
        `Run ${row.runId} of the same scope stored its evidence while run ${runId} was in progress. The chain of evidence must not fork, so this run is discarded; start it again.`,
      );
}

export function secondsAfter(time: Date, seconds: number): string {
  return new Date(time.getTime() + seconds * 1000).toISOString();
}

function sameRow(a: RunRow, b: RunRow): boolean {
  const written = (row: RunRow): string => JSON.stringify(toEntity(RUN_COLUMNS, RUNS, row.runId, row));
  return written(a) === written(b);
}

function claimed(run: RunRow, owner: string): Begun {
  return { kind: 'claimed', claim: { runId: run.runId, owner, attempt: run.attempt }, run };
}

/** @throws HistoryError for a row that a newer version wrote */
export function runRow(row: RowOf<typeof RUN_COLUMNS>): RunRow {
  const state = RUN_STATES.find((known): known is RunState => known === row.state);
  if (state === undefined || row.schemaVersion > HISTORY_SCHEMA_VERSION)
    throw new HistoryError(
      `Run ${row.runId} was written by a newer version (schema ${row.schemaVersion}, state ${row.state}); update this one.`,
    );
  return { ...row, state };
}

/** A run of which nothing is known yet but that it was asked for. */
const EMPTY_RUN: RunRow = {
  ...(Object.fromEntries(Object.keys(RUN_COLUMNS).map((column) => [column, undefined])) as unknown as RunRow),
  schemaVersion: HISTORY_SCHEMA_VERSION,
  state: 'Queued',
  attempt: 0,
};
