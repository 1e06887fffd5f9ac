import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BOUNDS } from './bounds.ts';
import { PackReadError } from './packReadError.ts';
import type { Pack } from './readPack.ts';
import { placeIn } from './partNames.ts';

/**
 * A pack each of whose parts is taken from where it lies once, when it is first opened: what was hashed is what is read after it, even
 * where somebody exchanges parts meanwhile. Of a part that is longer than the manifest says as much is taken as shows it.
 * @param folder keeps the parts; whoever made it takes it away
 */
export function readOnce(pack: Pack, folder: string): Pack {
  const listed = new Map(pack.manifest.parts.map(({ name, bytes }) => [name, bytes]));
  const taken = new Map<string, Promise<string>>();
  let left: number = BOUNDS.copied;
  const take = async (name: string): Promise<string> => {
    const place = placeIn(folder, name);
    await mkdir(dirname(place), { recursive: true });
    const most = (listed.get(name) ?? BOUNDS.whole) + 1;
    if (most > left)
      throw new PackReadError(
        `${pack.where}: its parts have over ${String(BOUNDS.copied)} bytes: reading stops there.`,
      );
    left -= most;
    await pipeline(Readable.from(upTo(pack.open(name), most)), createWriteStream(place, { flags: 'wx' }));
    return place;
  };
  return {
    ...pack,
    open: async function* (name) {
      let place = taken.get(name);
      if (place === undefined) taken.set(name, (place = take(name)));
      for await (const chunk of createReadStream(await place)) yield chunk as Buffer;
    },
  };
}

async function* upTo(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let left = most;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.byteLength;
    if (left <= 0) return;
  }
}
