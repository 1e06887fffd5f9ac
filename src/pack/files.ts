import { fileFault } from '../base/fileFault.ts';
import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { errorText } from '../base/errorText.ts';
import type { PackStore } from '../domain/ports.ts';
import { BOUNDS } from './bounds.ts';
import { MissingPartError, PackReadError } from './packReadError.ts';
import { partNames, placeIn, PartNameError } from './partNames.ts';
import { MANIFEST } from './parts.ts';
import { readEntry, zipEntries } from './zip/reader.ts';
import { ZipError } from './zip/zipError.ts';

/** A pack whose parts can be opened by name. */
export interface PartSource {
  /** The folder, zip or address, as given. */
  readonly where: string;
  /** The bytes of a part. @throws MissingPartError, or PackReadError when they cannot be read or unpacked. */
  readonly open: (name: string) => AsyncIterable<Uint8Array>;
}

/** The files of a pack, wherever they lie. */
export interface PackFiles extends PartSource {
  /** Paths inside the pack, with `/`, sorted. */
  readonly names: readonly string[];
}

/** The files of a pack in a folder or a `.zip`. @throws PackReadError */
export async function openPackFiles(path: string): Promise<PackFiles> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new PackReadError(`There is no pack at ${path}; give the folder of one run, or its .zip.`, { cause });
  });
  if (!found.isDirectory() && !found.isFile())
    throw new PackReadError(`${path} is neither a folder nor a file; give the folder of one run, or its .zip.`);
  return found.isDirectory() ? folderFiles(path) : zipFiles(path);
}

async function folderFiles(folder: string): Promise<PackFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new PackReadError(
      errorCode(cause) === 'ENOENT'
        ? `${folder} cannot be read: a folder in it has disappeared; give the folder of one run, or its .zip.`
        : `${folder} cannot be read (${fileFault(cause)}).`,
      { cause },
    );
  });
  const named = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({
      name: relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'),
      isFile: entry.isFile(),
    }));
  const names = named.map(({ name }) => name).sort();
  if (!names.includes(MANIFEST)) throw new PackReadError(withoutManifest(folder, names));
  accepted(names, folder);
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  withoutStrayFolders(folders, names, folder);
  const odd = named.find(({ isFile }) => !isFile);
  if (odd !== undefined) throw notRegular(folder, odd.name);
  return {
    where: folder,
    names,
    open: (name) => {
      if (!names.includes(name)) throw missing(folder, name);
      return readable(regularFile(folder, name), `${folder}: ${name}`);
    },
  };
}

/** A link in the place of a part is not followed, and a pipe or device that never ends is not waited for. */
const READ_REGULAR =
  // Windows has neither.
  constants.O_RDONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** Bytes that are read at once. */
const READ = 64 * 2 ** 10;

