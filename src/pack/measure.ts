import { createHash } from 'node:crypto';
import type { PartSource } from './files.ts';
import { CHUNK, SYSTEM } from './lineFile.ts';
import { lineMembersOf } from './lines.ts';
import { PackReadError } from './packReadError.ts';
import { isLineFile } from './parts.ts';
import { faultInLine } from './spelling.ts';

/** What a part of a pack really is. */
export interface Measured {
  readonly sha256: string;
  readonly bytes: number;
  /** Of a line file; undefined where it cannot be unpacked. */
  readonly rows: number | undefined;
  /** Faults in how it is written, a sentence each: the first few. */
  readonly faults: readonly string[];
}

/** What is known of a part before it is read. */
interface Known {
  /** Its lines are known to be in canonical form: they are only counted. */
  readonly isSpelled: boolean;
  /** Its gzip members bear the mark of this program; version 1 of the format left that of the machine. */
  readonly isMarked: boolean;
}

/** How many faults of one part are listed. */
const TOLD = 5;

/**
 * Hash, size, rows and spelling of a part, read once, a gzip member at a time.
 * @param announced bytes that the manifest gives: reading stops after them
 * @throws PackReadError when it cannot be read, or is longer
 */
export async function measure(
  pack: PartSource,
  name: string,
  announced: number,
  known: Known = { isSpelled: false, isMarked: false },
): Promise<Measured> {
  const hash = createHash('sha256');
  const chunks = pack.open(name)[Symbol.asyncIterator]();
  let bytes = 0;
  let unreadable: Error | undefined;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      const step = await chunks.next();
      if (step.done === true) return step;
      hash.update(step.value);
      bytes += step.value.byteLength;
      if (bytes > announced)
        throw new PackReadError(
          `${name} has more than the ${String(announced)} bytes of manifest.json: reading stops there.`,
        );
      return step;
    } catch (error) {
      unreadable = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  };
  try {
    const spelled = isLineFile(name)
      ? await spelling({ [Symbol.asyncIterator]: () => ({ next }) }, name, known)
      : { rows: undefined, faults: [] };
    // A part that cannot be unpacked has no rows; the rest of its bytes are hashed all the same.
    while (unreadable === undefined && (await next()).done !== true);
    if (unreadable !== undefined) throw unreadable;
    return { sha256: hash.digest('hex'), bytes, ...spelled };
  } finally {
    await chunks.return?.();
  }
}

async function spelling(
  packed: AsyncIterable<Uint8Array>,
  name: string,
  { isSpelled, isMarked }: Known,
): Promise<Pick<Measured, 'rows' | 'faults'>> {
  const faults: string[] = [];
  const frames: { readonly length: number; readonly last: number }[] = [];
  let rows = 0;
  let [marked, first] = [true, undefined as number | undefined];
  try {
    for await (const { lines, length, system } of lineMembersOf(packed, name)) {
      marked &&= system === (first ??= isMarked ? SYSTEM : system);
      frames.push({ length, last: (lines.at(-1)?.length ?? -1) + 1 });
      for (const [at, line] of lines.entries()) {
        if (isSpelled || faults.length >= TOLD) break;
        const fault = faultInLine(line, name, `Line ${String(rows + at + 1)} of ${name}`);
        if (fault !== undefined) faults.push(fault);
      }
      rows += lines.length;
    }
  } catch (error) {
    if (!(error instanceof PackReadError)) throw error;
    return { rows: undefined, faults: [...faults, error.message] };
  }
  // A run fills one member before it begins the next, so equal lines are always cut in the same places.
  const cut = frames.every(
    ({ length, last }, index) =>
      length - last < CHUNK && (index === frames.length - 1 || length >= CHUNK) && (length > 0 || frames.length === 1),
  );
  if (!cut) faults.push(`${name} was repacked: its gzip members are cut elsewhere.`);
  if (!marked) faults.push(`${name} was packed by another program: its gzip members say so.`);
  return { rows, faults };
}
