import { overallAnswer, qualifierOf, type AnswerKind } from '../domain/answer.ts';
import type { Status } from '../domain/check.ts';
import type { ChainRow } from '../domain/record.ts';

/** Worst first: what fails, what is unknown, what is exempt, what holds only as far as could be read, what holds. */
const WORST_FIRST: readonly AnswerKind[] = [
  { status: 'NonCompliant' },
  { status: 'Unknown' },
  { status: 'Unknown', qualifier: 'attested' },
  { status: 'Exempt' },
  { status: 'Compliant', qualifier: 'limited' },
  { status: 'Compliant' },
  { status: 'NotApplicable', qualifier: 'limited' },
  { status: 'NotApplicable' },
];

/** Positions of the chains as the sheet Chains lists them: the worst first; among equals as in the record. @param weights `weightOf` each */
export function worstFirst(weights: Int32Array): Uint32Array {
  return Uint32Array.from(weights.keys()).sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b);
}

/** By the overall answer, then by how many requirements fail, then by how many are Unknown. */
export function weightOf(chain: ChainRow): number {
  const answer = overallAnswer(chain);
  const qualifier = qualifierOf(answer);
  const rank = WORST_FIRST.findIndex((kind) => kind.status === answer.status && kind.qualifier === qualifier);
  const of = (status: Status): number =>
    Object.values(chain.requirements).filter((cell) => cell.status === status).length;
  return rank * 100 - of('NonCompliant') * 10 - of('Unknown');
}
