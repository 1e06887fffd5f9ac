import type { FileHandle } from 'node:fs/promises';
import { BOUNDS } from '../bounds.ts';
import { ZipError } from './zipError.ts';

/** What a zip's directory says about one file. */
export interface DirectoryEntry {
  readonly name: string;
  /** The name as JSON, so that it can stand in a sentence. */
  readonly shown: string;
  readonly nameBytes: Buffer;
  readonly flags: number;
  /** When it was changed, as a DOS time. */
  readonly time: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  /** Unpacked. */
  readonly size: number;
  readonly headerOffset: number;
  /** A folder's name without data. */
  readonly isFolder: boolean;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
/** What a 32-bit field holds if the true value is in a Zip64 record; a pack of that size is passed on as a folder. */
const SEE_ZIP64 = 0xffffffff;
/** Flags that are accepted: how hard it was packed (bits 1 and 2), sizes after the data, name in UTF-8. */
const KNOWN_FLAGS = 0b1000_0000_1110;
/** Info-ZIP's extra field that gives an entry another name. */
const UNICODE_PATH = 0x7075;
const [FILE_TYPE, REGULAR, FOLDER] = [0o170000, 0o100000, 0o040000];
/** A link on Windows, in the DOS attributes. */
const REPARSE_POINT = 0x400;
/** A folder, and a volume label, in the DOS attributes. */
const DOS_FOLDER = 0x10;
const DOS_LABEL = 0x8;
/** Mode bits that let a program act as somebody else. */
const SET_ID = 0o6000;
/** The version of the format that a reader must know: Zip64 at most. Other readers would skip entries that need a later one. */
const NEWEST = 45;
/** Comes before the end if the true directory is elsewhere, and many readers believe it. */
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_SIZE = 20;
/**
 * Extra fields that say when a file was changed and whose it was: what zip programs add, in the form that they use.
 * @see https://libzip.org/specifications/extrafld.txt
 */
const KNOWN_EXTRA: ReadonlyMap<number, (data: Buffer) => boolean> = new Map([
  [0x000a, (data) => data.length === 32 && data.readUInt32LE(4) === 0x00180001],
  [0x5455, (data) => [1, 5, 9, 13].includes(data.length) && data.readUInt8(0) < 8],
  [0x5855, ({ length }) => length === 8 || length === 12],
  [0x7855, ({ length }) => length === 0 || length === 4],
  [0x7875, hasIds],
]);

/** A version, and the ids of a user and a group, each after its length. */
function hasIds(data: Buffer): boolean {
  const user = data.at(1) ?? 9;
  const group = data.at(2 + user) ?? 9;
  return data.at(0) === 1 && user <= 8 && group <= 8 && data.length === 3 + user + group;
}

/** The directory at the end of a zip. @returns its entries, and where it starts */
export async function directoryOf(
  file: FileHandle,
  size: number,
): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly start: number }> {
  const end = Buffer.alloc(END_SIZE);
  await file.read(end, 0, END_SIZE, Math.max(0, size - END_SIZE));
  if (size < END_SIZE || end.readUInt32LE(0) !== END_SIGNATURE || end.readUInt16LE(20) !== 0)
    throw new ZipError('it does not end with the directory of a zip');
  const count = end.readUInt16LE(10);
  const [length, start] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (length === SEE_ZIP64 || start === SEE_ZIP64) throw new ZipError('it is over 4 GiB, more than this zip may be');
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0 || end.readUInt16LE(8) !== count)
    throw new ZipError('it is one of several volumes, or its directory miscounts its files');
  if (count > BOUNDS.entries || length > BOUNDS.whole)
    throw new ZipError(`its directory lists over ${String(BOUNDS.entries)} files, more than any pack has`);
  if (start + length !== size - END_SIZE) throw new ZipError('there are bytes around its directory');
  const directory = Buffer.alloc(length);
  await file.read(directory, 0, length, start);
  if (length >= LOCATOR_SIZE && directory.readUInt32LE(length - LOCATOR_SIZE) === LOCATOR_SIGNATURE)
    throw new ZipError('it names a second directory');
  const entries = entriesIn(directory);
  if (entries.length !== count) throw new ZipError('its directory miscounts its files');
  return { entries, start };
}

