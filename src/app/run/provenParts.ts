import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sha256OfChunks, sha256OfFile } from '../../base/io/sha256.ts';
import { PackConflictError } from '../../deliver/packError.ts';
import type { PackStore } from '../../domain/ports.ts';
import { partsInStore, type PartSource } from '../../pack/files.ts';
import { partOf, type Part } from '../../pack/lineFile.ts';
import type { FoundManifest } from '../../pack/manifest.ts';
import { partName, PartNameError, placeIn } from '../../pack/partNames.ts';
import { MANIFEST } from '../../pack/parts.ts';
import { MissingPartError } from '../../pack/packReadError.ts';
import { manifestIn } from '../../pack/readPack.ts';

/** A stored pack is no longer what the run put there, or its row no longer what the run wrote. */
export class AlteredPackError extends Error {
  override readonly name = 'AlteredPackError';
}

/** What a run's row says of its pack: whose it is, where it lies, and the hash of its manifest. */
export interface StoredPack {
  readonly runId: string;
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

/** What a part must be. */
export interface Expected {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Whatever is longer is not read to its end: it would fill a disk, or take for ever. */
  readonly bytes: number;
}

/**
 * The manifest of a stored pack, proven by the hash in the run's row, and of that run.
 * @throws AlteredPackError; MissingPartError and PackReadError as any reader does
 */
async function provenManifest(packs: PackStore, stored: StoredPack): Promise<FoundManifest['manifest']> {
  const { runId, packPath, manifestSha256 } = stored;
  const pack = storedParts(packs, stored);
  const { manifest, sha256 } = await manifestIn(pack);
  if (sha256 !== manifestSha256) throw altered(`${MANIFEST} at ${pack.where}`, sha256, manifestSha256);
  if (manifest.runId !== runId)
    throw new AlteredPackError(
      `The row of run ${runId} was altered: it names the pack at ${packPath}, which belongs to run ${manifest.runId}.`,
    );
  return manifest;
}

/**
 * The parts of a stored pack, each proven before it is read: the manifest by the hash in the run's row, every other part by
 * its hash in the manifest. A part is copied to the folder first, so that what was hashed is what is read.
 * @throws AlteredPackError when the manifest or a part is opened; MissingPartError and PackReadError as any reader does
 */
export async function provenParts(packs: PackStore, stored: StoredPack, folder: string): Promise<ProvenParts> {
  const { parts } = await provenManifest(packs, stored);
  const pack = storedParts(packs, stored);
  const listed = new Map(parts.map((part) => [part.name, part]));
  const proven = async (name: string): Promise<void> => {
    const what = `${name} at ${pack.where}`;
    const expected = expectedOf(listed.get(name), what);
    const copy = placeIn(folder, name);
    await mkdir(dirname(copy), { recursive: true });
    await pipeline(Readable.from(noLonger(pack.open(name), what, expected)), createWriteStream(copy));
    const { sha256 } = await sha256OfFile(copy);
    if (sha256 !== expected.sha256) throw altered(what, sha256, expected.sha256);
  };
  return {
    where: pack.where,
    names: new Set(listed.keys()),
    open: async function* (name) {
      await proven(name);
      for await (const chunk of createReadStream(placeIn(folder, name))) yield chunk as Buffer;
    },
    copy: async (name) => {
      await proven(name);
      return partOf(folder, name);
    },
  };
}

/**
 * One stored file, read twice: hashed first, then streamed from the same version of it, so that no byte leaves that was not
 * proven and nothing large is kept. Undefined where there is none.
 * @throws AlteredPackError where it has another hash, or is exchanged in between
 */
export async function openProven(
  packs: PackStore,
  path: string,
  expected: Expected,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const where = packs.address(path);
  try {
    const version = await packs.version(path);
    const first = version === undefined ? undefined : await packs.open(path, version);
    if (first === undefined) return undefined;
    const found = await sha256OfChunks(noLonger(first, where, expected));
    if (found !== expected.sha256) throw altered(where, found, expected.sha256);
    return await packs.open(path, version);
  } catch (cause) {
    if (!(cause instanceof PackConflictError)) throw cause;
    throw new AlteredPackError(`${where} was altered in storage: ${cause.message}`, { cause });
  }
}

/** A stored pack whose parts are opened one by one, each proven as `openProven` does. */
export interface ProvenPack extends PartSource {
  /** What the manifest says of a part; undefined where it lists none of that name. */
  readonly listed: (name: string) => Expected | undefined;
}

/**
 * For readers who need a part or two, and may stop in the midst of one.
 * @throws AlteredPackError as its `open` does; MissingPartError and PackReadError as any reader does
 */
export async function provenPack(packs: PackStore, stored: StoredPack): Promise<ProvenPack> {
  const { parts } = await provenManifest(packs, stored);
  const { where } = storedParts(packs, stored);
  const byName = new Map(parts.map((part) => [part.name, part]));
  return {
    where,
    listed: (name) => byName.get(name),
    open: async function* (name) {
      const content = await openProven(
        packs,
        `${stored.packPath}/${name}`,
        expectedOf(byName.get(name), `${name} at ${where}`),
      );
      if (content === undefined) throw new MissingPartError(`${where} lacks ${name}; it was removed.`);
      yield* content;
    },
  };
}

/** @throws AlteredPackError where the row names what cannot be a place of a pack */
function storedParts(packs: PackStore, { runId, packPath }: StoredPack): PartSource {
  try {
    return partsInStore(packs, partName(packPath));
  } catch (cause) {
    if (!(cause instanceof PartNameError)) throw cause;
    throw new AlteredPackError(`The row of run ${runId} was altered: ${cause.message}.`, { cause });
  }
}

function expectedOf(listed: Expected | undefined, what: string): Expected {
  if (listed === undefined) throw new AlteredPackError(`${what} is not listed in the manifest of its pack.`);
  return listed;
}

/** The bytes as they come. @throws AlteredPackError where more come than the part ever had */
async function* noLonger(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
  { bytes }: Pick<Expected, 'bytes'>,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of chunks) {
    read += chunk.byteLength;
    if (read > bytes)
      throw new AlteredPackError(`${what} was altered in storage: it has more than ${String(bytes)} bytes.`);
    yield chunk;
  }
}

function altered(what: string, found: string, expected: string): AlteredPackError {
  return new AlteredPackError(
    `${what} was altered in storage: its SHA-256 is ${found}, not ${expected}. Put it back as it was stored.`,
  );
}
