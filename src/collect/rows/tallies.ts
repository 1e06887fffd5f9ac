import type { AskedSourceId, Facts } from '../../domain/facts.ts';
import type { KeepById } from '../../domain/keyed.ts';
import type { AskedSources } from '../defineSource.ts';
import { SOURCE_IDS, SOURCES, titleOf } from '../sources/list.ts';
import { Tally } from './tally.ts';

export type Tallies = { readonly [S in AskedSourceId]: Tally<Facts[S]> };

/** @param keep where the facts are kept; in memory when left out */
export function createTallies(keep?: KeepById): Tallies {
  const sources: AskedSources = SOURCES;
  const tally = <S extends AskedSourceId>(source: S): Tally<Facts[S]> =>
    new Tally<Facts[S]>(source, titleOf(source), sources[source].read, keep, sources[source].owner);
  return Object.fromEntries(SOURCE_IDS.map((source) => [source, tally(source)])) as unknown as Tallies;
}
