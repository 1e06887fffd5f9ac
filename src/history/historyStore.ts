import { ensureSchema, readMadeAt } from './schema.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { TableServiceClientOptions } from '@azure/data-tables';
import { advanceIntervals } from './advanceIntervals.ts';
import { readBefore } from './ledgers/coverageLedger.ts';
import { writeSummary } from './ledgers/summaryLedger.ts';
import { judge } from './judged.ts';
import { WriterLease, type WaitingClock } from './writerLease.ts';
import type { RunRecord } from '../domain/record.ts';
import { claimDelivery, endDelivery, listDeliveries, type DeliveryClaim } from './ledgers/deliveryLedger.ts';
import type { DeliveryRow, RunRow } from './entities.ts';
import type { KeyedRun } from './serviceRows.ts';
import { advanceFindings, type FindingUpdate } from './ledgers/findingLedger.ts';
import { runOfKey } from './idempotency.ts';
import { AskedRuns } from './askedRuns.ts';
import {
  readInForce,
  readOpenFindings,
  readRequirements,
  type InForce,
  type OpenFindings,
  type RequirementCounts,
} from './inForce.ts';
import { scopeKeyOf } from './keys.ts';
import { findingColumns, recordColumns, type PackFacts } from './runFacts.ts';
import {
  changeRun,
  claimRun,
  ensureRun,
  lastRecorded,
  listNewest,
  readRun,
  refuseFork,
  secondsAfter,
  type AskedRun,
  type Begun,
  type Clock,
  type RunClaim,
} from './ledgers/runLedger.ts';
import { TableStorage, type TableClients, type TableConnection } from './tableStorage.ts';

export interface HistoryOptions extends Clock {
  readonly connection: TableConnection;
  /** Letters and digits, a letter first; `Unbroken` by default. */
  readonly tablePrefix?: string;
  /** How long a run may say nothing before another execution may take it over; 900 by default. Longer than a clock's error. */
  readonly leaseSeconds?: number;
  /** How long the right to write the tables of intervals is held; as `leaseSeconds` when left out. */
  readonly writerSeconds?: number;
  /** The tag whose value is the owner of a disk (`UNBROKEN_OWNER_TAG`). */
  readonly ownerTag?: string | undefined;
  /** Waits for another run to finish its writing; the real time when left out. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Of the SDK: retries, policies. */
  readonly clientOptions?: TableServiceClientOptions;
}

/**
 * The history of runs, verdicts, resources, findings and deliveries in Table Storage. Every method may be repeated, also after a crash
 * anywhere in it; what the service refuses is a HistoryError.
 */
export class HistoryStore {
  readonly #storage: TableStorage;
  readonly #clock: WaitingClock;
  readonly #ownerTag: string | undefined;
  readonly #leaseSeconds: number;
  readonly #writerSeconds: number;
  /** Runs that were asked for and have not ended. */
  readonly asked: AskedRuns;

  constructor(options: HistoryOptions) {
    this.#storage = new TableStorage(
      options.connection,
      options.tablePrefix ?? 'Unbroken',
      (tables) => ensureSchema(tables, options.now),
      options.clientOptions,
    );
    this.#clock = { now: options.now, unique: options.unique, sleep: options.sleep ?? wait };
    this.#ownerTag = options.ownerTag;
    this.#leaseSeconds = options.leaseSeconds ?? 900;
    this.#writerSeconds = options.writerSeconds ?? this.#leaseSeconds;
    this.asked = new AskedRuns(this.#storage, this.#clock);
  }

  /** Records a run as Queued, so that it can be asked about before it begins. */
  recordAsked(asked: AskedRun): Promise<RunRow> {
    return this.#storage.use(async ({ Runs }) => (await ensureRun(Runs, asked)).row);
  }

  /**
   * Takes the run for this execution. `retryFailed` lets a run that ended as Failed begin again.
   * A claim on a run that is already Recorded means that only its delivery is left. The same `owner` gets the same claim again.
   */
  beginRun(
    asked: AskedRun,
    { retryFailed = false, owner }: { readonly retryFailed?: boolean; readonly owner?: string | undefined } = {},
  ): Promise<Begun> {
    const clock = owner === undefined ? this.#clock : { ...this.#clock, unique: () => owner };
    return this.#storage.use(({ Runs }) => claimRun(Runs, asked, clock, this.#leaseSeconds, retryFailed));
  }

