/**
 * Each text once, however many facts say it: the id of a VM stands in its disks, its backups and each of their points, and
 * read as it came it would be in memory each time.
 */
export class SharedTexts {
  readonly #texts = new Map<string, string>();

  /** The same plain value, its texts exchanged for equal ones that are shared. Nobody else may have it yet. */
  in<Value>(value: Value): Value {
    if (typeof value === 'string') return this.#shared(value) as Value;
    if (typeof value !== 'object' || value === null) return value;
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (typeof member === 'string') members[name] = this.#shared(member);
      else if (typeof member === 'object' && member !== null) this.in(member);
    }
    return value;
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}
