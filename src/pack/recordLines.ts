import { createHash, type Hash } from 'node:crypto';
import { sha256OfLines } from '../base/io/sha256.ts';
import type { Coverage, RunRecord } from '../domain/record.ts';
import { growArray, textsOf, type Grow, type Growing, type Sequence } from '../domain/sequence.ts';
import { BOUNDS } from './bounds.ts';
import { canonicalJson } from './canonicalJson.ts';
import { chunksOf, writeLines, type Part } from './lineFile.ts';
import { jsonOf } from './lines.ts';
import { tooMany } from './mostEntries.ts';
import { PART } from './parts.ts';

/** The lists of a record that are written one line per entry, in the order in which they are written. */
const LISTS = [
  'checks',
  'coverage',
  'population',
  'gaps',
  'notAssessed',
  'earlierReadings',
  'summary',
  'exemptions',
  'attestations',
  'acknowledgedGaps',
  'policyExemptions',
  'chains',
  'verdicts',
  'lineage',
  'blastRadius',
] as const satisfies readonly (keyof RunRecord)[];
type ListName = (typeof LISTS)[number];

/** Those with a line or more per disk; they come after the others. */
const LONG_LISTS = ['chains', 'verdicts', 'lineage', 'blastRadius'] as const satisfies readonly ListName[];
type LongList = (typeof LONG_LISTS)[number];

/** A record without what grows with the estate. */
export type RecordHead = Omit<RunRecord, LongList>;

const SCHEMA_VERSION = 1;

/** A record's file that is cut, altered or of another version. */
export class RecordLinesError extends Error {
  override readonly name = 'RecordLinesError';
}

/**
 * `record.jsonl`: a head line with the run's own facts and the number of lines of each kind, then a line for each entry.
 * Lines are canonical JSON without their line end, so that a record has one form and one hash.
 */
export function* recordLines(record: RunRecord): Generator<string, void, undefined> {
  yield canonicalJson({ kind: 'record', head: headOf(record), counts: countsOf(record) });
  for (const name of LISTS) {
    const entries: Sequence<unknown> = record[name] ?? [];
    for (const text of textsOf(entries, canonicalJson)) yield `{"entry":${text},"kind":"${name}"}`;
  }
}

/** SHA-256 over the lines of `recordLines`, each ended by a line feed: the hash of `record.jsonl` before compression. */
export function recordSha256Of(record: RunRecord): string {
  return sha256OfLines(recordLines(record));
}

/**
 * Compares a record with the unpacked members of its file, byte for byte, without parsing them.
 * @returns its SHA-256 as `recordSha256Of`; undefined if the file says anything else, or says it in another form
 */
export async function sameRecord(record: RunRecord, members: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const hash = createHash('sha256');
  const chunks = chunksOf(recordLines(record));
  for await (const member of members) {
    const expected = chunks.next();
    if (expected.done === true || !Buffer.from(expected.value).equals(member)) return undefined;
    hash.update(member);
  }
  return chunks.next().done === true ? hash.digest('hex') : undefined;
}

/** Writes a record into a folder and hashes it, both from the same text of each line. */
export function writeRecord(folder: string, record: RunRecord): { readonly part: Part; readonly sha256: string } {
  const hash = createHash('sha256');
  const part = writeLines(folder, PART.record, hashed(recordLines(record), hash));
  return { part, sha256: hash.digest('hex') };
}

function* hashed(lines: Iterable<string>, hash: Hash): Generator<string, void, undefined> {
  for (const line of lines) {
    hash.update(line).update('\n');
    yield line;
  }
}

/** The subscriptions of a record, without reading what comes after them. */
export async function coverageIn(lines: AsyncIterable<string>): Promise<readonly Coverage[]> {
  const coverage: Coverage[] = [];
  for await (const line of lines) {
    const { kind, entry } = jsonOf(line, 'A line of the record') as {
      readonly kind?: unknown;
      readonly entry?: unknown;
    };
    if (kind === 'coverage') coverage.push(entry as Coverage);
    else if (kind !== 'record' && kind !== 'checks') break;
  }
  return coverage;
}

/** Takes the lines of a record one by one, so that they can come from a stream. */
class RecordReader {
  readonly #lists: ReadonlyMap<ListName, { readonly growing: Growing<unknown>; taken: number }>;
  #head: Record<string, unknown> | undefined;
  #counts: Record<string, unknown> = {};
  #line = 0;
  #held = 0;

  readonly #most: number;

