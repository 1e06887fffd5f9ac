import { copyOf, platformKey, shut, snapshotDocument } from '../../documents/disk.ts';
import type { RecoveryVaultSpec } from '../../documents/recoveryVault.ts';
import { daysBefore } from '../../documents/time.ts';
import { disksOf } from '../../workload/machine.ts';
import { place, WEST } from '../platform.ts';
import { addKey, addRecoveryVault } from '../../workload/shared.ts';
import { adeKeysOf, goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';
import { addAdeExtension } from '../../workload/ade.ts';
import type { BackupPlan } from '../../workload/plans.ts';

/** One VM with one disk under a good customer key, backed up in some way. */
function backedUp(
  name: string,
  about: string,
  vm: { readonly group: string; readonly name: string; readonly dataDisks?: number },
  backup: ((bank: Bank) => BackupPlan) | undefined,
): ScenarioBuilder {
  return (bank) => {
    const key = { encryption: goodKey(bank, 'core') };
    const machine = machineIn(bank, 'core', {
      group: vm.group,
      name: vm.name,
      osDisk: key,
      dataDisks: Array.from({ length: vm.dataDisks ?? 0 }, () => key),
      ...(backup === undefined ? {} : { backup: backup(bank) }),
    });
    return { name, about, disks: disksOf(machine) };
  };
}

const sameVmName: ScenarioBuilder = (bank) => {
  const key = { encryption: goodKey(bank, 'core') };
  const cards = machineIn(bank, 'core', {
    group: 'rg-cards-weu',
    name: 'vm-app-01',
    osDisk: { ...key, name: 'vm-app-01-cards-osdisk' },
    backup: { vault: bank.platforms.core.vault },
  });
  const loans = machineIn(bank, 'core', {
    group: 'rg-loans-weu',
    name: 'vm-app-01',
    osDisk: { ...key, name: 'vm-app-01-loans-osdisk' },
  });
  return {
    name: 'same-vm-name-twice',
    about: 'Two VMs of one name in two resource groups; one is backed up, the other is not.',
    disks: [...disksOf(cards), ...disksOf(loans)],
  };
};

const snapshotPlatformKey: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-audit-weu',
    name: 'vm-audit-01',
    osDisk: { encryption: goodKey(bank, 'core') },
  });
  bank.world.add(
    snapshotDocument({
      place: machine.place,
      name: 'vm-audit-01-osdisk-before-patch',
      encryption: platformKey,
      creation: copyOf(machine.osDisk.id),
      created: daysBefore(bank.world.now, 20),
      incremental: false,
      osType: 'Linux',
    }),
  );
  return {
    name: 'snapshot-platform-key',
    about: 'A full snapshot of a disk under a customer key that was made with the platform key.',
    disks: disksOf(machine),
  };
};

/** The VM is under Azure Disk Encryption, but its recovery points say that it was not when they were taken. */
const recoveryPointLostAde: ScenarioBuilder = (bank) => {
  const ade = adeKeysOf(bank, { name: 'vm-sepa-01', withKek: true });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-sepa-weu',
    name: 'vm-sepa-01',
    osType: 'Windows',
    osDisk: { encryption: platformKey, ade },
    encryptionAtHost: false,
    backup: { vault: bank.platforms.payments.vault, ade: 'lost' },
  });
  addAdeExtension(bank.world, machine, ade);
  return {
    name: 'recovery-point-without-ade',
    about: 'Source under Azure Disk Encryption, recovery points that say not encrypted and carry no keys.',
    disks: disksOf(machine),
  };
};

/** Kept for five years: past the day on which Azure Disk Encryption retires. */
const backupOutlivesMethod: ScenarioBuilder = (bank) => {
  const ade = adeKeysOf(bank, { name: 'vm-longterm-01', withKek: true });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-longterm-weu',
    name: 'vm-longterm-01',
    osType: 'Windows',
    osDisk: { encryption: platformKey, ade },
    encryptionAtHost: false,
    backup: { vault: bank.platforms.payments.vault, keepDays: 1826 },
  });
  addAdeExtension(bank.world, machine, ade);
  return {
    name: 'backup-outlives-ade',
    about:
      'Recovery points under Azure Disk Encryption are kept for five years, past its retirement in September 2028.',
    disks: disksOf(machine),
  };
};

/** A hardening of export that Azure Backup does not support. */
const entraExportWithBackup: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-compliance-weu',
    name: 'vm-compliance-01',
    osDisk: {
      encryption: goodKey(bank, 'core'),
      network: { ...shut, dataAccessAuthMode: 'AzureActiveDirectory' },
    },
    backup: { vault: bank.platforms.core.vault },
  });
  return {
    name: 'entra-export-with-backup',
    about: 'Export asks for Entra authentication, which Azure Backup of the VM cannot give.',
    disks: disksOf(machine),
  };
};

