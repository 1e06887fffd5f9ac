/**
 * A Table service of its own in memory, behind the SDK's own HTTP interface: so that only the
 * client is measured. It knows what history asks for – tables, entities, transactions, filters by keys and plain columns – and no more.
 */
import type { TableServiceClientOptions } from '@azure/data-tables';
import { createHttpHeaders } from '@azure/core-rest-pipeline';

type HttpClient = NonNullable<TableServiceClientOptions['httpClient']>;
type Request = Parameters<HttpClient['sendRequest']>[0];
type Answer = Awaited<ReturnType<HttpClient['sendRequest']>>;
type Entity = Readonly<Record<string, unknown>>;

/** What the service answers at most at once. */
const PAGE = 1000;

export class TablesInMemory implements HttpClient {
  /** Entities as JSON text, by table, partition and row key. */
  readonly #tables = new Map<string, Map<string, Map<string, string>>>();
  #version = 0;

  /** Rows that a table holds. */
  rows(table: string): number {
    return [...(this.#tables.get(table.toLowerCase())?.values() ?? [])].reduce(
      (sum, partition) => sum + partition.size,
      0,
    );
  }

  sendRequest(request: Request): Promise<Answer> {
    const body = typeof request.body === 'string' ? request.body : '';
    const { pathname, searchParams } = new URL(request.url);
    const path = decodeURIComponent(pathname).split('/').at(-1) ?? '';
    const [status, text, headers] = this.#answer(request, path, searchParams, body);
    return Promise.resolve({ request, status, bodyAsText: text, headers: createHttpHeaders({ ...headers }) });
  }

  #answer(
    request: Request,
    path: string,
    query: URLSearchParams,
    body: string,
  ): readonly [number, string, Readonly<Record<string, string>>] {
    if (path === 'Tables') {
      this.#tables.set((JSON.parse(body) as { TableName: string }).TableName, new Map());
      return [201, '{}', {}];
    }
    if (path === '$batch') return this.#batch(body);
    const [, table = '', partition, row] = /^(\w+)(?:\((?:PartitionKey='(.*)',RowKey='(.*)')?\))?$/.exec(path) ?? [];
    if (request.method !== 'GET') {
      this.#write(request.method, table, partition, row, body);
      return [204, '', { etag: 'W/"1"' }];
    }
    return partition === undefined ? this.#list(table, query) : this.#one(table, partition, row ?? '');
  }

  #one(table: string, partition: string, row: string): readonly [number, string, Readonly<Record<string, string>>] {
    const text = this.#tables.get(table)?.get(partition)?.get(row);
    if (text === undefined) return [404, '{"odata.error":{"code":"ResourceNotFound","message":{"value":""}}}', {}];
    return [200, text, JSON_TYPE];
  }

  #list(table: string, query: URLSearchParams): readonly [number, string, Readonly<Record<string, string>>] {
    const keep = filterOf(query.get('$filter') ?? '');
    const from = query.get('NextPartitionKey') ?? '';
    const fromRow = query.get('NextRowKey') ?? '';
    const partitions = this.#tables.get(table) ?? new Map<string, Map<string, string>>();
    const page: string[] = [];
    for (const partition of [...partitions.keys()].sort()) {
      if (partition < from || !keep.partition(partition)) continue;
      const rows = partitions.get(partition) ?? new Map<string, string>();
      for (const row of [...rows.keys()].sort()) {
        if (partition === from && row < fromRow) continue;
        const text = rows.get(row) ?? '';
        if (!keep.entity(text)) continue;
        if (page.length === PAGE)
          return this.#page(page, {
            'x-ms-continuation-nextpartitionkey': partition,
            'x-ms-continuation-nextrowkey': row,
          });
        page.push(text);
      }
    }
    return this.#page(page, {});
  }

  #page(
    page: readonly string[],
    next: Readonly<Record<string, string>>,
  ): readonly [number, string, Readonly<Record<string, string>>] {
    return [200, `{"value":[${page.join(',')}]}`, { ...JSON_TYPE, ...next }];
  }

  #batch(body: string): readonly [number, string, Readonly<Record<string, string>>] {
    const operations = body
      .split(/^--changeset_[^\r\n]+\r?$/m)
      .map((part) => ({
        line: /^(POST|PUT|MERGE|PATCH|DELETE) (\S+) HTTP\/1\.1/m.exec(part),
        json: /^\{.*\}\r?$/m.exec(part)?.[0] ?? '',
      }))
      .filter(({ line }) => line !== null);
    for (const { line, json } of operations) {
      const [, method = '', url = ''] = line ?? [];
      const path = decodeURIComponent(new URL(url).pathname).split('/').at(-1) ?? '';
      const [, table = '', partition, row] = /^(\w+)(?:\((?:PartitionKey='(.*)',RowKey='(.*)')?\))?$/.exec(path) ?? [];
      this.#write(method, table, partition, row, json);
    }
    const parts = operations.map(
      (_, index) =>
        `--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 204 No Content\r\nContent-ID: ${index}\r\nETag: W/"1"\r\n\r\n`,
    );
    return [
      202,
      `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${parts.join('\r\n')}\r\n--c--\r\n--b--\r\n`,
      { 'content-type': 'multipart/mixed; boundary=b' },
    ];
  }

  #write(method: string, table: string, partition: string | undefined, row: string | undefined, body: string): void {
    const rows = this.#tables.get(table) ?? new Map<string, Map<string, string>>();
    this.#tables.set(table, rows);
    if (method === 'DELETE') {
      rows.get(partition ?? '')?.delete(row ?? '');
      return;
    }
    const entity = JSON.parse(body) as Entity;
    const key = partition ?? String(entity['PartitionKey']);
    let stored = rows.get(key);
    if (stored === undefined) rows.set(key, (stored = new Map<string, string>()));
    this.#version += 1;
    stored.set(
      row ?? String(entity['RowKey']),
      JSON.stringify({ ...entity, 'odata.etag': `W/"${this.#version}"`, Timestamp: '2026-01-01T00:00:00Z' }),
    );
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** The filters that history asks with: bounds of the partition key, joined by `and` with a test of plain columns. */
function filterOf(filter: string): {
  readonly partition: (key: string) => boolean;
  readonly entity: (json: string) => boolean;
} {
  const bounds = [...filter.matchAll(/PartitionKey (eq|ge|lt) '((?:[^']|'')*)'/g)];
  const columns = [...filter.matchAll(/(?<!PartitionKey )\b(\w+) eq (true|'(?:[^']|'')*')/g)].filter(
    ([, name]) => name !== 'PartitionKey',
  );
  const wanted = columns.map(([, name = '', value = '']) =>
    value === 'true' ? `"${name}":true` : `"${name}":${JSON.stringify(value.slice(1, -1))}`,
  );
  return {
    partition: (key) =>
      bounds.every(([, how, value = '']) => (how === 'eq' ? key === value : how === 'ge' ? key >= value : key < value)),
    entity: (json) => wanted.length === 0 || wanted.some((text) => json.includes(text)),
  };
}
