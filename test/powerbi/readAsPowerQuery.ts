import { TableClient } from '@azure/data-tables';
import { readModel, sourceOf } from './project.ts';

/** A row as the model gets it: columns by the name that the query gives them. */
type ModelRow = Readonly<Record<string, string | number | boolean | null>>;

export interface ReadTable {
  readonly rows: readonly ModelRow[];
  /** Requests that it took: the service answers at most 1,000 rows each. */
  readonly requests: number;
  /** Rows that came over the wire, before any filter. */
  readonly received: number;
  /** Properties of the kept rows that the query does not read. */
  readonly unread: ReadonlySet<string>;
}

/** What the connector gives beside the record `Content`, and what the SDK adds. */
const SYSTEM = new Set(['partitionKey', 'rowKey', 'timestamp', 'etag']);

interface Property {
  readonly type?: string;
  readonly value: unknown;
}

/** The row filters of the queries, each with the M that it stands for; a test holds the two together. */
export const FILTERS: Readonly<
  Record<string, readonly [code: string, keep: (key: { partitionKey: string; rowKey: string }) => boolean]>
> = {
  Runs: ['each [PartitionKey] = "run" and [RowKey] <= OldestRun', ({ partitionKey }) => partitionKey === 'run'],
  Results: ['each not Text.EndsWith([RowKey], "|*")', ({ rowKey }) => !rowKey.endsWith('|*')],
};

/** Reads the Azure table of a model's table the way its query does: every page, the key filters, the columns, their types. */
export async function readAsPowerQuery(table: string, connectionString: string, prefix: string): Promise<ReadTable> {
  const { code } = sourceOf(readModel().tables.find(({ name }) => name === table) ?? missing(table));
  const suffix = /Entities\("(\w+)"\)/.exec(code)?.[1] ?? missing(table);
  const columns = [
    ...(/ExpandRecordColumn\(\w+, "Content", \{([^}]*)\}/.exec(code)?.[1] ?? '').matchAll(/"(\w+)"/g),
  ].map(([, name = '']) => name);
  const types = new Map(
    [...code.matchAll(/\{"(\w+)", ([^},]+)[^}]*\}/g)].map(([, name = '', type = '']) => [name, type]),
  );
  const keep = FILTERS[table]?.[1] ?? ((): boolean => true);
  const client = TableClient.fromConnectionString(connectionString, prefix + suffix, { allowInsecureConnection: true });

  const rows: ModelRow[] = [];
  const unread = new Set<string>();
  let requests = 0;
  let received = 0;
  for await (const page of client.listEntities({ disableTypeConversion: true }).byPage({ maxPageSize: 1000 })) {
    requests += 1;
    received += page.length;
    for (const entity of page) {
      const content = entity as Readonly<Record<string, unknown>>;
      const [partitionKey, rowKey] = [String(content['partitionKey']), String(content['rowKey'])];
      if (!keep({ partitionKey, rowKey })) continue;
      for (const name of Object.keys(content))
        if (!columns.includes(name) && !SYSTEM.has(name) && !name.startsWith('odata.')) unread.add(name);
      rows.push(
        Object.fromEntries(columns.map((name) => [name, converted(name, types.get(name) ?? '', content[name])])),
      );
    }
  }
  return { rows, requests, received, unread };
}

/** What Table.TransformColumnTypes and Moment make of a stored value; throws where they would make an error. */
function converted(column: string, type: string, stored: unknown): string | number | boolean | null {
  if (stored === undefined || stored === null) return null;
  const { type: edm, value } = (typeof stored === 'object' ? stored : { value: stored }) as Property;
  if (type === 'type text' && typeof value === 'string') return value;
  if (type === 'Int64.Type' && Number.isInteger(Number(value)) && edm !== 'String') return Number(value);
  if (type === 'type logical' && (value === true || value === false || value === 'true' || value === 'false'))
    return String(value) === 'true';
  if (type === 'Moment' && edm === 'DateTime' && !Number.isNaN(Date.parse(String(value))))
    return new Date(String(value)).toISOString();
  throw new Error(`${column} holds ${JSON.stringify(stored)}, which is not a ${type}.`);
}

function missing(table: string): never {
  throw new Error(`The model has no query for ${table}.`);
}
