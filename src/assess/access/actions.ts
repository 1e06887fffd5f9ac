/**
 * Does an operation fall under a pattern of a role? Case does not matter; `*` stands for any run of characters, anywhere.
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
 */
export function matches(pattern: string, action: string): boolean {
  const parts = pattern.trim().toLowerCase().split('*');
  const text = action.toLowerCase();
  const first = parts[0] ?? '';
  if (parts.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = parts[parts.length - 1] ?? '';
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
