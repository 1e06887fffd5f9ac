import { openToAll, platformKey, type Encryption, type Network } from '../../documents/disk.ts';
import {
  diskRestorePointDocuments,
  restorePointCollectionDocument,
  restorePointDocument,
  type RestorePointSpec,
} from '../../documents/restorePoint.ts';
import type { Place } from '../../documents/place.ts';
import { daysBefore } from '../../documents/time.ts';
import { disksOf } from '../../workload/machine.ts';
import type { Machine } from '../../workload/plans.ts';
import { NORTH } from '../platform.ts';
import { goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';

/** A collection that somebody made by hand, with one restore point of the machine's OS disk. */
function addOwnPoint(
  bank: Bank,
  machine: Machine,
  plan: {
    readonly place: Place;
    readonly collection: string;
    readonly encryption: Encryption;
    readonly network?: Network;
    /** What it was copied from, where it stands in another region. */
    readonly copyOf?: { readonly collection: string; readonly disk: string };
  },
): { readonly collection: string; readonly disk: string } {
  const spec: RestorePointSpec = {
    place: plan.place,
    collectionName: plan.collection,
    name: 'before-upgrade',
    vmId: machine.id,
    encryptionAtHost: true,
    osDisk: {
      id: machine.osDisk.id,
      osType: machine.osType,
      encryption: plan.encryption,
      ...(plan.network === undefined ? {} : { network: plan.network }),
      ...(plan.copyOf === undefined ? {} : { copiedFrom: plan.copyOf.disk }),
    },
    dataDisks: [],
    time: daysBefore(bank.world.now, 9),
  };
  const point = restorePointDocument(spec);
  bank.world.add(point);
  const [disk = ''] = diskRestorePointDocuments(spec).map((document) => bank.world.add(document));
  const source = { id: plan.copyOf?.collection ?? machine.id, location: machine.place.location };
  return {
    collection: bank.world.add(restorePointCollectionDocument(plan.place, plan.collection, source, [point])),
    disk,
  };
}

const ownPlatformKey: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-nightly-weu',
    name: 'vm-nightly-01',
    osDisk: { encryption: goodKey(bank, 'core') },
  });
  addOwnPoint(bank, machine, { place: machine.place, collection: 'rpc-vm-nightly-01', encryption: platformKey });
  return {
    name: 'own-restore-point-platform-key',
    about: 'A restore point that somebody took by hand, without asking for the disk encryption set of the disk.',
    disks: disksOf(machine),
  };
};

const copiedAbroad: ScenarioBuilder = (bank) => {
  const key = goodKey(bank, 'core');
  const machine = machineIn(bank, 'core', {
    group: 'rg-regional-weu',
    name: 'vm-regional-01',
    osDisk: { encryption: key },
  });
  const here = addOwnPoint(bank, machine, { place: machine.place, collection: 'rpc-vm-regional-01', encryption: key });
  addOwnPoint(bank, machine, {
    place: { ...machine.place, group: 'rg-regional-neu', location: NORTH },
    collection: 'rpc-vm-regional-01-neu',
    encryption: platformKey,
    copyOf: here,
  });
  return {
    name: 'restore-point-copied-abroad',
    about: 'A restore point under a customer key, copied to another region, where it has the platform key.',
    disks: disksOf(machine),
  };
};

const openCopy: ScenarioBuilder = (bank) => {
  const key = goodKey(bank, 'core');
  const machine = machineIn(bank, 'core', {
    group: 'rg-subledger-weu',
    name: 'vm-subledger-01',
    osDisk: { encryption: key },
  });
  addOwnPoint(bank, machine, {
    place: machine.place,
    collection: 'rpc-vm-subledger-01',
    encryption: key,
    network: openToAll,
  });
  return {
    name: 'restore-point-open-to-all',
    about: 'The disk cannot be downloaded, but its copy in a restore point can, from anywhere.',
    disks: disksOf(machine),
  };
};

const outOfSight: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-mailroom-weu',
    name: 'vm-mailroom-01',
    osDisk: { encryption: goodKey(bank, 'core') },
    backup: { vault: bank.platforms.core.vault, restorePoints: 'outOfSight' },
  });
  return {
    name: 'instant-restore-out-of-sight',
    about: 'Azure Backup can restore from snapshots that no restore point collection shows.',
    disks: disksOf(machine),
  };
};

export const restorePointScenarios: readonly ScenarioBuilder[] = [ownPlatformKey, copiedAbroad, openCopy, outOfSight];
