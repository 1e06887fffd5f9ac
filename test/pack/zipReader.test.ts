import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPackFiles } from '../../src/pack/files.ts';
import { PackReadError } from '../../src/pack/packReadError.ts';
import { readEntry, zipEntries } from '../../src/pack/zip/reader.ts';
import { writeZip, PACKED, UNPACKED } from '../../src/pack/zip/writer.ts';
import { ZipError } from '../../src/pack/zip/zipError.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder().path;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One entry of a zip that is written field by field; what is left out is as it should be. */
interface Made {
  readonly name?: string;
  readonly text?: string;
  readonly method?: number;
  readonly flags?: number;
  /** Of the header before the data, where it lies. */
  readonly local?: {
    readonly name?: string;
    readonly size?: number;
    readonly crc?: number;
    readonly method?: number;
    readonly time?: number;
    readonly needed?: number;
  };
  readonly localExtra?: Buffer;
  readonly extra?: Buffer;
  readonly comment?: string;
  readonly attributes?: number;
  /** Of the format, that a reader must know. */
  readonly needed?: number;
  /** The volume that it is said to lie in. */
  readonly volume?: number;
  readonly crc?: number;
  readonly size?: number;
  /** Bytes behind the packed data, within the entry. */
  readonly behind?: string;
  readonly unlisted?: boolean;
  readonly listedTwice?: boolean;
}

/** What a local header and its entry of the directory have in common. */
const headerOf =
  (told: Readonly<Record<'method' | 'flags' | 'crc' | 'size' | 'packed', number>> & { readonly name: string }) =>
  (signature: number, own: Made['local'] = {}): Buffer => {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(own.needed ?? 20, 0);
    fields.writeUInt16LE(told.flags, 2);
    fields.writeUInt16LE(own.method ?? told.method, 4);
    fields.writeUInt32LE(own.time ?? 0, 6);
    fields.writeUInt32LE(own.crc ?? told.crc, 10);
    fields.writeUInt32LE(told.packed, 14);
    fields.writeUInt32LE(own.size ?? told.size, 18);
    fields.writeUInt16LE(Buffer.byteLength(own.name ?? told.name), 22);
    const start = Buffer.alloc(4);
    start.writeUInt32LE(signature, 0);
    return Buffer.concat([start, fields]);
  };

function timesListed({ unlisted, listedTwice }: Made): number {
  if (unlisted === true) return 0;
  return listedTwice === true ? 2 : 1;
}

/** An entry of the directory. */
function listing(header: Buffer, name: string, at: number, entry: Made): Buffer {
  const extra = entry.extra ?? Buffer.alloc(0);
  const comment = Buffer.from(entry.comment ?? '');
  const central = Buffer.alloc(46);
  header.copy(central, 6, 4);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt16LE(comment.length, 32);
  central.writeUInt16LE(entry.volume ?? 0, 34);
  central.writeUInt16LE(entry.needed ?? 20, 6);
  central.writeUInt32LE((entry.attributes ?? 0) >>> 0, 38);
  central.writeUInt32LE(at, 42);
  return Buffer.concat([central, Buffer.from(name), extra, comment]);
}

function made(
  entries: readonly Made[],
  more: { before?: string; behind?: string; end?: (end: Buffer) => void } = {},
): Buffer {
  const chunks: Buffer[] = [Buffer.from(more.before ?? '')];
  const directory: Buffer[] = [];
  let at = chunks[0]?.length ?? 0;
  for (const { name = 'a.txt', text = 'text', method = 8, flags = 0, ...entry } of entries) {
    const plain = Buffer.from(text);
    const packed = Buffer.concat([method === 8 ? deflateRawSync(plain) : plain, Buffer.from(entry.behind ?? '')]);
    const [crc, size] = [entry.crc ?? crc32(plain), entry.size ?? plain.length];
    const header = headerOf({ name, method, flags, crc, size, packed: packed.length });
    const { localExtra = Buffer.alloc(0) } = entry;
    const local = header(0x04034b50, entry.local);
    local.writeUInt16LE(localExtra.length, 28);
    const listed = listing(header(0x02014b50), name, at, entry);
    directory.push(...Array<Buffer>(timesListed(entry)).fill(listed));
    const whole = Buffer.concat([local, Buffer.from(entry.local?.name ?? name), localExtra, packed]);
    chunks.push(whole);
    at += whole.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  more.end?.(end);
  return Buffer.concat([...chunks, central, end, Buffer.from(more.behind ?? '')]);
}

let files = 0;
function stored(bytes: Uint8Array): string {
  const path = join(folder, `${String((files += 1))}.zip`);
  writeFileSync(path, bytes);
  return path;
}

async function textsOf(path: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const entry of await zipEntries(path)) {
    let text = '';
    for await (const chunk of readEntry(path, entry)) text += chunk.toString('utf8');
    texts[entry.name] = text;
  }
  return texts;
}

