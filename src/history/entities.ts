import type { RowOf } from './columns.ts';

/** Raised when a column changes its meaning or goes; a new column that may be missing does not raise it. */
export const HISTORY_SCHEMA_VERSION = 3;

/**
 * The tables by the end of their names, after the prefix, in Azure in lower case (`unbrokenruns`). Names hold letters and digits only.
 * @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#table-names
 */
export const TABLES = ['Runs', 'Summary', 'Findings', 'Deliveries', 'Verdicts', 'Subjects', 'Coverage'] as const;
export type TableId = (typeof TABLES)[number];

/**
 * One run. Keys: `run` / inverted milliseconds of requestedAt `~` runId, so that the newest comes first. A second row in
 * the partition `byId`, keyed by the run id, points to it (RUN_POINTER_COLUMNS): readers filter on PartitionKey eq 'run'.
 */
export const RUN_COLUMNS = {
  schemaVersion: 'Int32',
  runId: 'String',
  trigger: 'String',
  requestedAt: 'DateTime',
  scopeKey: 'String',
  scope: 'String',
  /** What is handed out of the run, where not all of it: `R1, R5`; resource ids, one a line. */
  requirements: 'String?',
  subjects: 'String?',
  /** Queued → InProgress → Recorded → Delivered, or Failed. */
  state: 'String',
  stage: 'String?',
  progress: 'String?',
  /** How often the run was begun; more than 1 after a crash. */
  attempt: 'Int32',
  /** How often the daily timer started a lost run again. */
  takeUps: 'Int32?',
  leaseOwner: 'String?',
  /** Without an owner: since when it has had none. */
  leaseUntil: 'DateTime?',
  startedAt: 'DateTime?',
  endedAt: 'DateTime?',
  durationSeconds: 'Int32?',
  /** From here on known when Recorded. */
  asOf: 'DateTime?',
  complete: 'Boolean?',
  incompleteBecause: 'String?',
  /** End of the last day on which every reason for INCOMPLETE is an acknowledged gap; empty where one is not. */
  acknowledgedUntil: 'DateTime?',
  subscriptionsExpected: 'Int32?',
  subscriptionsRead: 'Int32?',
  /** Disks by their overall verdict; their sum is the population. */
  disks: 'Int32?',
  disksCompliant: 'Int32?',
  disksNonCompliant: 'Int32?',
  disksUnknown: 'Int32?',
  disksNotApplicable: 'Int32?',
  disksExempt: 'Int32?',
  /** Of those above, the ones that a gap elsewhere limits or a person has attested; empty in rows of versions that did not count them. */
  disksCompliantLimited: 'Int32?',
  disksNotApplicableLimited: 'Int32?',
  disksUnknownAttested: 'Int32?',
  verdicts: 'Int32?',
  verdictsCompliant: 'Int32?',
  verdictsNonCompliant: 'Int32?',
  verdictsUnknown: 'Int32?',
  verdictsNotApplicable: 'Int32?',
  verdictsExempt: 'Int32?',
  verdictsCompliantLimited: 'Int32?',
  verdictsNotApplicableLimited: 'Int32?',
  verdictsUnknownAttested: 'Int32?',
  /** Findings open after this run in the subscriptions that it read, exempted ones left out. */
  findings: 'Int32?',
  findingsExempt: 'Int32?',
  findingsOpened: 'Int32?',
  findingsReopened: 'Int32?',
  findingsClosed: 'Int32?',
  gaps: 'Int32?',
  /** Why answers are Unknown or limited, the heaviest cause first, one a line; empty where none is. */
  causes: 'String?',
  codeVersion: 'String?',
  baselineName: 'String?',
  baselineVersion: 'String?',
  baselineSha256: 'String?',
  packPath: 'String?',
  workbookName: 'String?',
  manifestSha256: 'String?',
  previousRunId: 'String?',
  previousManifestSha256: 'String?',
  error: 'String?',
} as const;

