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
 * @param applying the disks to which it applies, each with its row among the chains
 */
export function drawSample(
  applying: Iterable<readonly [place: number, disk: string]>,
  requirement: RequirementId,
  seed: string,
  size: number,
): readonly Drawn[] {
  const drawn: Drawn[] = [];
  for (const [chain, disk] of applying) {
    const draw = sha256Of(`${seed} ${requirement} ${disk}`);
    const last = drawn.at(-1);
    if (drawn.length === size && (last === undefined || draw > last.draw)) continue;
    const at = drawn.findIndex((other) => other.draw > draw);
    drawn.splice(at < 0 ? drawn.length : at, 0, { chain, draw });
    if (drawn.length > size) drawn.pop();
  }
  return drawn;
}
