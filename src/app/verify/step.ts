import { errorText } from '../../base/errorText.ts';
import { terminalLine } from '../../base/terminalText.ts';

/** Differences that are told word for word; the rest is counted. */
const TOLD = 20;

/** One thing that was checked. */
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
  /** What was checked and how many, in plain words; true only where there is no difference. */
  readonly verified: string;
  /** False where there was nothing to check, or nothing to check it with; `verified` says which. */
  readonly checked: boolean;
  /** The first ones, a sentence each. */
  readonly differences: readonly string[];
  /** All of them. */
  readonly count: number;
  /** What this step had to take on trust, a sentence each. */
  readonly notVerified: readonly string[];
}

/** Gathers the differences of one step. */
export class Differences {
  readonly #told: string[] = [];
  readonly #trusted: string[] = [];
  #count = 0;

  add(difference: string): void {
    this.#count += 1;
    // What a pack says stands in these sentences.
    if (this.#told.length < TOLD) this.#told.push(terminalLine(difference));
  }

  trust(what: string): void {
    this.#trusted.push(terminalLine(what));
  }

  get count(): number {
    return this.#count;
  }

  /** @param checked whether there was something to check, and something to check it with */
  step(about: Step['about'], verified: string, checked = true): Step {
    return {
      about,
      verified: terminalLine(verified),
      checked,
      differences: this.#told,
      count: this.#count,
      notVerified: this.#trusted,
    };
  }
}

/** Does a step; whatever it cannot read or compute is a difference, never a pass. */
export async function guarded(about: Step['about'], work: () => Promise<Step>): Promise<Step> {
  try {
    return await work();
  } catch (error) {
    const differences = new Differences();
    differences.add(errorText(error));
    return differences.step(about, '');
  }
}
