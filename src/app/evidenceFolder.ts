import { createHash, type Hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { placeIn } from '../pack/partNames.ts';

/** One file of a pack. */
export interface Part {
  /** Path inside the pack, with `/`. */
  readonly name: string;
  /** Where it lies on this machine until it is stored. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Lines of a `.jsonl.gz`; undefined for anything else. */
  readonly rows?: number;
  readonly mediaType: string;
}

/** Bytes of JSON text gathered before they are compressed and written. */
const CHUNK = 1_000_000;

/**
 * A `.jsonl.gz` written line by line, in constant memory: one gzip member for each chunk (RFC 1952 §2.2 allows
 * several, and every reader takes them). The same lines give the same bytes.
 */
export class JsonLines {
  readonly #name: string;
  readonly #path: string;
  readonly #file: number;
  readonly #hash: Hash = createHash('sha256');
  #pending: string[] = [];
  #pendingLength = 0;
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
    this.#pending.push(line);
    this.#pendingLength += line.length + 1;
    this.#rows += 1;
    if (this.#pendingLength >= CHUNK) this.#flush();
  }

  close(): Part {
    // An empty source still leaves a valid, empty gzip: "asked, none found" is evidence.
    if (this.#pendingLength > 0 || this.#bytes === 0) this.#flush();
    closeSync(this.#file);
    return {
      name: this.#name,
      path: this.#path,
      sha256: this.#hash.digest('hex'),
      bytes: this.#bytes,
      rows: this.#rows,
      mediaType: 'application/gzip',
    };
  }

  #flush(): void {
    const text = this.#pending.length === 0 ? '' : `${this.#pending.join('\n')}\n`;
    const member = gzipSync(Buffer.from(text, 'utf8'));
    writeSync(this.#file, member);
    this.#hash.update(member);
    this.#bytes += member.length;
    this.#pending = [];
    this.#pendingLength = 0;
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
      lines = new JsonLines(this.#folder, `raw/${source}.jsonl.gz`);
      this.#sources.set(source, lines);
    }
    lines.add(raw);
  }

  close(): Part[] {
    return [...this.#sources.values()].map((lines) => lines.close());
  }
}

/** Describes a file that something else wrote. */
export async function partOf(path: string, name: string, mediaType: string): Promise<Part> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { name, path, sha256: hash.digest('hex'), bytes: statSync(path).size, mediaType };
}
