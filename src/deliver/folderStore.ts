import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { fileFault, writeRemedy } from '../base/fileFault.ts';
import { isThere } from '../base/io/isThere.ts';
import { nameOnce } from '../base/io/nameOnce.ts';
import { by } from '../base/order.ts';
import { placeIn } from '../pack/partNames.ts';
import type { PackStore, PartContent, PartFacts, StoredPart } from '../domain/ports.ts';
import { PackConflictError, PackError } from './packError.ts';
import { checkedDigest, checkPartPath, digestOf } from './partContent.ts';

/** Start of a folder in which a part is being written: never listed, and no part's path can name it. */
const UNFINISHED = '.unfinished-';

/** Packs in a folder of this machine, by the same rules as in Blob Storage; `list` reads no hashes. */
export function createFolderStore(root: string): PackStore {
  const fileOf = (path: string): string => {
    checkPartPath(path);
    return resolve(placeIn(root, path));
  };
  return {
    async put(path, content, facts) {
      return put(fileOf(path), path, content, facts);
    },
    async open(path, version) {
      const file = fileOf(path);
      if (!(await isThere(file))) return undefined;
      if (version !== undefined && version !== (await versionOf(file)))
        throw new PackConflictError(`${path} changed while it was being read; read it again.`);
      return createReadStream(file);
    },
    async version(path) {
      const file = fileOf(path);
      return (await isThere(file)) ? versionOf(file) : undefined;
    },
    async exists(path) {
      return isThere(fileOf(path));
    },
    list: (prefix) => list(root, prefix),
    address: (path) => fileOf(path),
  };
}

async function put(
  file: string,
  path: string,
  content: PartContent,
  facts: PartFacts,
): Promise<'stored' | 'alreadyThere'> {
  const digest = await checkedDigest(path, content, facts);
  let workshop: string | undefined;
  try {
    if (await isThere(file)) return await same(file, path, digest.sha256);
    await mkdir(dirname(file), { recursive: true });
    workshop = await mkdtemp(join(dirname(file), UNFINISHED));
    const unfinished = join(workshop, 'part');
    if ('bytes' in content) await writeFile(unfinished, content.bytes);
    else await copyFile(content.file, unfinished, constants.COPYFILE_FICLONE);
    await flush(unfinished);
    const settled = await nameOnce(unfinished, file);
    return settled ? 'stored' : await same(file, path, digest.sha256);
  } catch (cause) {
    if (cause instanceof PackError) throw cause;
    throw new PackError(`${file} cannot be written (${fileFault(cause)}); ${writeRemedy(cause)}.`, {
      cause,
    });
  } finally {
    if (workshop !== undefined) await rm(workshop, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function same(file: string, path: string, sha256: string): Promise<'alreadyThere'> {
  const there = await digestOf({ file });
  if (there.sha256 === sha256) return 'alreadyThere';
  throw new PackConflictError(
    `${path} already exists with different content (hash ${there.sha256}); evidence is never overwritten: move that folder away, or choose another with --out.`,
  );
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* list(root: string, prefix: string): AsyncGenerator<StoredPart> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return [];
    throw new PackError(`The folder ${root} cannot be read (${fileFault(cause)}); check its path and permissions.`, {
      cause,
    });
  });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(sep + UNFINISHED))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      file,
      path: resolve(file)
        .slice(resolve(root).length + 1)
        .split(sep)
        .join('/'),
    }))
    .filter(({ path }) => path.startsWith(prefix))
    .sort(by(({ path }) => path));
  for (const { file, path } of files) yield { path, bytes: (await stat(file)).size, sha256: undefined };
}

async function versionOf(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(file);
  return [ino, size, mtimeMs].join(' ');
}
