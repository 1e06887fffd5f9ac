import { createPublicKey, randomUUID, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { fileFault } from '../../base/fileFault.ts';
import { errorCode } from '../../base/errorCode.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { readPublicKey, thumbprintOf } from './signature.ts';

/** A key that, the reader said, signs the packs of a scope. */
export interface PinnedKey {
  /** As `verify` prints it. */
  readonly scope: string;
  /** RFC 7638, base64url. */
  readonly thumbprint: string;
  readonly publicKey: Readonly<Record<string, unknown>>;
}

const fileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  keys: z.array(
    z.strictObject({ scope: z.string().min(1), thumbprint: z.string(), publicKey: z.record(z.string(), z.unknown()) }),
  ),
});

/** The pinned keys in the file; none if there is no file. @throws PackReadError if it is not such a file */
export async function readPins(file: string): Promise<readonly PinnedKey[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new PackReadError(`The pinned keys in ${file} cannot be read (${fileFault(error)}).`, { cause: error });
  }
  try {
    const { keys } = fileSchema.parse(JSON.parse(text));
    // The key that is listed and removed by a thumbprint must be the one that vouches.
    for (const key of keys) if (thumbprintOf(keyOf(key)) !== key.thumbprint) throw new TypeError('another thumbprint');
    return keys;
  } catch (cause) {
    throw new PackReadError(
      `${file} is not a list of pinned keys: delete it and pin them again with "unbroken trust add".`,
      {
        cause,
      },
    );
  }
}

/** Pins a key for a scope; one that is already pinned stays as it is. @throws PackReadError if it is no key, or too weak */
export async function pinKey(file: string, keyFile: string, scope: string): Promise<PinnedKey> {
  const key = await readPublicKey(keyFile);
  const pin = { scope, thumbprint: thumbprintOf(key), publicKey: { ...key.export({ format: 'jwk' }) } };
  const known = await readPins(file);
  if (!pinsOf(known, scope).some(({ thumbprint }) => thumbprint === pin.thumbprint)) await write(file, [...known, pin]);
  return pin;
}

/** The pins of a scope. Azure ignores the case of names, and so do people. */
export function pinsOf(pins: readonly PinnedKey[], scope: string): readonly PinnedKey[] {
  return pins.filter((pin) => folded(pin.scope) === folded(scope));
}

const folded = (scope: string): string => scope.normalize('NFKC').trim().toLowerCase();

/** Removes every pin of a key. @returns how many there were */
export async function unpinKey(file: string, thumbprint: string): Promise<number> {
  const known = await readPins(file);
  const left = known.filter((one) => one.thumbprint !== thumbprint);
  if (left.length < known.length) await write(file, left);
  return known.length - left.length;
}

export function keyOf({ publicKey }: PinnedKey): KeyObject {
  return createPublicKey({ key: { ...publicKey }, format: 'jwk' });
}

/** All or nothing: a reader who is interrupted keeps the previous pins. */
async function write(file: string, keys: readonly PinnedKey[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.${randomUUID().slice(0, 8)}.new`;
  await writeFile(next, `${JSON.stringify({ schemaVersion: 1, keys }, null, 2)}\n`);
  await rename(next, file);
}
