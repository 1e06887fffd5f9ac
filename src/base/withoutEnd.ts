/**
 * The text without the given characters at its end, however many. `/\/+$/` would try each anew: a million slashes and a
 * letter, which somebody may put into a pack, takes it an hour.
 */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
