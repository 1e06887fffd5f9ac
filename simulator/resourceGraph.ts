import { createHash } from 'node:crypto';
import type { FaultEffect, Faults } from './faults.ts';
import { compileQuery, KqlError, toJson, type Column, type Query, type QueryRows } from './kql/index.ts';
import { allows, QUERY_ACTION, rowActions } from './permissions.ts';
import type { Principal } from './principal.ts';
import {
  accessDenied,
  badRequest,
  invalidQuery,
  payloadTooLarge,
  type GraphResponse,
  type Support,
} from './resourceGraph/errors.ts';
import { decodePlace, encodePlace, rowsOfPage, type PagePlace } from './resourceGraph/paging.ts';
import { PAGE_AT_MOST, parseRequest, type GraphRequest } from './resourceGraph/request.ts';
import { createResults, type Results } from './resourceGraph/results.ts';
import { readableBy, visibilityOf, type Visibility } from './resourceGraph/visibility.ts';
import type { ArmDocument, Tenant } from './tenant.ts';

/** @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results */
const ANSWER_BYTES_AT_MOST = 16 * 1024 * 1024;

/** What is left to the server: to wait, to answer something else, to cut the connection. */
type TransportEffect = Extract<FaultEffect, { readonly kind: 'status' | 'drop' | 'slow' }>;

interface GraphAnswer {
  readonly response: GraphResponse;
  readonly effects: readonly TransportEffect[];
  /** For the log: absent when the query did not compile. */
  readonly table?: string;
  /** What the caller must hold for the call and for every row it may be about. */
  readonly actions?: readonly string[];
  readonly page?: number;
  readonly rows?: number;
}

export interface ResourceGraph {
  /** Answers the text of one request. `support` is what errors quote. */
  readonly answer: (text: string, principal: Principal, correlationId: string) => GraphAnswer;
}

/**
 * Resource Graph over a tenant: parses the body, runs the query over what the principal can read, cuts a page, and lets faults change it.
 * @see https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
 */
export function createResourceGraph(tenant: Tenant, faults: Faults): ResourceGraph {
  const results = createResults();
  return {
    answer: (text, principal, correlationId) => {
      const support: Support = { timestamp: tenant.now, correlationId };
      const request = parseRequest(text);
      if ('because' in request) return plain(badRequest(request.code, request.because, support));
      let query: Query;
      try {
        query = compileQuery(request.query);
      } catch (error) {
        if (error instanceof KqlError) return plain(invalidQuery(error.faults, support));
        throw error;
      }
      return answerQuery({ tenant, faults, results, request, query, principal, support });
    },
  };
}

function plain(response: GraphResponse): GraphAnswer {
  return { response, effects: [] };
}

interface GraphCall {
  readonly tenant: Tenant;
  readonly faults: Faults;
  readonly results: Results;
  readonly request: GraphRequest;
  readonly query: Query;
  readonly principal: Principal;
  readonly support: Support;
}

function answerQuery(asked: GraphCall): GraphAnswer {
  const { tenant, faults, request, query, principal, support } = asked;
  const key = keyOf(request, principal);
  const token = request.skipToken === undefined ? undefined : decodePlace(request.skipToken);
  if (request.skipToken !== undefined && token?.key !== key)
    return plain(
      badRequest(
        'InvalidSkipToken',
        'The $skipToken does not belong to this query and its scope, or is no token.',
        support,
      ),
    );
  const place: PagePlace = {
    offset: (query.limited ? undefined : request.skip) ?? token?.offset ?? 0,
    size: request.top ?? token?.size ?? PAGE_AT_MOST,
    page: token?.page ?? 1,
    key,
  };
  const struck = faults.strike({
    service: 'resourceGraph',
    table: query.table,
    query: request.query,
    page: place.page,
  });
  const effects = struck.filter(isTransport);
  const answer = (response: GraphResponse, rows?: number): GraphAnswer => ({
    response,
    effects,
    table: query.table,
    actions: [QUERY_ACTION, ...rowActions(query.types)],
    page: place.page,
    ...(rows === undefined ? {} : { rows }),
  });
  // The answer would not be seen.
  if (effects.some(({ kind }) => kind !== 'slow')) return answer({ status: 500, body: null });
  const readable = readableBy(principal, tenant, faults.unreadable);
  if (readable.size === 0 || !allows(principal, QUERY_ACTION)) return answer(accessDenied(support));
  const visibility = visibilityOf(request, query.table, tenant, readable);
  const { response, rows } = answerPage(asked, place, visibility, struck);
  return answer(response, rows);
}

function isTransport(effect: FaultEffect): effect is TransportEffect {
  return effect.kind === 'status' || effect.kind === 'drop' || effect.kind === 'slow';
}

