/** Far more than chance puts side by side, yet few enough to step over. */
const CROWD = 50_000;

/** Places by the hash of what is there: eight bytes a slot, limited by memory alone. */
export class Places {
  #hashes: Uint32Array;
  /** One more than the place; 0 where the slot is free. */
  #places: Uint32Array;
  #count = 0;

  /** @param expected how many will come, if known */
  constructor(expected = 2_000) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, expected * 1.5 + 1)));
    this.#hashes = new Uint32Array(size);
    this.#places = new Uint32Array(size);
  }

  /** @throws RangeError if so many share one hash that each would take longer than the one before */
  add(hash: number, place: number): void {
    // At least one slot stays free: a search for something absent stops there.
    if ((this.#count + 1) * 3 > this.#hashes.length * 2) this.#grow();
    this.#put(hash, place + 1);
    this.#count += 1;
  }

  *under(hash: number): Generator<number, undefined> {
    const mask = this.#hashes.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = this.#places[slot] ?? 0;
      if (place === 0) return undefined;
      if (this.#hashes[slot] === hash) yield place - 1;
    }
  }

  #put(hash: number, place: number): void {
    const mask = this.#hashes.length - 1;
    let slot = hash & mask;
    for (let steps = 0; this.#places[slot] !== 0; slot = (slot + 1) & mask) {
      steps += 1;
      if (steps > CROWD)
        throw new RangeError(`Over ${String(CROWD)} entries have one hash: they were made to take long.`);
    }
    this.#hashes[slot] = hash;
    this.#places[slot] = place;
  }

  #grow(): void {
    const [hashes, places] = [this.#hashes, this.#places];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#places = new Uint32Array(hashes.length * 2);
    for (const [slot, place] of places.entries()) if (place !== 0) this.#put(hashes[slot] ?? 0, place);
  }
}
