import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Estate } from '../../src/domain/estate.ts';
import type { Verdict } from '../../src/domain/check.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { DAY } from '../../src/base/time.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { cook, recipe } from './estates.ts';

/** The same rows, where an earlier run read the recovery points of some items so many days before. */
function carriedBefore(estate: Estate, days: readonly number[]): Estate {
  const items = [...estate.protectedItems.rows.keys()];
  const carried = new Map(
    items.flatMap((item, at) => {
      const ago = days[at % days.length] ?? 0;
      return ago < 0
        ? []
        : [[item, { readAt: new Date(Date.parse(estate.asOf) - ago * DAY).toISOString(), run: 'r-1' }] as const];
    }),
  );
  return { ...estate, recoveryPoints: { ...estate.recoveryPoints, carried } };
}

/** Whose Compliant answer stands on a point that Resource Graph alone tells of: made after the points were read. */
const madeSince = ({ evidence }: Verdict): boolean => evidence['Newest recovery point in Resource Graph'] !== undefined;

const answersOf = (record: RunRecord): ReadonlyMap<string, readonly [status: string, limited: boolean]> =>
  new Map([
    ...record.verdicts.map(
      (one) => [`${one.check} ${one.subject}`, [one.status, one.limitations !== undefined]] as const,
    ),
    ...[...record.chains].flatMap(({ disk, requirements }) =>
      REQUIREMENTS.map((id) => {
        const { status, limitations } = requirements[id];
        return [`${id} ${disk}`, [status, limitations !== undefined]] as const;
      }),
    ),
  ]);

test('what an earlier run read makes nothing Compliant that the same rows, read now, would not', () => {
  fc.assert(
    fc.property(recipe, fc.array(fc.integer({ min: -1, max: 30 }), { minLength: 1, maxLength: 4 }), (made, days) => {
      const input = cook(made).input();
      const carried = assessEstate({ ...input, estate: carriedBefore(input.estate, days) });
      const [now, then] = [answersOf(assessEstate(input)), answersOf(carried)];
      const told = carried.verdicts.some(madeSince);
      for (const [key, [status, isLimited]] of then) {
        if (status !== 'Compliant') continue;
        const [fresh, wasLimited] = now.get(key) ?? ['none', false];
        // Of a newer point nobody read more than its date.
        if (told && isLimited) continue;
        expect([key, fresh]).toEqual([key, 'Compliant']);
        if (!isLimited) expect([key, wasLimited]).toEqual([key, false]);
      }
    }),
    { numRuns: 150 },
  );
}, 240_000);
