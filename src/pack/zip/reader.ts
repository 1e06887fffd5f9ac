import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw, crc32 } from 'node:zlib';
import { BOUNDS, unpackedBound } from '../bounds.ts';
import { checkExtra, checkVersion, directoryOf, type DirectoryEntry } from './directory.ts';
import { descriptorRecord, directoryRecord, endRecord, localRecord } from './records.ts';
import { ZipError } from './zipError.ts';

/** One file of a zip. Its directory and the header before its data say the same. */
export interface ZipEntry extends DirectoryEntry {
  /** Where its packed bytes begin. */
  readonly dataOffset: number;
}

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_SIZE = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const HAS_DESCRIPTOR = 0x8;
const END_LENGTH = 22;
const STORED = 0;
const DEFLATED = 8;

/**
 * Lists the files of a zip that can be read in one way only: entries follow one another from the first byte to the
 * directory, every header says what the directory says, and there is nothing between, before or after them.
 * @throws ZipError
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, 4.3.9, 4.3.12, 4.3.16)
 */
export async function zipEntries(path: string): Promise<readonly ZipEntry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { entries, start } = await directoryOf(file, size);
    const names = new Set<string>();
    for (const { name, shown } of entries) {
      if (names.has(name)) throw new ZipError(`it holds ${shown} twice`);
      names.add(name);
    }
    checkSizes(entries);
    let at = 0;
    const found: ZipEntry[] = [];
    for (const entry of [...entries].sort((a, b) => a.headerOffset - b.headerOffset)) {
      if (entry.headerOffset !== at)
        throw new ZipError('its entries overlap, or there are bytes between them that no entry names');
      const dataOffset = await checkedLocal(file, entry);
      found.push({ ...entry, dataOffset });
      at = await endOf(file, entry, dataOffset);
    }
    if (at !== start) throw new ZipError('there are bytes after its last entry that its directory does not name');
    return found;
  } finally {
    await file.close();
  }
}

/** Many entries, each within the limits of one, must not take forever together. */
function checkSizes(entries: readonly DirectoryEntry[]): void {
  let [packed, unpacked] = [0, 0];
  for (const { compressedSize, size } of entries) {
    packed += compressedSize;
    unpacked += size;
  }
  if (unpacked > unpackedBound(packed))
    throw new ZipError(`it would unpack to over ${String(BOUNDS.ratio)} times its size`);
}

/** Where the data of an entry begins, after its own header was compared with the directory. */
async function checkedLocal(file: FileHandle, entry: DirectoryEntry): Promise<number> {
  const header = await bytesAt(file, entry.headerOffset, LOCAL_SIZE);
  checkVersion(header.readUInt16LE(4), entry);
  const nameLength = header.readUInt16LE(26);
  const extraLength = header.readUInt16LE(28);
  const name = await bytesAt(file, entry.headerOffset + LOCAL_SIZE, nameLength);
  checkExtra(await bytesAt(file, entry.headerOffset + LOCAL_SIZE + nameLength, extraLength), entry);
  const flags = header.readUInt16LE(6);
  const sizes = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)];
  const expected = [entry.crc, entry.compressedSize, entry.size];
  const same = sizes.every((value, index) => value === expected[index] || (hasDescriptor(flags) && value === 0));
  if (
    header.readUInt32LE(0) !== LOCAL_SIGNATURE ||
    !name.equals(entry.nameBytes) ||
    flags !== entry.flags ||
    header.readUInt16LE(8) !== entry.method ||
    header.readUInt32LE(10) !== entry.time ||
    !same
  )
    throw new ZipError(`its directory and the header of ${entry.shown} disagree`);
  return entry.headerOffset + LOCAL_SIZE + nameLength + extraLength;
}

/**
 * Whether a zip is as this program writes it: its own times, flags and order of fields, no attributes, no extra fields. Then
 * nothing in it but the packed data itself can take another form.
 * @param entries of `zipEntries`, in the order in which they are stored
 */
export async function isOwnZip(path: string, entries: readonly ZipEntry[]): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const directory: Buffer[] = [];
    const isThere = async (at: number, bytes: Buffer): Promise<boolean> =>
      at >= 0 && (await bytesAt(file, at, bytes.length)).equals(bytes);
    for (const { nameBytes: name, method, crc, compressedSize: packed, size: unpacked, ...entry } of entries) {
      const told = { name, method, crc, packed, size: unpacked, at: entry.headerOffset };
      if (!(await isThere(told.at, localRecord(told)))) return false;
      if (!(await isThere(entry.dataOffset + packed, descriptorRecord(told)))) return false;
      directory.push(directoryRecord(told));
    }
    const listed = Buffer.concat(directory);
    const at = size - listed.length - END_LENGTH;
    const end = endRecord({ entries: entries.length, length: listed.length, at });
    return await isThere(at, Buffer.concat([listed, end]));
  } finally {
    await file.close();
  }
}

/** Where an entry ends: after its data, or after the descriptor that repeats its sizes. */
async function endOf(file: FileHandle, entry: DirectoryEntry, dataOffset: number): Promise<number> {
  const end = dataOffset + entry.compressedSize;
  if (!hasDescriptor(entry.flags)) return end;
  const descriptor = await bytesAt(file, end, 16);
  const skip = descriptor.readUInt32LE(0) === DESCRIPTOR_SIGNATURE ? 4 : 0;
  const found = [0, 4, 8].map((offset) => descriptor.readUInt32LE(skip + offset));
  if (found[0] !== entry.crc || found[1] !== entry.compressedSize || found[2] !== entry.size)
    throw new ZipError(`its directory and the descriptor behind ${entry.shown} disagree`);
  return end + skip + 12;
}

function hasDescriptor(flags: number): boolean {
  return (flags & HAS_DESCRIPTOR) !== 0;
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead !== length) throw new ZipError('it is cut short');
  return bytes;
}

/** The unpacked bytes of one file, in chunks. @throws ZipError if they are not what the directory announces */
export async function* readEntry(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const { shown, method, compressedSize, size, crc } = entry;
  if (method !== STORED && method !== DEFLATED)
    throw new ZipError(`${shown} is packed by method ${String(method)}, which this reader does not know`);
  if (size > unpackedBound(compressedSize))
    throw new ZipError(`${shown} would unpack to over ${String(BOUNDS.ratio)} times its size`);
  let [bytes, sum] = [0, 0];
  for await (const chunk of unpackedOf(path, entry)) {
    bytes += chunk.length;
    if (bytes > size) throw new ZipError(`${shown} unpacks to more than the directory announces`);
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (bytes !== size || sum !== crc) throw new ZipError(`${shown} is not what the directory announces`);
}

async function* unpackedOf(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const { method, compressedSize, dataOffset, shown } = entry;
  if (compressedSize === 0) return;
  const packed = createReadStream(path, { start: dataOffset, end: dataOffset + compressedSize - 1 });
  if (method === STORED) {
    for await (const chunk of packed) yield chunk as Buffer;
    return;
  }
  const inflate = createInflateRaw();
  // A failure to read must reach the reader of the inflated bytes, or it would wait for ever.
  packed.once('error', (error) => inflate.destroy(error));
  for await (const chunk of packed.pipe(inflate)) yield chunk as Buffer;
  if (inflate.bytesWritten !== compressedSize) throw new ZipError(`bytes lie behind the packed data of ${shown}`);
}
