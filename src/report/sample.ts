import { sha256Of } from '../base/io/sha256.ts';
import type { RequirementId } from '../domain/requirement.ts';

/** A disk drawn for testing by hand. */
export interface Drawn {
  /** Its row among the chains, counted from 0. */
  readonly chain: number;
  /** What it was drawn by, lower-case hex. */
  readonly draw: string;
}

/** The seed of version 0.1: SHA-256 of `<run id> <record SHA-256>`. Who starts runs could choose it by the run id. */
export function earlierSampleSeed(runId: string, recordSha256: string): string {
  return sha256Of(`${runId} ${recordSha256}`);
}

/**
 * A simple random sample without replacement of the disks to which a requirement applies: each one's draw is the SHA-256 of
 * `<seed> <requirement> <resource id in lower case>`, and the lowest draws are taken. Every disk has the same chance, and adding
 * one never exchanges more than one other.
 */
export class Sample {
  readonly #before: string;
  readonly #size: number;
  readonly #drawn: Drawn[] = [];

  constructor(requirement: RequirementId, seed: string, size: number) {
    this.#before = `${seed} ${requirement} `;
    this.#size = size;
  }

  /** Offers a disk to which the requirement applies. @param chain its row among the chains */
  offer(chain: number, disk: string): void {
    const draw = sha256Of(this.#before + disk);
    const drawn = this.#drawn;
    const last = drawn.at(-1);
    if (drawn.length === this.#size && (last === undefined || draw > last.draw)) return;
    const at = drawn.findIndex((other) => other.draw > draw);
    drawn.splice(at < 0 ? drawn.length : at, 0, { chain, draw });
    if (drawn.length > this.#size) drawn.pop();
  }

  /** The disks drawn, the lowest draw first. */
  get drawn(): readonly Drawn[] {
    return this.#drawn;
  }
}