const field = (id: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
};
/** Fields of times within which the end and locator of another directory lie, as Zip64 writes them. */
function otherDirectory(): Buffer {
  const [end, locator] = [Buffer.alloc(56), Buffer.alloc(20)];
  end.writeUInt32LE(0x06064b50, 0);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([field(0x000a, end.subarray(0, 8)), field(0x000a, Buffer.concat([end.subarray(12), locator]))]);
}
/** A field of times, as Windows adds it, that ends with such a locator. */
function otherEnd(): Buffer {
  const times = Buffer.alloc(32);
  times.writeUInt32LE(0x00180001, 4);
  times.writeUInt32LE(0x07064b50, 12);
  return field(0x000a, times);
}
const windowsTimes = field(0x000a, Buffer.from(`0000000001001800${'11'.repeat(24)}`, 'hex'));
const owners = field(0x7875, Buffer.from('0104e803000004e8030000', 'hex'));
const unicodePath = (name: string): Buffer => field(0x7075, Buffer.concat([Buffer.alloc(5), Buffer.from(name)]));

describe('a zip that can be read in one way only is read', () => {
  test.each<readonly [string, () => Buffer | Promise<Buffer>]>([
    [
      'as made here',
      () =>
        made([
          { name: 'a.txt', text: 'text' },
          { name: 'b.txt', text: '', method: 0 },
        ]),
    ],
    ['by fflate', () => Buffer.from(zipSync({ 'a.txt': Buffer.from('text'), 'b.txt': new Uint8Array() }))],
    [
      'with times, as Info-ZIP adds them',
      () =>
        made([
          { localExtra: field(0x5455, Buffer.alloc(5)), extra: field(0x5455, Buffer.alloc(5)) },
          { name: 'b.txt', text: '' },
        ]),
    ],
    ['with the modes of Unix', () => made([{ attributes: 0o100644 << 16 }, { name: 'b.txt', text: '' }])],
    [
      'with folders',
      () =>
        made([
          { name: 'b.txt', text: '' },
          { name: 'x/', text: '', method: 0, attributes: (0o040755 << 16) | 0x10 },
          {},
        ]),
    ],
    [
      'with times and owners',
      () => made([{ extra: Buffer.concat([windowsTimes, owners]) }, { name: 'b.txt', text: '' }]),
    ],
    ['with the name in UTF-8 again', () => made([{ extra: unicodePath('a.txt') }, { name: 'b.txt', text: '' }])],
  ])('%s', async (_what, bytes) => {
    const texts = Object.entries(await textsOf(stored(await bytes()))).filter(([name]) => name !== 'x/');
    expect(Object.fromEntries(texts)).toEqual({ 'a.txt': 'text', 'b.txt': '' });
  });

  test.each([PACKED, UNPACKED] as const)('by our own writer, packed %i', async (packing) => {
    const path = join(folder, `own-${String(packing)}.zip`);
    const long = 'long text '.repeat(100_000);
    await writeZip(path, packing, async (zip) => {
      await zip.add('a.txt', [Buffer.from(long)]);
      await zip.add('raw/b.txt', []);
    });
    expect(await textsOf(path)).toEqual({ 'a.txt': long, 'raw/b.txt': '' });
  });
});

