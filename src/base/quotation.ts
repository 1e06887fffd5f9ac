import { terminalLine } from './terminalText.ts';

/** Characters of a text that are shown, unless said otherwise: more than any name has that is read. */
const LONGEST = 200;

/** What looks like the sign that ends a quotation. */
const LOOKS_LIKE_QUOTE = /[\u02ba\u02dd\u05f4\u201c-\u201f\u2033\u2036\u275d\u275e\u3003\u301d-\u301f\uff02]/gu;

/**
 * What a stranger wrote, as a quotation within a sentence of ours: in double quotes that nothing in it ends, in one line, and cut where
 * it goes on, so that what stands behind it is not lost.
 */
export function quotation(text: string, longest: number = LONGEST): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest)}…`;
  const inside = JSON.stringify(cut).replace(LOOKS_LIKE_QUOTE, (sign) => `⟨U+${hexOf(sign)}⟩`);
  return terminalLine(inside) + (cut === text ? '' : ` (cut: it has ${String(text.length)} characters)`);
}

/** One word of letters, digits and the signs of ids and versions: no sentence, and nothing that could end one. */
const PLAIN = /^[A-Za-z0-9/](?:[\w.:/+@-]*[\w/])?$/;

/** The same of an id or a version, which stands without quotes where it is one plain word. */
export function named(text: string): string {
  return text.length <= LONGEST && PLAIN.test(text) ? text : quotation(text);
}

/** Some of a list that may have any length, and how many more there are. */
export function firstOf(texts: readonly string[], most: number, between = ', '): string {
  const left = texts.length - most;
  return texts.slice(0, most).join(between) + (left > 0 ? `${between}and ${String(left)} more` : '');
}

function hexOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
