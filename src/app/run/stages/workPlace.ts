import { createReadStream, createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isThere } from '../../../base/io/isThere.ts';
import { sha256Of, sha256OfFile } from '../../../base/io/sha256.ts';
import type { PackStore } from '../../../domain/ports.ts';
import type { PartSource } from '../../../pack/files.ts';
import type { Part } from '../../../pack/lineFile.ts';
import type { ManifestPart } from '../../../pack/manifest.ts';
import { placeIn } from '../../../pack/partNames.ts';
import { mediaTypeOf } from '../../../pack/parts.ts';

/** A file that one stage wrote and another reads: its name, its SHA-256 and its size. Plain JSON. */
export type WorkFile = ManifestPart;

/**
 * Where the stages of one run keep the files that they pass on: a folder of this process, and what outlives the process. The
 * folder is laid out as the pack is; what is no part of the pack lies below `journal/`, `collected/`,
 * `previous/` and `facts/`.
 */
export interface WorkPlace {
  /** The files of this process; a stage writes here and reads from here. */
  readonly folder: string;
  /** Whether what is kept outlives this process. */
  readonly outlives: boolean;
  /** Keeps files of the folder for later stages, which may run elsewhere. May be repeated. */
  readonly keep: (files: readonly WorkFile[]) => Promise<void>;
  /** Brings these files into the folder. @throws WorkFileError for one that was never kept, or is not as it was kept */
  readonly fetch: (files: readonly WorkFile[]) => Promise<void>;
  /** Every file that was kept below a folder, sorted by name; also what a stage kept that did not come to its end. */
  readonly list: (below: string) => Promise<readonly WorkFile[]>;
}

/** A file of an earlier stage that is gone or altered. */
export class WorkFileError extends Error {
  override readonly name = 'WorkFileError';
}

/**
 * Stages of one process, which share the folder: nothing is copied.
 * @param outlives whether a later process may find the folder again
 */
export function workInFolder(folder: string, outlives = false): WorkPlace {
  return {
    folder,
    outlives,
    keep: () => Promise.resolve(),
    fetch: async (files) => {
      for (const { name } of files) if (!(await isThere(placeIn(folder, name)))) throw gone(name, folder);
    },
    list: async (below) => {
      const root = placeIn(folder, below);
      const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
      const names = entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
      return Promise.all(names.map(async (name) => ({ ...(await workFile(folder, name)) })));
    },
  };
}

/**
 * Stages that each run in a process of their own: what is kept lies in a store as `<run>/<name>/<sha256>`, so that a repeated stage never
 * meets what an earlier try of it left.
 * @param folder empty, of this process
 */
export function workInStore(store: PackStore, runId: string, folder: string): WorkPlace {
  const pathOf = ({ name, sha256 }: WorkFile): string => `${runId}/${name}/${sha256}`;
  return {
    folder,
    outlives: true,
    keep: async (files) => {
      for (const file of files)
        await store.put(
          pathOf(file),
          { file: placeIn(folder, file.name) },
          { sha256: file.sha256, mediaType: file.mediaType },
        );
    },
    fetch: async (files) => {
      for (const file of files) {
        const place = placeIn(folder, file.name);
        if ((await isThere(place)) && (await sha256OfFile(place)).sha256 === file.sha256) continue;
        const content = await store.open(pathOf(file));
        if (content === undefined) throw gone(file.name, store.address(runId));
        await mkdir(dirname(place), { recursive: true });
        await pipeline(Readable.from(content), createWriteStream(place + UNFINISHED));
        const { sha256 } = await sha256OfFile(place + UNFINISHED);
        if (sha256 !== file.sha256)
          throw new WorkFileError(
            `${file.name} of an earlier stage was altered: its SHA-256 is ${sha256}, not ${file.sha256}. Request a new run.`,
          );
        await rename(place + UNFINISHED, place);
      }
    },
    list: async (below) => {
      const files: WorkFile[] = [];
      for await (const { path, bytes } of store.list(`${runId}/${below}/`)) {
        const at = path.lastIndexOf('/');
        const name = path.slice(runId.length + 1, at);
        files.push({ name, sha256: path.slice(at + 1), bytes, mediaType: mediaTypeOf(name) });
      }
      return files;
    },
  };
}

/** Ends the name of a file that is still being written. */
const UNFINISHED = '.unfinished';

/** The file as a part of a pack that lies in the folder. */
export function partIn({ folder }: WorkPlace, file: WorkFile): Part {
  const { name, sha256, bytes, rows, mediaType } = file;
  return { name, sha256, bytes, ...(rows === undefined ? {} : { rows }), mediaType, path: placeIn(folder, name) };
}

/** What another stage has to know of a part that lies in the folder. */
export function fileOf({ name, sha256, bytes, rows, mediaType }: Part): WorkFile {
  return { name, sha256, bytes, ...(rows === undefined ? {} : { rows }), mediaType };
}

/** The folder's files, to be read as those of a pack. */
export function filesOf({ folder }: WorkPlace): PartSource {
  return {
    where: folder,
    open: async function* (name) {
      for await (const chunk of createReadStream(placeIn(folder, name))) yield chunk as Buffer;
    },
  };
}

/** Describes a file that something else wrote into the folder. */
export async function workFile(folder: string, name: string): Promise<WorkFile> {
  return { name, ...(await sha256OfFile(placeIn(folder, name))), mediaType: mediaTypeOf(name) };
}

/** Writes a file of the folder: there whole, or not at all. */
export function writeWhole(folder: string, name: string, text: string): WorkFile {
  const place = placeIn(folder, name);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place + UNFINISHED, text, 'utf8');
  renameSync(place + UNFINISHED, place);
  return { name, sha256: sha256Of(text), bytes: Buffer.byteLength(text), mediaType: mediaTypeOf(name) };
}

function gone(name: string, where: string): WorkFileError {
  return new WorkFileError(`${name} of an earlier stage is no longer at ${where}. Request a new run.`);
}
