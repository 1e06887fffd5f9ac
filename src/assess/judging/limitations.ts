import type { Outcome } from '../../domain/check.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../../domain/estate.ts';
import { compareText } from '../../base/order.ts';

const NO_NAMES: readonly string[] = [];

/** `source subscription` of each gap, once, sorted. */
export function gapNames(gaps: readonly Gap[] | undefined): readonly string[] {
  if (gaps === undefined || gaps.length === 0) return NO_NAMES;
  return [...new Set(gaps.map((gap) => `${gap.source} ${gap.subscription}`.trimEnd()))].sort(compareText);
}

/** A source that is missing in more subscriptions than this is named once, as `source *`: the record's gaps name each. */
const NAMED_SINGLY = 5;
const known = new WeakMap<readonly Gap[], readonly string[]>();

/** How a limitation names its gaps: as an Unknown does, except for a source with gaps in many subscriptions. */
export function limitationNames(gaps: readonly Gap[]): readonly string[] {
  const before = known.get(gaps);
  if (before !== undefined) return before;
  const places = new Map<string, Set<string>>();
  for (const { source, subscription } of gaps) places.set(source, (places.get(source) ?? new Set()).add(subscription));
  const names = [...places].flatMap(([source, subscriptions]) =>
    subscriptions.size > NAMED_SINGLY || subscriptions.has(EVERY_SUBSCRIPTION)
      ? [`${source} ${EVERY_SUBSCRIPTION}`]
      : [...subscriptions].map((subscription) => `${source} ${subscription}`.trimEnd()),
  );
  const sorted = names.sort(compareText);
  known.set(gaps, sorted);
  return sorted;
}

/** For an organisation that accepts no limitations: if a row might be in a place that was not read, nothing is known. */
export function strictly(outcome: Outcome): Outcome {
  if (outcome.status !== 'Compliant' && outcome.status !== 'NotApplicable') return outcome;
  const { status, because, evidence, limitedBy: gaps = [] } = outcome;
  const [first] = gaps;
  if (first === undefined) return outcome;
  return {
    status: 'Unknown',
    because: `On what was read it is ${status === 'Compliant' ? 'compliant' : 'not applicable'}, but the baseline accepts no limitation: ${first.because} ${because}`,
    ...(evidence === undefined ? {} : { evidence }),
    gaps,
  };
}

/** The limitations of several verdicts as one list, sorted. */
export function limitationsTogether(lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  const told = [...new Set(lists.filter((list) => list !== undefined))];
  const [first] = told;
  if (first === undefined) return NO_NAMES;
  return told.length === 1 ? first : [...new Set(told.flat())].sort(compareText);
}
