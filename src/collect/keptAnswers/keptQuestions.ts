import { Places } from '../../base/places.ts';
import { textHash } from '../../base/textHash.ts';
import type { KeptAnswer } from '../../domain/keptAnswer.ts';
import type { Observation } from '../../domain/observation.ts';
import { paired, type Sequence } from '../../domain/sequence.ts';

/** A question of a pack, with its answer. */
export interface KeptQuestion {
  readonly observation: Observation;
  readonly answer: KeptAnswer;
}

/** Each question with the answer at its place; one without an answer is left out, and shows up as not kept when it is asked. */
export function keptQuestions(
  observations: Sequence<Observation>,
  answers: Sequence<KeptAnswer>,
): Sequence<KeptQuestion> {
  return paired(observations, answers, (observation, answer) => ({ observation, answer }));
}

/** What is kept and has not been asked for yet, by key; a few bytes each. */
export class Unasked {
  readonly #kept: Sequence<KeptQuestion>;
  readonly #keyOf: (question: KeptQuestion) => string;
  readonly #places: Places;
  readonly #asked: Uint8Array;

  /** @throws RangeError if many thousands share one key: they were made to take long */
  constructor(kept: Sequence<KeptQuestion>, keyOf: (question: KeptQuestion) => string) {
    this.#kept = kept;
    this.#keyOf = keyOf;
    this.#places = new Places(kept.length);
    this.#asked = new Uint8Array(kept.length);
    let place = 0;
    for (const question of kept) {
      this.#places.add(textHash(keyOf(question)), place);
      place += 1;
    }
  }

  /** The first one with a key, which is not returned again. */
  take(key: string): KeptQuestion | undefined {
    const first = this.#first(key);
    if (first === undefined) return undefined;
    this.#asked[first.place] = 1;
    return first.question;
  }

  has(key: string): boolean {
    return this.#first(key) !== undefined;
  }

  /** How many were not taken. */
  get left(): number {
    return this.#asked.reduce((left, asked) => left - asked, this.#asked.length);
  }

  /** Those that were not taken; the others are not read once more. */
  *rest(): Generator<KeptQuestion, void> {
    for (const [place, asked] of this.#asked.entries()) {
      const question = asked === 0 ? this.#kept.at(place) : undefined;
      if (question !== undefined) yield question;
    }
  }

  #first(key: string): { readonly place: number; readonly question: KeptQuestion } | undefined {
    const open = [...this.#places.under(textHash(key))].filter((place) => this.#asked[place] === 0);
    for (const place of open.sort((a, b) => a - b)) {
      const question = this.#kept.at(place);
      if (question !== undefined && this.#keyOf(question) === key) return { place, question };
    }
    return undefined;
  }
}
