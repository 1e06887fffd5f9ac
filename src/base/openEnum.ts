/** True when an open enum says one of these, in any case. */
export function says(value: string | undefined, known: ReadonlySet<string>): boolean {
  return value !== undefined && known.has(value.toLowerCase());
}

/** A list of known values of an open enum, compared in any case. */
export function values(...known: readonly string[]): ReadonlySet<string> {
  return new Set(known.map((value) => value.toLowerCase()));
}

/** How a missing or unknown value is quoted. */
export function quoted(value: string | undefined): string {
  return value === undefined ? '(not said)' : `"${value}"`;
}

/** Looks up what a listed value of an open enum means, in any case; undefined for a value that is missing or not listed. */
export function meanings(words: Readonly<Record<string, string>>): (value: string | undefined) => string | undefined {
  const known = new Map(Object.entries(words).map(([value, meaning]) => [value.toLowerCase(), meaning]));
  return (value) => (value === undefined ? undefined : known.get(value.toLowerCase()));
}
