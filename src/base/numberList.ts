/** Whole numbers from 0 to 2³² − 1 in the order added, four bytes each. */
export class NumberList {
  #numbers: Uint32Array;
  #length = 0;

  /** @param expected how many will come, if known */
  constructor(expected = 1_000) {
    this.#numbers = new Uint32Array(Math.max(1, expected));
  }

  get length(): number {
    return this.#length;
  }

  add(number: number): void {
    if (this.#length === this.#numbers.length) {
      const more = new Uint32Array(this.#length * 2);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  at(place: number): number | undefined {
    return place < this.#length ? this.#numbers[place] : undefined;
  }

  /** A view of them, valid until the next one is added. */
  whole(): Uint32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
