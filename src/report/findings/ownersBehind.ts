import { TextsOnce } from '../../base/textsOnce.ts';
import { ownerOf, type RunRecord } from '../../domain/record.ts';
import type { Suspects } from './suspects.ts';

/** Who owns the disks whose answers a finding decides, as a tag of the disks names them. */
export class OwnersBehind {
  readonly #suspects: Suspects;
  readonly #names = new TextsOnce();
  /** Of each suspect the place of its first owner's name, one more; 0 where there is none. */
  readonly #first: Uint32Array;
  /** The same of each chain's disk. */
  readonly #ofDisks: Uint32Array;
  /** Of those that have several, all. */
  readonly #several = new Map<number, Set<number>>();

  constructor(chains: RunRecord['chains'], suspects: Suspects, ownerTag: string) {
    this.#suspects = suspects;
    this.#first = new Uint32Array(suspects.length);
    this.#ofDisks = new Uint32Array(chains.length);
    let chain = 0;
    for (const row of chains) {
      const owner = ownerOf(row, ownerTag);
      if (owner !== undefined) {
        const known = this.#names.place(owner);
        this.#ofDisks[chain] = known + 1;
        for (const number of suspects.behind(chain)) this.#add(number, known);
      }
      chain += 1;
    }
  }

  /** Each name once, in no order; undefined where it decides no answer of a disk with an owner. @param key of the finding */
  behind(key: string): readonly string[] | undefined {
    const number = this.#suspects.numberOf(key) ?? -1;
    const first = this.#first[number] ?? 0;
    if (first === 0) return undefined;
    return [...(this.#several.get(number) ?? [first - 1])].map((place) => this.#names.texts[place] ?? '');
  }

  /** Whom a disk's tag names. @param chain its place in the record */
  ofDisk(chain: number | undefined): readonly string[] {
    const owner = chain === undefined ? 0 : (this.#ofDisks[chain] ?? 0);
    return owner === 0 ? [] : [this.#names.texts[owner - 1] ?? ''];
  }

  #add(number: number, owner: number): void {
    const first = this.#first[number] ?? 0;
    if (first === 0) this.#first[number] = owner + 1;
    else if (first !== owner + 1) {
      const several = this.#several.get(number) ?? new Set([first - 1]);
      this.#several.set(number, several.add(owner));
    }
  }
}
