import { counted } from '../base/counted.ts';
import { EVERY } from '../domain/acknowledgedGap.ts';
import type { RunRecord } from '../domain/record.ts';
import { day, inWords } from './words.ts';

type Acknowledged = NonNullable<RunRecord['acknowledgedGaps']>[number];

/**
 * One sentence or two for each acknowledged gap of the baseline, those that ask for something first.
 * @param nameOf the name of a subscription
 */
export function acknowledgementSentences(
  { acknowledgedGaps = [] }: Pick<RunRecord, 'acknowledgedGaps'>,
  nameOf: (id: string) => string,
): readonly string[] {
  const asks = acknowledgedGaps.filter(({ state }) => state !== 'inForce');
  const rest = acknowledgedGaps.filter(({ state }) => state === 'inForce');
  return [...asks, ...rest].map((entry) => sentenceOf(entry, nameOf));
}

function sentenceOf(entry: Acknowledged, nameOf: (id: string) => string): string {
  const { id, state, gaps, expiresOn, reason } = entry;
  const about = acknowledgedPlace(entry, nameOf);
  if (state === 'inForce')
    return `Acknowledged until ${day(expiresOn)} (${id}): ${counted(gaps, 'gap')} in ${about}. Reason given: ${reason}`;
  if (state === 'matchesNothing')
    return `Acknowledged gap ${id} (${about}) matches no gap of this run: take it out of the baseline.`;
  return `Acknowledged gap ${id} (${about}) ended on ${day(expiresOn)}: ${
    gaps === 0
      ? 'the gap is closed; remove it from the baseline.'
      : `${counted(gaps, 'gap is', 'gaps are')} still there; close ${gaps === 1 ? 'it' : 'them'}, or acknowledge again.`
  }`;
}

/** What an acknowledgement is about, without a period. */
export function acknowledgedPlace(
  { source, subscription }: Pick<Acknowledged, 'source' | 'subscription'>,
  nameOf: (id: string) => string,
): string {
  const what = source === EVERY ? 'every source' : inWords(source);
  return `${what}, ${subscription === EVERY ? 'every subscription' : `subscription ${nameOf(subscription)}`}`;
}
