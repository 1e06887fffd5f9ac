import { diskRestoreJobDocument, backupVaultDocument } from '../../documents/backupVault.ts';
import { copyOf, customerKey, diskDocument, empty, platformKey } from '../../documents/disk.ts';
import { resourceId } from '../../documents/place.ts';
import { restorePointCollectionDocument, restorePointDocument } from '../../documents/restorePoint.ts';
import { daysBefore } from '../../documents/time.ts';
import { addDiskBackup } from '../../workload/diskBackup.ts';
import { disksOf } from '../../workload/machine.ts';
import { addRestore } from '../../workload/restore.ts';
import { addDiskEncryptionSet, addKey, BUILT } from '../../workload/shared.ts';
import { place, WEST } from '../platform.ts';
import { goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';

/** RST-01 NonCompliant on the restored disk, found by `recoveryDestination`; RST-02 Compliant: the disk is there. */
const restoredByDiskBackup: ScenarioBuilder = (bank) => {
  const where = place('core', 'rg-tariffs-weu');
  const vault = bank.world.add(
    backupVaultDocument({
      place: place('core', 'rg-backup-weu'),
      name: 'bv-tariffs-weu',
      tenantId: bank.world.tenantId,
    }),
  );
  const disk = bank.world.add(
    diskDocument({
      place: where,
      name: 'disk-tariffs',
      encryption: goodKey(bank, 'core'),
      creation: empty,
      created: BUILT,
    }),
  );
  const instanceId = addDiskBackup(bank.world, {
    vault,
    disk,
    snapshots: place('core', 'rg-snapshots-weu'),
    encryption: goodKey(bank, 'core'),
  });
  const start = daysBefore(bank.world.now, 3);
  const restored = bank.world.add(
    diskDocument({
      place: where,
      name: 'disk-tariffs-restored',
      encryption: platformKey,
      creation: copyOf(
        resourceId(place('core', 'rg-snapshots-weu'), 'Microsoft.Compute/snapshots', 'AzureBackup_disk-tariffs_gone'),
      ),
      created: start,
    }),
  );
  bank.world.add(
    diskRestoreJobDocument({
      vaultId: vault,
      instanceId,
      sourceId: disk,
      sourceLocation: WEST,
      destination: restored,
      start,
      recoveryPointTime: daysBefore(bank.world.now, 4),
    }),
  );
  return {
    name: 'disk-backup-restored-weaker',
    about: 'A disk under disk backup was restored as a new disk with the platform key.',
    disks: [disk, restored],
  };
};

/** BKP-04 Unknown: while it is being made, a restore point says nothing of its disks. */
const beingMade: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-valuation-weu',
    name: 'vm-valuation-01',
    osDisk: { encryption: goodKey(bank, 'core') },
  });
  const where = place('core', 'rg-valuation-weu');
  const collection = 'rpc-valuation';
  const point = restorePointDocument({
    place: where,
    collectionName: collection,
    name: 'rp-now',
    vmId: machine.id,
    encryptionAtHost: true,
    osDisk: { id: machine.osDisk.id, osType: 'Linux', encryption: undefined },
    dataDisks: [],
    time: daysBefore(bank.world.now, 1 / 1440),
    state: 'Creating',
  });
  bank.world.add(point);
  bank.world.add(restorePointCollectionDocument(where, collection, { id: machine.id, location: WEST }, [point]));
  return {
    name: 'restore-point-being-made',
    about: 'A restore point is just being made.',
    disks: disksOf(machine),
  };
};

/** KEY-02 NonCompliant: the key exists, is enabled and in date, but permits neither wrapping nor unwrapping. */
const signingKey: ScenarioBuilder = (bank) => {
  const { keyVault } = bank.platforms.core;
  const key = addKey(bank.world, {
    vaultId: keyVault,
    location: WEST,
    name: 'sign-seals',
    keyOps: ['sign', 'verify'],
  });
  const set = addDiskEncryptionSet(bank.world, place('core', 'rg-security-weu'), 'des-signing-key', {
    key,
    keyVaultId: keyVault,
  });
  const machine = machineIn(bank, 'core', {
    group: 'rg-seals-weu',
    name: 'vm-seals-01',
    osDisk: { encryption: customerKey(set) },
  });
  return { name: 'key-may-only-sign', about: 'The key was made for signing.', disks: disksOf(machine) };
};

/** RST-03 NonCompliant: what could be restored lies in snapshots alone, and their key is disabled. */
const snapshotsOnly: ScenarioBuilder = (bank) => {
  const { keyVault, vault } = bank.platforms.core;
  const key = addKey(bank.world, { vaultId: keyVault, location: WEST, name: 'disk-cmk-cadastre', enabled: false });
  const set = addDiskEncryptionSet(bank.world, place('core', 'rg-security-weu'), 'des-cadastre', {
    key,
    keyVaultId: keyVault,
  });
  const machine = machineIn(bank, 'core', {
    group: 'rg-cadastre-weu',
    name: 'vm-cadastre-01',
    osDisk: { encryption: customerKey(set) },
    powerState: 'deallocated',
    backup: { vault, schedule: { everyDays: 1, kept: 1 }, snapshotsOnly: true },
  });
  return {
    name: 'point-in-snapshots-alone',
    about: 'The only recovery point was not copied to the vault yet, and the key of its snapshots is disabled.',
    disks: disksOf(machine),
  };
};

/**
 * RST-01 NonCompliant on the restored disk: its job, which names the VM, is older than Resource Graph remembers. RST-04 Compliant
 * where the baseline asks for a restore within 90 days, and RST-02 is not asked of so old a job.
 */
const restoredLongAgo: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-landregistry-weu',
    name: 'vm-land-registry-01',
    osDisk: { encryption: goodKey(bank, 'core') },
    dataDisks: [{ encryption: goodKey(bank, 'core') }],
    backup: { vault: bank.platforms.core.vault, schedule: { everyDays: 7, kept: 8 } },
  });
  const copies = addRestore(bank.world, {
    machine,
    tier: 'vault',
    encryption: platformKey,
    at: daysBefore(bank.world.now, 40),
  });
  return {
    name: 'restored-before-resource-graph-remembers',
    about: 'The OS disk was restored 40 days ago from the vault tier, and came back with the platform key.',
    disks: [...disksOf(machine), ...copies],
  };
};

/** What the demo does not show. `test/contoso/open.test.ts` holds what the comment above each says. */
export const openScenarios: readonly ScenarioBuilder[] = [
  restoredByDiskBackup,
  beingMade,
  signingKey,
  snapshotsOnly,
  restoredLongAgo,
];
