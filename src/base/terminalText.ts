/**
 * What a terminal acts on or the eye cannot see: control characters (C0, DEL, C1; escape sequences begin with one), format
 * characters (bidirectional marks and overrides, zero-width spaces, tags), code points that Unicode shows as nothing, assigned or
 * not, line and paragraph separators, private use, lone surrogates.
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Longer than anything meant to be read on one line, yet too short to flood a screen. */
const LONGEST = 20_000;

/**
 * One line for a terminal from text that a stranger wrote: what would move the cursor, start another line or change the
 * writing direction is shown as its code point, e.g. `⟨U+001B⟩`; endless text is cut.
 */
export function terminalLine(text: string): string {
  const line = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (cut here)`;
  return line.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** JSON for a terminal or a program: the same value, with such characters as escapes. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** A plain value whose every text is cleaned. */
export function forTerminal<T>(value: T): T {
  if (typeof value === 'string') return terminalLine(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => forTerminal(each)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]: [string, unknown]) => [terminalLine(key), forTerminal(child)]),
  ) as T;
}
