import { KeptTexts } from '../base/keptTexts.ts';
import { NumberList } from '../base/numberList.ts';
import type { ChainRow } from '../domain/record.ts';

/**
 * The verdicts of a record that are findings, or that a finding is named like, numbered in the record's order; and behind
 * which chains' answers they stand. There may be a hundred thousand: they are numbers here, not objects.
 */
export class Suspects {
  readonly #keys = new KeptTexts();
  readonly #places = new NumberList();
  readonly #failing = new NumberList();
  /** Of each chain, where its numbers begin among those behind. */
  readonly #starts = new NumberList();
  readonly #behind = new NumberList();

  /** Takes a verdict, in the record's order. @param key `findingKey`, @param place in the record */
  add(key: string, place: number, isFinding: boolean): void {
    const number = this.#keys.add(key);
    this.#places.add(place);
    if (isFinding) this.#failing.add(number);
  }

  /** Takes a chain, in the record's order, after all verdicts. */
  addChain(chain: ChainRow): void {
    this.#starts.add(this.#behind.length);
    const numbers = new Set<number>();
    for (const { behind } of Object.values(chain.requirements))
      for (const key of behind) {
        const number = this.numberOf(key);
        if (number !== undefined) numbers.add(number);
      }
    for (const number of numbers) this.#behind.add(number);
  }

  get length(): number {
    return this.#places.length;
  }

  /** How many chains were taken. */
  get chains(): number {
    return this.#starts.length;
  }

  /** Numbers of the NonCompliant. */
  get failing(): Uint32Array {
    return this.#failing.whole();
  }

  keyOf(number: number): string {
    return this.#keys.at(number) ?? '';
  }

  numberOf(key: string): number | undefined {
    return this.#keys.placeOf(key);
  }

  /** Where the verdict stands in the record. */
  placeOf(number: number): number {
    return this.#places.at(number) ?? 0;
  }

  /** The numbers behind the answers of a chain, each once. @param place of the chain in the record */
  behind(place: number): Uint32Array {
    const [start, end] = [this.#starts.at(place) ?? 0, this.#starts.at(place + 1) ?? this.#behind.length];
    return place < this.chains ? this.#behind.whole().subarray(start, end) : NO_NUMBERS;
  }
}

const NO_NUMBERS = new Uint32Array(0);