  /** @param most entries of a list that the evidence of the run allows */
  constructor(grow: Grow, most = Infinity) {
    this.#most = most;
    this.#lists = new Map(
      LISTS.map((name) => [name, { growing: isLong(name) ? grow<unknown>() : growArray<unknown>(), taken: 0 }]),
    );
  }

  /**
   * @returns false, and takes nothing, if the line begins a long list that was not asked for
   * @throws RecordLinesError naming the line.
   */
  take(line: string, until: 'end' | 'long lists' = 'end'): boolean {
    this.#line += 1;
    const value = this.#parse(line);
    if (this.#head === undefined) {
      this.#takeHead(value);
      this.#checkCounts(line);
      return true;
    }
    if (until === 'long lists' && isLong(value['kind'])) return false;
    const list = this.#lists.get(value['kind'] as ListName);
    if (list === undefined || !isObject(value['entry'])) throw this.#error(`is not an entry of a record`);
    if (!isLong(value['kind'])) this.#hold(line);
    list.growing.add(value['entry']);
    list.taken += 1;
    if (list.taken > Number(this.#counts[value['kind'] as ListName]))
      throw this.#error(`is one more of "${String(value['kind'])}" than the head announces: it was added`);
    return true;
  }

  /** Only the head line and lists that are not long were taken. */
  finishHead(): RecordHead {
    return this.#finish(LISTS.filter((name) => !isLong(name))) as unknown as RecordHead;
  }

  /** @throws RecordLinesError if lines are missing. */
  finish(): RunRecord {
    return this.#finish(LISTS) as unknown as RunRecord;
  }

  #finish(names: readonly ListName[]): Readonly<Record<string, unknown>> {
    if (this.#head === undefined) throw new RecordLinesError('The record is empty: it has no head line.');
    const record: Record<string, unknown> = { ...this.#head };
    for (const name of names) {
      const list = this.#lists.get(name);
      if (list === undefined || (isLater(name) && this.#counts[name] === undefined && list.taken === 0)) continue;
      if (this.#counts[name] !== list.taken)
        throw new RecordLinesError(
          `The record's head announces ${String(this.#counts[name])} lines of "${name}", but ${String(list.taken)} came: the file was cut or altered.`,
        );
      record[name] = list.growing.whole();
    }
    return record;
  }

  #takeHead(value: Record<string, unknown>): void {
    const head = value['head'];
    if (value['kind'] !== 'record' || !isObject(head) || !isObject(value['counts']))
      throw this.#error('is not a head line of a record');
    if (head['schemaVersion'] !== SCHEMA_VERSION)
      throw this.#error(
        `has schema version ${String(head['schemaVersion'])}; this version reads ${String(SCHEMA_VERSION)}`,
      );
    this.#head = head;
    this.#counts = value['counts'];
  }

  /** What no run can have written is not read. */
  #checkCounts({ length }: string): void {
    if (length > BOUNDS.head) throw this.#error(`has over ${String(BOUNDS.head)} characters: reading stops there`);
    for (const name of LISTS) {
      if (this.#counts[name] === undefined) continue;
      const why = tooMany(this.#counts[name], this.#most, name);
      if (why !== undefined) throw new RecordLinesError(`The record's head ${why}.`);
    }
  }

  /** Lists that do not grow with the estate stay in memory. */
  #hold({ length }: string): void {
    this.#held += length;
    if (this.#held > BOUNDS.held)
      throw this.#error(`and those before it have over ${String(BOUNDS.held)} characters: reading stops there`);
  }

  #parse(line: string): Record<string, unknown> {
    let value: unknown;
    try {
      value = jsonOf(line, 'It');
    } catch (cause) {
      throw this.#error('is not JSON', cause);
    }
    if (!isObject(value)) throw this.#error('is not a JSON object');
    return value;
  }

  #error(what: string, cause?: unknown): RecordLinesError {
    return new RecordLinesError(`Line ${String(this.#line)} of the record ${what}.`, { cause });
  }
}

/** The record that `recordLines` wrote. @throws RecordLinesError naming the line, or what is missing. */
export function readRecordLines(lines: Iterable<string>): RunRecord {
  const reader = new RecordReader(growArray);
  for (const line of lines) reader.take(line);
  return reader.finish();
}

/** The same from lines that are still being read. @param grow where lists are kept that grow with the estate @throws RecordLinesError naming the line, or what is missing. */
export async function readRecordStream(
  lines: AsyncIterable<string>,
  grow: Grow = growArray,
  most = Infinity,
): Promise<RunRecord> {
  const reader = new RecordReader(grow, most);
  for await (const line of lines) reader.take(line);
  return reader.finish();
}

/**
 * What comes before the long lists, without reading to their end.
 * @throws RecordLinesError as `readRecordStream`, also if a line comes later than it should
 */
export async function readRecordHead(lines: AsyncIterable<string>, most = Infinity): Promise<RecordHead> {
  const reader = new RecordReader(growArray, most);
  for await (const line of lines) if (!reader.take(line, 'long lists')) break;
  return reader.finishHead();
}

function isLong(kind: unknown): kind is LongList {
  return LONG_LISTS.some((name) => name === kind);
}

const LATER: readonly ListName[] = ['attestations', 'acknowledgedGaps', 'earlierReadings', 'lineage', 'blastRadius'];

/** Lists that some records lack, such as those of earlier versions: such a record is read without them, and keeps its hash. */
function isLater(name: ListName): boolean {
  return LATER.some((later) => later === name);
}

function headOf(record: RunRecord): Omit<RunRecord, ListName> {
  const lists = new Set<string>(LISTS);
  return Object.fromEntries(Object.entries(record).filter(([key]) => !lists.has(key))) as Omit<RunRecord, ListName>;
}

function countsOf(record: RunRecord): Readonly<Partial<Record<ListName, number>>> {
  return Object.fromEntries(
    LISTS.flatMap((name) => {
      const list = record[name];
      return list === undefined ? [] : [[name, list.length]];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
