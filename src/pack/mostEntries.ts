import { BOUNDS } from './bounds.ts';
import type { PartSource } from './files.ts';
import type { FoundManifest } from './manifest.ts';
import { PART, sourceOfPart } from './parts.ts';

/** A pack, or files of a run that is not finished: those have no manifest, and are the program's own. */
export type MaybePack = PartSource & Partial<Pick<FoundManifest, 'manifest'>>;

/** Entries that each list of a run may have: many times what any estate gives for each row and question of its evidence. */
export function mostEntries({ manifest }: MaybePack): number {
  if (manifest === undefined) return Infinity;
  const rows = manifest.parts.filter(
    ({ name }) => sourceOfPart(name) !== undefined || name === PART.observations || name === PART.answers,
  );
  return BOUNDS.entriesAlways + BOUNDS.entriesForRow * rows.reduce((sum, part) => sum + (part.rows ?? 0), 0);
}

/** Why a list is not read: it would be held in memory, and compared, before anything showed that no run wrote it. */
export function tooMany(count: unknown, most: number, what: string): string | undefined {
  return typeof count === 'number' && count <= most
    ? undefined
    : `announces ${String(count)} ${what}, more than the rows and questions of this pack allow (${String(most)}): reading stops there`;
}
