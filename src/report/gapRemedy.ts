import { EVERY_SUBSCRIPTION, type Gap, type GapKind } from '../domain/estate.ts';

const RUN_AGAIN = 'Run again; if it persists, look at the requests in Queries.';

/** What closes a gap of each kind; `where` is a subscription's name. */
const REMEDY: Readonly<Record<GapKind, (where: string) => string>> = {
  notAuthorised: (where) => `Ask the owner of ${where} to grant the run identity Reader there, then run again.`,
  notSeen: (where) =>
    `Ask the owner of ${where} to grant the run identity Reader there; if it no longer exists, take it out of the scope or the baseline.`,
  throttled: () => 'Run again at a quieter time: Azure limits requests per hour.',
  serviceError: () => RUN_AGAIN,
  tooLarge: () => RUN_AGAIN,
  truncated: () => RUN_AGAIN,
  malformedRow: () => 'Report the row to the operators of Unbroken: Azure answered in an unknown format.',
  conflictingRows: () => 'Run again; if it persists, look the resource up in Azure: its two rows disagree.',
  countMismatch: () => 'Run again: the estate may have changed while it was read.',
  noTime: () =>
    'Run again: anything never read comes first. If this happens every time, raise UNBROKEN_TIME_BUDGET, or the days in backup.maximumCarriedDays of the baseline.',
  notRead: () => 'Close the gap that it depends on, or widen the scope, then run again.',
};

/** What closes a gap, and whom to ask. */
export function gapRemedy(
  { kind, subscription }: Pick<Gap, 'kind' | 'subscription'>,
  nameOf: (id: string) => string,
): string {
  return REMEDY[kind](
    subscription === EVERY_SUBSCRIPTION ? 'each subscription' : `subscription ${nameOf(subscription)}`,
  );
}
