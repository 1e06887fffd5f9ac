import type { ReplicatedDisk } from '../../../domain/facts.ts';
import type { Fields } from '../../defineSource.ts';
import type { Block } from '../../rows/reading.ts';

export const REPLICATED_DISK: Fields = {
  diskId: 'id',
  diskName: 'name',
  diskState: 'word',
  resyncRequired: 'word',
  recoveryResourceGroupId: 'id',
  recoveryReplicaDiskId: 'id',
  recoveryTargetDiskId: 'id',
  recoveryDiskEncryptionSetId: 'id',
  primaryDiskEncryptionSetId: 'id',
  primaryStagingAzureStorageAccountId: 'id',
  isDiskEncrypted: 'word',
  secretIdentifier: 'id',
  dekKeyVaultArmId: 'id',
  keyIdentifier: 'id',
  kekKeyVaultArmId: 'id',
  tfoDiskName: 'name',
};

/** A disk of a replicated VM, or a shared disk of a cluster: Site Recovery writes both the same way. */
export function toReplicatedDisk(disk: Block): ReplicatedDisk {
  return {
    diskId: disk.id('diskId'),
    diskName: disk.text('diskName'),
    diskState: disk.text('diskState'),
    resyncRequired: disk.flag('resyncRequired'),
    recoveryResourceGroupId: disk.id('recoveryResourceGroupId'),
    recoveryReplicaDiskId: disk.id('recoveryReplicaDiskId'),
    recoveryTargetDiskId: disk.id('recoveryTargetDiskId'),
    recoveryDiskEncryptionSetId: disk.id('recoveryDiskEncryptionSetId'),
    primaryDiskEncryptionSetId: disk.id('primaryDiskEncryptionSetId'),
    stagingStorageAccountId: disk.id('primaryStagingAzureStorageAccountId'),
    isDiskEncrypted: disk.flag('isDiskEncrypted'),
    secretUrl: disk.text('secretIdentifier'),
    secretVaultId: disk.id('dekKeyVaultArmId'),
    keyUrl: disk.text('keyIdentifier'),
    keyVaultId: disk.id('kekKeyVaultArmId'),
    testFailoverDiskName: disk.text('tfoDiskName'),
  };
}
