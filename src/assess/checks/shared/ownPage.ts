import type { Gap } from '../../../domain/estate.ts';
import type { RecoveryPoint } from '../../../domain/facts.ts';
import { usabilityOf } from '../../../domain/recoveryPoint.ts';
import type { BackedUp } from '../../chain/subjects.ts';

/** What is not known of a point that only its list shows. */
export const OWN_PAGE = 'The recovery point itself, which may differ from the list,';

/** Why a point's own page was not read; empty if it was, or did not have to be. */
export function pageGaps({ opened }: BackedUp, { id }: RecoveryPoint): readonly Gap[] {
  const page = opened.get(id);
  return page?.kind === 'unsure' ? page.gaps : [];
}

/** Why the pages of points that decide which point is the newest usable one were not read, each reason once. */
export function pagesUnread(backup: BackedUp): readonly Gap[] {
  const { rows } = backup.recoveryPoints;
  return [
    ...new Set(rows.filter((point) => usabilityOf(point) === 'unknown').flatMap((point) => pageGaps(backup, point))),
  ];
}
