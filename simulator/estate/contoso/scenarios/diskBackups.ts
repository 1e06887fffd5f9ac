import { backupInstanceDocument, backupVaultDocument, type BackupVaultSpec } from '../../documents/backupVault.ts';
import { diskDocument, empty, platformKey, type Encryption } from '../../documents/disk.ts';
import { addDiskBackup, type DiskBackupPlan } from '../../workload/diskBackup.ts';
import { disksOf } from '../../workload/machine.ts';
import { BUILT } from '../../workload/shared.ts';
import { place } from '../platform.ts';
import { goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';

const SNAPSHOTS = place('core', 'rg-snapshots-weu');

function addBackupVault(
  { world }: Bank,
  name: string,
  part: Partial<Pick<BackupVaultSpec, 'softDelete' | 'immutability'>> = {},
): string {
  return world.add(
    backupVaultDocument({ place: place('core', 'rg-backup-weu'), name, tenantId: world.tenantId, ...part }),
  );
}

/** A disk without a VM, under a good customer key. */
function loneDisk(bank: Bank, group: string, name: string): string {
  return bank.world.add(
    diskDocument({
      place: place('core', group),
      name,
      encryption: goodKey(bank, 'core'),
      creation: empty,
      created: BUILT,
    }),
  );
}

function protect(
  bank: Bank,
  vault: string,
  disk: string,
  part: Partial<Pick<DiskBackupPlan, 'state' | 'errorCode' | 'ages'>> & { readonly encryption?: Encryption } = {},
): void {
  addDiskBackup(bank.world, { vault, disk, snapshots: SNAPSHOTS, encryption: goodKey(bank, 'core'), ...part });
}

/** The vault also backs up a storage account, which is counted and not judged. */
const diskBackup: ScenarioBuilder = (bank) => {
  const vault = addBackupVault(bank, 'bv-core-weu', { immutability: 'Locked' });
  const machine = machineIn(bank, 'core', {
    group: 'rg-archive-weu',
    name: 'vm-archive-01',
    osDisk: { encryption: goodKey(bank, 'core') },
  });
  protect(bank, vault, machine.osDisk.id);
  bank.world.add(
    backupInstanceDocument({
      vaultId: vault,
      sourceId: bank.platforms.core.stagingAccount,
      sourceLocation: SNAPSHOTS.location,
      datasource: 'Microsoft.Storage/storageAccounts/blobServices',
      snapshotGroupId: '',
    }),
  );
  return {
    name: 'disk-backup',
    about: 'The one disk of a VM in a Backup vault; its snapshots are under the same key.',
    disks: disksOf(machine),
  };
};

const snapshotLostKey: ScenarioBuilder = (bank) => {
  const disk = loneDisk(bank, 'rg-archive-weu', 'disk-claims-2019');
  protect(bank, addBackupVault(bank, 'bv-claims-weu', { softDelete: 'On' }), disk, {
    encryption: platformKey,
    ages: [4 / 24],
  });
  return {
    name: 'disk-backup-platform-key',
    about: 'Disk backup of a disk under a customer key, whose snapshot is under the platform key.',
    disks: [disk],
  };
};

/** Its other disk is in no backup at all. */
const inError: ScenarioBuilder = (bank) => {
  const key = { encryption: goodKey(bank, 'core') };
  const machine = machineIn(bank, 'core', {
    group: 'rg-underwriting-weu',
    name: 'vm-underwriting-01',
    osDisk: key,
    dataDisks: [key],
  });
  protect(bank, addBackupVault(bank, 'bv-underwriting-weu', { immutability: 'Disabled' }), machine.osDisk.id, {
    state: 'ProtectionError',
    errorCode: 'UserErrorDiskBackupMissingPermissions',
    ages: [3.2],
  });
  return {
    name: 'disk-backup-in-error',
    about: 'Disk backup of one of two disks of a VM, and it fails: the vault lost its role on the disk.',
    disks: disksOf(machine),
  };
};

const softDeleteOff: ScenarioBuilder = (bank) => {
  const disk = loneDisk(bank, 'rg-archive-weu', 'disk-minutes-2020');
  protect(bank, addBackupVault(bank, 'bv-nosoftdelete-weu', { softDelete: 'Off' }), disk, { ages: [4 / 24] });
  return {
    name: 'backup-vault-soft-delete-off',
    about: 'Good disk backup in a Backup vault in which a deleted backup is gone at once.',
    disks: [disk],
  };
};

export const diskBackupScenarios: readonly ScenarioBuilder[] = [diskBackup, snapshotLostKey, inError, softDeleteOff];
