import { createHash, type Hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256OfFile } from '../base/io/sha256.ts';
import { placeIn } from './partNames.ts';
import { mediaTypeOf, rawPartName } from './parts.ts';

/** One file of a pack. */
export interface Part {
  /** Path inside the pack, with `/`. */
  readonly name: string;
  /** Where it lies on this machine until it is stored. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Number of lines of a `.jsonl.gz`; undefined for anything else. */
  readonly rows?: number;
  readonly mediaType: string;
}

/** Characters of JSON text gathered before they are compressed and written as one gzip member. */
export const CHUNK = 1_000_000;
/** The writer's operating system: "unknown" (RFC 1952 §2.3.1), so that every machine writes the same bytes. */
export const SYSTEM = 255;
const SYSTEM_AT = 9;

/**
 * A `.jsonl.gz` written line by line, in constant memory: one gzip member for each chunk (RFC 1952 §2.2 allows
 * several, and every reader takes them). The same lines give the same bytes.
 */
export class JsonLines {
  readonly #name: string;
  readonly #path: string;
  readonly #file: number;
  readonly #hash: Hash = createHash('sha256');
  readonly #chunk = new Chunk();
  #rows = 0;
  #bytes = 0;

  constructor(folder: string, name: string) {
    this.#name = name;
    this.#path = placeIn(folder, name);
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#file = openSync(this.#path, 'w');
  }

  add(value: unknown): void {
    this.addLine(JSON.stringify(value));
  }

  addLine(line: string): void {
    this.#chunk.add(line);
    this.#rows += 1;
    if (this.#chunk.isFull) this.#flush();
  }

  close(): Part {
    // An empty source still leaves a valid, empty gzip: "asked, none found" is evidence.
    if (!this.#chunk.isEmpty || this.#bytes === 0) this.#flush();
    closeSync(this.#file);
    return {
      name: this.#name,
      path: this.#path,
      sha256: this.#hash.digest('hex'),
      bytes: this.#bytes,
      rows: this.#rows,
      mediaType: mediaTypeOf(this.#name),
    };
  }

  #flush(): void {
    const member = gzipSync(Buffer.from(this.#chunk.take(), 'utf8'));
    member.writeUInt8(SYSTEM, SYSTEM_AT);
    writeSync(this.#file, member);
    this.#hash.update(member);
    this.#bytes += member.length;
  }
}

/** The text that `JsonLines` puts into each gzip member; lines end with a line feed. */
export function* chunksOf(lines: Iterable<string>): Generator<string, void, undefined> {
  const chunk = new Chunk();
  for (const line of lines) {
    chunk.add(line);
    if (chunk.isFull) yield chunk.take();
  }
  if (!chunk.isEmpty) yield chunk.take();
}

/** Lines until they fill a gzip member. */
class Chunk {
  #lines: string[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get isFull(): boolean {
    return this.#length >= CHUNK;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
  }

  /** Its text, each line with its line feed; it is empty then. */
  take(): string {
    const text = this.isEmpty ? '' : `${this.#lines.join('\n')}\n`;
    [this.#lines, this.#length] = [[], 0];
    return text;
  }
}

/** Raw rows as Azure answered them, one file for each source. */
export class RawEvidence {
  readonly #folder: string;
  readonly #sources = new Map<string, JsonLines>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  keep(source: string, raw: unknown): void {
    let lines = this.#sources.get(source);
    if (lines === undefined) {
      lines = new JsonLines(this.#folder, rawPartName(source));
      this.#sources.set(source, lines);
    }
    lines.add(raw);
  }

  close(): Part[] {
    return [...this.#sources.values()].map((lines) => lines.close());
  }
}

/** A line file of lines that are JSON already. */
export function writeLines(folder: string, name: string, lines: Iterable<string>): Part {
  const file = new JsonLines(folder, name);
  for (const line of lines) file.addLine(line);
  return file.close();
}

export async function writeText(folder: string, name: string, text: string): Promise<Part> {
  await writeFile(placeIn(folder, name), text, 'utf8');
  return partOf(folder, name);
}

/** Describes a file that other code wrote into the folder. */
export async function partOf(folder: string, name: string): Promise<Part> {
  const path = placeIn(folder, name);
  return { name, path, ...(await sha256OfFile(path)), mediaType: mediaTypeOf(name) };
}
