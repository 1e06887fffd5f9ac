import { armId } from '../../domain/armId.ts';
import type { CheckId, Outcome } from '../../domain/check.ts';
import type { Exemption } from '../../domain/exemption.ts';
import type { RunRecord } from '../../domain/record.ts';
import { by, compareText } from '../../base/order.ts';
import { isoDay } from '../../base/time.ts';
import { hits } from './rules/selectors.ts';
import type { Traits } from './rules/traits.ts';

/** The exemptions of a baseline at one moment, and what became of each. */
export interface ExemptionBook {
  /**
   * The exemption for an outcome: one in force before an expired one, one for the subject before one by selector, then by
   * id. A selector that may hit, but for something that was not read, does not.
   */
  readonly take: (about: Exempted) => { readonly id: string; readonly inForce: boolean } | undefined;
  /**
   * Each exemption with what became of it in all that was taken, sorted by id: expired ones and those that match nothing
   * are themselves reported.
   */
  readonly states: () => RunRecord['exemptions'];
}

interface Exempted {
  readonly check: CheckId;
  readonly subject: string;
  readonly status: Outcome['status'];
  readonly traits: () => Traits;
}

interface Entry {
  readonly exemption: Exemption;
  readonly inForce: boolean;
  /** Verdicts that it is about. */
  met: number;
  /** Those of them that are not fine without it. */
  needed: number;
  /** Those of them that it exempts. */
  covers: number;
}

/** An exemption is in force up to and including its last day (UTC). */
export function exemptionBook(exemptions: readonly Exemption[], asOf: string): ExemptionBook {
  const entries = exemptions.map((exemption): Entry => {
    const inForce = isoDay(asOf) <= exemption.expiresOn;
    return { exemption, inForce, met: 0, needed: 0, covers: 0 };
  });
  const bySubject = new Map<string, Entry[]>();
  const bySelector = new Map<CheckId, Entry[]>();
  for (const entry of [...entries].sort(bestFirst)) {
    const { check, subject } = entry.exemption;
    if (subject === undefined) listIn(bySelector, check).push(entry);
    else listIn(bySubject, keyOf(check, armId(subject))).push(entry);
  }
  return {
    take: ({ check, subject, status, traits }) => {
      const own = bySubject.get(keyOf(check, subject)) ?? NONE;
      const wide = (bySelector.get(check) ?? NONE).filter(
        ({ exemption: { where } }) => where !== undefined && hits(where, traits()) === 'yes',
      );
      const about = [...own, ...wide];
      const best = about.find((entry) => entry.inForce) ?? about[0];
      for (const entry of about) {
        entry.met += 1;
        if (status !== 'Compliant' && status !== 'NotApplicable') entry.needed += 1;
      }
      if (best === undefined) return undefined;
      if (best.inForce && status === 'NonCompliant') best.covers += 1;
      return { id: best.exemption.id, inForce: best.inForce };
    },
    states: () =>
      [...entries]
        .sort(by((one) => one.exemption.id))
        .map((entry) => ({ ...entry.exemption, state: stateOf(entry), covers: entry.covers })),
  };
}

const NONE: readonly Entry[] = [];

function bestFirst(a: Entry, b: Entry): number {
  return Number(b.inForce) - Number(a.inForce) || compareText(a.exemption.id, b.exemption.id);
}

function stateOf({ inForce, met, needed }: Entry): RunRecord['exemptions'][number]['state'] {
  if (!inForce) return 'expired';
  if (met === 0) return 'matchesNothing';
  return needed > 0 ? 'inForce' : 'notNeeded';
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
