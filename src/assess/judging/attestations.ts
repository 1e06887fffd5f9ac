import type { Attestation, AttestationState } from '../../domain/attestation.ts';
import type { RunRecord } from '../../domain/record.ts';
import { isoDay } from '../../base/time.ts';
import { isAttestable } from '../checks/catalogue.ts';
import { entriesAbout, statesOf, type BaselineEntry } from './baselineEntries.ts';
import type { Answered } from './exemptions.ts';

/** The attestations of a baseline at one moment, and what became of each. */
export interface AttestationBook {
  /** The id of the attestation in force that answers an Unknown; undefined for every other outcome. */
  readonly take: (about: Answered) => string | undefined;
  /** Each attestation with what became of it, given all that was taken, sorted by id. */
  readonly states: () => NonNullable<RunRecord['attestations']>;
}

interface AttestationEntry extends BaselineEntry {
  readonly of: Attestation;
  readonly told: 'expired' | 'notYet' | 'notAttestable' | undefined;
  /** Verdicts that it is about. */
  met: number;
  /** Those of them that are Unknown for a reason that a person can attest. */
  needed: number;
  /** Those of them that are Unknown for another. */
  beside: number;
  /** Those of them that it answers. */
  covers: number;
}

/** An attestation is in force from its first to its last day (UTC), both included. */
export function attestationBook(attestations: readonly Attestation[], asOf: string): AttestationBook {
  const day = isoDay(asOf);
  const entries = attestations.map((of): AttestationEntry => {
    const told = toldBy(of, day);
    return { of, told, inForce: told === undefined, met: 0, needed: 0, beside: 0, covers: 0 };
  });
  const find = entriesAbout(entries);
  return {
    take: ({ check, subject, status, attestable, traits }) => {
      const about = find(check, subject, traits);
      for (const entry of about) {
        entry.met += 1;
        if (status === 'Unknown') entry[attestable ? 'needed' : 'beside'] += 1;
      }
      const [best] = about;
      if (best?.inForce !== true || !attestable) return undefined;
      best.covers += 1;
      return best.of.id;
    },
    states: () => statesOf(entries, stateOf),
  };
}

/** What is known about an attestation before anything is judged. */
function toldBy({ check, attestedOn, expiresOn }: Attestation, day: string): AttestationEntry['told'] {
  if (expiresOn < day) return 'expired';
  if (!isAttestable(check)) return 'notAttestable';
  return day < attestedOn ? 'notYet' : undefined;
}

function stateOf({ told, met, needed, beside }: AttestationEntry): AttestationState {
  if (told !== undefined) return told;
  if (met === 0) return 'matchesNothing';
  if (needed > 0) return 'inForce';
  return beside > 0 ? 'otherReason' : 'notNeeded';
}
