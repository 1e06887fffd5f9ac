import type { CheckId } from './check.ts';
import type { About } from './exemption.ts';

/**
 * What a person answers where Azure cannot: from `attestedOn` until `expiresOn` (ISO dates, both days included). The
 * verdict stays Unknown and says that it is attested; it never becomes Compliant. Exactly one of `subject` and `where` is given.
 */
export interface Attestation extends About {
  readonly id: string;
  readonly check: CheckId;
  /** What holds, as the person says it. */
  readonly statement: string;
  readonly evidence: {
    /** Address or id of the document that shows it. */
    readonly reference: string;
    /** Of that document, in lower-case hex. */
    readonly sha256: string;
  };
  readonly attestedBy: string;
  /** `yyyy-mm-dd`. */
  readonly attestedOn: string;
  /** `yyyy-mm-dd`. */
  readonly expiresOn: string;
}

/**
 * What became of an attestation in a run. notYet: its first day is still to come. notAttestable: its check has nothing
 * that a person can attest. otherReason: the verdicts that it is about are Unknown, but not for the reason that its check says
 * a person can attest. notNeeded: no verdict that it is about is Unknown.
 */
export type AttestationState =
  'inForce' | 'expired' | 'notYet' | 'notAttestable' | 'otherReason' | 'matchesNothing' | 'notNeeded';