export const RUN_STATES = ['Queued', 'InProgress', 'Recorded', 'Delivered', 'Failed'] as const;
export type RunState = (typeof RUN_STATES)[number];
export type RunRow = Omit<RowOf<typeof RUN_COLUMNS>, 'state'> & { readonly state: RunState };

/** Counts of one run for one requirement in one subscription (`*`: all). Keys: runId / requirement `|` subscription. */
export const SUMMARY_COLUMNS = {
  runId: 'String',
  asOf: 'DateTime',
  /** False: the run's own population is not whole, so its counts are not either. */
  complete: 'Boolean',
  requirement: 'String',
  subscriptionId: 'String',
  subscriptionName: 'String',
  population: 'Int32',
  compliant: 'Int32',
  nonCompliant: 'Int32',
  unknown: 'Int32',
  notApplicable: 'Int32',
  exempt: 'Int32',
  /** Of those above; empty in rows of versions that did not count them. */
  compliantLimited: 'Int32?',
  notApplicableLimited: 'Int32?',
  unknownAttested: 'Int32?',
} as const;
export type SummaryEntity = RowOf<typeof SUMMARY_COLUMNS>;

/** The life of a finding. Keys: subscription / SHA-256 of check and subject. */
export const FINDING_COLUMNS = {
  /** verdict · coverage (a subscription not read whole) · exemption, attestation (an ended one). */
  origin: 'String',
  /** As `findingKey` and `exemptionKey` name it. */
  finding: 'String',
  check: 'String',
  checkVersion: 'Int32',
  title: 'String',
  severity: 'String',
  /** `R1, R5`. */
  requirements: 'String',
  subjectKind: 'String',
  subject: 'String',
  subjectName: 'String',
  /** Of a snapshot: the disk that it is of, whose snapshots come and go by rotation. */
  copyOf: 'String?',
  subscriptionId: 'String',
  resourceGroup: 'String',
  /** Open or Closed. */
  state: 'String',
  /** Of the newest run that judged it; Unknown leaves a finding open. */
  lastVerdict: 'String',
  because: 'String',
  exemption: 'String?',
  exemptSince: 'DateTime?',
  firstSeen: 'DateTime',
  /** Start of the present opening; later than firstSeen where it was closed in between. */
  openedAt: 'DateTime',
  /** Empty while every run sees it: then it is that of the last run in `Coverage`, and an unchanged week writes nothing. */
  lastSeen: 'DateTime?',
  closedAt: 'DateTime?',
  /** fixed: proven. notApplicable: the question no longer arises. disappeared: the subject is gone, which is never a fix. replaced: a snapshot is gone, and another of the same disk has the finding. */
  closedBecause: 'String?',
  reopened: 'Int32',
  openedByRun: 'String',
  lastSeenByRun: 'String?',
  closedByRun: 'String?',
  /** asOf of the run that changed the row last: an older run does not overwrite it. */
  judgedAt: 'DateTime',
  /** Scope of the widest run that saw it, and how many subscriptions that run read. */
  scopeKey: 'String',
  scopeSubscriptions: 'Int32',
} as const;
export type FindingRow = RowOf<typeof FINDING_COLUMNS>;
export type ClosedBecause = 'fixed' | 'disappeared' | 'notApplicable' | 'replaced';

/** One mail of one run. Keys: runId / SHA-256 of the recipient in lower case. */
export const DELIVERY_COLUMNS = {
  runId: 'String',
  recipient: 'String',
  /** sending → sent, or failed. Found in sending by somebody else: nobody knows whether it went out. */
  state: 'String',
  /** Of one claim; tells an own lost answer from another's claim. */
  claim: 'String',
  claimedAt: 'DateTime',
  claims: 'Int32',
  messageId: 'String?',
  endedAt: 'DateTime?',
  /** The server's answer, or why it failed. */
  response: 'String?',
} as const;
export type DeliveryRow = RowOf<typeof DELIVERY_COLUMNS>;

/**
 * An interval in which a check gave one subject the same verdict. Keys: subscription `|` check / SHA-256 of the subject
 * `|` validFrom. In force at a moment t: validFrom ≤ t < validTo; from unseenSince on it is unconfirmed.
 */
