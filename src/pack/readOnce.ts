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
 * A pack whose parts are each copied once, when first opened: what is read later is what was hashed, even if somebody
 * exchanges parts meanwhile. A part that is longer than the manifest says is copied only as far as needed to show that.
 * @param folder keeps the parts; whoever made it removes it
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
