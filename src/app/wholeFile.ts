import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../base/errorCode.ts';
import { isThere } from '../base/io/isThere.ts';
import { alreadyThere } from './outFolder.ts';
import { SettingsError } from './settings.ts';

/**
 * Writes a file that somebody named, whole or not at all: what a full disk, a broken pack or Ctrl+C cuts short never lies there under
 * its name, and a file that it was to replace stays.
 * @param force whether a file that is there may be overwritten
 * @throws SettingsError naming the file
 */
export async function writeWholeFile(
  file: string,
  chunks: AsyncIterable<string | Uint8Array>,
  force: boolean,
): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  // A device or a pipe is written to, not replaced; behind a link, the file itself is replaced.
  const isOther = there !== undefined && !there.isFile();
  const place = there === undefined || isOther ? file : await realpath(file);
  const written = isOther ? place : `${place}.${randomUUID().slice(0, 8)}.part`;
  // Whoever could not read the old file cannot read the new one either.
  const asBefore = there === undefined || isOther ? {} : { mode: there.mode & 0o777 };
  try {
    await pipeline(faultsOfSource(chunks), createWriteStream(written, asBefore)).catch(async (cause: unknown) => {
      if (!isOther) await rm(written, { force: true });
      throw cause;
    });
    if (isOther) return;
    if (!force && (await isThere(place))) {
      await rm(written);
      throw new SettingsError(alreadyThere(file));
    }
    await rename(written, place);
  } catch (cause) {
    if (cause instanceof OfSource) throw cause.cause;
    if (cause instanceof SettingsError) throw cause;
    throw new SettingsError(
      `The file "${file}" cannot be written (${errorCode(cause) ?? String(cause)}), and nothing of it was left: look at its folder's permissions and free space.`,
      { cause },
    );
  }
}

/** Tells a fault of what is written from one of the place that it is written to. */
class OfSource extends Error {}

function faultsOfSource(chunks: AsyncIterable<string | Uint8Array>): Readable {
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
