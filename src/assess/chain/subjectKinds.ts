import type { SubjectKind } from '../../domain/check.ts';
import type { SubjectName } from './subjects.ts';

/** What the record calls each subject. */
export const KIND_OF: Readonly<Record<SubjectName, SubjectKind>> = {
  disk: 'disk',
  snapshot: 'snapshot',
  virtualMachine: 'virtualMachine',
  restoredDisk: 'restoredDisk',
  restoredSnapshot: 'snapshot',
  replicaDisk: 'replicaDisk',
  failoverDisk: 'failoverDisk',
  failoverSnapshot: 'snapshot',
  replicatedItem: 'replicatedItem',
  failoverTarget: 'failoverTarget',
  protectedItem: 'protectedItem',
  orphanedItem: 'protectedItem',
  backupInstance: 'backupInstance',
  restoreJob: 'restoreJob',
  diskEncryptionSet: 'diskEncryptionSet',
  key: 'key',
  keyVault: 'keyVault',
  recoveryServicesVault: 'recoveryServicesVault',
  backupVault: 'backupVault',
  cacheAccount: 'storageAccount',
  stagingAccount: 'storageAccount',
  scope: 'scope',
  subscription: 'subscription',
  restorePoint: 'restorePoint',
};