/** Two requests with one key are pages of one result. */
function keyOf({ query, subscriptions, managementGroups, filter }: GraphRequest, principal: Principal): string {
  return createHash('sha256')
    .update(JSON.stringify([query, subscriptions, managementGroups, filter, principal]))
    .digest('base64url')
    .slice(0, 22);
}

function answerPage(
  asked: GraphCall,
  place: PagePlace,
  visibility: Visibility,
  effects: readonly FaultEffect[],
): { readonly response: GraphResponse; readonly rows?: number } {
  const { request, query, results, support } = asked;
  const result = results.get(place.key) ?? runQuery(asked, visibility);
  const truncation = effects.find((effect) => effect.kind === 'truncate');
  const size = Math.min(place.size, truncation?.rows ?? Infinity);
  const rows = rowsOfPage(result, { offset: place.offset, size }, orderOf(query, effects));
  const total = result.rows.length;
  const next = place.offset + rows.length;
  const more = next < total;
  const paged = more && truncation === undefined && isPaged(query);
  if (paged) results.put(place.key, result);
  else results.drop(place.key);

  const body = {
    totalRecords: total,
    count: rows.length,
    data: request.format === 'table' ? asTable(query.columns, rows) : asObjects(query.columns, rows),
    facets: [],
    resultTruncated: truncation !== undefined || (more && !paged) ? 'true' : 'false',
    ...(paged ? { $skipToken: encodePlace({ ...place, offset: next, page: place.page + 1 }) } : {}),
    // Some answers end so, others without the name.
    ...(!paged && place.page > 1 ? { $skipToken: null } : {}),
  };
  const headers = { 'x-ms-tenant-subscription-limit-hit': String(visibility.limitHit) };
  const text = finished(body, effects);
  const bytes = Buffer.byteLength(text);
  const tooLarge = effects.some((effect) => effect.kind === 'tooLarge' && rows.length > effect.rows);
  if (bytes > ANSWER_BYTES_AT_MOST || tooLarge) {
    const claimed = Math.max(bytes, tooLarge ? ANSWER_BYTES_AT_MOST + rows.length : 0);
    return { response: { ...payloadTooLarge(claimed, ANSWER_BYTES_AT_MOST, support), headers } };
  }
  return { response: { status: 200, body: text, headers }, rows: rows.length };
}

function runQuery({ tenant, faults, query, principal }: GraphCall, visibility: Visibility): QueryRows {
  const hint = {
    types: query.types && new Set(query.types),
    subscriptions: visibility.subscriptionsOnly ? visibility.subscriptions : undefined,
  };
  const rows = faults.rows(query.table, tenant.rows(query.table, hint));
  return query.run(visibleRows(rows, visibility, principal), new Date(tenant.now));
}

/** What the caller may not read is left out without a word: what is in the scope, and what its role covers. */
function* visibleRows(rows: Iterable<ArmDocument>, { shows }: Visibility, principal: Principal): Iterable<ArmDocument> {
  const permitted = new Map<string, boolean>();
  for (const row of rows) {
    const may = permitted.get(row.type) ?? allows(principal, `${row.type}/read`);
    permitted.set(row.type, may);
    if (may && shows(row)) yield row;
  }
}

/**
 * No token with `take` or `limit`, without an `id` column, or when every column is dynamic or null. (The page of 2026 no longer names
 * the `id` column, that of 2021 does: the simulator keeps the stricter rule.)
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results
 */
function isPaged({ limited, columns }: Query): boolean {
  return (
    !limited &&
    columns.some(({ name }) => name === 'id') &&
    columns.some(({ type }) => type !== 'dynamic' && type !== 'unknown')
  );
}

function orderOf({ totalOrder }: Query, effects: readonly FaultEffect[]): 'total' | 'ties' | 'none' {
  if (effects.some(({ kind }) => kind === 'unstableOrder')) return 'none';
  return totalOrder ? 'total' : 'ties';
}

function finished(body: unknown, effects: readonly FaultEffect[]): string {
  const changed = effects.reduce((now, effect) => (effect.kind === 'changeAnswer' ? effect.change(now) : now), body);
  return typeof changed === 'string' ? changed : JSON.stringify(changed);
}

const COLUMN_TYPES: Readonly<Record<Column['type'], string>> = {
  string: 'string',
  long: 'integer',
  int: 'integer',
  real: 'number',
  bool: 'boolean',
  datetime: 'datetime',
  timespan: 'string',
  dynamic: 'object',
  unknown: 'object',
};

function asTable(columns: readonly Column[], rows: QueryRows['rows']): unknown {
  return {
    columns: columns.map(({ name, type }) => ({ name, type: COLUMN_TYPES[type] })),
    rows: rows.map((row) => row.map(toJson)),
  };
}

function asObjects(columns: readonly Column[], rows: QueryRows['rows']): unknown {
  return rows.map((row) => {
    const object: Record<string, unknown> = {};
    for (const [index, { name }] of columns.entries()) object[name] = toJson(row[index]);
    return object;
  });
}
