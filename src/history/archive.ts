import { by } from '../base/order.ts';
import type { OperatingEffectiveness, Period } from '../domain/period.ts';
import { ensureSchema } from './schema.ts';
import { newestRun, readAsOf, type AsOf } from './asOf.ts';
import { concurrently } from '../base/io/concurrently.ts';
import { FINDING_COLUMNS, type FindingRow, type RunRow, type TableId, type VerdictRow } from './entities.ts';
import type { HistoryOptions } from './historyStore.ts';
import { effectivenessOf } from './period.ts';
import { listNewest, readRun } from './ledgers/runLedger.ts';
import { verdictsOf } from './subjectVerdicts.ts';
import { readRows, TableStorage } from './tableStorage.ts';
import { exportRows, prune, type RowCounts } from './upkeep.ts';

const REQUESTS_AT_ONCE = 8;

/** History looked at and looked after: what held when, how the control operated, what leaves and what may go. */
export class HistoryArchive {
  readonly #storage: TableStorage;
  readonly #now: () => Date;

  constructor(options: Pick<HistoryOptions, 'connection' | 'tablePrefix' | 'clientOptions' | 'now'>) {
    this.#storage = new TableStorage(
      options.connection,
      options.tablePrefix ?? 'Unbroken',
      (tables) => ensureSchema(tables, options.now),
      options.clientOptions,
    );
    this.#now = options.now;
  }

  /** What was known and concluded of a resource (id, or a name that only one has) at a moment, by these checks. */
  asOf(wanted: string, moment: string, checks: readonly string[]): Promise<AsOf> {
    return this.#storage.use((tables) => readAsOf(tables, wanted, moment, checks));
  }

  /** Every interval of a resource (lower-cased id) by these checks, sorted by check, oldest first. */
  intervalsOf(subject: string, subscriptionId: string, checks: readonly string[]): Promise<readonly VerdictRow[]> {
    return this.#storage.use(async (tables) => {
      const rows: VerdictRow[] = [];
      await concurrently(checks, REQUESTS_AT_ONCE, async (check) => {
        for await (const row of verdictsOf(tables, { subject, subscriptionId }, check)) rows.push(row);
      });
      return rows.sort(by(({ check, validFrom }) => `${check} ${validFrom}`));
    });
  }

  /** Of the newest run that set out to read a subscription: its pack, and the hash of its manifest. */
  newestPackOf(subscriptionId: string): Promise<Pick<RunRow, 'packPath' | 'manifestSha256'> | undefined> {
    return this.#storage.use(async (tables) => {
      const run = await newestRun(tables, subscriptionId, this.#now().toISOString());
      return run === undefined ? undefined : (await readRun(tables.Runs, run.runId))?.row;
    });
  }

  /** Whether the weekly control operated through a period. */
  effectiveness(period: Period): Promise<OperatingEffectiveness> {
    return this.#storage.use(async ({ Runs, Findings }) => {
      const runs = await listNewest(Runs, Number.MAX_SAFE_INTEGER);
      const findings: FindingRow[] = [];
      for await (const { row } of readRows(Findings, FINDING_COLUMNS))
        if (row.closedAt === undefined || row.closedAt >= period.from) findings.push(row);
      return effectivenessOf(period, runs, findings, this.#now().toISOString());
    });
  }

  /** Counts what ended before a moment (ISO 8601), and takes it away when `write` is true. */
  prune(before: string, write: boolean): Promise<RowCounts> {
    return this.#storage.use((tables) => prune(tables, before, write));
  }

  /** Gives every row of a table, one by one. */
  export(table: TableId, take: (row: Readonly<Record<string, unknown>>) => void): Promise<number> {
    return this.#storage.use(async (tables) => {
      let rows = 0;
      for await (const row of exportRows(tables, table)) {
        take(row);
        rows += 1;
      }
      return rows;
    });
  }
}
