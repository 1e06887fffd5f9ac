import { TableClient, type TableServiceClientOptions, type TransactionAction } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { fromEntity, toEntity, type Columns, type Placed, type RowOf } from './columns.ts';
import { concurrently } from './concurrently.ts';
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

/** The four tables, made when first used. */
export class TableStorage {
  /** For messages: never holds a key. */
  readonly where: string;
  readonly #clients: TableClients;
  #made: Promise<void> | undefined;

  constructor(connection: TableConnection, prefix: string, options: TableServiceClientOptions = {}) {
    const clientOf = (table: TableId): TableClient => client(connection, `${prefix}${table}`, options);
    this.#clients = {
      Runs: clientOf('Runs'),
      Summary: clientOf('Summary'),
      Findings: clientOf('Findings'),
      Deliveries: clientOf('Deliveries'),
    };
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
    } catch (error) {
      this.#made = undefined;
      throw error;
    }
  }
}

function client(connection: TableConnection, table: string, options: TableServiceClientOptions): TableClient {
  const made = unchecked(connection, table, options);
  const { protocol, hostname, origin } = new URL(made.url);
  if (protocol !== 'https:' && !/^(127\.[\d.]+|localhost|\[::1\])$/.test(hostname))
    throw new HistoryError(
      `Table Storage at ${origin} would be spoken to without encryption; use https:// (http:// is for Azurite on this machine).`,
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
export async function* readPartition<C extends Columns>(
  table: TableClient,
  columns: C,
  partitionKey: string,
  filter?: string,
): AsyncGenerator<Placed<RowOf<C>>> {
  const within = `PartitionKey eq '${partitionKey}'`;
  const query = { filter: filter === undefined ? within : `${within} and (${filter})` };
  for await (const entity of table.listEntities({ queryOptions: query }))
    yield {
      partitionKey,
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

/** Cuts the changes into transactions that the service takes. A row named twice is a mistake of the caller. */
export function* transactions(actions: readonly TransactionAction[]): Generator<TransactionAction[]> {
  const seen = new Set<string>();
  let transaction: TransactionAction[] = [];
  let bytes = 0;
  for (const action of actions) {
    const [, entity] = action;
    if (seen.has(entity.rowKey)) throw new HistoryError(`The row ${entity.rowKey} would be written twice at once.`);
    seen.add(entity.rowKey);
    const size = Buffer.byteLength(JSON.stringify(entity)) + ENTITY_ENVELOPE_BYTES;
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

/** Puts the row where it stands, if nobody changed it since it was read. */
export async function replaceRow<C extends Columns>(
  table: TableClient,
  columns: C,
  placed: Placed<unknown>,
  row: RowOf<C>,
): Promise<void> {
  const entity = toEntity(columns, placed.partitionKey, placed.rowKey, row);
  await table.updateEntity(entity, 'Replace', { etag: placed.etag });
}
