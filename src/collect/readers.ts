import type { AskedSourceId, Facts } from '../domain/facts.ts';
import { toClassicAdministrator, toDenyAssignment, toRoleAssignment, toRoleDefinition } from './facts/access.ts';
import { toDiskExclusion, toProtectedItem, toRecoveryPoint, toRestoreJob, toRestoreJobDetail } from './facts/backup.ts';
import { toBackupInstance, toBackupVault } from './facts/diskBackup.ts';
import { toDiskEncryptionSet, toKeys, toKeyVault } from './facts/keys.ts';
import { toVirtualMachine, toVmExtension } from './facts/machines.ts';
import { toPolicyExemption } from './facts/policyExemptions.ts';
import { toReplicatedItem, toReplicationCluster, toReplicationDetail } from './facts/replication.ts';
import { toDiskRestorePoint, toRestorePointCollection, toRestorePoints } from './facts/restorePoints.ts';
import { toDisk, toSnapshot } from './facts/storedBytes.ts';
import { toRecoveryServicesVault, toStorageAccount, toSubscription, toVaultEncryption } from './facts/vaults.ts';
import type { Row } from './reading.ts';
import { Tally, type ReadRow } from './tally.ts';

/** How each source's rows become facts, whether they come from Resource Graph or from ARM. */
export const READERS: { readonly [S in AskedSourceId]: ReadRow<Facts[S]> } = {
  subscriptions: one(toSubscription),
  disks: one(toDisk),
  virtualMachines: one(toVirtualMachine),
  vmExtensions: one(toVmExtension),
  snapshots: one(toSnapshot),
  diskEncryptionSets: one(toDiskEncryptionSet),
  keyVaults: one(toKeyVault),
  recoveryServicesVaults: one(toRecoveryServicesVault),
  protectedItems: one(toProtectedItem),
  backupVaults: one(toBackupVault),
  backupInstances: one(toBackupInstance),
  restoreJobs: one(toRestoreJob),
  replicatedItems: one(toReplicatedItem),
  restorePointCollections: one(toRestorePointCollection),
  storageAccounts: one(toStorageAccount),
  roleAssignments: one(toRoleAssignment),
  roleDefinitions: one(toRoleDefinition),
  classicAdministrators: one(toClassicAdministrator),
  policyExemptions: one(toPolicyExemption),
  vaultEncryptions: one(toVaultEncryption),
  diskExclusions: one(toDiskExclusion),
  recoveryPoints: one(toRecoveryPoint),
  restorePoints: toRestorePoints,
  diskRestorePoints: one(toDiskRestorePoint),
  restoreJobDetails: one(toRestoreJobDetail),
  replicationDetails: one(toReplicationDetail),
  replicationClusters: one(toReplicationCluster),
  keys: toKeys,
  denyAssignments: one(toDenyAssignment),
};

/** Each source in an auditor's words, fit for "rows of …". */
export const TITLES: Readonly<Record<AskedSourceId, string>> = {
  subscriptions: 'subscriptions',
  disks: 'managed disks',
  virtualMachines: 'virtual machines',
  vmExtensions: 'disk encryption extensions',
  snapshots: 'snapshots',
  diskEncryptionSets: 'disk encryption sets',
  keyVaults: 'key vaults and managed HSMs',
  recoveryServicesVaults: 'Recovery Services vaults',
  protectedItems: 'protected items',
  backupVaults: 'Backup vaults',
  backupInstances: 'backup instances of disks',
  restoreJobs: 'restore jobs',
  replicatedItems: 'replicated items',
  restorePointCollections: 'restore point collections',
  storageAccounts: 'storage accounts',
  roleAssignments: 'role assignments',
  roleDefinitions: 'role definitions',
  classicAdministrators: 'classic administrators',
  policyExemptions: 'policy exemptions',
  vaultEncryptions: 'vault encryption settings',
  diskExclusions: 'disk exclusions of protected items',
  recoveryPoints: 'recovery points',
  restorePoints: 'restore points',
  diskRestorePoints: 'disk restore points',
  restoreJobDetails: 'restore job details',
  replicationDetails: 'replication details',
  replicationClusters: 'replication clusters',
  keys: 'keys',
  denyAssignments: 'deny assignments',
};

export type Tallies = { readonly [S in AskedSourceId]: Tally<Facts[S]> };

/** In the order in which they are collected. */
export const SOURCE_IDS = Object.keys(READERS) as readonly AskedSourceId[];

export function createTallies(): Tallies {
  const tally = <S extends AskedSourceId>(source: S): Tally<Facts[S]> =>
    new Tally<Facts[S]>(source, TITLES[source], READERS[source]);
  return Object.fromEntries(SOURCE_IDS.map((source) => [source, tally(source)])) as unknown as Tallies;
}

function one<Fact>(read: (row: Row) => Fact | undefined): (row: Row) => readonly Fact[] {
  return (row) => {
    const fact = read(row);
    return fact === undefined ? [] : [fact];
  };
}