  /** Says how far the run is and renews the lease. Throws a LeaseLostError when somebody else has the run now. */
  async reportProgress(claim: RunClaim, stage: string, progress?: string): Promise<void> {
    await this.#change(claim, (row) => ({
      ...row,
      stage,
      progress,
      leaseUntil: secondsAfter(this.#clock.now(), this.#leaseSeconds),
    }));
  }

  /** The findings as they will be after this run, without writing: the workbook needs their ages before the run counts. */
  previewFindings(record: RunRecord, runId: string): Promise<FindingUpdate> {
    return this.#storage.use(async ({ Findings, Coverage }) => {
      const judged = judge(record, runId);
      return advanceFindings(Findings, judged, await readBefore(Coverage, judged), false);
    });
  }

  /**
   * Makes the run count: summary, intervals, findings, and last the run's own row as Recorded. The pack must be complete by
   * now. Of two runs one waits for the other. `follows`: the moment of the run that the pack follows, null for none.
   * @throws ForkedChainError where another run of the scope follows that one; nobody looks where `follows` is left out
   */
  async recordRun(
    claim: RunClaim,
    record: RunRecord,
    pack: PackFacts,
    follows?: string | null,
  ): Promise<{ readonly run: RunRow; readonly findings: FindingUpdate }> {
    // Renewed first: whoever lost the run must not write into the tables.
    await this.reportProgress(claim, 'history');
    await this.#storage.use(({ Summary }) => writeSummary(Summary, record, claim.runId));
    const judged = judge(record, claim.runId);
    return this.#alone(claim, async (tables, keep) => {
      if (follows !== undefined) await refuseFork(tables.Runs, claim.runId, scopeKeyOf(record.scope), follows);
      const before = await readBefore(tables.Coverage, judged);
      const update = await advanceFindings(tables.Findings, judged, before, true);
      await advanceIntervals(tables, judged, before, { ownerTag: this.#ownerTag, keep });
      // Still alone, so that the next one sees what it has to follow.
      const run = await this.#change(claim, (row) => ({
        ...row,
        ...recordColumns(record),
        ...findingColumns(update.totals),
        ...pack,
        state: 'Recorded',
        leaseUntil: secondsAfter(this.#clock.now(), this.#leaseSeconds),
      }));
      return { run, findings: update };
    });
  }

  /**
   * Ends the run as Delivered and gives the lease back. With `undelivered` (why, in one sentence) it stays Recorded: the
   * evidence stands, and the run can be begun again to deliver it.
   */
  finishRun(claim: RunClaim, { undelivered }: { readonly undelivered?: string } = {}): Promise<RunRow> {
    return this.#change(claim, (row) => ({
      ...this.#ended(row),
      state: undelivered === undefined ? 'Delivered' : 'Recorded',
      error: undelivered,
    }));
  }

  /** Ends the run as Failed. A run that is Recorded already stays so: its evidence stands. */
  failRun(claim: RunClaim, error: string): Promise<RunRow> {
    return this.#change(claim, (row) => ({
      ...this.#ended(row),
      state: row.state === 'Recorded' ? 'Recorded' : 'Failed',
      error,
    }));
  }

  getRun(runId: string): Promise<RunRow | undefined> {
    return this.#storage.use(async ({ Runs }) => (await readRun(Runs, runId))?.row);
  }

  /** When these tables were made (ISO 8601); undefined where a version before 0.2.0 made them. */
  madeAt(): Promise<string | undefined> {
    return this.#storage.use(({ Runs }) => readMadeAt(Runs));
  }

  /** The newest first; with `after`, those that come after that run. */
  listRuns(limit = 50, after?: string): Promise<RunRow[]> {
    return this.#storage.use(({ Runs }) => listNewest(Runs, limit, after));
  }

  /**
   * The run that an idempotency key stands for: the one given, or the one that came first with the same key. Undefined
   * when the key came first with another `fingerprint`.
   */
  runOfKey(key: string, fingerprint: string, runId: string, requestedAt: string): Promise<KeyedRun | undefined> {
    return this.#storage.use(async ({ Runs }) => {
      const run = await runOfKey(Runs, key, { runId, requestedAt, fingerprint });
      return run.fingerprint === fingerprint ? run : undefined;
    });
  }

  /** The run that came first with the key, whatever it asked for. */
  firstRunOfKey(key: string, fingerprint: string, runId: string, requestedAt: string): Promise<KeyedRun> {
    return this.#storage.use(({ Runs }) => runOfKey(Runs, key, { runId, requestedAt, fingerprint }));
  }

  /** The complete run of this scope whose evidence was in force at a moment (ISO 8601). */
  runInForce(scopeKey: string, moment: string): Promise<InForce> {
    return this.#storage.use(({ Runs }) => readInForce(Runs, scopeKey, moment));
  }

  /** A run's answers; with `subscriptions`, of these only. */
  requirementsOf(runId: string, subscriptions: readonly string[] | undefined): Promise<readonly RequirementCounts[]> {
    return this.#storage.use((tables) => readRequirements(tables, runId, subscriptions));
  }

  /** What was open at a moment; with `subscriptions`, in these only. */
  openFindings(moment: string, subscriptions: readonly string[] | undefined): Promise<OpenFindings> {
    return this.#storage.use((tables) => readOpenFindings(tables, moment, subscriptions));
  }

  /** The last run of this scope (`scopeKeyOf`) with evidence, whose asOf lies before `before` (ISO 8601). */
  previousRun(scopeKey: string, before: string): Promise<RunRow | undefined> {
    return this.#storage.use(({ Runs }) => lastRecorded(Runs, scopeKey, before));
  }

  /** `resend`: even if it is not known whether the mail went out; use the same Message-ID. */
  claimDelivery(
    runId: string,
    recipient: string,
    { resend = false }: { readonly resend?: boolean } = {},
  ): Promise<DeliveryClaim> {
    return this.#storage.use(({ Deliveries }) => claimDelivery(Deliveries, runId, recipient, this.#clock, resend));
  }

  markSent(runId: string, recipient: string, messageId: string, response: string): Promise<void> {
    return this.#storage.use(({ Deliveries }) =>
      endDelivery(Deliveries, runId, recipient, { state: 'sent', messageId, response }, this.#clock),
    );
  }

  /** Only when it is certain that the mail did not go out (MailError.outcome is notSent); otherwise leave it as it is. */
  markFailed(runId: string, recipient: string, because: string): Promise<void> {
    return this.#storage.use(({ Deliveries }) =>
      endDelivery(
        Deliveries,
        runId,
        recipient,
        { state: 'failed', messageId: undefined, response: because },
        this.#clock,
      ),
    );
  }

  deliveries(runId: string): Promise<DeliveryRow[]> {
    return this.#storage.use(({ Deliveries }) => listDeliveries(Deliveries, runId));
  }

  /** Does the work while no other run writes. */
  #alone<T>(claim: RunClaim, work: (tables: TableClients, keep: () => Promise<void>) => Promise<T>): Promise<T> {
    return this.#storage.use(async (tables) => {
      const lease = new WriterLease(tables.Runs, claim, this.#clock, this.#writerSeconds);
      await lease.take();
      try {
        return await work(tables, () => lease.keep());
      } finally {
        // Where it cannot be given back, it ends by itself; what stopped the work is the thing to tell.
        await lease.release().catch(() => undefined);
      }
    });
  }

  #change(claim: RunClaim, change: (row: RunRow) => RunRow): Promise<RunRow> {
    return this.#storage.use(({ Runs }) => changeRun(Runs, claim, change));
  }

  #ended(row: RunRow): RunRow {
    const now = this.#clock.now();
    const started = Date.parse(row.startedAt ?? now.toISOString());
    return {
      ...row,
      leaseOwner: undefined,
      leaseUntil: undefined,
      endedAt: now.toISOString(),
      durationSeconds: Math.max(0, Math.round((now.getTime() - started) / 1000)),
    };
  }
}
