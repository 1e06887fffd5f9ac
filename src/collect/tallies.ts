import type { AskedSourceId, Facts } from '../domain/facts.ts';
import type { AskedSources } from './defineSource.ts';
import { SharedTexts } from './sharedTexts.ts';
import { SOURCE_IDS, SOURCES, titleOf } from './sources/list.ts';
import { Tally } from './tally.ts';

export type Tallies = { readonly [S in AskedSourceId]: Tally<Facts[S]> };

export function createTallies(): Tallies {
  const sources: AskedSources = SOURCES;
  const texts = new SharedTexts();
  const tally = <S extends AskedSourceId>(source: S): Tally<Facts[S]> =>
    new Tally<Facts[S]>(source, titleOf(source), sources[source].read, texts);
  return Object.fromEntries(SOURCE_IDS.map((source) => [source, tally(source)])) as unknown as Tallies;
}
