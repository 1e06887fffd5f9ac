/** True when an open enum says one of these, in any case. */
export function says(value: string | undefined, known: ReadonlySet<string>): boolean {
  return value !== undefined && known.has(value.toLowerCase());
}

/** A list of known values of an open enum, compared in any case. */
export function values(...known: readonly string[]): ReadonlySet<string> {
  return new Set(known.map((value) => value.toLowerCase()));
}

/** How a value that is missing or not known is named. */
export function quoted(value: string | undefined): string {
  return value === undefined ? '(not said)' : `"${value}"`;
}
