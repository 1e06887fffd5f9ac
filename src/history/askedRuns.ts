import { RUN_COLUMNS, type RunRow } from './entities.ts';
import { isConflict } from './historyError.ts';
import { keepRequest, readRequest } from './ledgers/requestLedger.ts';
import { isHeld, listUnended, readRun, type Clock } from './ledgers/runLedger.ts';
import { replaceRow, type TableStorage } from './tableStorage.ts';

/** Runs that were asked for and have not ended, and what was asked of each. */
export class AskedRuns {
  readonly #storage: TableStorage;
  readonly #clock: Clock;

  constructor(storage: TableStorage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Keeps what was asked for (JSON) before the run is started; the first request of a run stays. */
  keepRequest(runId: string, json: string): Promise<void> {
    return this.#storage.use(({ Runs }) => keepRequest(Runs, runId, json));
  }

  /** What was asked for; undefined for a run that an earlier version recorded. */
  requestOf(runId: string): Promise<string | undefined> {
    return this.#storage.use(({ Runs }) => readRequest(Runs, runId));
  }

  /** Runs that have not ended and have shown no activity for `seconds`. The newest first. */
  lost(seconds: number): Promise<RunRow[]> {
    return this.#storage.use(async ({ Runs }) => {
      const before = this.#clock.now().getTime() - seconds * 1000;
      const unended = await listUnended(Runs);
      return unended.filter((row) => lastSign(row) < before);
    });
  }

  /** Counts that a lost run is started again; false when somebody has it, or had it meanwhile. */
  takeUp(runId: string): Promise<boolean> {
    return this.#storage.use(async ({ Runs }) => {
      const placed = await readRun(Runs, runId);
      if (placed === undefined || isHeld(placed.row, this.#clock.now())) return false;
      try {
        await replaceRow(Runs, RUN_COLUMNS, placed, { ...placed.row, takeUps: (placed.row.takeUps ?? 0) + 1 });
        return true;
      } catch (error) {
        if (!isConflict(error)) throw error;
        return false;
      }
    });
  }
}

/** Milliseconds since 1970 of the last time that somebody asked for the run or had it. */
export function lastSign({ requestedAt, leaseUntil }: RunRow): number {
  return Math.max(Date.parse(requestedAt), leaseUntil === undefined ? 0 : Date.parse(leaseUntil));
}
