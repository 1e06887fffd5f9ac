/** One bare address: a display name or a second address would let a recipient in that nobody allowed. */
export function isAddress(text: string): boolean {
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text);
}
