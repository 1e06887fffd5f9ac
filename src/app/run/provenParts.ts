import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PackStore } from '../../domain/ports.ts';
import { partsInStore, type PartSource } from '../../pack/files.ts';
import { sha256OfChunks, sha256OfFile } from '../../base/io/sha256.ts';
import { partOf, type Part } from '../../pack/lineFile.ts';
import { placeIn } from '../../pack/partNames.ts';
import { MANIFEST } from '../../pack/parts.ts';
import { manifestIn } from '../../pack/readPack.ts';

/** A stored pack is no longer what the run put there. */
export class AlteredPackError extends Error {
  override readonly name = 'AlteredPackError';
}

/** Where a run's row says that its pack lies, and the hash that it gave the manifest. */
export interface StoredPack {
  readonly packPath: string;
  /** Lower-case hex. */
  readonly manifestSha256: string;
}

/** Parts that can be read, or taken as files of this machine. */
export interface ProvenParts extends PartSource {
  /** As its manifest lists them. */
  readonly names: ReadonlySet<string>;
  readonly copy: (name: string) => Promise<Part>;
}

/**
 * The parts of a stored pack, each proven before it is read: the manifest by the hash in the run's row, every other part by
 * its hash in the manifest. A part is copied to the folder first, so that what was hashed is what is read.
 * @throws AlteredPackError when the manifest or a part is opened; MissingPartError and PackReadError as any reader does
 */
export async function provenParts(
  packs: PackStore,
  { packPath, manifestSha256 }: StoredPack,
  folder: string,
): Promise<ProvenParts> {
  const stored = partsInStore(packs, packPath);
  const { manifest, sha256 } = await manifestIn(stored);
  if (sha256 !== manifestSha256) throw altered(stored, MANIFEST, sha256, manifestSha256);
  const hashes = new Map(manifest.parts.map((part) => [part.name, part.sha256]));
  return {
    where: stored.where,
    names: new Set(hashes.keys()),
    open: async function* (name) {
      await proven(stored, name, hashes.get(name), folder);
      for await (const chunk of createReadStream(placeIn(folder, name))) yield chunk as Buffer;
    },
    copy: async (name) => {
      await proven(stored, name, hashes.get(name), folder);
      return partOf(folder, name);
    },
  };
}

/** Copies the part to the folder. @throws AlteredPackError where it has another hash than the manifest gives */
async function proven(stored: PartSource, name: string, expected: string | undefined, folder: string): Promise<void> {
  const copy = placeIn(folder, name);
  await mkdir(dirname(copy), { recursive: true });
  await pipeline(Readable.from(stored.open(name)), createWriteStream(copy));
  const { sha256 } = await sha256OfFile(copy);
  if (sha256 !== expected) throw altered(stored, name, sha256, expected);
}

function altered({ where }: PartSource, name: string, found: string, expected: string | undefined): AlteredPackError {
  return new AlteredPackError(
    expected === undefined
      ? `${name} at ${where} is not listed in the manifest of its pack.`
      : `${name} at ${where} was altered in storage: its SHA-256 is ${found}, not ${expected}.`,
  );
}

/**
 * One stored file, read twice: hashed first, then streamed from the same version of it, so that no byte leaves that was not
 * proven and nothing large is kept. Undefined where there is none.
 * @throws AlteredPackError where it has another hash, or changed in between
 */
export async function openProven(
  packs: PackStore,
  path: string,
  sha256: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const version = await packs.version(path);
  const first = version === undefined ? undefined : await packs.open(path, version);
  if (first === undefined) return undefined;
  const found = await sha256OfChunks(first);
  if (found !== sha256)
    throw new AlteredPackError(
      `${packs.address(path)} was altered in storage: its SHA-256 is ${found}, not ${sha256}. Put it back as it was stored.`,
    );
  return packs.open(path, version);
}
