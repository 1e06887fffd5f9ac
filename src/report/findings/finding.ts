import type { CheckId, Severity, SubjectKind } from '../../domain/check.ts';
import { inWords, sentence } from '../words.ts';

/** Something that an auditor must see answered: a NonCompliant verdict, a coverage gap, an exemption or attestation that ran out. */
export interface Finding {
  /** `findingKey(check, subject)`; of an expired exemption `EXEMPTION <id>`, of an expired attestation `ATTESTATION <id>`. */
  readonly key: string;
  readonly origin: 'verdict' | 'coverage' | 'exemption' | 'attestation';
  readonly severity: Severity;
  readonly check: CheckId;
  /** The state that should hold. */
  readonly title: string;
  readonly subjectKind: SubjectKind | undefined;
  readonly subject: string;
  readonly subjectName: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly because: string;
  readonly remediation: string;
  /** What it comes from: findings of one cause are put right by one act. */
  readonly cause: string;
  /** Disks whose requirements it decides, or the disk that it is about. */
  readonly disks: number;
  /** ISO 8601; this run's time when it is new. */
  readonly firstSeen: string;
  readonly ageDays: number;
  /** The exemption that no longer covers it. */
  readonly exemption: string | undefined;
}

/** All of it that its subject says, without what depends on the disks and on earlier runs. */
export type Ageless = Omit<Finding, 'firstSeen' | 'ageDays' | 'disks'>;

/** `Disk`, `Recovery services vault`: the kind of a finding's subject for a column. */
export function subjectKindText(kind: SubjectKind | undefined): string {
  return kind === undefined ? '' : sentence(inWords(kind));
}
