/**
 * Does an operation fall under a pattern of a role? Case does not matter; `*` stands for any run of characters, anywhere.
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
 */
export function matches(pattern: string, action: string): boolean {
  const pieces = pattern.trim().toLowerCase().split('*');
  const text = action.toLowerCase();
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = pieces[pieces.length - 1] ?? '';
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
