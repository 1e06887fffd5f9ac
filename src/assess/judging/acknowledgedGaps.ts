import { isAcknowledgedBy, type AcknowledgedGap } from '../../domain/acknowledgedGap.ts';
import type { SourceId } from '../../domain/facts.ts';
import type { RunRecord } from '../../domain/record.ts';
import { by, compareText } from '../../base/order.ts';
import { isoDay } from '../../base/time.ts';
import { gapsOf, shrunkSources, tieOutIsBroken, type Completeness } from './completeness.ts';

/** What became of a baseline's acknowledgements in a run, as the record has it; nothing if there are none. */
export function acknowledge(
  acknowledgedGaps: readonly AcknowledgedGap[],
  completeness: Completeness,
): Pick<RunRecord, 'acknowledgedGaps' | 'acknowledgedUntil'> {
  if (acknowledgedGaps.length === 0) return {};
  const day = isoDay(completeness.estate.asOf);
  const gaps = gapsOf(completeness.estate);
  const states = [...acknowledgedGaps].sort(by(({ id }) => id)).map((entry) => {
    const met = gaps.filter((gap) => isAcknowledgedBy(entry, gap)).length;
    const state =
      entry.expiresOn < day ? ('expired' as const) : met === 0 ? ('matchesNothing' as const) : ('inForce' as const);
    return { ...entry, state, gaps: met };
  });
  const until = acknowledgedUntil(
    acknowledgedGaps.filter(({ expiresOn }) => expiresOn >= day),
    completeness,
  );
  return { acknowledgedGaps: states, ...(until === undefined ? {} : { acknowledgedUntil: until }) };
}

/**
 * The last day on which every reason for INCOMPLETE is acknowledged; undefined if one is not, or there is none. Rows that a
 * source lost since the last complete run are put down to an acknowledged gap of that source, if there is one.
 */
function acknowledgedUntil(inForce: readonly AcknowledgedGap[], completeness: Completeness): string | undefined {
  const { coverage, population, estate } = completeness;
  const gaps = gapsOf(estate);
  const lastDay = (source: SourceId, subscription: string): string | undefined =>
    latest(inForce.filter((entry) => isAcknowledgedBy(entry, { source, subscription })));
  const days = [
    ...gaps.map(({ source, subscription }) => lastDay(source, subscription)),
    ...coverage.filter(({ seen }) => !seen).map(({ subscriptionId }) => lastDay('subscriptions', subscriptionId)),
    ...population.filter(tieOutIsBroken).map(({ source, subscriptionId }) => lastDay(source, subscriptionId)),
    ...shrunkSources(completeness).map(({ source }) =>
      latest(inForce.filter((entry) => gaps.some((gap) => gap.source === source && isAcknowledgedBy(entry, gap)))),
    ),
  ];
  if (days.includes(undefined)) return undefined;
  return days.filter((lastOne) => lastOne !== undefined).sort(compareText)[0];
}

function latest(entries: readonly AcknowledgedGap[]): string | undefined {
  return entries
    .map(({ expiresOn }) => expiresOn)
    .sort(compareText)
    .at(-1);
}
