import { Places } from '../base/places.ts';
import { textHash } from '../base/textHash.ts';
import type { CheckId, Verdict } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { part, type Sequence } from '../domain/sequence.ts';

const NONE: readonly Verdict[] = [];

/**
 * A record's verdicts by check and subject. There may be a million, stored outside memory: their places are kept by a hash
 * of both; what is found is read and compared, to tell apart two with the same hash.
 */
export class VerdictTable {
  readonly #verdicts: Sequence<Verdict>;
  /** Where each check's verdicts start and end. */
  readonly #bounds = new Map<CheckId, readonly [number, number]>();
  readonly #parts = new Map<CheckId, Sequence<Verdict>>();
  readonly #places: Places;

  /** @param reading the same verdicts, where another reader passes them on */
  constructor(verdicts: RunRecord['verdicts'], reading: Iterable<Verdict> = verdicts) {
    this.#verdicts = verdicts;
    this.#places = new Places(verdicts.length);
    let [place, start] = [0, 0];
    let current: CheckId | undefined;
    for (const { check, subject } of reading) {
      if (check !== current) {
        if (current !== undefined) this.#bounds.set(current, [start, place]);
        [current, start] = [check, place];
      }
      this.#places.add(hashOf(check, subject), place);
      place += 1;
    }
    if (current !== undefined) this.#bounds.set(current, [start, place]);
  }

  /** Every verdict of a check, sorted by subject. */
  of(check: CheckId): Sequence<Verdict> {
    const known = this.#parts.get(check);
    if (known !== undefined) return known;
    const bounds = this.#bounds.get(check);
    const own = bounds === undefined ? NONE : part(this.#verdicts, ...bounds);
    this.#parts.set(check, own);
    return own;
  }

  find(check: CheckId, subject: string): Verdict | undefined {
    return this.#meet(check, subject)?.verdict;
  }

  /** Which of a check's verdicts is about the subject, counted from 0. */
  placeOf(check: CheckId, subject: string): number | undefined {
    const met = this.#meet(check, subject);
    return met === undefined ? undefined : met.place - (this.#bounds.get(check)?.[0] ?? 0);
  }

  #meet(check: CheckId, subject: string): { readonly verdict: Verdict; readonly place: number } | undefined {
    for (const place of this.#places.under(hashOf(check, subject))) {
      const verdict = this.#verdicts.at(place);
      if (verdict?.check === check && verdict.subject === subject) return { verdict, place };
    }
    return undefined;
  }
}

function hashOf(check: string, subject: string): number {
  return textHash(`${check}\n${subject}`);
}
