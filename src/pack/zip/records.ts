const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const HAS_DESCRIPTOR = 0x8;
const UTF8_NAME = 0x800;
/** 1 January 1980. */
const FIRST_DAY = 0x21;

/** What varies between entries in the zips that this program writes: everything else in them is always the same. */
export interface Told {
  readonly name: Buffer;
  readonly method: number;
  readonly crc: number;
  /** Packed bytes. */
  readonly packed: number;
  readonly size: number;
  /** Where it begins. */
  readonly at: number;
}

/** The header before the data. Sizes come after the data, so that nothing need be held back. */
export function localRecord({ name, method }: Pick<Told, 'name' | 'method'>): Buffer {
  const sizes: readonly Field[] = [[0, 4], [0, 4], [0, 4]]; // prettier-ignore
  return Buffer.concat([
    record([LOCAL, 4], [VERSION, 2], ...start(name, method), ...sizes, [name.length, 2], [0, 2]),
    name,
  ]);
}

/** The descriptor after the data. */
export function descriptorRecord({ crc, packed, size }: Pick<Told, 'crc' | 'packed' | 'size'>): Buffer {
  return record([DESCRIPTOR, 4], [crc, 4], [packed, 4], [size, 4]);
}

/** An entry of the directory: no extra field, no comment, the first disk, no attributes. */
export function directoryRecord({ name, method, crc, packed, size, at }: Told): Buffer {
  const sizes: readonly Field[] = [[crc, 4], [packed, 4], [size, 4], [name.length, 2]]; // prettier-ignore
  const rest: readonly Field[] = [[0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]; // prettier-ignore
  const head = record([ENTRY, 4], [VERSION, 2], [VERSION, 2], ...start(name, method), ...sizes, ...rest);
  return Buffer.concat([head, name]);
}

/** The end of the zip. */
export function endRecord(directory: {
  readonly entries: number;
  readonly length: number;
  readonly at: number;
}): Buffer {
  const { entries, length, at } = directory;
  return record([END, 4], [0, 2], [0, 2], [entries, 2], [entries, 2], [length, 4], [at, 4], [0, 2]);
}

/** Flags, method, time and date: midnight of the first day that a zip can name. */
function start(name: Buffer, method: number): readonly Field[] {
  const isAscii = name.every((byte) => byte < 0x80);
  return [
    [HAS_DESCRIPTOR | (isAscii ? 0 : UTF8_NAME), 2],
    [method, 2],
    [0, 2],
    [FIRST_DAY, 2],
  ];
}

/** A number, and how many bytes it takes. */
type Field = readonly [value: number, bytes: 2 | 4];

function record(...fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of fields) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}
