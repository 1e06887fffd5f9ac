import type { PackStore, PartContent, PartFacts } from '../domain/ports.ts';
import { PackError } from './packError.ts';

/** One part of a pack, on its way into a store. */
export interface PackPart extends PartFacts {
  /** Inside the pack, with `/`. */
  readonly name: string;
  readonly content: PartContent;
}

/** The part that makes a pack complete. */
export const MANIFEST = 'manifest.json';

const PARTS_AT_ONCE = 4;

/**
 * The folder of a run's pack: `yyyy/mm/<runId>`. A later attempt (after a crash) gets a folder of its own, as what the
 * first one left is never overwritten and, without a manifest, is no evidence.
 */
export function packFolder(requestedAt: string, runId: string, attempt = 1): string {
  const at = new Date(requestedAt).toISOString();
  return `${at.slice(0, 4)}/${at.slice(5, 7)}/${runId}${attempt <= 1 ? '' : `~${attempt}`}`;
}

/** Stores a pack: every part, and the manifest last, so that a pack with a manifest is whole. May be repeated. */
export async function storePack(
  store: PackStore,
  folder: string,
  parts: readonly PackPart[],
  manifest: PackPart,
): Promise<void> {
  if (manifest.name !== MANIFEST) throw new PackError(`A pack's manifest is named ${MANIFEST}, not ${manifest.name}.`);
  const names = new Set(parts.map((part) => part.name.toLowerCase()));
  if (names.size < parts.length || names.has(MANIFEST))
    throw new PackError('Two parts of the pack have one name; each part, and the manifest, needs a name of its own.');
  const left = [...parts];
  const worker = async (): Promise<void> => {
    for (let part = left.shift(); part !== undefined; part = left.shift()) await putPart(store, folder, part);
  };
  const ends = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  await putPart(store, folder, manifest);
}

/** True when the pack was stored to its end. */
export function isComplete(store: PackStore, folder: string): Promise<boolean> {
  return store.exists(`${folder}/${MANIFEST}`);
}

async function putPart(
  store: PackStore,
  folder: string,
  { name, content, sha256, mediaType }: PackPart,
): Promise<void> {
  await store.put(`${folder}/${name}`, content, { sha256, mediaType });
}
