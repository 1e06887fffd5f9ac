import { TableClient, type TableServiceClientOptions, type TransactionAction } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { fromEntity, toEntity, type Columns, type Placed, type RowOf } from './columns.ts';
import { concurrently } from '../base/io/concurrently.ts';
import { TABLES, type TableId } from './entities.ts';
import { HistoryError, historyError, isNotFound } from './historyError.ts';

/** How to reach the storage account: a connection string, or the table endpoint and an identity. */
export type TableConnection =
  { readonly connectionString: string } | { readonly endpoint: string; readonly credential: TokenCredential };

/**
 * What one transaction may hold: 100 entities, below 4 MiB of body, one partition, each entity once.
 * @see https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 */
const TRANSACTION_ENTITIES = 100;
const TRANSACTION_BYTES = 3_500_000;
/** Request line, headers and boundary of one entity in the body, generously. */
const ENTITY_ENVELOPE_BYTES = 1_500;
/** Transactions of one partition under way at once; the service takes 2,000 entities a second for each partition. */
const REQUESTS_AT_ONCE = 6;

export type TableClients = Readonly<Record<TableId, TableClient>>;

/** The tables, made when first used. */
export class TableStorage {
  /** For messages: never holds a key. */
  readonly where: string;
  readonly #clients: TableClients;
  readonly #prepare: (tables: TableClients) => Promise<void>;
  #made: Promise<void> | undefined;

