import { diskRestoreJobDocument, backupVaultDocument } from '../../documents/backupVault.ts';
import { copyOf, diskDocument, empty, platformKey } from '../../documents/disk.ts';
import { resourceId } from '../../documents/place.ts';
import { restorePointCollectionDocument, restorePointDocument } from '../../documents/restorePoint.ts';
import { daysBefore } from '../../documents/time.ts';
import { addDiskBackup } from '../../workload/diskBackup.ts';
import { disksOf } from '../../workload/machine.ts';
import { BUILT } from '../../workload/shared.ts';
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

/**
 * What Azure sends and the program does not read yet: no part of the bank until it does. Each says above what is right; with the reader
 * it moves to where it belongs, and its rows to `simulator/expected`.
 */
export const openScenarios: readonly ScenarioBuilder[] = [restoredByDiskBackup, beingMade];
