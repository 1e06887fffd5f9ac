import { createHash } from 'node:crypto';
import type { PartSource } from './files.ts';
import { isLineFile } from './parts.ts';
import { gunzipped } from './unpack.ts';

/** What a part of a pack really is. */
export interface Measured {
  readonly sha256: string;
  readonly bytes: number;
  /** Of a line file; undefined where it cannot be unpacked. */
  readonly rows: number | undefined;
}

/** Hash, size and rows of a part, read once in constant memory. @throws PackReadError when it cannot be read */
export async function measure(pack: PartSource, name: string): Promise<Measured> {
  const hash = createHash('sha256');
  const chunks = pack.open(name)[Symbol.asyncIterator]();
  let bytes = 0;
  let unreadable: unknown;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      const step = await chunks.next();
      if (step.done === true) return step;
      hash.update(step.value);
      bytes += step.value.byteLength;
      return step;
    } catch (error) {
      unreadable = error;
      throw error;
    }
  };
  const packed: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next }) };
  // What cannot be unpacked has no rows; the rest of its bytes is hashed all the same.
  const rows = isLineFile(name) ? await lineFeedsIn(gunzipped(packed, name)).catch(() => undefined) : undefined;
  while (unreadable === undefined && (await next()).done !== true);
  if (unreadable !== undefined) throw unreadable;
  return { sha256: hash.digest('hex'), bytes, rows };
}

async function lineFeedsIn(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let found = 0;
  for await (const chunk of chunks)
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) found += 1;
  return found;
}