  /** `prepare` is done once, after the tables are there and before anything else. */
  constructor(
    connection: TableConnection,
    prefix: string,
    prepare: (tables: TableClients) => Promise<void>,
    options: TableServiceClientOptions = {},
  ) {
    this.#prepare = prepare;
    const entries = TABLES.map((table) => [table, client(connection, tableName(prefix, table), options)] as const);
    this.#clients = Object.fromEntries(entries) as Record<TableId, TableClient>;
    this.where = originOf(this.#clients.Runs.url);
  }

  /** Does the work with the tables there; what the service answers comes out as a HistoryError. */
  async use<T>(work: (tables: TableClients) => Promise<T>): Promise<T> {
    try {
      this.#made ??= this.#make();
      await this.#made;
      return await work(this.#clients);
    } catch (error) {
      throw historyError(error, this.where);
    }
  }

  async #make(): Promise<void> {
    try {
      for (const table of TABLES) await this.#clients[table].createTable();
      await this.#prepare(this.#clients);
    } catch (error) {
      this.#made = undefined;
      throw error;
    }
  }
}

/**
 * In lower case: Azure does not tell names apart by case, and Power BI signed in with Microsoft Entra cannot read tables
 * whose names mix both.
 * @see https://learn.microsoft.com/power-query/connectors/azure-table-storage
 */
function tableName(prefix: string, table: TableId): string {
  return `${prefix}${table}`.toLowerCase();
}

function client(connection: TableConnection, table: string, options: TableServiceClientOptions): TableClient {
  const made = unchecked(connection, table, options);
  const { protocol, hostname, origin } = new URL(made.url);
  if (protocol !== 'https:' && !/^(127\.[\d.]+|localhost|\[::1\])$/.test(hostname))
    throw new HistoryError(
      `Table Storage at ${origin} would be contacted without encryption; use https:// (http:// is for Azurite on this machine).`,
    );
  return made;
}

function unchecked(connection: TableConnection, table: string, options: TableServiceClientOptions): TableClient {
  try {
    if ('credential' in connection) return new TableClient(connection.endpoint, table, connection.credential, options);
    return TableClient.fromConnectionString(connection.connectionString, table, {
      ...options,
      allowInsecureConnection: true,
    });
  } catch (cause) {
    throw new HistoryError(
      'The storage connection string cannot be used; it needs AccountName and AccountKey, or TableEndpoint and SharedAccessSignature.',
      { cause },
    );
  }
}

function originOf(url: string): string {
  return new URL(url).origin;
}

/** One row by its keys; undefined where there is none. */
export async function readRow<C extends Columns>(
  table: TableClient,
  columns: C,
  partitionKey: string,
  rowKey: string,
): Promise<Placed<RowOf<C>> | undefined> {
  try {
    const entity = await table.getEntity(partitionKey, rowKey);
    return { partitionKey, rowKey, etag: entity.etag, row: fromEntity(columns, entity) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Every row of one partition, in the order of its keys, page by page. `filter` is OData, with values already quoted. */
export function readPartition<C extends Columns>(
  table: TableClient,
  columns: C,
  partitionKey: string,
  filter?: string,
): AsyncGenerator<Placed<RowOf<C>>> {
  const within = `PartitionKey eq '${partitionKey}'`;
  return readRows(table, columns, filter === undefined ? within : `${within} and (${filter})`);
}

/** Every row that the OData filter lets through, in the order of partition and row keys, page by page. */
export async function* readRows<C extends Columns>(
  table: TableClient,
  columns: C,
  filter?: string,
): AsyncGenerator<Placed<RowOf<C>>> {
  for await (const entity of table.listEntities({ queryOptions: filter === undefined ? {} : { filter } }))
    yield {
      partitionKey: entity.partitionKey ?? '',
      rowKey: entity.rowKey ?? '',
      etag: entity.etag,
      row: fromEntity(columns, entity),
    };
}

/** Writes any number of changes to one partition: in transactions, several at once, in no promised order. */
export async function submit(table: TableClient, actions: readonly TransactionAction[]): Promise<void> {
  await concurrently(transactions(actions), REQUESTS_AT_ONCE, async (transaction) => {
    await table.submitTransaction(transaction);
  });
}

/**
 * The same for changes that come in one by one, grouped: what belongs together goes into one transaction. Partitions may
 * follow one another; no row may be named twice. Only what is under way is held in memory.
 */
export async function submitGroups(
  table: TableClient,
  groups: AsyncIterable<readonly TransactionAction[]>,
): Promise<void> {
  await concurrently(batched(groups), REQUESTS_AT_ONCE, async (transaction) => {
    await table.submitTransaction(transaction);
  });
}

async function* batched(groups: AsyncIterable<readonly TransactionAction[]>): AsyncGenerator<TransactionAction[]> {
  let transaction: TransactionAction[] = [];
  let bytes = 0;
  for await (const group of groups) {
    const size = group.reduce((sum, action) => sum + sizeOf(action), 0);
    const full = transaction.length + group.length > TRANSACTION_ENTITIES || bytes + size > TRANSACTION_BYTES;
    if (transaction.length > 0 && (full || transaction[0]?.[1].partitionKey !== group[0]?.[1].partitionKey)) {
      yield transaction;
      transaction = [];
      bytes = 0;
    }
    transaction.push(...group);
    bytes += size;
  }
  if (transaction.length > 0) yield transaction;
}

function sizeOf([, entity]: TransactionAction): number {
  return Buffer.byteLength(JSON.stringify(entity)) + ENTITY_ENVELOPE_BYTES;
}

/** Cuts the changes into transactions that the service takes. A row named twice is a mistake of the caller. */
export function* transactions(actions: readonly TransactionAction[]): Generator<TransactionAction[]> {
  const seen = new Set<string>();
  let transaction: TransactionAction[] = [];
  let bytes = 0;
  for (const action of actions) {
    const [, entity] = action;
    if (seen.has(entity.rowKey)) throw new HistoryError(`The row ${entity.rowKey} would be written twice at once.`);
    seen.add(entity.rowKey);
    const size = sizeOf(action);
    if (transaction.length === TRANSACTION_ENTITIES || (transaction.length > 0 && bytes + size > TRANSACTION_BYTES)) {
      yield transaction;
      transaction = [];
      bytes = 0;
    }
    transaction.push(action);
    bytes += size;
  }
  if (transaction.length > 0) yield transaction;
}

/** Replaces the row, if it was not changed since it was read. */
export async function replaceRow<C extends Columns>(
  table: TableClient,
  columns: C,
  placed: Placed<unknown>,
  row: RowOf<C>,
): Promise<void> {
  const entity = toEntity(columns, placed.partitionKey, placed.rowKey, row);
  await table.updateEntity(entity, 'Replace', { etag: placed.etag });
}

/** A value inside quotes of an OData filter. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
