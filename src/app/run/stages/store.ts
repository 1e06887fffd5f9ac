import { storePack, type PackPart } from '../../../pack/store.ts';
import type { RunDependencies } from '../dependencies.ts';
import type { RunRequest } from '../../runRequest.ts';
import type { InHand } from './begin.ts';
import type { Packed } from './pack.ts';
import { enter } from './stage.ts';
import { partIn, type WorkFile, type WorkPlace } from './workPlace.ts';

/** Puts the pack where evidence lies, its manifest last: what is there already is left alone. */
export async function store(
  dependencies: RunDependencies,
  _request: RunRequest,
  work: WorkPlace,
  { begun, packed }: { readonly begun: InHand; readonly packed: Packed },
): Promise<void> {
  await enter(dependencies, begun, 'store');
  const { packPath, parts, beside, manifest } = packed;
  await work.fetch([...parts, ...beside, manifest]);
  const given = (file: WorkFile): PackPart => ({ ...file, content: { file: partIn(work, file).path } });
  for (const place of [dependencies.packs, ...dependencies.copies])
    await storePack(place, packPath, [...parts, ...beside].map(given), given(manifest));
}
