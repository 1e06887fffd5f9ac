import { readSync } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowsAt } from '../../collect/keptAnswers/replay.ts';
import { SOURCE_IDS } from '../../collect/sources/list.ts';
import { jsonOf, lineMembersOf } from '../../pack/lines.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { sourceOfPart } from '../../pack/parts.ts';
import type { PackFiles } from '../../pack/files.ts';

interface Unpacked {
  readonly file: FileHandle;
  /** Where each line begins, and where the last one ends. */
  readonly starts: readonly number[];
}

/** The raw rows of a pack, unpacked into a folder of their own, so that any of them can be read again without holding all. */
export class RawRows {
  readonly #folder: string;
  readonly #parts: ReadonlyMap<string, Unpacked>;

  private constructor(folder: string, parts: ReadonlyMap<string, Unpacked>) {
    this.#folder = folder;
    this.#parts = parts;
  }

  /**
   * @param within holds the folder until it is closed
   * @throws PackReadError for a source unknown to this version, or a part that was cut or altered
   */
  static async unpack(pack: PackFiles, within: string): Promise<RawRows> {
    const folder = await mkdtemp(join(within, 'unbroken-rows-'));
    const parts = new Map<string, Unpacked>();
    const rows = new RawRows(folder, parts);
    try {
      for (const name of pack.names) {
        const source = sourceOfPart(name);
        if (source === undefined) continue;
        if (!SOURCE_IDS.some((known) => known === source))
          throw new PackReadError(
            `${pack.where}: ${name} is of a source that this version does not know; use the program that made the pack, or a newer one.`,
          );
        const starts = [0];
        const file = await open(join(folder, `${source}.jsonl`), 'wx+');
        parts.set(source, { file, starts });
        await writeLines(pack, name, file, starts);
      }
    } catch (error) {
      await rows.close();
      throw error;
    }
    return rows;
  }

  /** Rows in all. */
  get total(): number {
    return [...this.#parts.keys()].reduce((sum, source) => sum + this.countOf(source), 0);
  }

  get sources(): readonly string[] {
    return [...this.#parts.keys()];
  }

  countOf(source: string): number {
    return (this.#parts.get(source)?.starts.length ?? 1) - 1;
  }

  /** Rows from a line on; fewer where the part has fewer. */
  rowsAt: RowsAt = (source, first, count) => Promise.resolve(this.#read(source, first, count));

  async close(): Promise<void> {
    for (const { file } of this.#parts.values()) await file.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #read(source: string, first: number, count: number): readonly unknown[] {
    const part = this.#parts.get(source);
    const from = part?.starts[first];
    const to = part?.starts[Math.min(first + count, part.starts.length - 1)];
    if (part === undefined || from === undefined || to === undefined || to <= from) return [];
    const bytes = Buffer.alloc(to - from);
    // Synchronous: small pieces of a file that was just written, and waiting for each would take longer than reading it.
    readSync(part.file.fd, bytes, 0, bytes.length, from);
    return bytes
      .toString('utf8')
      .slice(0, -1)
      .split('\n')
      .map((line) => jsonOf(line, `A line of raw/${source}.jsonl.gz`));
  }
}

/** Adds to `starts` where each line ends. */
async function writeLines(pack: PackFiles, name: string, file: FileHandle, starts: number[]): Promise<void> {
  let end = 0;
  for await (const { lines } of lineMembersOf(pack.open(name), `${pack.where}: ${name}`)) {
    for (const line of lines) {
      end += Buffer.byteLength(line) + 1;
      starts.push(end);
    }
    if (lines.length > 0) await file.write(`${lines.join('\n')}\n`);
  }
}
