import { compareText } from '../base/order.ts';
import type { AcknowledgedGap, AcknowledgedGapState } from './acknowledgedGap.ts';
import type { Attestation, AttestationState } from './attestation.ts';
import type { CheckId, CheckMeta, Status, Verdict } from './check.ts';
import type { CallerAccess } from './callerAccess.ts';
import type { FrameworkId } from './controls.ts';
import type { CrossCheck } from './crossCheck.ts';
import type { DiskRole } from './diskRole.ts';
import type { EarlierReadings } from './earlierReading.ts';
import type { Gap } from './estate.ts';
import type { Exemption } from './exemption.ts';
import type { AskedSourceId, SourceId } from './facts.ts';
import type { BlastRadius, KeyDependence } from './lineage.ts';
import type { PolicyExemption } from './policyExemption.ts';
import type { Method, Protection } from './protection.ts';
import type { RequirementId } from './requirement.ts';
import type { Sequence } from './sequence.ts';

/** What was asked about. */
export interface Scope {
  readonly tenantId: string | undefined;
  readonly managementGroups: readonly string[];
  /** Lower-cased GUIDs, sorted; the subscriptions that a caller named. Empty: every one the identity can see. */
  readonly subscriptions: readonly string[];
}

/** One subscription that should be there, and what became of it. */
export interface Coverage {
  readonly subscriptionId: string;
  readonly name: string;
  readonly expectedBy: readonly ('scope' | 'managementGroup' | 'baseline' | 'listed')[];
  readonly seen: boolean;
  /** False for one that does not exist in the tenant; left out otherwise. Nothing lies there, so that it limits no answer. */
  readonly exists?: false;
  /** True when not affected by any gap. */
  readonly read: boolean;
}

/** Tie-out of one source in one subscription. */
export interface PopulationRow {
  readonly source: AskedSourceId;
  readonly subscriptionId: string;
  /** What Azure's own count says; undefined where there is none to ask (ARM details). */
  readonly counted: number | undefined;
  /** Rows that came, before merging. */
  readonly received: number;
  /** Distinct facts kept. */
  readonly kept: number;
  readonly duplicates: number;
  readonly malformed: number;
  /** Rows that turned out not to be of this source: a backup job that only mentions "Restore". */
  readonly setAside?: number;
  /** True when counted = kept + malformed, repeated rows once or twice (or there is no count), and not affected by any gap. */
  readonly whole: boolean;
}

/** One disk's row: R1–R7 and what lies behind. */
export interface ChainRow {
  readonly disk: string;
  /** As Azure wrote it. */
  readonly resourceId: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string | undefined;
  readonly role: DiskRole;
  /** The disk it is a copy of (restored, replica). */
  readonly copyOf: string | undefined;
  readonly virtualMachine: string | undefined;
  /** The further VMs that hold a shared disk; left out where there is none. */
  readonly otherVirtualMachines?: readonly string[];
  readonly method: Method;
  readonly protection: Protection;
  readonly requirements: Readonly<Record<RequirementId, RequirementCell>>;
  /** The weakest of R1–R7. */
  readonly overall: Status;
  /** The gaps that limit an overall Compliant or NotApplicable, sorted; left out where none does. */
  readonly limitations?: readonly string[];
  /** True where `overall` is Unknown and every Unknown cell is attested; left out otherwise. */
  readonly attested?: true;
  readonly tags: Readonly<Record<string, string>>;
}

/** Beside a Compliant or NotApplicable: limited. Beside an Unknown: attested. */
export type Qualifier = 'limited' | 'attested';

export interface RequirementCell {
  readonly status: Status;
  /** The reason of the weakest verdict behind it; for Compliant, what was proven. */
  readonly because: string;
  /** The checks and subjects behind it, weakest first: `CHECK subject`. */
  readonly behind: readonly string[];
  /** The gaps that limit a Compliant or NotApplicable cell (of any verdict behind it), sorted; left out where none does. */
  readonly limitations?: readonly string[];
  /** True where the cell is Unknown and every Unknown behind it is attested; left out otherwise. */
  readonly attested?: true;
}

export type Counts = Readonly<Record<Status, number>>;

export interface SummaryRow {
  readonly requirement: RequirementId;
  /** `*` for all subscriptions. */
  readonly subscriptionId: string;
  readonly population: number;
  readonly counts: Counts;
  /** Of `counts`, the cells that carry a limitation, by status; left out where there is none. */
  readonly limited?: { readonly Compliant: number; readonly NotApplicable: number };
  /** Of `counts.Unknown`, the cells that are attested; left out where there is none. */
  readonly attested?: number;
}

/** Kinds of disk and copy that Azure has here and this version does not judge. */
export interface NotAssessed {
  readonly kind: string;
  readonly subscriptionId: string;
  /** Left out where they could not be counted. */
  readonly count?: number;
  readonly because: string;
}

