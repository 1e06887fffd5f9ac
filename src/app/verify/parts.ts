import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { MANIFEST } from '../../deliver/pack.ts';
import { counted } from '../../report/words.ts';
import { bytesOf } from '../pack/packFiles.ts';
import type { Pack } from '../pack/readPack.ts';
import { Differences, type Step } from './step.ts';

/** What a file of the pack really is. */
interface Found {
  readonly sha256: string;
  readonly bytes: number;
  /** Of a `.jsonl.gz`. */
  readonly rows: number | undefined;
}

/** Every part has the size, the hash and the rows that the manifest gives, and nothing else lies in the pack. */
export async function checkParts(pack: Pack, beside: readonly string[]): Promise<Step> {
  const differences = new Differences();
  const { parts } = pack.manifest;
  const there = new Set(pack.names);
  let total = 0;
  for (const part of parts) {
    if (!there.has(part.name)) {
      differences.add(`${part.name} is listed in manifest.json and missing from the pack.`);
      continue;
    }
    const found = await measure(pack, part.name, part.bytes, part.rows !== undefined).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    if (typeof found === 'string') differences.add(found);
    else {
      total += found.bytes;
      if (found.bytes !== part.bytes)
        differences.add(
          `${part.name} has ${String(found.bytes)} bytes, not the ${String(part.bytes)} of manifest.json.`,
        );
      if (found.sha256 !== part.sha256)
        differences.add(
          `${part.name} has the SHA-256 ${found.sha256}, not ${part.sha256}: it is not the file that was packed.`,
        );
      if (found.rows !== part.rows)
        differences.add(
          `${part.name} holds ${String(found.rows)} rows, not the ${String(part.rows)} of manifest.json.`,
        );
    }
  }
  const listed = new Set([MANIFEST, ...beside, ...parts.map(({ name }) => name)]);
  for (const name of pack.names)
    if (!listed.has(name)) differences.add(`${name} lies in the pack, but manifest.json does not list it.`);
  return differences.step(
    'parts',
    `${counted(parts.length, 'part')} (${counted(total, 'byte')}) have the size, the SHA-256 and the number of rows that manifest.json gives, and nothing else lies in the pack.`,
  );
}

/** A part of the manifest up to this many bytes is read whole: most are small, and a stream for each costs more than its content. */
const SMALL = 1 << 20;
/** What a small part may unpack to; more is read as a stream. */
const SMALL_UNPACKED = 64 << 20;

async function measure(pack: Pack, name: string, bytes: number, withRows: boolean): Promise<Found> {
  if (bytes <= SMALL) {
    const whole = await bytesOf(pack.open(name));
    const rows = withRows ? linesIn(whole) : undefined;
    if (!withRows || rows !== undefined)
      return { sha256: createHash('sha256').update(whole).digest('hex'), bytes: whole.length, rows };
  }
  return measureStream(pack, name, withRows);
}

function linesIn(packed: Buffer): number | undefined {
  try {
    return lineFeedsIn(gunzipSync(packed, { maxOutputLength: SMALL_UNPACKED }));
  } catch {
    return undefined;
  }
}

async function measureStream(pack: Pack, name: string, withRows: boolean): Promise<Found> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of pack.open(name)) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  let rows: number | undefined;
  if (withRows)
    // An archive that cannot be unpacked has no rows; its hash, taken below from what is left of it, says the rest.
    rows = await countLines(chunks()).catch(() => undefined);
  if (!withRows || rows === undefined) {
    const whole = createHash('sha256');
    bytes = 0;
    for await (const chunk of pack.open(name)) {
      whole.update(chunk);
      bytes += chunk.byteLength;
    }
    return { sha256: whole.digest('hex'), bytes, rows };
  }
  return { sha256: hash.digest('hex'), bytes, rows };
}

async function countLines(packed: AsyncIterable<Uint8Array>): Promise<number> {
  const source = Readable.from(packed);
  const plain = source.pipe(createGunzip());
  source.once('error', (error) => plain.destroy(error));
  let lines = 0;
  for await (const chunk of plain as AsyncIterable<Buffer>) lines += lineFeedsIn(chunk);
  return lines;
}

function lineFeedsIn(text: Buffer): number {
  let found = 0;
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) found += 1;
  return found;
}
