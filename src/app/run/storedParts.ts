import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { PackStore } from '../../domain/ports.ts';

export const RECORD = 'record.jsonl.gz';

/** The unpacked bytes of a stored part; undefined where there is none. */
export async function unzipped(packs: PackStore, path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const stream = await packs.open(path);
  if (stream === undefined) return undefined;
  const packed = Readable.from(stream);
  const unpacked = packed.pipe(createGunzip());
  // A failure to read must reach whoever reads the unpacked bytes.
  packed.once('error', (error) => unpacked.destroy(error));
  return unpacked;
}
