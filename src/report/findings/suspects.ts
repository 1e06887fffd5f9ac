import { KnownTexts } from '../../base/io/knownTexts.ts';
import { NumberList } from '../../base/numberList.ts';
import { TextsOnce } from '../../base/textsOnce.ts';
import type { CheckId, Verdict } from '../../domain/check.ts';
import { findingKey, type ChainRow } from '../../domain/record.ts';
import { picked, type Sequence } from '../../domain/sequence.ts';

/**
 * The verdicts of a record that are findings, or that a finding is named like, numbered in the record's order; and behind
 * which chains' answers they stand. There may be a hundred thousand: they are numbers here, not objects.
 */
export class Suspects {
  readonly #keys = new KnownTexts();
  readonly #places = new NumberList();
  readonly #checks = new NumberList();
  readonly #checkIds = new TextsOnce<CheckId>();
  readonly #failing = new NumberList();
  /** Of each chain, where its numbers begin among those behind. */
  readonly #starts = new NumberList();
  readonly #behind = new NumberList();

  /** Takes a verdict, in the record's order. @param place of it there */
  add({ check, subject, status }: Verdict, place: number): void {
    const number = this.#keys.add(findingKey(check, subject));
    this.#checks.add(this.#checkIds.place(check));
    this.#places.add(place);
    if (status === 'NonCompliant') this.#failing.add(number);
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

  checkOf(number: number): CheckId | undefined {
    return this.#checkIds.texts[this.#checks.at(number) ?? -1];
  }

  numberOf(key: string): number | undefined {
    return this.#keys.placeOf(key);
  }

  /** Where the verdict stands in the record. */
  placeOf(number: number): number {
    return this.#places.at(number) ?? 0;
  }

  /** The NonCompliant, in the record's order. @param verdicts of the record */
  findingsAmong(verdicts: Sequence<Verdict>): Sequence<Verdict> {
    return picked(
      verdicts,
      this.failing.map((number) => this.placeOf(number)),
    );
  }

  /** The numbers behind the answers of a chain, each once. @param place of the chain in the record */
  behind(place: number): Uint32Array {
    const [start, end] = [this.#starts.at(place) ?? 0, this.#starts.at(place + 1) ?? this.#behind.length];
    return place < this.chains ? this.#behind.whole().subarray(start, end) : NO_NUMBERS;
  }
}

const NO_NUMBERS = new Uint32Array(0);