/** A vault for one scenario, with a good customer key unless told otherwise. */
function vaultOfItsOwn(
  bank: Bank,
  name: string,
  part: Partial<Pick<RecoveryVaultSpec, 'lastUpdateStatus' | 'softDelete' | 'crossRegionRestore'>>,
  key: 'customer' | 'platform' = 'customer',
): string {
  const spec = { place: place('core', 'rg-backup-weu'), name, ...part };
  if (key === 'platform') return addRecoveryVault(bank.world, spec);
  const { keyVault } = bank.platforms.core;
  const keyUri = addKey(bank.world, { vaultId: keyVault, location: WEST, name: `backup-cmk-${name}` });
  return addRecoveryVault(bank.world, { ...spec, keyUri });
}

export const backupScenarios: readonly ScenarioBuilder[] = [
  backedUp(
    'cmk-disk-in-pmk-vault',
    'Customer key on the disk, platform key on the vault that holds its backups.',
    { group: 'rg-savings-weu', name: 'vm-savings-01' },
    (bank) => ({ vault: bank.platforms.core.platformKeyVault }),
  ),
  backedUp(
    'cmk-vault',
    'Customer key on the disk and on the vault.',
    { group: 'rg-interest-weu', name: 'vm-interest-01' },
    (bank) => ({ vault: bank.platforms.core.vault }),
  ),
  backedUp(
    'vault-key-not-effective',
    'The vault names a customer key, but the change to it failed.',
    { group: 'rg-factoring-weu', name: 'vm-factoring-01' },
    (bank) => ({ vault: vaultOfItsOwn(bank, 'rsv-halfway-weu', { lastUpdateStatus: 'Failed' }) }),
  ),
  backedUp(
    'vault-soft-delete-off',
    'A good vault in which a deleted backup is gone at once.',
    { group: 'rg-notary-weu', name: 'vm-notary-01' },
    (bank) => ({ vault: vaultOfItsOwn(bank, 'rsv-nosoftdelete-weu', { softDelete: 'Disabled' }) }),
  ),
  backedUp(
    'cross-region-restore-loses-key',
    'A vault with platform keys that allows restores to the paired region, where a disk comes out with the platform key.',
    { group: 'rg-insurance-weu', name: 'vm-insurance-01' },
    (bank) => ({ vault: vaultOfItsOwn(bank, 'rsv-crossregion-weu', { crossRegionRestore: true }, 'platform') }),
  ),
  entraExportWithBackup,
  backedUp('vm-not-backed-up', 'No backup at all.', { group: 'rg-sandbox-weu', name: 'vm-pricing-01' }, undefined),
  backedUp(
    'backup-stale',
    'Protected, but the newest recovery point is 19 days old.',
    { group: 'rg-reporting-weu', name: 'vm-reporting-01' },
    (bank) => ({
      vault: bank.platforms.core.vault,
      newestDays: 19,
      healthStatus: 'ActionRequired',
      protectionState: 'ProtectionError',
      currentProtectionState: 'ProtectionError',
      lastBackupStatus: 'Failed',
    }),
  ),
  backedUp(
    'backup-stopped',
    'Somebody stopped the backup and kept the data; the newest point is still fresh.',
    { group: 'rg-statements-weu', name: 'vm-statements-01' },
    (bank) => ({
      vault: bank.platforms.core.vault,
      newestDays: 3.2,
      protectionState: 'ProtectionStopped',
      currentProtectionState: 'ProtectionStopped',
    }),
  ),
  backedUp(
    'disk-excluded-from-backup',
    'The VM is protected, its data disk is not.',
    { group: 'rg-datamart-weu', name: 'vm-datamart-01', dataDisks: 1 },
    (bank) => ({ vault: bank.platforms.core.vault, excludedLuns: [0] }),
  ),
  sameVmName,
  snapshotPlatformKey,
  backedUp(
    'restore-point-platform-key',
    'The instant restore points of a disk under a customer key are under the platform key.',
    { group: 'rg-ratings-weu', name: 'vm-ratings-01' },
    (bank) => ({ vault: bank.platforms.core.vault, restorePoints: platformKey }),
  ),
  backedUp(
    'restore-point-encryption-unsaid',
    'Azure does not say what protects the instant restore points.',
    { group: 'rg-limits-weu', name: 'vm-limits-01' },
    (bank) => ({ vault: bank.platforms.core.vault, restorePoints: 'unsaid' }),
  ),
  recoveryPointLostAde,
  backupOutlivesMethod,
];
