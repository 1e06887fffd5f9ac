/** A sentence without its numbers, dates and numbered names: equal for as long as it says the same. */
export function steadyText(text: string): string {
  return text.replace(/[^\s"(),;]+/g, (word) => (/\d/.test(word) ? '#' : word));
}
