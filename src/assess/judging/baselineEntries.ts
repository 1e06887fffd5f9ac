import { armId } from '../../domain/armId.ts';
import type { CheckId } from '../../domain/check.ts';
import type { About } from '../../domain/exemption.ts';
import { groupBy } from '../../domain/groups.ts';
import { findingKey } from '../../domain/record.ts';
import { by, compareText } from '../../base/order.ts';
import { hits } from './rules/selectors.ts';
import type { Traits } from './rules/traits.ts';

/** An exemption or attestation of the baseline, and whether it is in force at the time of the run. */
export interface BaselineEntry {
  readonly of: About & { readonly id: string; readonly check: CheckId };
  readonly inForce: boolean;
}

/**
 * Finds the entries about a check and a subject, the one to use first: those in force before others, those that name the
 * subject before those with a selector, then by id. A selector that might match if something had been read does not.
 */
export function entriesAbout<One extends BaselineEntry>(
  entries: readonly One[],
): (check: CheckId, subject: string, traits: () => Traits) => readonly One[] {
  const sorted = [...entries].sort(bestFirst);
  const bySelector = groupBy(sorted, ({ of: { check, subject } }) => [subject === undefined ? check : undefined]);
  const bySubject = groupBy(sorted, ({ of: { check, subject } }) => [
    subject === undefined ? undefined : findingKey(check, armId(subject)),
  ]);
  return (check, subject, traits) => {
    const own = bySubject.get(findingKey(check, subject)) ?? [];
    const wide = (bySelector.get(check) ?? []).filter(
      ({ of: { where } }) => where !== undefined && hits(where, traits()) === 'yes',
    );
    return wide.length === 0 ? own : [...own, ...wide].sort((a, b) => Number(b.inForce) - Number(a.inForce));
  };
}

/** What became of each entry, sorted by id. */
export function statesOf<One extends BaselineEntry & { readonly covers: number }, State>(
  entries: readonly One[],
  stateOf: (entry: One) => State,
): readonly (One['of'] & { readonly state: State; readonly covers: number })[] {
  return [...entries]
    .sort(by(({ of }) => of.id))
    .map((entry: One) => ({ ...entry.of, state: stateOf(entry), covers: entry.covers }));
}

function bestFirst(a: BaselineEntry, b: BaselineEntry): number {
  return Number(b.inForce) - Number(a.inForce) || compareText(a.of.id, b.of.id);
}
