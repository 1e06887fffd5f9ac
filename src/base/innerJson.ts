/** The object or list that a text holds as JSON; undefined for anything else, a mere quoted string included. */
export function innerJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const inner: unknown = JSON.parse(text);
    return typeof inner === 'object' && inner !== null ? inner : undefined;
  } catch {
    return undefined;
  }
}
