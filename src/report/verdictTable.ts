import type { CheckId, Verdict } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { part, type Sequence } from '../domain/sequence.ts';

const NONE: readonly Verdict[] = [];

/**
 * A record's verdicts by check and subject. They may be a million, and elsewhere than in memory: kept are their places, by a
 * hash of both; what is found is read and compared, so that two of one hash are told apart.
 */
export class VerdictTable {
  readonly #verdicts: Sequence<Verdict>;
  /** Where each check's verdicts start and end. */
  readonly #bounds = new Map<CheckId, readonly [number, number]>();
  readonly #parts = new Map<CheckId, Sequence<Verdict>>();
  /** Place + 1 by hash, the next free slot where that is taken; and the hashes. */
  readonly #slots: Uint32Array;
  readonly #hashes: Uint32Array;

  /** @param reading the same verdicts, where another reader passes them on */
  constructor(verdicts: RunRecord['verdicts'], reading: Iterable<Verdict> = verdicts) {
    this.#verdicts = verdicts;
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, verdicts.length * 1.5)));
    this.#slots = new Uint32Array(size);
    this.#hashes = new Uint32Array(size);
    let [place, start] = [0, 0];
    let current: CheckId | undefined;
    for (const { check, subject } of reading) {
      if (check !== current) {
        if (current !== undefined) this.#bounds.set(current, [start, place]);
        [current, start] = [check, place];
      }
      this.#put(hashOf(check, subject), place);
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
    const hash = hashOf(check, subject);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0) return undefined;
      if (this.#hashes[slot] !== hash) continue;
      const verdict = this.#verdicts.at(place);
      if (verdict?.check === check && verdict.subject === subject) return { verdict, place };
    }
  }

  #put(hash: number, place: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = place + 1;
    this.#hashes[slot] = hash;
  }
}

/** FNV-1a over the UTF-16 units of both. */
function hashOf(check: string, subject: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < check.length; at += 1) hash = Math.imul(hash ^ check.charCodeAt(at), 0x01000193);
  for (let at = 0; at < subject.length; at += 1) hash = Math.imul(hash ^ subject.charCodeAt(at), 0x01000193);
  // The lowest bits choose the slot.
  return (hash ^ (hash >>> 15)) >>> 0;
}
