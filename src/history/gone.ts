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
];
const REPLICATION: readonly SourceId[] = ['replicatedItems', 'replicationDetails'];

/** Undefined: no source lists such subjects, so none of them is ever gone for certain. */
const SOURCES_OF: Readonly<Record<SubjectKind, Sources | undefined>> = {
  disk: { own: ['disks'] },
  virtualMachine: { own: ['virtualMachines'] },
  snapshot: { own: ['snapshots'] },
  restoredDisk: { own: ['disks'], naming: ['restoreJobs', 'restoreJobDetails'] },
  replicaDisk: { own: ['disks'], naming: REPLICATION },
  failoverDisk: { own: ['disks'], naming: REPLICATION },
  replicatedItem: { own: REPLICATION },
  failoverTarget: { own: REPLICATION },
  protectedItem: { own: ['protectedItems'] },
  restorePoint: { own: ['restorePointCollections'] },
  restoreJob: { own: ['restoreJobs'] },
  diskEncryptionSet: { own: ['diskEncryptionSets'], naming: ['disks', 'snapshots', 'replicationDetails'] },
  key: { own: ['keyVaults', 'keys'], naming: KEY_USERS },
  keyVault: { own: ['keyVaults'], naming: KEY_USERS },
  recoveryServicesVault: { own: ['recoveryServicesVaults', 'protectedItems'] },
  storageAccount: { own: ['storageAccounts'], naming: ['replicationDetails', 'restoreJobs', 'restoreJobDetails'] },
  principal: undefined,
  scope: undefined,
  subscription: { own: ['subscriptions'] },
};

/**
 * True when the run proves that the subject of an open finding, which it did not judge, is no longer there: everything
 * that would have shown it was read whole. A subject that the run still knows in another way is not gone.
 */
export function isGone(finding: FindingRow, judged: Judged): boolean {
  const sources = SOURCES_OF[finding.subjectKind as SubjectKind];
  if (sources === undefined || judged.known.has(finding.subject)) return false;
  const own = sources.own.every((source) => judged.whole.has(`${source} ${finding.subscriptionId}`));
  if (!own) return false;
  if (sources.naming === undefined) return true;
  // What names it may lie outside a narrower scope: only an equal scope, or no limit at all, proves anything.
  const { managementGroups, subscriptions } = judged.record.scope;
  const unlimited = managementGroups.length === 0 && subscriptions.length === 0;
  return (
    (unlimited || judged.scopeKey === finding.scopeKey) &&
    sources.naming.every((source) => judged.wholeEverywhere.has(source))
  );
}