export const VERDICT_COLUMNS = {
  check: 'String',
  checkVersion: 'Int32',
  subjectKind: 'String',
  subject: 'String',
  subscriptionId: 'String',
  status: 'String',
  /** The verdict that an exemption covers. */
  beneath: 'String?',
  /** As the run said it that began the interval. */
  because: 'String',
  exemption: 'String?',
  /** Sources and subscriptions of the gaps behind an Unknown. */
  gaps: 'String?',
  /** Sources and subscriptions of the gaps that limit a Compliant or NotApplicable. */
  limitations: 'String?',
  /** The attestation in force that answers an Unknown. */
  attestation: 'String?',
  /** What moved the verdict when the interval began: estate, rule, baseline, coverage (before 0.2.0: visibility) or time; not known for a first one. */
  cause: 'String?',
  /** Times and ages left out. */
  evidenceSha256: 'String',
  validFrom: 'DateTime',
  validTo: 'DateTime?',
  fromRun: 'String',
  toRun: 'String?',
  /** Why it ended: an EndedBecause. */
  endedBecause: 'String?',
  /** The first run that could not see the subject, nor prove that it is gone. */
  unseenSince: 'DateTime?',
  unseenByRun: 'String?',
  /** True while it has not ended: rows to compare the next run with. */
  current: 'Boolean',
  /** Scope of the widest run that gave the verdict, and how many subscriptions that run read. */
  scopeKey: 'String',
  scopeSubscriptions: 'Int32',
} as const;
export type VerdictRow = RowOf<typeof VERDICT_COLUMNS>;

/**
 * changed: another verdict followed. seenAgain: the same followed, after runs that could not see the subject. disappeared:
 * the subject is gone, which is never a fix. notAsked: the subject is there, and the question no longer arises. retired:
 * the check is no longer part of the catalogue.
 */
export type EndedBecause = 'changed' | 'seenAgain' | 'disappeared' | 'notAsked' | 'retired';

/** Keys: subscription / SHA-256 of the subject. One row per resource; a restored copy or a replica is a `disk` with a role. */
export const SUBJECT_COLUMNS = {
  subject: 'String',
  /** As Azure wrote it. */
  resourceId: 'String',
  subjectKind: 'String',
  name: 'String',
  subscriptionId: 'String',
  resourceGroup: 'String',
  location: 'String?',
  /** DiskRole; disks only. */
  role: 'String?',
  /** Method; disks only. */
  method: 'String?',
  owner: 'String?',
  /** The subjects that it depends on, lower-cased ids. */
  copyOf: 'String?',
  virtualMachine: 'String?',
  diskEncryptionSet: 'String?',
  key: 'String?',
  vault: 'String?',
  firstSeen: 'DateTime',
  /** The first run that proves it gone: everything that would have shown it was read whole. */
  goneSince: 'DateTime?',
  scopeKey: 'String',
  scopeSubscriptions: 'Int32',
} as const;
export type SubjectRow = RowOf<typeof SUBJECT_COLUMNS>;

/** What one run read of one subscription: last-seen comes from here. Keys: subscription / inverted milliseconds of asOf `~` runId. */
export const COVERAGE_COLUMNS = {
  runId: 'String',
  asOf: 'DateTime',
  subscriptionId: 'String',
  subscriptionName: 'String',
  scopeKey: 'String',
  /** Of the whole run. */
  complete: 'Boolean',
  seen: 'Boolean',
  /** True when no gap touches the subscription. */
  read: 'Boolean',
  /** A run that looked later was recorded first: the verdicts of this one are in its pack only. */
  superseded: 'Boolean',
  baselineSha256: 'String',
  /** Verdicts that the run gave here. */
  verdicts: 'Int32',
  /** Verdicts of earlier runs that this one could neither confirm nor end. */
  unseen: 'Int32',
} as const;
export type CoverageRow = RowOf<typeof COVERAGE_COLUMNS>;
