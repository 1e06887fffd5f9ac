/**
 * Limits that no honest part reaches. A pack comes from a stranger: it gets this much of the reader's machine, and no more.
 * Bytes, unless stated otherwise.
 */
export const BOUNDS = {
  /** Files in a pack, or entries of a zip. */
  entries: 20_000,
  /** A small part that is read whole: manifest, signature, baseline, README, figures. */
  whole: 64 << 20,
  /** Packed bytes of all parts that are copied before they are read. */
  copied: 8 * 2 ** 30,
  /** Unpacked bytes per packed byte; honest rows reach about 50. */
  ratio: 200,
  /** Unpacked bytes that are always allowed: small parts pack well. */
  unpackedAlways: 64 << 20,
  /** Unpacked bytes of one gzip member: a run writes about one million characters into each. */
  member: 64 << 20,
  /** Gzip members of one part; beyond them, the bytes that each must hold on average: a run fills every member. */
  members: 1_000,
  memberAverage: 1_000,
  /** Rows of one part. */
  rows: 100_000_000,
  /** Depth of nested objects and lists. */
  nesting: 64,
  /**
   * Objects, lists and values in one row, or in a part that is one value: parsed, they take many times the room of their
   * text.
   */
  values: 4_000_000,
  /** Characters of a list that is held in memory as a whole: queries, answers, carried facts, gaps. */
  held: 256 << 20,
  /**
   * The same for changes and lives. After a run that saw next to nothing, every verdict is a change: 505 MiB for 100,000
   * disks.
   */
  changes: 768 << 20,
  /** Characters of the name of a tag. @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations */
  tagName: 512,
  /** Characters of an id of a resource, or of the names in one, and of other single lines: beyond any of Azure's. */
  line: 8_192,
  /** Characters of the id of a run, a version, a name of a baseline. */
  word: 200,
  /** Entries of each list of a run that are always allowed, and those for each row and question: honest estates have about two. */
  entriesAlways: 20_000,
  entriesForRow: 40,
  /** Changes and open findings for each disk of the run before: honest estates have about fifteen. */
  entriesForDisk: 100,
  /** Characters of the first line of record or context, which holds the scope and what the run says of itself. */
  head: 16 << 20,
  /** Runs of a trend. */
  trend: 1_000,
  /** README.txt, which is a page. */
  readme: 1 << 20,
  /** Excerpts of a pack: each is rendered again. */
  excerpts: 1_000,
  /** One row of a workbook's sheet, in characters: beyond any sheet of ours. */
  sheetRow: 16 << 20,
  /** Seconds that one part may take, plus one per packed MiB. */
  seconds: 300,
} as const;

/** Unpacked bytes that a part of this packed size may have. */
export function unpackedBound(packed: number): number {
  return Math.max(BOUNDS.unpackedAlways, packed * BOUNDS.ratio);
}
