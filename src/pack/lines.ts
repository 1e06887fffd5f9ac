import { isAscii } from 'node:buffer';
import { BOUNDS } from './bounds.ts';
import { CHUNK } from './lineFile.ts';
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
 * @throws PackReadError if it was cut or altered, or exceeds the limits
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
    // A run puts little more into a member; parsed, a million of the shortest rows would take a hundred times their room.
    if (text.lastIndexOf('\n', text.length - 2) >= CHUNK)
      throw new PackReadError(`${what} was repacked: a gzip member holds more rows than a run writes into one.`);
    const lines = text === '' ? [] : text.slice(0, -1).split('\n');
    rows += lines.length;
    if (rows > BOUNDS.rows)
      throw new PackReadError(`${what} holds over ${String(BOUNDS.rows)} rows: reading stops there.`);
    yield { lines, length: text.length, system };
  }
}

function textOf(bytes: Buffer, what: string): string {
  // Most members are: then nothing has to be decoded, which would take eight times as long.
  if (isAscii(bytes)) return bytes.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PackReadError(`${what} is not UTF-8 text; it was altered.`, { cause });
  }
}

/** A text as JSON. @throws PackReadError if it is not JSON, is nested more deeply or has more values than anything of ours */
export function jsonOf(line: string, what: string): unknown {
  const beyond = beyondBounds(line);
  if (beyond !== undefined) throw new PackReadError(`${what} ${beyond}: reading stops there.`);
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new PackReadError(`${what} is not JSON; it was cut or altered.`, { cause });
  }
}

/** Whether a text with comments, in which quotes mean nothing, has few enough places where a value may begin. */
export function isWithinBounds(text: string): boolean {
  let values = 0;
  for (let at = 0; at < text.length && values <= BOUNDS.values; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === COMMA || unit === BRACE || unit === BRACKET) values += 1;
  }
  return values <= BOUNDS.values;
}

function beyondBounds(text: string): string | undefined {
  if (text.length <= BOUNDS.nesting) return undefined;
  let [depth, values] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = endOfText(text, at);
      if (at < 0) break; // it is no JSON, as its parser will say
    } else if (unit === COMMA) values += 1;
    else if (unit === BRACE || unit === BRACKET) {
      depth += 1;
      values += 1;
      if (depth > BOUNDS.nesting) return `is nested over ${String(BOUNDS.nesting)} levels deep`;
    } else if (unit === BRACE + 2 || unit === BRACKET + 2) depth -= 1;
  }
  return values > BOUNDS.values ? `holds over ${String(BOUNDS.values)} values` : undefined;
}

/** Where the quoted text that begins here ends; −1 if it does not. Most of a row is quoted text. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

const [QUOTE, BACKSLASH, BRACE, BRACKET, COMMA] = [0x22, 0x5c, 0x7b, 0x5b, 0x2c];
