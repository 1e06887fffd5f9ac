import { EVERY_SUBSCRIPTION, type Gap, type GapKind } from '../domain/estate.ts';

const RUN_AGAIN = 'Run again; if it stays, look at the requests in Queries.';

/** What closes a gap of each kind; `where` is a subscription's name. */
const REMEDY: Readonly<Record<GapKind, (where: string) => string>> = {
  notAuthorised: (where) => `Ask the owner of ${where} to grant the run identity Reader there, then run again.`,
  notSeen: (where) =>
    `Ask the owner of ${where} to grant the run identity Reader there; if it no longer exists, take it out of the scope or the baseline.`,
  throttled: () => 'Run again at a quieter time: Azure limits the requests an hour.',
  serviceError: () => RUN_AGAIN,
  tooLarge: () => RUN_AGAIN,
  truncated: () => RUN_AGAIN,
  malformedRow: () =>
    'Report it to the operators of Unbroken with the row: Azure answered in a form that is not known.',
  conflictingRows: () => 'Run again; if it stays, look the resource up in Azure: its two rows disagree.',
  countMismatch: () => 'Run again: the estate may have changed while it was read.',
  noTime: () =>
    'Run again: what was never read comes first. Where that happens each time, raise UNBROKEN_TIME_BUDGET, or the days in backup.maximumCarriedDays of the baseline.',
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
