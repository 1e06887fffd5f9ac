import type { AskedSourceId } from '../../domain/facts.ts';
import liveDisk from '../kql/liveDisk.kql';
import liveNamed from '../kql/liveNamed.kql';
import liveRecovery from '../kql/liveRecovery.kql';
import { GRAPH_SOURCES, type GraphSource } from '../sources/list.ts';

/** Queries for one disk: several tables at once, so that a few requests suffice; `bindKql` binds the parameters. */
export const LIVE_QUERIES = { liveDisk, liveNamed, liveRecovery } as const;

export type LiveQuery = keyof typeof LIVE_QUERIES;

/** If two sources share a type, the live answer reads one at most. */
const READ_LIVE = GRAPH_SOURCES.filter(({ live }) => live.by !== 'nothing');

const BY_TYPE: ReadonlyMap<string, GraphSource> = new Map(
  READ_LIVE.flatMap((source) => source.ask.types.map((type) => [type.toLowerCase(), source] as const)),
);

/** Sources whose types a query names. */
export function sourcesIn(query: LiveQuery): readonly GraphSource[] {
  return READ_LIVE.filter(({ ask }) =>
    ask.types.some((type) => LIVE_QUERIES[query].includes(`'${type.toLowerCase()}'`)),
  );
}

/** Which source a row of a mixed answer belongs to, by its column `type`. */
export function sourceOfRow(row: unknown): GraphSource | undefined {
  if (typeof row !== 'object' || row === null || !('type' in row) || typeof row.type !== 'string') return undefined;
  return graphSourceOf(row.type);
}

/** Which source a resource belongs to, by the types in its id. */
export function sourceOfId(id: string): AskedSourceId | undefined {
  const [provider = '', ...rest] = id.slice(id.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  return graphSourceOf([provider, ...rest.filter((_, index) => index % 2 === 0)].join('/'))?.id;
}

function graphSourceOf(type: string): GraphSource | undefined {
  return BY_TYPE.get(type.toLowerCase());
}
