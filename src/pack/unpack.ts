import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PackReadError } from './packReadError.ts';

/** The unpacked bytes of a `.gz`. @throws PackReadError where it was cut or altered; what reading threw goes through. */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed);
  const plain = source.pipe(createGunzip());
  let unreadable: Error | undefined;
  // A failure to read must reach whoever reads the unpacked bytes, or they would wait for ever.
  source.once('error', (error: Error) => {
    unreadable = error;
    plain.destroy(error);
  });
  try {
    yield* plain as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (unreadable !== undefined) throw unreadable;
    throw new PackReadError(`${what} cannot be unpacked; it was cut or altered.`, { cause });
  }
}
