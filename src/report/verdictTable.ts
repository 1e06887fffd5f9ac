import type { CheckId, Verdict } from '../domain/check.ts';

const NONE: readonly Verdict[] = [];

/** A record's verdicts by check and subject, found by halving: they are sorted so, and a table of a million would cost memory. */
export class VerdictTable {
  readonly #verdicts: readonly Verdict[];
  /** Where each check's verdicts start and end. */
  readonly #bounds = new Map<CheckId, readonly [number, number]>();
  readonly #slices = new Map<CheckId, readonly Verdict[]>();

  constructor(verdicts: readonly Verdict[]) {
    this.#verdicts = verdicts;
    for (let start = 0; start < verdicts.length;) {
      const check = verdicts[start]?.check;
      let end = start + 1;
      while (verdicts[end]?.check === check) end += 1;
      if (check !== undefined) this.#bounds.set(check, [start, end]);
      start = end;
    }
  }

  /** Every verdict of a check, sorted by subject. */
  of(check: CheckId): readonly Verdict[] {
    const known = this.#slices.get(check);
    if (known !== undefined) return known;
    const bounds = this.#bounds.get(check);
    const slice = bounds === undefined ? NONE : this.#verdicts.slice(...bounds);
    this.#slices.set(check, slice);
    return slice;
  }

  find(check: CheckId, subject: string): Verdict | undefined {
    const at = this.placeOf(check, subject);
    return at === undefined ? undefined : this.#verdicts[(this.#bounds.get(check)?.[0] ?? 0) + at];
  }

  /** Which of a check's verdicts is about the subject, counted from 0. */
  placeOf(check: CheckId, subject: string): number | undefined {
    const [first, end] = this.#bounds.get(check) ?? [0, 0];
    let low = first;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#verdicts[middle]?.subject ?? '') < subject) low = middle + 1;
      else high = middle;
    }
    return low < end && this.#verdicts[low]?.subject === subject ? low - first : undefined;
  }
}