function entriesIn(directory: Buffer): readonly DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (let at = 0; at < directory.length;) {
    const fixed = directory.subarray(at, at + ENTRY_SIZE);
    if (fixed.length < ENTRY_SIZE || fixed.readUInt32LE(0) !== ENTRY_SIGNATURE)
      throw new ZipError('its directory is broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => fixed.readUInt16LE(offset)) as [
      number,
      number,
      number,
    ];
    const nameBytes = directory.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
    const extra = directory.subarray(at + ENTRY_SIZE + nameLength, at + ENTRY_SIZE + nameLength + extraLength);
    at += ENTRY_SIZE + nameLength + extraLength + commentLength;
    if (at > directory.length) throw new ZipError('its directory is broken');
    entries.push(checked(entryOf(fixed, nameBytes), fixed, extra, commentLength));
  }
  return entries;
}

function entryOf(fixed: Buffer, nameBytes: Buffer): DirectoryEntry {
  const name = nameBytes.toString('utf8');
  return {
    name,
    shown: JSON.stringify(name.slice(0, 200)),
    nameBytes,
    flags: fixed.readUInt16LE(8),
    method: fixed.readUInt16LE(10),
    time: fixed.readUInt32LE(12),
    crc: fixed.readUInt32LE(16),
    compressedSize: fixed.readUInt32LE(20),
    size: fixed.readUInt32LE(24),
    headerOffset: fixed.readUInt32LE(42),
    isFolder: name.endsWith('/'),
  };
}

function checked(entry: DirectoryEntry, fixed: Buffer, extra: Buffer, commentLength: number): DirectoryEntry {
  const { shown, compressedSize, size, headerOffset, flags, isFolder } = entry;
  if ([compressedSize, size, headerOffset].includes(SEE_ZIP64))
    throw new ZipError(`${shown} is over 4 GiB, more than a file in this zip may be`);
  if ((flags & ~KNOWN_FLAGS) !== 0) throw new ZipError(`${shown} is encrypted, or packed in a way that is not known`);
  if (commentLength > 0) throw new ZipError(`${shown} carries a comment`);
  if (fixed.readUInt16LE(34) !== 0) throw new ZipError(`${shown} is said to lie in another volume`);
  checkVersion(fixed.readUInt16LE(6), entry);
  const attributes = fixed.readUInt32LE(38);
  const type = (attributes >>> 16) & FILE_TYPE;
  if ((attributes & DOS_LABEL) !== 0 || (!isFolder && (attributes & DOS_FOLDER) !== 0))
    throw new ZipError(`${shown} is a file that is called a folder, or a label`);
  if ((type !== 0 && type !== (isFolder ? FOLDER : REGULAR)) || (attributes & REPARSE_POINT) !== 0)
    throw new ZipError(`${shown} is a link or a device, not a file`);
  if (!isFolder && ((attributes >>> 16) & SET_ID) !== 0)
    throw new ZipError(`${shown} would run with the rights of somebody else`);
  if (isFolder && (size > 0 || compressedSize > 0)) throw new ZipError(`${shown} is a folder that holds data`);
  checkExtra(extra, entry);
  return entry;
}

/**
 * The version of the format that an entry needs, by the directory or the header before its data, is one that every reader
 * knows.
 */
export function checkVersion(needed: number, { shown }: DirectoryEntry): void {
  // The upper byte names a system.
  if ((needed & 0xff) > NEWEST) throw new ZipError(`${shown} asks for a reader that knows more than this format`);
}

/** No extra field, in the directory or before the data, gives an entry another name, other sizes or hides anything. */
export function checkExtra(extra: Buffer, { shown, nameBytes }: DirectoryEntry): void {
  const seen = new Set<number>();
  for (const { id, data } of extraFields(extra, shown)) {
    const isName = id === UNICODE_PATH;
    if (isName && !data.subarray(5).equals(nameBytes))
      throw new ZipError(`${shown} has another name in its extra field`);
    if (seen.has(id) || (!isName && KNOWN_EXTRA.get(id)?.(data) !== true))
      throw new ZipError(`${shown} has an extra field other than times, owners or its name`);
    seen.add(id);
  }
}

function extraFields(extra: Buffer, shown: string): readonly { readonly id: number; readonly data: Buffer }[] {
  const fields: { readonly id: number; readonly data: Buffer }[] = [];
  for (let at = 0; at < extra.length;) {
    const length = at + 4 <= extra.length ? extra.readUInt16LE(at + 2) : extra.length;
    if (at + 4 + length > extra.length) throw new ZipError(`the extra fields of ${shown} are broken`);
    fields.push({ id: extra.readUInt16LE(at), data: extra.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return fields;
}
