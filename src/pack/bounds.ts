/**
 * What no honest part reaches. A pack comes from a stranger: whoever reads one gives it this much of their machine, and no more.
 * Bytes, unless said otherwise.
 */
export const BOUNDS = {
  /** Files in a pack, or entries of a zip. */
  entries: 20_000,
  /** A small part that is read whole: manifest, signature, baseline, README, figures. */
  whole: 64 << 20,
  /** Unpacked bytes for one packed; honest rows reach about 50. */
  ratio: 200,
  /** Unpacked bytes that are always allowed: little things pack well. */
  unpackedAlways: 64 << 20,
  /** Unpacked bytes of one gzip member: a run writes about one million characters into each. */
  member: 64 << 20,
  /** Rows of one part. */
  rows: 100_000_000,
  /** Objects and lists inside one another. */
  nesting: 64,
  /** One row of a workbook's sheet, in characters: beyond any sheet of ours. */
  sheetRow: 16 << 20,
  /** Seconds that one part may take, beside one for each MiB that it holds packed. */
  seconds: 300,
} as const;

/** Unpacked bytes that a part of this packed size may have. */
export function unpackedBound(packed: number): number {
  return Math.max(BOUNDS.unpackedAlways, packed * BOUNDS.ratio);
}
