import { fileFault, writeRemedy } from '../base/fileFault.ts';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { nameOnce } from '../base/io/nameOnce.ts';
import { alreadyThere } from './outFolder.ts';
import { SettingsError } from './settings.ts';

/** A file that somebody named. */
export interface NamedFile {
  readonly file: string;
  /** Whether a file that is there may be overwritten. */
  readonly force: boolean;
  /** Of a file that is not there yet; where left out, as the system gives it. */
  readonly mode?: number;
}

/**
 * Writes a file that somebody named, whole or not at all: what a full disk, a broken pack or Ctrl+C cuts short never lies there under
 * its name, and a file that it was to replace stays. One that comes by the name meanwhile stays as well, unless it may be overwritten.
 * @throws SettingsError naming the file
 */
export async function writeWholeFile(
  named: NamedFile,
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string>,
): Promise<void> {
  await written(named, async (to, mode) => {
    await pipeline(faultsOfSource(chunks), createWriteStream(to, mode === undefined ? {} : { mode }));
  });
}

/**
 * The same of a file that is made under a name.
 * @param make writes the file there; what it throws is thrown on as it is
 * @throws SettingsError naming the file, also where it is a device or a pipe
 */
export async function makeWholeFile(named: NamedFile, make: (to: string) => Promise<void>): Promise<void> {
  await written(named, async (to) => {
    if (to === named.file) throw new SettingsError(`"${to}" is not a file name; give one.`);
    await make(to).catch((cause: unknown) => {
      throw new OfSource('', { cause });
    });
  });
}

async function written(
  { file, force, mode }: NamedFile,
  write: (to: string, mode: number | undefined) => Promise<void>,
): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  // A device or a pipe is written to, not replaced; behind a link, the file itself is replaced.
  const isOther = there !== undefined && !there.isFile();
  const place = there === undefined || isOther ? file : await realpath(file);
  const unfinished = isOther ? file : `${place}.${randomUUID().slice(0, 8)}.part`;
  try {
    // Whoever could not read the old file cannot read the new one either.
    await write(unfinished, there === undefined || isOther ? mode : there.mode & 0o777);
    if (isOther) return;
    if (force) await rename(unfinished, place);
    else if (!(await nameOnce(unfinished, place))) throw new SettingsError(alreadyThere(file));
  } catch (cause) {
    if (cause instanceof OfSource) throw cause.cause;
    if (cause instanceof SettingsError) throw cause;
    throw new SettingsError(
      `The file "${file}" cannot be written (${fileFault(cause)}), and nothing of it was left: ${writeRemedy(cause)}.`,
      { cause },
    );
  } finally {
    if (!isOther) await rm(unfinished, { force: true });
  }
}

/** Tells a fault of what is written from one of the place that it is written to. */
class OfSource extends Error {}

function faultsOfSource(chunks: AsyncIterable<string | Uint8Array> | Iterable<string>): Readable {
  return Readable.from(
    (async function* () {
      try {
        yield* chunks;
      } catch (cause) {
        throw new OfSource('', { cause });
      }
    })(),
  );
}
