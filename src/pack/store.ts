import type { PackStore, PartContent, PartFacts } from '../domain/ports.ts';
import type { PackSignature } from '../domain/ports.ts';
import { sha256Of } from '../base/io/sha256.ts';
import type { Part } from './lineFile.ts';
import type { Manifest } from './manifest.ts';
import { partNames } from './partNames.ts';
import { MANIFEST, mediaTypeOf, SIGNATURE, TIMESTAMP } from './parts.ts';
import { signatureFile } from './signatureFile.ts';

/** One part of a pack, on its way into a store. */
export interface PackPart extends PartFacts {
  /** Inside the pack, with `/`. */
  readonly name: string;
  readonly content: PartContent;
}

const PARTS_AT_ONCE = 4;

/**
 * The folder of a run's pack: `yyyy/mm/<runId>`. A later attempt (after a crash) gets a folder of its own: what the first
 * one left is never overwritten and, without a manifest, is not evidence.
 */
export function packFolder(requestedAt: string, runId: string, attempt = 1): string {
  const at = new Date(requestedAt).toISOString();
  return `${at.slice(0, 4)}/${at.slice(5, 7)}/${runId}${attempt <= 1 ? '' : `~${attempt}`}`;
}

/** Stores a pack: every part, and the manifest last, so that a pack with a manifest is complete. May be repeated. */
export async function storePack(
  store: PackStore,
  folder: string,
  parts: readonly PackPart[],
  manifest: PackPart,
): Promise<void> {
  partNames([manifest.name, ...parts.map(({ name }) => name)]);
  const left = [...parts];
  const worker = async (): Promise<void> => {
    for (let part = left.shift(); part !== undefined; part = left.shift()) await putPart(store, folder, part);
  };
  const ends = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  await putPart(store, folder, manifest);
}

/** What is made from the manifest and cannot be listed in it. */
export interface BesideManifest {
  readonly signature?: PackSignature | undefined;
  /** The answer of a timestamp authority, as received. */
  readonly timestamp?: Uint8Array | undefined;
}

/** Stores a pack that is on this machine. */
export async function keepPack(
  store: PackStore,
  folder: string,
  { parts, manifest }: { readonly parts: readonly Part[]; readonly manifest: Manifest },
  { signature, timestamp }: BesideManifest,
): Promise<void> {
  await storePack(
    store,
    folder,
    [
      ...parts.map((part) => ({ ...part, content: { file: part.path } })),
      ...(signature === undefined ? [] : [bytesPart(SIGNATURE, signatureFile(manifest.sha256, signature))]),
      ...(timestamp === undefined ? [] : [bytesPart(TIMESTAMP, timestamp)]),
    ],
    bytesPart(MANIFEST, manifest.bytes),
  );
}

function bytesPart(name: string, bytes: Uint8Array): PackPart {
  return { name, sha256: sha256Of(bytes), mediaType: mediaTypeOf(name), content: { bytes } };
}

/** True if the pack was stored completely. */
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
