import { errorText } from '../../base/errorText.ts';
import { terminalLine } from '../../base/terminalText.ts';

/** How many differences are listed; the rest are only counted. */
const TOLD = 20;
/** The same for wordings: more, since readers look for the one that is not mere wording. */
const WORDED = 1_000;

/** The outcome of one step of the check. */
export interface Step {
  readonly about:
    | 'parts'
    | 'manifest'
    | 'answers'
    | 'record'
    | 'carried'
    | 'workbook'
    | 'excerpts'
    | 'texts'
    | 'chain'
    | 'previous'
    | 'signature'
    | 'timestamp';
  /** What was checked and how much of it, in plain words; true only if there is no difference. */
  readonly verified: string;
  /** False if there was nothing to check, or nothing to check it against; `verified` says which. */
  readonly checked: boolean;
  /** The first ones, a sentence each. */
  readonly differences: readonly string[];
  /** All of them. */
  readonly count: number;
  /**
   * Texts that differ from how this version words them, in a pack that says another version made it: the first ones, a
   * sentence each.
   */
  readonly worded: readonly string[];
  /** All of them. */
  readonly wordings: number;
  /** What this step had to take on trust, a sentence each. */
  readonly notVerified: readonly string[];
}

/** Whose wording a pack has: that of this version or, as the pack says, of another. */
export type Wording = 'own' | 'another';

/** Gathers the differences of one step. */
export class Differences {
  readonly wording: Wording;
  readonly #told: string[] = [];
  readonly #worded: string[] = [];
  #wordings = 0;
  readonly #trusted: string[] = [];
  #count = 0;

  constructor(wording: Wording = 'own') {
    this.wording = wording;
  }

  add(difference: string): void {
    this.#count += 1;
    // These sentences quote what a pack says.
    if (this.#told.length < TOLD) this.#told.push(terminalLine(difference));
  }

  /** Takes a text that says the same in other words: a difference, unless another version worded it. */
  reads(otherwise: string): void {
    if (this.wording === 'own') {
      this.add(otherwise);
      return;
    }
    this.#wordings += 1;
    if (this.#worded.length < WORDED) this.#worded.push(terminalLine(otherwise));
  }

  /** Takes over what another step found: those that it lists, and the count of all. */
  take(about: string, { differences, count, worded, wordings }: Step): void {
    for (const difference of differences) this.add(`${about}: ${difference}`);
    for (const otherwise of worded) this.reads(`${about}: ${otherwise}`);
    this.#count += count - differences.length;
    this.#wordings += wordings - worded.length;
  }

  trust(what: string): void {
    this.#trusted.push(terminalLine(what));
  }

  get count(): number {
    return this.#count;
  }

  /** @param checked whether there was something to check, and something to check it against */
  step(about: Step['about'], verified: string, checked = true): Step {
    return {
      about,
      verified: terminalLine(verified),
      checked,
      differences: this.#told,
      count: this.#count,
      worded: this.#worded,
      wordings: this.#wordings,
      notVerified: this.#trusted,
    };
  }
}

/** Runs a step; whatever it cannot read or compute is a difference, never a pass. */
export async function guarded(about: Step['about'], work: () => Promise<Step>): Promise<Step> {
  try {
    return await work();
  } catch (error) {
    const differences = new Differences();
    differences.add(errorText(error));
    return differences.step(about, '');
  }
}
