import { BOUNDS } from './bounds.ts';
import { PackReadError } from './packReadError.ts';
import { membersOf } from './unpack.ts';

/** Lines of one gzip member of a line file. */
export interface Member {
  /** Without their line feeds. */
  readonly lines: readonly string[];
  /** Characters, line feeds included. */
  readonly length: number;
  /** As `Unpacked`. */
  readonly system: number;
}

/**
 * The lines of a line file. They end at line feeds only: readers that also break at U+2028 would cut a name in two.
 * @param what the file's name, for sentences
 * @throws PackReadError where it was cut or altered, or grows beyond all bounds
 */
export async function* linesOf(
  packed: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<string, void, undefined> {
  for await (const { lines } of lineMembersOf(packed, what)) yield* lines;
}

/** The same, a gzip member at a time: waiting for each line would cost more than reading it. @throws as `linesOf` */
export async function* lineMembersOf(
  packed: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Member, void, undefined> {
  let rows = 0;
  for await (const { bytes, system } of membersOf(packed, what)) {
    const text = textOf(bytes, what);
    if (text !== '' && !text.endsWith('\n'))
      throw new PackReadError(`${what} ends within a line: it was cut or altered.`);
    const lines = text === '' ? [] : text.slice(0, -1).split('\n');
    rows += lines.length;
    if (rows > BOUNDS.rows)
      throw new PackReadError(`${what} holds over ${String(BOUNDS.rows)} rows: reading stops there.`);
    yield { lines, length: text.length, system };
  }
}

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PackReadError(`${what} is not UTF-8 text; it was altered.`, { cause });
  }
}

/** A line as JSON. @throws PackReadError where it is none, or nested deeper than anything of ours */
export function jsonOf(line: string, what: string): unknown {
  if (isTooDeep(line))
    throw new PackReadError(`${what} is nested over ${String(BOUNDS.nesting)} levels deep: reading stops there.`);
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new PackReadError(`${what} is not JSON; it was cut or altered.`, { cause });
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= BOUNDS.nesting) return false;
  let [depth, inText] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inText) {
      if (unit === BACKSLASH) at += 1;
      else if (unit === QUOTE) inText = false;
    } else if (unit === QUOTE) inText = true;
    else if (unit === BRACE || unit === BRACKET) {
      depth += 1;
      if (depth > BOUNDS.nesting) return true;
    } else if (unit === BRACE + 2 || unit === BRACKET + 2) depth -= 1;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACE, BRACKET] = [0x22, 0x5c, 0x7b, 0x5b];
