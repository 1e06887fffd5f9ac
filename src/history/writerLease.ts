import type { TableClient } from '@azure/data-tables';
import { toEntity, type Placed } from './columns.ts';
import { WRITER_COLUMNS } from './serviceRows.ts';
import { HistoryError, isConflict, isNotFound, LeaseLostError } from './historyError.ts';
import { secondsAfter, type Clock, type RunClaim } from './ledgers/runLedger.ts';
import { readRow, replaceRow } from './tableStorage.ts';

const KEY = 'writer';
const LOOK_AGAIN_SECONDS = 5;

/** A clock that can wait. */
export interface WaitingClock extends Clock {
  readonly sleep: (milliseconds: number) => Promise<void>;
}

interface WriterRow {
  readonly owner: string;
  readonly runId: string;
  readonly until: string;
}

/**
 * The right to write intervals, findings and coverage: one run at a time, so that two cannot interleave. A run that died
 * with it is followed by its own next attempt at once, by another run when the lease ends.
 */
export class WriterLease {
  readonly #table: TableClient;
  readonly #claim: RunClaim;
  readonly #clock: WaitingClock;
  readonly #leaseSeconds: number;
  #renewAt = 0;

  constructor(table: TableClient, claim: RunClaim, clock: WaitingClock, leaseSeconds: number) {
    this.#table = table;
    this.#claim = claim;
    this.#clock = clock;
    this.#leaseSeconds = leaseSeconds;
  }

  /** Waits for its turn, at most one lease long. @throws HistoryError when another run does not end by then. */
  async take(): Promise<void> {
    const { runId, owner } = this.#claim;
    const giveUp = this.#clock.now().getTime() + this.#leaseSeconds * 1000;
    for (;;) {
      const placed = await this.#read();
      const now = this.#clock.now();
      const free =
        placed === undefined ||
        placed.row.owner === owner ||
        placed.row.runId === runId ||
        Date.parse(placed.row.until) <= now.getTime();
      if (free && (await this.#write(placed))) return;
      if (!free && now.getTime() >= giveUp)
        throw new HistoryError(
          `Run ${placed.row.runId} has been writing the history since before this one came; run again when it has ended.`,
        );
      if (!free) await this.#clock.sleep(LOOK_AGAIN_SECONDS * 1000);
    }
  }

  /** Renews the lease when a third of it has passed. @throws LeaseLostError when another run has it now. */
  async keep(): Promise<void> {
    if (this.#clock.now().getTime() < this.#renewAt) return;
    const placed = await this.#read();
    if (placed?.row.owner !== this.#claim.owner || !(await this.#write(placed)))
      throw new LeaseLostError(
        `Run ${this.#claim.runId} lost the right to write the history to another run; it stops and writes nothing more.`,
      );
  }

  /** Gives the right back; a lease that somebody else has taken is left to them. */
  async release(): Promise<void> {
    const placed = await this.#read();
    if (placed?.row.owner !== this.#claim.owner) return;
    try {
      await this.#table.deleteEntity(KEY, KEY, { etag: placed.etag });
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
    }
  }

  #read(): Promise<Placed<WriterRow> | undefined> {
    return readRow(this.#table, WRITER_COLUMNS, KEY, KEY);
  }

  /** False when somebody else was quicker. */
  async #write(placed: Placed<WriterRow> | undefined): Promise<boolean> {
    const now = this.#clock.now();
    const row: WriterRow = {
      owner: this.#claim.owner,
      runId: this.#claim.runId,
      until: secondsAfter(now, this.#leaseSeconds),
    };
    try {
      if (placed === undefined) await this.#table.createEntity(toEntity(WRITER_COLUMNS, KEY, KEY, row));
      else await replaceRow(this.#table, WRITER_COLUMNS, placed, row);
    } catch (error) {
      if (!isConflict(error)) throw error;
      // Somebody was quicker, or our own write went through and its answer was lost: the row says which.
      const standing = await this.#read();
      if (standing?.row.owner !== row.owner || standing.row.until !== row.until) return false;
    }
    this.#renewAt = now.getTime() + (this.#leaseSeconds * 1000) / 3;
    return true;
  }
}
