import type { Gap } from './estate.ts';
import type { SourceId } from './facts.ts';

/** Every source, or every subscription, in an acknowledgement. */
export const EVERY = '*';

/**
 * A gap that the organisation knows of and accepts until a day: it no longer raises the alert that a run is overdue. It changes
 * nothing else; a run with such a gap stays INCOMPLETE. At most one of `source` and `subscription` is `*`.
 */
export interface AcknowledgedGap {
  readonly id: string;
  readonly source: SourceId | typeof EVERY;
  /** Lower-cased GUID, or `*`. */
  readonly subscription: string;
  readonly reason: string;
  /** `yyyy-mm-dd`, the last day included. */
  readonly expiresOn: string;
}

/** What became of an acknowledgement in a run. `matchesNothing`: it has not ended, and no gap is the one that it names. */
export type AcknowledgedGapState = 'inForce' | 'expired' | 'matchesNothing';

/** Whether a gap, or another loss there, is one that the acknowledgement names, in force or not. */
export function isAcknowledgedBy(
  entry: Pick<AcknowledgedGap, 'source' | 'subscription'>,
  { source, subscription }: Pick<Gap, 'source' | 'subscription'>,
): boolean {
  return (
    (entry.source === EVERY || entry.source === source) &&
    (entry.subscription === EVERY || entry.subscription === subscription)
  );
}
