import { armId, type ArmId } from '../../src/domain/armId.ts';
import type { BackupInstance, Snapshot } from '../../src/domain/facts.ts';
import { cleanEstate, LONE_DISK, SNAPSHOT } from './cleanEstate.ts';
import { id, SUB, type Draft } from './estateOf.ts';

export const BACKUP_VAULT = armId(id('Microsoft.DataProtection/backupVaults', 'bv-core'));
export const INSTANCE = armId(`${BACKUP_VAULT}/backupinstances/disk-alone-1`);
const SNAPSHOT_GROUP = armId(`/subscriptions/${SUB}/resourceGroups/rg-snapshots`);
/** The newest of the two. */
export const DISK_SNAPSHOT = armId(id('Microsoft.Compute/snapshots', 'disk-alone-20261123', 'rg-snapshots'));
export const OLD_DISK_SNAPSHOT = armId(id('Microsoft.Compute/snapshots', 'disk-alone-20261122', 'rg-snapshots'));

const PROTECTED = {
  protectionStatus: 'ProtectionConfigured',
  currentProtectionState: 'ProtectionConfigured',
  errorCode: undefined,
  policyName: 'daily',
  dataStores: ['OperationalStore'],
} as const;

/** The clean estate with one more vault: disk backup of the disk that no VM holds. */
export function diskBackupEstate(): Draft {
  return addDiskBackup(cleanEstate());
}

export function addDiskBackup(draft: Draft): Draft {
  draft.put('backupVaults', BACKUP_VAULT, {
    encryptionState: undefined,
    keyUri: undefined,
    infrastructureEncryption: undefined,
    softDeleteState: 'AlwaysOn',
    softDeleteRetentionDays: 14,
    immutabilityState: 'Unlocked',
  });
  putInstance(draft, LONE_DISK);
  putSnapshot(draft, DISK_SNAPSHOT, { timeCreated: '2026-11-23T22:00:00.000Z' });
  putSnapshot(draft, OLD_DISK_SNAPSHOT, { timeCreated: '2026-11-22T22:00:00.000Z' });
  return draft;
}

/** Disk backup of a disk in the vault of the estate; of any but `disk-alone` it has no snapshots yet. */
export function putInstance(draft: Draft, diskId: ArmId, part: Partial<BackupInstance> = {}): ArmId {
  const name = `${diskId.slice(diskId.lastIndexOf('/') + 1)}-1`;
  return draft.put('backupInstances', `${BACKUP_VAULT}/backupInstances/${name}`, {
    ...PROTECTED,
    vaultId: BACKUP_VAULT,
    diskId,
    snapshotGroupId: SNAPSHOT_GROUP,
    ...part,
  });
}

export function putSnapshot(draft: Draft, snapshot: ArmId, part: Partial<Snapshot>, of: ArmId = LONE_DISK): void {
  const like = draft.rows.snapshots.get(SNAPSHOT);
  if (like === undefined) throw new Error('The clean estate has a snapshot.');
  const creation = { ...like.creation, sourceResourceId: of };
  const name = snapshot.slice(snapshot.lastIndexOf('/') + 1);
  draft.put('snapshots', snapshot, {
    ...like,
    resourceId: snapshot,
    id: snapshot,
    name,
    resourceGroup: 'rg-snapshots',
    creation,
    ...part,
  });
}
