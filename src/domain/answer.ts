import type { Status } from './check.ts';
import type { ChainRow, Counts, Qualifier, SummaryRow } from './record.ts';

/** A verdict, a requirement's cell, or a disk as a whole, as far as its answer goes. */
export interface Answer {
  readonly status: Status;
  readonly limitations?: readonly string[];
  readonly attested?: true;
  /** Of a verdict: the attestation that answers it. */
  readonly attestation?: string;
}

/**
 * What qualifies a status: a Compliant or NotApplicable is limited, since a gap elsewhere might hide a row about it; an
 * Unknown is attested by a person. The status itself stays as it is. Undefined if nothing qualifies it.
 */
export function qualifierOf({ status, limitations = [], attested, attestation }: Answer): Qualifier | undefined {
  if (status === 'Unknown') return attested === true || attestation !== undefined ? 'attested' : undefined;
  return (status === 'Compliant' || status === 'NotApplicable') && limitations.length > 0 ? 'limited' : undefined;
}

/** A disk as a whole. */
export function overallAnswer({
  overall,
  limitations,
  attested,
}: Pick<ChainRow, 'overall' | 'limitations' | 'attested'>): Answer {
  return {
    status: overall,
    ...(limitations === undefined ? {} : { limitations }),
    ...(attested === undefined ? {} : { attested }),
  };
}

/** `Compliant`, `Compliant – limited`, `Unknown – attested`: words, never a colour alone. */
export function answerText(status: Status, qualifier: Qualifier | undefined): string {
  return qualifier === undefined ? status : `${status} – ${qualifier}`;
}

/** A verdict or cell in words. */
export function answerTextOf(answer: Answer): string {
  return answerText(answer.status, qualifierOf(answer));
}

/** Disks, counted by their answer. */
export type Tally = Pick<SummaryRow, 'counts' | 'limited' | 'attested'>;

/** A kind of answer that is counted for itself. */
export interface AnswerKind {
  readonly status: Status;
  readonly qualifier?: Qualifier | undefined;
}

/** Every kind, best first, the plain one before the qualified: their counts add up to the population. */
export const ANSWER_KINDS: readonly AnswerKind[] = [
  { status: 'Compliant' },
  { status: 'Compliant', qualifier: 'limited' },
  { status: 'NonCompliant' },
  { status: 'Unknown' },
  { status: 'Unknown', qualifier: 'attested' },
  { status: 'Exempt' },
  { status: 'NotApplicable' },
  { status: 'NotApplicable', qualifier: 'limited' },
];

/** How many have just this kind of answer: plain ones do not count the qualified. */
export function countOf(tally: Tally, { status, qualifier }: AnswerKind): number {
  const qualified = qualifiedOf(tally, status);
  return qualifier === undefined ? tally.counts[status] - qualified : qualified;
}

/** Of the answers of a status, those that carry a limitation or an attestation. */
export function qualifiedOf({ limited, attested }: Tally, status: Status): number {
  if (status === 'Unknown') return attested ?? 0;
  return status === 'Compliant' || status === 'NotApplicable' ? (limited?.[status] ?? 0) : 0;
}

/** Counts answers; what no answer needs is left out, as `SummaryRow` does. */
export function tallyOf(answers: Iterable<Answer>): Tally {
  const counts: Record<Status, number> = { Compliant: 0, NonCompliant: 0, Unknown: 0, NotApplicable: 0, Exempt: 0 };
  const limited = { Compliant: 0, NotApplicable: 0 };
  let attested = 0;
  for (const answer of answers) {
    counts[answer.status] += 1;
    const qualifier = qualifierOf(answer);
    if (qualifier === 'attested') attested += 1;
    else if (qualifier === 'limited' && (answer.status === 'Compliant' || answer.status === 'NotApplicable'))
      limited[answer.status] += 1;
  }
  return {
    counts,
    ...(limited.Compliant + limited.NotApplicable === 0 ? {} : { limited }),
    ...(attested === 0 ? {} : { attested }),
  };
}

/** Answers that say yes or no: neither Unknown nor NotApplicable. */
export function decidedOf(counts: Counts): number {
  return counts.Compliant + counts.NonCompliant + counts.Exempt;
}

/** Answers to a question that arises: all but NotApplicable. */
export function applicableOf(counts: Counts): number {
  return decidedOf(counts) + counts.Unknown;
}
