import {
  copyOf,
  customerKey,
  failedOverFrom,
  platformKey,
  restoredFromSnapshotTier,
  snapshotDocument,
} from '../../documents/disk.ts';
import { backupRestorePointName } from '../../documents/restorePoint.ts';
import { guidOf, resourceId } from '../../documents/place.ts';
import { serviceExtensionDocument } from '../../documents/serviceExtension.ts';
import { daysBefore } from '../../documents/time.ts';
import { disksOf } from '../../workload/machine.ts';
import { addRestore } from '../../workload/restore.ts';
import { NORTH, place } from '../platform.ts';
import { goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';

const snapshotOfSnapshot: ScenarioBuilder = (bank) => {
  const key = goodKey(bank, 'core');
  const machine = machineIn(bank, 'core', {
    group: 'rg-branch-weu',
    name: 'vm-branch-01',
    osDisk: { encryption: key },
  });
  const common = { place: machine.place, created: daysBefore(bank.world.now, 12), incremental: false } as const;
  const first = bank.world.add(
    snapshotDocument({
      ...common,
      name: 'vm-branch-01-osdisk-monthly',
      encryption: key,
      creation: copyOf(machine.osDisk.id),
    }),
  );
  bank.world.add(
    snapshotDocument({
      ...common,
      name: 'vm-branch-01-osdisk-monthly-copy',
      encryption: platformKey,
      creation: copyOf(first),
    }),
  );
  return {
    name: 'snapshot-of-a-snapshot',
    about: 'A snapshot under the key of its disk, and a copy of that snapshot under the platform key.',
    disks: disksOf(machine),
  };
};

/** A disk came out of a backup, went to work in a VM of its own, and was restored again from the backup of that VM. */
const restoredTwice: ScenarioBuilder = (bank) => {
  const key = goodKey(bank, 'core');
  const origin = machineIn(bank, 'core', {
    group: 'rg-sanctions-weu',
    name: 'vm-sanctions-01',
    osDisk: { encryption: key },
    backup: { vault: bank.platforms.core.vault },
  });
  const point = backupRestorePointName('2026-11-01T02:00:00.000Z');
  const restorePoint = `${origin.backup?.collectionId ?? ''}/restorePoints/${point}`;
  const second = machineIn(bank, 'core', {
    group: 'rg-sanctions-weu',
    name: 'vm-sanctions-02',
    osDisk: {
      name: 'vm-sanctions-01-osdisk-20261101-080000',
      encryption: key,
      creation: restoredFromSnapshotTier(restorePoint, origin.osDisk.id),
      tags: { RSVaultBackup: guidOf('restore vm-sanctions-01 on 1 November') },
    },
    created: '2026-11-01T08:00:00.000Z',
    backup: { vault: bank.platforms.core.vault },
  });
  const again = addRestore(bank.world, {
    machine: second,
    tier: 'snapshot',
    encryption: platformKey,
    at: '2026-11-13T11:00:00.000Z',
  });
  return {
    name: 'restored-from-a-restored-disk',
    about: 'A restored disk works in a VM of its own; a disk restored from its backup in turn lost the customer key.',
    disks: [...disksOf(origin), ...disksOf(second), ...again],
  };
};

/** The primary region was left, and protection turned round: the roles are swapped. */
const failedOver: ScenarioBuilder = (bank) => {
  const group = place('core', 'rg-continuity-weu-asr', NORTH);
  const ofReplica = (disk: string): Record<string, unknown> =>
    failedOverFrom(resourceId(group, 'Microsoft.Compute/disks', `${disk}-ASRReplica`));
  const there = machineIn(bank, 'core', {
    group: 'rg-continuity-weu-asr',
    name: 'vm-continuity-01',
    osDisk: {
      name: 'vm-continuity-01-osdisk-failover',
      encryption: platformKey,
      creation: ofReplica('vm-continuity-01-osdisk'),
    },
    dataDisks: [
      {
        name: 'vm-continuity-01-data-0-failover',
        encryption: customerKey(bank.platforms.core.diskEncryptionSetRecovery),
        creation: ofReplica('vm-continuity-01-data-0'),
      },
    ],
    location: NORTH,
  });
  // Protected the other way round, it has an agent of its own.
  bank.world.add(serviceExtensionDocument('siteRecovery', { id: there.id, location: NORTH, osType: there.osType }));
  const key = { encryption: goodKey(bank, 'core') };
  const machine = machineIn(bank, 'core', {
    group: 'rg-continuity-weu',
    name: 'vm-continuity-01',
    osDisk: key,
    dataDisks: [key],
    powerState: 'deallocated',
    replication: {
      failedOver: { vm: there.id, disks: [there.osDisk.id, ...there.dataDisks.map((disk) => disk.id)] },
    },
  });
  return {
    name: 'failed-over-and-reprotected',
    about: 'A VM runs in the recovery region; its failed-over OS disk came out under the platform key.',
    disks: [...disksOf(machine), ...disksOf(there), ...(machine.replication?.replicas ?? [])],
  };
};

export const chainScenarios: readonly ScenarioBuilder[] = [snapshotOfSnapshot, restoredTwice, failedOver];
