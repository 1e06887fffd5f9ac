import type { SubjectKind } from '../domain/check.ts';
import type { SourceId } from '../domain/facts.ts';
import type { FindingRow } from './entities.ts';
import type { Judged } from './judged.ts';

/** The sources whose wholeness makes the absence of a subject count. */
interface Sources {
  /** Read in the subject's own subscription. */
  readonly own: readonly SourceId[];
  /** What names the subject; it may lie in any subscription, so these must be whole everywhere. */
  readonly naming?: readonly SourceId[];
}

const KEY_USERS: readonly SourceId[] = [
  'diskEncryptionSets',
  'disks',
  'virtualMachines',
  'vmExtensions',
  'recoveryServicesVaults',
  'vaultEncryptions',
  'recoveryPoints',
  'replicationDetails',
  'replicationClusters',
];
const REPLICATION: readonly SourceId[] = ['replicatedItems', 'replicationDetails'];
const REPLICATED_DISKS: readonly SourceId[] = ['replicationDetails', 'replicationClusters'];
const REPLICATION_AND_CLUSTERS: readonly SourceId[] = [...REPLICATION, 'replicationClusters'];

/** Undefined for a kind that only an older version knew: nothing lists such subjects, so none is ever gone for certain. */
const SOURCES_OF: Readonly<Record<SubjectKind, Sources | undefined>> = {
  disk: { own: ['disks'] },
  virtualMachine: { own: ['virtualMachines'] },
  snapshot: { own: ['snapshots'] },
  restoredDisk: { own: ['disks'], naming: ['restoreJobs', 'restoreJobDetails', 'diskRestoreJobs'] },
  replicaDisk: { own: ['disks'], naming: REPLICATION_AND_CLUSTERS },
  failoverDisk: { own: ['disks'], naming: REPLICATION_AND_CLUSTERS },
  replicatedItem: { own: REPLICATION },
  failoverTarget: { own: REPLICATION_AND_CLUSTERS },
  protectedItem: { own: ['protectedItems'] },
  backupInstance: { own: ['backupInstances'] },
  restorePoint: { own: ['restorePointCollections'] },
  restoreJob: { own: ['restoreJobs', 'diskRestoreJobs'] },
  diskEncryptionSet: { own: ['diskEncryptionSets'], naming: ['disks', 'snapshots', ...REPLICATED_DISKS] },
  key: { own: ['keyVaults', 'keys'], naming: KEY_USERS },
  keyVault: { own: ['keyVaults'], naming: KEY_USERS },
  recoveryServicesVault: { own: ['recoveryServicesVaults', 'protectedItems'] },
  backupVault: { own: ['backupVaults', 'backupInstances'] },
  storageAccount: { own: ['storageAccounts'], naming: [...REPLICATED_DISKS, 'restoreJobs', 'restoreJobDetails'] },
  // Where a role is given: when the assignments there were read whole and none of them counts, there is none.
  scope: { own: ['roleAssignments'] },
  subscription: { own: ['subscriptions'] },
};

/** What decides whether the absence of a subject proves anything. */
type Sought = Pick<FindingRow, 'subjectKind' | 'subject' | 'subscriptionId' | 'scopeKey'>;

/**
 * What it tells that a run gave no verdict on a subject. gone: everything that would have shown it was read whole, and it
 * was not there. otherwise: the same, but the run knows the subject in another way. hidden: the run looked for it and
 * could not read all. notSought: the run was not about it.
 */
export type Absence = 'gone' | 'otherwise' | 'hidden' | 'notSought';

export function absenceOf(sought: Sought, judged: Judged): Absence {
  const { subjectKind, subject, subscriptionId } = sought;
  const sources = SOURCES_OF[subjectKind as SubjectKind];
  const nowhere = subscriptionId === '';
  if (!nowhere && !judged.sought.has(subscriptionId)) return 'notSought';
  if (sources === undefined) return 'hidden';
  const { own, naming } = sources;
  // What names it may lie outside a narrower scope: only an equal scope, or no limit at all, proves anything.
  if ((nowhere || naming !== undefined) && !judged.unlimited && judged.scopeKey !== sought.scopeKey) return 'notSought';
  const whole =
    own.every((source) =>
      nowhere ? judged.wholeEverywhere.has(source) : judged.whole.has(`${source} ${subscriptionId}`),
    ) &&
    (naming === undefined || naming.every((source) => judged.wholeEverywhere.has(source)));
  if (!whole) return 'hidden';
  return judged.known.has(subject) ? 'otherwise' : 'gone';
}