async function* regularFile(folder: string, name: string): AsyncGenerator<Uint8Array> {
  const file = await open(placeIn(folder, name), READ_REGULAR);
  try {
    const found = await file.stat();
    if (!found.isFile()) throw notRegular(folder, name);
    // Most parts are small: a stream would cost more than reading them.
    const room = Math.min(found.size + 1, READ);
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(room), 0, room, null);
      if (bytesRead === 0) break;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function notRegular(where: string, name: string): PackReadError {
  return new PackReadError(
    `${where} is not read: ${name} is a link, a pipe or a device; a pack holds regular files only.`,
  );
}

async function zipFiles(path: string): Promise<PackFiles> {
  const entries = await zipEntries(path).catch((cause: unknown) => {
    const why = cause instanceof ZipError ? cause.message : 'its directory is cut or altered';
    throw new PackReadError(`${path} is neither a folder nor a zip that can be read: ${why}.`, { cause });
  });
  const files = entries.filter(({ isFolder }) => !isFolder);
  const top = topFolder(files.map(({ name }) => name));
  const byName = new Map(files.map((entry) => [entry.name.slice(top.length), entry]));
  if (!byName.has(MANIFEST)) throw new PackReadError(withoutManifest(path, [...byName.keys()]));
  accepted(
    files.map(({ name }) => name),
    path,
  );
  const folders = entries.filter(({ isFolder }) => isFolder).map(({ name }) => name.slice(0, -1));
  withoutStrayFolders(
    folders,
    files.map(({ name }) => name),
    path,
  );
  return {
    where: path,
    names: [...byName.keys()].sort(),
    open: (name) => {
      const entry = byName.get(name);
      if (entry === undefined) throw missing(path, name);
      return readable(readEntry(path, entry), `${path}: ${name}`);
    },
  };
}

/** A pack in a store of packs: opens parts by name, without asking which there are. */
export function partsInStore(store: PackStore, path: string): PartSource {
  const where = store.address(path);
  return { where, open: (name) => stored(store, path, name, where) };
}

/** The same with the names of all its parts. */
export async function filesInStore(store: PackStore, path: string): Promise<PackFiles> {
  const names: string[] = [];
  for await (const part of store.list(`${path}/`)) names.push(part.path.slice(path.length + 1));
  const parts = partsInStore(store, path);
  accepted(names, parts.where);
  return { ...parts, names: names.sort() };
}

async function* stored(store: PackStore, path: string, name: string, where: string): AsyncGenerator<Uint8Array> {
  const content = await store.open(`${path}/${name}`);
  if (content === undefined) throw missing(where, name);
  yield* content;
}

function missing(where: string, name: string): MissingPartError {
  return new MissingPartError(`${where} lacks ${name}; take the whole pack.`);
}

/** Nothing in a pack is opened, written or shown under a name that is not allowed. @throws PackReadError */
export function accepted(names: readonly string[], where: string): void {
  if (names.length > BOUNDS.entries)
    throw new PackReadError(
      `${where} is not read: it names over ${String(BOUNDS.entries)} files, more than any pack has.`,
    );
  try {
    partNames(names);
  } catch (cause) {
    if (!(cause instanceof PartNameError)) throw cause;
    throw new PackReadError(`${where} is not read: ${cause.message}.`, { cause });
  }
}

/** A folder without a part in it would be unpacked with the rest, and nothing vouches for it. @throws PackReadError */
function withoutStrayFolders(folders: readonly string[], names: readonly string[], where: string): void {
  for (const folder of folders) accepted([folder], where);
  const stray = folders.find((folder) => !names.some((name) => name.startsWith(`${folder}/`)));
  if (stray !== undefined)
    throw new PackReadError(`${where} is not read: the folder ${stray} holds no part of the pack.`);
}

/** When people zip a folder by hand, its name stands before every file. */
function topFolder(names: readonly string[]): string {
  const top = /^[^/]+\//.exec(names[0] ?? '')?.[0] ?? '';
  return names.includes(top + MANIFEST) && names.every((name) => name.startsWith(top)) ? top : '';
}

function withoutManifest(path: string, names: readonly string[]): string {
  const inside = names
    .filter((name) => name.endsWith(`/${MANIFEST}`))
    .map((name) => name.slice(0, -MANIFEST.length - 1));
  if (inside.length === 0)
    return `${path} holds no ${MANIFEST}: it is not a pack, or one that was never finished; run again.`;
  const newest = inside.sort().at(-1) ?? '';
  return `${path} holds ${String(inside.length)} packs and is not one itself; name one of them, e.g. ${join(path, newest)}.`;
}

async function* readable(chunks: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    if (cause instanceof PackReadError) throw cause;
    throw new PackReadError(`${what} cannot be read: ${errorText(cause)}.`, {
      cause,
    });
  }
}

/** A small part, as a whole. @param most bytes @throws PackReadError if it exceeds the limits */
export async function wholeOf(pack: PartSource, name: string, most: number = BOUNDS.whole): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of pack.open(name)) {
    bytes += chunk.byteLength;
    if (bytes > most)
      throw new PackReadError(`${pack.where}: ${name} has over ${String(most)} bytes: reading stops there.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
