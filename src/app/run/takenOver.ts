import { DAY } from '../../base/time.ts';
import { NOTHING_CARRIED, type Carried } from '../../domain/carried.ts';
import { EVERY_SUBSCRIPTION, type Estate, type Gap } from '../../domain/estate.ts';
import type { CarriedPart } from '../../pack/carriedLines.ts';

/** Days after which a restore is forgotten: three years, longer than any interval that a baseline sensibly asks. */
const KEPT_DAYS = 1096;

/** What a run takes over from the one before. */
export interface TakenOver {
  readonly carried: Carried;
  /** Why nothing could be taken over, though there is a run before. */
  readonly lost: string | undefined;
}

/** A first run has nothing to take over, and nothing is missing. */
export const FIRST_RUN: TakenOver = { carried: NOTHING_CARRIED, lost: undefined };

/** What the pack of the run before carried, and what that run saw itself. */
export function takeOver({ earlier, own }: CarriedPart, asOf: string): Carried {
  const oldest = new Date(Date.parse(asOf) - KEPT_DAYS * DAY).toISOString();
  return {
    restores: [...earlier.restores, ...own.restores].filter(
      ({ endTime }) => endTime === undefined || endTime >= oldest,
    ),
    watches: own.watches,
  };
}

/** The estate with the facts of earlier runs, or with the gap that their loss leaves. */
export function withTakenOver(estate: Estate, { carried, lost }: TakenOver): Estate {
  const gaps: readonly Gap[] =
    lost === undefined
      ? []
      : [{ source: 'carriedRestores', subscription: EVERY_SUBSCRIPTION, kind: 'notRead', because: lost }];
  return {
    ...estate,
    carriedRestores: { rows: new Map(carried.restores.map((row) => [row.id, row])), gaps },
    restoreWatches: { rows: new Map(carried.watches.map((row) => [row.id, row])), gaps: [] },
  };
}
