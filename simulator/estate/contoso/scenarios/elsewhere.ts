import { copyOf, customerKey, platformKey, snapshotDocument } from '../../documents/disk.ts';
import { daysBefore } from '../../documents/time.ts';
import { disksOf } from '../../workload/machine.ts';
import { addRestore } from '../../workload/restore.ts';
import { addDiskEncryptionSet, addKey, BUILT } from '../../workload/shared.ts';
import { roleAssignmentRow, ROLES } from '../../documents/authorization.ts';
import { diskEncryptionSetPrincipal } from '../../documents/keyVault.ts';
import { SUBSCRIPTIONS } from '../identity.ts';
import { place, WEST } from '../platform.ts';
import { machineIn, type ScenarioBuilder } from '../scenario.ts';

/** Key, vaults, cache account and replicas of a payments machine lie with core banking. */
const served: ScenarioBuilder = (bank) => {
  const { core } = bank.platforms;
  const key = addKey(bank.world, { vaultId: core.keyVault, location: WEST, name: 'disk-cmk-trustees' });
  // Azure leaves `sourceVault` out where the key vault is in another subscription.
  const set = addDiskEncryptionSet(bank.world, place('payments', 'rg-security-weu'), 'des-trustees-weu', { key });
  bank.world.addRow(
    'authorizationresources',
    roleAssignmentRow(bank.world.tenantId, {
      scope: core.keyVault,
      role: ROLES.encryptionUser,
      principalId: diskEncryptionSetPrincipal(set),
      principalType: 'ServicePrincipal',
      created: BUILT,
    }),
  );
  const machine = machineIn(bank, 'payments', {
    group: 'rg-trustees-weu',
    name: 'vm-trustees-01',
    osDisk: { encryption: customerKey(set) },
    dataDisks: Array.from({ length: 6 }, () => ({ encryption: customerKey(set) })),
    platform: {
      siteRecoveryVault: core.siteRecoveryVault,
      cacheAccount: core.cacheAccount,
      diskEncryptionSetRecovery: core.diskEncryptionSetRecovery,
      recoverySubscription: SUBSCRIPTIONS.core.id,
    },
    backup: { vault: core.vault },
    replication: {},
  });
  const restored = addRestore(bank.world, {
    machine,
    tier: 'vault',
    encryption: customerKey(set),
    at: '2026-11-10T10:15:00.000Z',
    stagingAccount: core.stagingAccount,
  });
  return {
    name: 'served-by-another-subscription',
    about: 'Key, backup vault, cache and staging account, replication vault and replicas of a VM lie elsewhere.',
    disks: [...disksOf(machine), ...restored, ...(machine.replication?.replicas ?? [])],
  };
};

/** Azure does not restore into another subscription what is under a customer key: this VM is under the platform key. */
const restoredElsewhere: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'payments', {
    group: 'rg-outpost-weu',
    name: 'vm-outpost-01',
    osDisk: { encryption: platformKey },
    platform: { restoreSubscription: SUBSCRIPTIONS.core.id },
    backup: { vault: bank.platforms.core.vault },
  });
  const restored = addRestore(bank.world, {
    machine,
    tier: 'snapshot',
    encryption: platformKey,
    at: '2026-11-11T10:15:00.000Z',
  });
  bank.world.add(
    snapshotDocument({
      place: place('core', 'rg-snapshots-weu'),
      name: 'vm-outpost-01-osdisk-moved',
      encryption: platformKey,
      creation: copyOf(machine.osDisk.id),
      created: daysBefore(bank.world.now, 6),
      incremental: false,
    }),
  );
  return {
    name: 'restored-into-another-subscription',
    about: 'A VM was restored into another subscription; a snapshot of its disk lies there too.',
    disks: [...disksOf(machine), ...restored],
  };
};

export const elsewhereScenarios: readonly ScenarioBuilder[] = [served, restoredElsewhere];
