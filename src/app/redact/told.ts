import { countQuery, NOT_ASSESSED_QUERIES } from '../../collect/requests/graphQueries.ts';
import { GRAPH_SOURCES, SOURCE_IDS } from '../../collect/sources/list.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../../domain/estate.ts';
import type { AskedSourceId, SourceId } from '../../domain/facts.ts';
import type { Observation } from '../../domain/observation.ts';
import type { RunRecord, Scope } from '../../domain/record.ts';
import { CODE_VERSION } from '../version.ts';
import type { ToldRecord } from '../verify/recompute.ts';
import type { ByKind } from './byKind.ts';

/** What no answer shows: the moment and the scope, and how large populations had been that shrank. */
export function redactedTold(record: RunRecord, by: ByKind): ToldRecord {
  const { asOf, scope, gaps, incompleteBecause } = record;
  return {
    asOf: by.time(asOf),
    // Of another version, the copy would not be judged.
    codeVersion: CODE_VERSION,
    scope: redactedScope(scope, by),
    gaps: gaps
      .filter(isLoss)
      .map((gap) => ({ ...gap, because: 'The facts that the previous run carries could not be read.' })),
    // Only the source and the numbers of these are read; the sentences are made again.
    incompleteBecause,
  };
}

/** What storage gave the run of earlier ones is no answer of Azure's. */
function isLoss({ source, subscription, kind }: Gap): boolean {
  return source === 'carriedRestores' && subscription === EVERY_SUBSCRIPTION && kind === 'notRead';
}

function redactedScope({ tenantId, managementGroups, subscriptions }: Scope, by: ByKind): Scope {
  return {
    tenantId: tenantId === undefined ? undefined : by.id(tenantId),
    managementGroups: managementGroups.map((name) => by.name(name)),
    subscriptions: subscriptions.map((id) => by.id(id)).sort(),
  };
}

const QUERIES: ReadonlySet<string> = new Set([
  ...GRAPH_SOURCES.flatMap(({ ask }) => [ask.kql, countQuery(ask)]),
  ...Object.values(NOT_ASSESSED_QUERIES),
]);

/** A question to Azure: our own query as it was sent, a path with its names replaced, and how it went but for its failure. */
export function redactedObservation(one: Observation, by: ByKind): Observation {
  const isOurs = one.kind === 'resourceGraph' && QUERIES.has(one.request);
  const query = (): string => by.text(one.request);
  return {
    source: one.source === 'identity' || one.source === 'count' ? one.source : sourceOf(one.source),
    kind: one.kind === 'arm' ? 'arm' : 'resourceGraph',
    request: isOurs ? one.request : one.kind === 'arm' ? by.request(one.request) : query(),
    subscriptions: one.subscriptions.map((id) => by.id(id)),
    pages: one.pages,
    rows: one.rows,
    requestIds: one.requestIds.map((id) => by.id(id)),
    startedAt: by.time(one.startedAt),
    endedAt: by.time(one.endedAt),
    retries: one.retries,
    failure: undefined,
    ...(one.carriedFrom === undefined ? {} : { carriedFrom: by.run(one.carriedFrom) }),
  };
}

/** @throws TypeError for what is not a source of this version: `verify` lets no such record pass */
function sourceOf<S extends SourceId>(source: S): S {
  if (!isAsked(source) && source !== 'carriedRestores' && source !== 'restoreWatches')
    throw new TypeError(`There is no source ${source}.`);
  return source;
}

function isAsked(source: SourceId): source is AskedSourceId {
  return SOURCE_IDS.some((known) => known === source);
}
