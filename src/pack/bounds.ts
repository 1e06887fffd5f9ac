/**
 * What no honest part reaches. A pack comes from a stranger: whoever reads one gives it this much of their machine, and no more.
 * Bytes, unless said otherwise.
 */
export const BOUNDS = {
  /** Files in a pack, or entries of a zip. */
  entries: 20_000,
  /** A small part that is read whole: manifest, signature, baseline, README, figures. */
  whole: 64 << 20,
  /** Packed bytes of all parts that are copied before they are read. */
  copied: 8 * 2 ** 30,
  /** Unpacked bytes for one packed; honest rows reach about 50. */
  ratio: 200,
  /** Unpacked bytes that are always allowed: little things pack well. */
  unpackedAlways: 64 << 20,
  /** Unpacked bytes of one gzip member: a run writes about one million characters into each. */
  member: 64 << 20,
  /** Gzip members of one part, and bytes that each must hold on average beyond them: a run fills each of its own. */
  members: 1_000,
  memberAverage: 1_000,
  /** Rows of one part. */
  rows: 100_000_000,
  /** Objects and lists inside one another. */
  nesting: 64,
  /** Objects, lists and values in one row, or in a part that is one value: read, they take many times the room of their text. */
  values: 4_000_000,
  /** Characters of a list that is held in memory as a whole: questions, answers, carried facts, gaps. */
  held: 256 << 20,
  /** The same of changes and lives. Where an earlier run saw next to nothing, every verdict is a change: 505 MiB for 100,000 disks. */
  changes: 768 << 20,
  /** Excerpts of a pack: each is rendered again. */
  excerpts: 1_000,
  /** One row of a workbook's sheet, in characters: beyond any sheet of ours. */
  sheetRow: 16 << 20,
  /** Seconds that one part may take, beside one for each MiB that it holds packed. */
  seconds: 300,
} as const;

/** Unpacked bytes that a part of this packed size may have. */
export function unpackedBound(packed: number): number {
  return Math.max(BOUNDS.unpackedAlways, packed * BOUNDS.ratio);
}
