import type { CheckId, Outcome } from '../../domain/check.ts';
import type { Exemption } from '../../domain/exemption.ts';
import type { RunRecord } from '../../domain/record.ts';
import { isoDay } from '../../base/time.ts';
import { entriesAbout, statesOf, type BaselineEntry } from './baselineEntries.ts';
import type { Traits } from './rules/traits.ts';

/** The exemptions of a baseline at one moment, and what became of each. */
export interface ExemptionBook {
  /** The exemption for an outcome: the first of `entriesAbout`. */
  readonly take: (about: Answered) => { readonly id: string; readonly inForce: boolean } | undefined;
  /**
   * Each exemption with what became of it, given all that was taken, sorted by id: expired ones and those that match nothing
   * are themselves reported.
   */
  readonly states: () => RunRecord['exemptions'];
}

/** What a check says of a subject, before exemptions and attestations. */
export interface Answered {
  readonly check: CheckId;
  readonly subject: string;
  readonly status: Outcome['status'];
  /** Unknown for a reason that a person can attest. */
  readonly attestable: boolean;
  readonly traits: () => Traits;
}

interface ExemptionEntry extends BaselineEntry {
  readonly of: Exemption;
  /** Verdicts that it is about. */
  met: number;
  /** Those of them that would not pass without it. */
  needed: number;
  /** Those of them that it exempts. */
  covers: number;
}

/** An exemption is in force up to and including its last day (UTC). */
export function exemptionBook(exemptions: readonly Exemption[], asOf: string): ExemptionBook {
  const entries = exemptions.map((of): ExemptionEntry => {
    return { of, inForce: isoDay(asOf) <= of.expiresOn, met: 0, needed: 0, covers: 0 };
  });
  const find = entriesAbout(entries);
  return {
    take: ({ check, subject, status, traits }) => {
      const about = find(check, subject, traits);
      for (const entry of about) {
        entry.met += 1;
        if (status !== 'Compliant' && status !== 'NotApplicable') entry.needed += 1;
      }
      const [best] = about;
      if (best === undefined) return undefined;
      if (best.inForce && status === 'NonCompliant') best.covers += 1;
      return { id: best.of.id, inForce: best.inForce };
    },
    states: () => statesOf(entries, stateOf),
  };
}

function stateOf({ inForce, met, needed }: ExemptionEntry): RunRecord['exemptions'][number]['state'] {
  if (!inForce) return 'expired';
  if (met === 0) return 'matchesNothing';
  return needed > 0 ? 'inForce' : 'notNeeded';
}
