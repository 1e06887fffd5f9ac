/**
 * Columns of the two tables that history does not write yet, as the model reads them. When history gets them, the test
 * takes them from there and this file goes.
 */

/** Keys: subscription `|` check / SHA-256 of the subject `|` validFrom. */
export const VERDICT_COLUMNS = {
  check: 'String',
  checkVersion: 'Int32',
  subjectKind: 'String',
  subject: 'String',
  subscriptionId: 'String',
  status: 'String',
  /** The verdict that an exemption covers. */
  beneath: 'String?',
  because: 'String',
  exemption: 'String?',
  /** What moved the verdict when the interval began: estate, rule, baseline or visibility. */
  cause: 'String?',
  /** Times and ages left out. */
  evidenceSha256: 'String',
  validFrom: 'DateTime',
  validTo: 'DateTime?',
  fromRun: 'String',
  toRun: 'String?',
} as const;

/** Keys: subscription / SHA-256 of the subject. One row a resource; a restored copy or a replica is a `disk` with a role. */
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
  /** The subjects that it hangs on, lower-cased ids. */
  copyOf: 'String?',
  virtualMachine: 'String?',
  diskEncryptionSet: 'String?',
  key: 'String?',
  vault: 'String?',
  firstSeen: 'DateTime',
  /** The first complete run that did not see it. */
  goneSince: 'DateTime?',
} as const;