/** The immutable result of one run: plain JSON, the same for the same answers at the same `asOf`. */
export interface RunRecord {
  readonly schemaVersion: 1;
  /** ISO 8601 with milliseconds and Z. */
  readonly asOf: string;
  readonly codeVersion: string;
  readonly scope: Scope;
  readonly baseline: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Frameworks that the baseline chose, to set against the `controls` of `checks`; every one where left out. */
  readonly frameworks?: readonly FrameworkId[];
  readonly state: 'COMPLETE' | 'INCOMPLETE';
  /** Why INCOMPLETE, in words; empty when COMPLETE. */
  readonly incompleteBecause: readonly string[];
  /** Sources that lost more rows than the baseline allows since the last complete run; left out where there are none. */
  readonly shrunkSources?: readonly SourceId[];
  /** `yyyy-mm-dd`: the last day on which every reason for INCOMPLETE is an acknowledged gap; left out where one is not. */
  readonly acknowledgedUntil?: string;
  /** Sorted by id; left out where the baseline acknowledges none. */
  readonly acknowledgedGaps?: readonly (AcknowledgedGap & {
    readonly state: AcknowledgedGapState;
    /** Gaps that it is about, even after it has ended. */
    readonly gaps: number;
  })[];
  readonly checks: readonly CheckMeta[];
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly gaps: readonly Gap[];
  readonly notAssessed: readonly NotAssessed[];
  /** Answers reused from earlier runs, sorted by source, subscription and run; left out if there are none. */
  readonly earlierReadings?: readonly EarlierReadings[];
  /** What the identity that asked may do in Azure; absent if the run did not say who asked. */
  readonly callerAccess?: CallerAccess;
  /** How far Resource Graph's index agreed with ARM; absent where no sample was drawn. Never changes a verdict. */
  readonly crossCheck?: CrossCheck;
  /**
   * What samples are drawn with: SHA-256 of the previous manifest's SHA-256 (empty for a first run), a line feed, and the SHA-256
   * of Azure's first answer. Lower-case hex; absent in records of version 0.1.
   */
  readonly sampleSeed?: string;
  /** Sorted by check, then subject. */
  readonly verdicts: Sequence<Verdict>;
  /** Sorted by disk id. */
  readonly chains: Sequence<ChainRow>;
  /** What depends on which key, sorted by key; absent in records of versions that did not have it. */
  readonly lineage?: Sequence<KeyDependence>;
  /** How much dies with each key of `lineage`, sorted by key. */
  readonly blastRadius?: readonly BlastRadius[];
  readonly summary: readonly SummaryRow[];
  readonly exemptions: readonly (Exemption & {
    readonly state: 'inForce' | 'expired' | 'matchesNothing' | 'notNeeded';
    /** Verdicts that it exempts. */
    readonly covers: number;
  })[];
  /** Sorted by id; absent in records of versions that did not have it. */
  readonly attestations?: readonly (Attestation & {
    readonly state: AttestationState;
    /** Unknown verdicts that it answers. */
    readonly covers: number;
  })[];
  /** Exemptions from Azure Policy, shown beside ours; they change no verdict. Sorted by id. */
  readonly policyExemptions: readonly PolicyExemption[];
}

/**
 * What moved a verdict: the estate; a check's rule; the baseline; what could be read (coverage); or time alone, while the facts
 * stayed the same (a key expired, a backup aged).
 */
export type ChangeCause = 'estate' | 'rule' | 'baseline' | 'coverage' | 'time';

/** Causes as versions before 0.2.0 wrote them. */
export function changeCauseOf(word: string): ChangeCause {
  return (word === 'visibility' ? 'coverage' : word) as ChangeCause;
}

/** How a verdict moved between two runs. */
export interface Change {
  readonly kind: 'new' | 'closed' | 'changed' | 'appeared' | 'disappeared';
  readonly check: CheckId;
  readonly subject: string;
  readonly subjectName: string;
  readonly subscriptionId: string;
  readonly before: Status | undefined;
  readonly after: Status | undefined;
  readonly because: string;
  /** What qualified the status before and qualifies it now; left out if nothing does. */
  readonly qualifierBefore?: Qualifier;
  readonly qualifierAfter?: Qualifier;
  readonly cause: ChangeCause;
}

/** The life of a finding, kept in history. */
export interface FindingLife {
  readonly check: CheckId;
  readonly subject: string;
  /** ISO 8601: of the first run that ever saw it. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** ISO 8601: since when it is open without a break; later than `firstSeen` where it was closed in between. */
  readonly openedAt?: string;
  /** How often it came back after it was closed. */
  readonly reopened?: number;
}

/** The order of a record's verdicts, and of what is concluded from them. */
export function byCheckAndSubject(
  one: { readonly check: CheckId; readonly subject: string },
  other: { readonly check: CheckId; readonly subject: string },
): number {
  return compareText(one.check, other.check) || compareText(one.subject, other.subject);
}

/** How a finding is named between runs, sheets and tables: the check and the subject's lower-cased id. */
export function findingKey(check: CheckId, subject: string): string {
  return `${check} ${subject}`;
}

/** The name of an ended exemption as a finding. */
export function exemptionKey(exemptionId: string): string {
  return `EXEMPTION ${exemptionId}`;
}

/** The name of an ended attestation as a finding. */
export function attestationKey(attestationId: string): string {
  return `ATTESTATION ${attestationId}`;
}

/** The value of the owner tag of a disk; tag names do not differ by case. Undefined without the tag, or where none is configured. */
export function ownerOf(chain: ChainRow, tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  const wanted = tag.toLowerCase();
  return Object.entries(chain.tags).find(([name]) => name.toLowerCase() === wanted)?.[1];
}
