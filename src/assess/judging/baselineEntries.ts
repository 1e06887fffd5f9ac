import { armId } from '../../domain/armId.ts';
import type { CheckId } from '../../domain/check.ts';
import type { About } from '../../domain/exemption.ts';
import { compareText } from '../../base/order.ts';
import { hits } from './rules/selectors.ts';
import type { Traits } from './rules/traits.ts';

/** An exemption or attestation of the baseline, and whether it holds at the moment of the run. */
export interface BaselineEntry {
  readonly of: About & { readonly id: string; readonly check: CheckId };
  readonly inForce: boolean;
}

/**
 * Finds the entries about a check and a subject, the one to take first: in force before not in force, for the very
 * subject before by selector, then by id. A selector that may hit, but for something that was not read, does not.
 */
export function entriesAbout<One extends BaselineEntry>(
  entries: readonly One[],
): (check: CheckId, subject: string, traits: () => Traits) => readonly One[] {
  const bySubject = new Map<string, One[]>();
  const bySelector = new Map<CheckId, One[]>();
  for (const entry of [...entries].sort(bestFirst)) {
    const { check, subject } = entry.of;
    if (subject === undefined) listIn(bySelector, check).push(entry);
    else listIn(bySubject, keyOf(check, armId(subject))).push(entry);
  }
  return (check, subject, traits) => {
    const own = bySubject.get(keyOf(check, subject)) ?? [];
    const wide = (bySelector.get(check) ?? []).filter(
      ({ of: { where } }) => where !== undefined && hits(where, traits()) === 'yes',
    );
    return wide.length === 0 ? own : [...own, ...wide].sort((a, b) => Number(b.inForce) - Number(a.inForce));
  };
}

function bestFirst(a: BaselineEntry, b: BaselineEntry): number {
  return Number(b.inForce) - Number(a.inForce) || compareText(a.of.id, b.of.id);
}

function keyOf(check: CheckId, subject: string): string {
  return `${check} ${subject}`;
}

function listIn<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: Value[] = [];
  lists.set(key, made);
  return made;
}
