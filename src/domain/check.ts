import type { ControlName } from './controls.ts';
import type { Gap } from './estate.ts';
import type { RequirementId } from './requirement.ts';

/** `GROUP-NN`; permanent: never reused, never renamed. */
export type CheckId = `${'KEY' | 'BKP' | 'RST' | 'DR' | 'CTL' | 'EXP' | 'MTH' | 'POP'}-${number}`;

export type Status = 'Compliant' | 'NonCompliant' | 'Unknown' | 'NotApplicable' | 'Exempt';
export type Severity = 'High' | 'Medium' | 'Low';

/** What a verdict can be about. */
export type SubjectKind =
  | 'disk'
  | 'virtualMachine'
  | 'snapshot'
  | 'restoredDisk'
  | 'replicaDisk'
  | 'failoverDisk'
  | 'replicatedItem'
  | 'failoverTarget'
  | 'protectedItem'
  | 'backupInstance'
  | 'restorePoint'
  | 'restoreJob'
  | 'diskEncryptionSet'
  | 'key'
  | 'keyVault'
  | 'recoveryServicesVault'
  | 'backupVault'
  | 'storageAccount'
  | 'scope'
  | 'subscription';

/** Facts behind a verdict, in the order to show them. Names are in words; values as Azure wrote them. */
export type Evidence = Readonly<Record<string, string | number | boolean | null>>;

/** The answer of one check for one subject, before exemptions. */
export type Outcome =
  | {
      readonly status: 'Compliant';
      readonly because: string;
      readonly evidence?: Evidence;
      /** Gaps in places that might hold a row about this subject; they limit the verdict, they do not lift it. */
      readonly limitedBy?: readonly Gap[];
    }
  | {
      readonly status: 'NonCompliant';
      readonly because: string;
      readonly evidence?: Evidence;
      readonly remediation?: string;
    }
  | {
      readonly status: 'Unknown';
      readonly because: string;
      readonly evidence?: Evidence;
      readonly gaps?: readonly Gap[];
      /** The reason is what the check says that a person can attest; left out where it is another. */
      readonly attestable?: true;
    }
  | {
      readonly status: 'NotApplicable';
      readonly because: string;
      readonly evidence?: Evidence;
      /** As for Compliant. */
      readonly limitedBy?: readonly Gap[];
    };

/** A check as the catalogue, the workbook and the docs show it. */
export interface CheckMeta {
  readonly id: CheckId;
  /** Raised when the rule changes, so that a changed verdict can be told from a changed estate. */
  readonly version: number;
  readonly answers: readonly RequirementId[];
  readonly subject: SubjectKind;
  /** The compliant state, as a statement. */
  readonly title: string;
  readonly severity: Severity;
  /** False: shown beside the disk, not rolled up into its requirements (another check contains it). */
  readonly rollsUp: boolean;
  /** What is done to become compliant, when the verdict has nothing more exact to say. */
  readonly remediation: string;
  /** What this check cannot see. */
  readonly limits: string;
  /** What a person can attest where the answer is Unknown for that very reason, a noun phrase; left out where nothing. */
  readonly attestable?: string;
  readonly learnMore: string;
  /** Controls that it supports – never fulfils. */
  readonly controls: readonly ControlName[];
}

/** A verdict: an outcome with its subject, and the exemption that covers it where there is one. */
export interface Verdict {
  readonly check: CheckId;
  readonly checkVersion: number;
  readonly subjectKind: SubjectKind;
  /** Lower-cased id. For a pair (a restored copy, a replica) the copy's id. */
  readonly subject: string;
  readonly subjectName: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly status: Status;
  /** One sentence that names the reason, ending with a period. */
  readonly because: string;
  readonly severity: Severity;
  readonly evidence: Evidence;
  /** Sources and subscriptions of the gaps behind an Unknown; empty when a value was not recognised. */
  readonly gaps: readonly string[];
  /** Sources and subscriptions of the gaps that limit a Compliant or NotApplicable verdict; left out where none does. */
  readonly limitations?: readonly string[];
  /** An Unknown for a reason that a person can attest; left out otherwise. */
  readonly attestable?: true;
  /** The attestation in force that answers an Unknown; left out where none does. The status stays Unknown. */
  readonly attestation?: string;
  readonly remediation: string;
  /** Set where status is Exempt, and where an expired exemption no longer covers. */
  readonly exemption: string | undefined;
  /** The status beneath an exemption. */
  readonly beneath: Status | undefined;
}
