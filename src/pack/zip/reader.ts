import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';

/** One file of a zip, by its central directory. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
}

/** A file that is no zip this reader can read. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
/** What a 32-bit field holds when the true value is in a Zip64 record. */
const SEE_ZIP64 = 0xffffffff;

/**
 * Lists the files of a zip without comment, as exceljs writes it. Zip64 is refused with its reason.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12, 4.3.16)
 */
export async function zipEntries(path: string): Promise<readonly ZipEntry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(END_SIZE);
    await file.read(end, 0, END_SIZE, Math.max(0, size - END_SIZE));
    if (end.readUInt32LE(0) !== END_SIGNATURE) throw new ZipError(`${path} has no zip directory at its end.`);
    const length = end.readUInt32LE(12);
    const start = end.readUInt32LE(16);
    if (length === SEE_ZIP64 || start === SEE_ZIP64)
      throw new ZipError(`${path} is over 4 GiB, more than a workbook may be.`);
    const directory = Buffer.alloc(length);
    await file.read(directory, 0, length, start);
    return entriesOf(directory, path);
  } finally {
    await file.close();
  }
}

function entriesOf(directory: Buffer, path: string): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new ZipError(`${path} has a broken zip directory.`);
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
    const compressedSize = directory.readUInt32LE(at + 20);
    if (compressedSize === SEE_ZIP64) throw new ZipError(`${name} in ${path} is over 4 GiB, more than a sheet may be.`);
    entries.push({
      name: name.replace(/^\//, ''),
      method: directory.readUInt16LE(at + 10),
      compressedSize,
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The unpacked bytes of one file, in chunks. */
export async function* readEntry(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new ZipError(
      `${entry.name} in ${path} is packed by method ${String(entry.method)}, which this reader does not know.`,
    );
  const start = await dataOffset(path, entry);
  if (entry.compressedSize === 0) return;
  const packed = createReadStream(path, { start, end: start + entry.compressedSize - 1 });
  const chunks = entry.method === STORED ? packed : packed.pipe(createInflateRaw());
  // A failure to read must reach the reader of the inflated bytes, or it would wait for ever.
  packed.once('error', (error) => chunks.destroy(error));
  for await (const chunk of chunks) yield chunk as Buffer;
}

/** The local header repeats the name and has an extra field of its own length. */
async function dataOffset(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(LOCAL_SIZE);
    await file.read(header, 0, LOCAL_SIZE, entry.headerOffset);
    return entry.headerOffset + LOCAL_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}