describe('a zip that two readers could read differently is not read', () => {
  test.each<readonly [string, Buffer]>([
    ['bytes before the first entry', made([{}], { before: 'MZ' })],
    ['bytes behind the end', made([{}], { behind: 'x' })],
    ['a comment of the zip', made([{}], { behind: 'x', end: (end) => end.writeUInt16LE(1, 20) })],
    ['two ends', made([{}], { behind: made([]).toString('latin1') })],
    ['an entry that the directory does not list', made([{}, { name: 'hidden.txt', unlisted: true }])],
    ['an entry in the middle that it does not list', made([{}, { name: 'h', unlisted: true }, { name: 'b' }])],
    ['an entry that it lists twice', made([{ listedTwice: true }])],
    ['another name before the data', made([{ local: { name: 'b.txt' } }])],
    ['another size before the data', made([{ local: { size: 3 } }])],
    ['another checksum before the data', made([{ local: { crc: 3 } }])],
    ['another method before the data', made([{ local: { method: 0 } }])],
    ['a name in the extra field of the directory', made([{ extra: unicodePath('b.txt') }])],
    ['a name in the extra field before the data', made([{ localExtra: unicodePath('../b.txt') }])],
    ['an extra field cut short', made([{ extra: Buffer.from([1, 0, 9, 0, 1]) }])],
    ['a folder that holds data', made([{ name: 'x/', text: 'data', method: 0 }])],
    ['a symbolic link', made([{ attributes: 0o120777 << 16 }])],
    ['a device', made([{ attributes: 0o020666 << 16 }])],
    ['a pipe', made([{ attributes: 0o010666 << 16 }])],
    ['a file called a folder', made([{ attributes: 0o040755 << 16 }])],
    ['a file called a folder of DOS', made([{ attributes: 0x10 }])],
    ['the label of a volume', made([{ attributes: 0x8 }])],
    ['another time before the data', made([{ local: { time: 3 } }])],
    ['two entries of one name', made([{}, { text: 'other' }])],
    ['an extra field that nobody knows', made([{ extra: field(0x1234, Buffer.from('hidden')) }])],
    ['one before the data', made([{ localExtra: field(0x1234, Buffer.from('hidden')) }])],
    ['sizes of Zip64', made([{ extra: field(1, Buffer.alloc(16)) }])],
    ['a long field of times', made([{ extra: field(0x5455, Buffer.alloc(500)) }])],
    ['times that hide a text', made([{ extra: field(0x5455, Buffer.from('hidden')) }])],
    ['times of Windows that hide a text', made([{ extra: field(0x000a, Buffer.from('hidden'.repeat(5))) }])],
    ['owners that hide a text', made([{ localExtra: field(0x7875, Buffer.from('\u0001\u0004hidden')) }])],
    ['times twice', made([{ extra: Buffer.concat([windowsTimes, windowsTimes]) }])],
    ['the end of another directory in fields of times', made([{ extra: otherDirectory() }])],
    ['a field of times that ends like another directory', made([{ extra: otherEnd() }])],
    ['another volume for an entry', made([{ volume: 1 }])],
    ['a version that others do not know', made([{ needed: 63 }])],
    ['such a version before the data', made([{ local: { needed: 63 } }])],
    ['a program with the rights of its owner', made([{ attributes: 0o104755 << 16 }])],
    ['sizes beyond all bounds together', made([1, 2, 3].map((at) => ({ name: `${String(at)}.txt`, size: 60 << 20 })))],
    ['a link of Windows', made([{ attributes: 0x400 }])],
    ['a comment of an entry', made([{ comment: 'x' }])],
    ['an encrypted entry', made([{ flags: 1 }])],
    ['a patch', made([{ flags: 0x20 }])],
    ['a masked directory', made([{ flags: 0x2000 }])],
    ['too few counted', made([{}, { name: 'b' }], { end: (end) => end.writeUInt16LE(1, 10) })],
    ['too many counted', made([{}], { end: (end) => [8, 10].forEach((at) => end.writeUInt16LE(2, at)) })],
    ['several volumes', made([{}], { end: (end) => end.writeUInt16LE(1, 4) })],
    [
      'a directory that begins elsewhere',
      made([{}], { end: (end) => end.writeUInt32LE(end.readUInt32LE(16) + 1, 16) }),
    ],
    ['a size beyond 32 bits', made([{ size: 0xffffffff }])],
    ['nothing', Buffer.alloc(0)],
    ['no zip', Buffer.from('a text of more than twenty-two letters')],
  ])('%s', async (_what, bytes) => {
    await expect(zipEntries(stored(bytes))).rejects.toThrow(ZipError);
  });

  test.each<readonly [string, Buffer]>([
    ['a method that is not known', made([{ method: 12 }])],
    ['a wrong checksum', made([{ crc: 3 }])],
    ['less data than announced', made([{ size: 5 }])],
    ['more data than announced', made([{ size: 3 }])],
    ['bytes behind the packed data', made([{ behind: 'hidden' }])],
    ['a ratio beyond all bounds', made([{ size: 0xfffffff0 }])],
  ])('%s', async (_what, bytes) => {
    await expect(textsOf(stored(bytes))).rejects.toThrow(ZipError);
  });
});

describe('a zip of a pack', () => {
  test.each(['/manifest.json', '/etc/passwd', '../x', 'x\\y', 'C:x', 'nul', 'MANIFEST.json', 'manifest.json/x'])(
    'with an entry named %j is not read',
    async (name) => {
      const path = stored(made([{ name: 'manifest.json', text: '{}' }, { name }]));
      await expect(openPackFiles(path)).rejects.toThrow(PackReadError);
    },
  );

  test.each(['../x/', '/x/', 'C:/', 'con/'])('with a folder named %j is not read', async (name) => {
    const path = stored(
      made([
        { name: 'manifest.json', text: '{}' },
        { name, text: '', method: 0 },
      ]),
    );
    await expect(openPackFiles(path)).rejects.toThrow(PackReadError);
  });
});
