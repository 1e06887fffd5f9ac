import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, type ZlibOptions } from 'node:zlib';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { SYSTEM } from '../../../src/pack/lineFile.ts';

/** Chance that can be repeated (mulberry32). */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** A gzip member as a run writes it. */
export function packed(text: string | Uint8Array, options: ZlibOptions = {}): Buffer {
  const member = gzipSync(text, options);
  member.writeUInt8(SYSTEM, 9);
  return member;
}

export interface Part {
  name: string;
  sha256: string;
  bytes: number;
  rows?: number;
  mediaType: string;
}

/** A pack in a folder, as somebody who wants to alter it sees it. */
export class Victim {
  readonly folder: string;
  readonly #originals = new Map<string, Buffer>();

  constructor(folder: string) {
    this.folder = folder;
  }

  get parts(): Part[] {
    return this.manifest()['parts'] as Part[];
  }

  manifest(): Record<string, unknown> {
    return JSON.parse(this.read('manifest.json').toString('utf8')) as Record<string, unknown>;
  }

  read(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  write(name: string, bytes: Uint8Array): void {
    if (!this.#originals.has(name)) this.#originals.set(name, this.read(name));
    writeFileSync(join(this.folder, name), bytes);
  }

  lines(name: string): string[] {
    return gunzipSync(this.read(name)).toString('utf8').split('\n').slice(0, -1);
  }

  writeLines(name: string, lines: readonly string[]): void {
    this.write(name, packed(lines.map((line) => `${line}\n`).join('')));
  }

  /**
   * The manifest as if the altered files had always been so.
   * @param counted false where unpacking a file to count its rows would take longer than the test itself
   */
  rehash(counted = true): void {
    const manifest = this.manifest();
    for (const part of manifest['parts'] as Part[]) {
      const bytes = this.read(part.name);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 === part.sha256) continue;
      part.sha256 = sha256;
      part.bytes = bytes.length;
      if (counted && part.rows !== undefined) part.rows = rowsIn(bytes) ?? part.rows;
    }
    this.writeManifest(manifest);
  }

  writeManifest(manifest: Record<string, unknown>): void {
    this.write('manifest.json', Buffer.from(canonicalJson(manifest), 'utf8'));
  }

  restore(): void {
    for (const [name, bytes] of this.#originals) writeFileSync(join(this.folder, name), bytes);
    this.#originals.clear();
  }
}

const LINE_FEED = 0x0a;

function rowsIn(bytes: Buffer): number | undefined {
  try {
    const text = gunzipSync(bytes);
    let rows = 0;
    for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, at + 1)) rows += 1;
    return rows;
  } catch {
    return undefined;
  }
}

/** Puts another value into one cell that holds one; says which. */
export function alterCell(bytes: Buffer, below: (limit: number) => number): { bytes: Uint8Array; what: string } {
  const files = unzipSync(bytes);
  const sheets = Object.keys(files).filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name));
  for (;;) {
    const sheet = sheets[below(sheets.length)] ?? '';
    const xml = strFromU8(files[sheet] ?? new Uint8Array());
    const cells = [...xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*>.*?<\/c>/gs)];
    const cell = cells[below(cells.length)];
    if (cell === undefined) continue;
    const altered = cell[0].includes('<v>')
      ? cell[0].replace(/<v>[^<]*<\/v>/, `<v>${String(below(1_000_000) + 0.5)}</v>`)
      : cell[0].replace(
          /(<t[^>]*>)([^<]*)/,
          (_all, open: string, text: string) => `${open}${text.slice(1)}${text.slice(0, 1)}!`,
        );
    if (altered === cell[0]) continue;
    files[sheet] = strToU8(xml.slice(0, cell.index) + altered + xml.slice(cell.index + cell[0].length));
    return { bytes: zipSync(files, { level: 0 }), what: `${sheet} ${cell[1] ?? ''}` };
  }
}

/** The same JSON with one leaf changed; says which. */
export function alterLeaf(line: string, below: (limit: number) => number): { line: string; what: string } {
  const value = JSON.parse(line) as unknown;
  const leaves: { holder: Record<string, unknown>; key: string; path: string }[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (typeof child === 'object' && child !== null) walk(child, `${path}.${key}`);
      else leaves.push({ holder: node as Record<string, unknown>, key, path: `${path}.${key}` });
    }
  };
  walk(value, '');
  const leaf = leaves[below(leaves.length)];
  if (leaf === undefined) return { line: `${line} `, what: 'white space' };
  const before = leaf.holder[leaf.key];
  leaf.holder[leaf.key] =
    typeof before === 'number'
      ? before + 1
      : typeof before === 'boolean'
        ? !before
        : `${typeof before === 'string' ? before : ''}x`;
  return { line: JSON.stringify(value), what: leaf.path };
}
