import { copyOf, diskDocument, doubleEncryption, empty, snapshotDocument } from '../../documents/disk.ts';
import { daysBefore } from '../../documents/time.ts';
import { disksOf } from '../../workload/machine.ts';
import { place, WEST } from '../platform.ts';
import { addDiskEncryptionSet, addKey, BUILT } from '../../workload/shared.ts';
import { addRestore } from '../../workload/restore.ts';
import { goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';

/** The general ledger: every link of the chain as it should be. */
const cleanCmkChain: ScenarioBuilder = (bank) => {
  const key = goodKey(bank, 'core');
  const machine = machineIn(bank, 'core', {
    group: 'rg-ledger-weu',
    name: 'vm-ledger-01',
    osDisk: { encryption: key },
    dataDisks: [{ encryption: key }],
    tags: { application: 'general-ledger', owner: 'core-banking@contoso.example' },
    backup: { vault: bank.platforms.core.vault, instantDays: 14 },
    replication: { lastTestFailover: '2026-09-12T19:40:00.000Z' },
  });
  const restored = addRestore(bank.world, {
    machine,
    slots: ['os', 0],
    tier: 'snapshot',
    encryption: key,
    at: '2026-11-12T09:30:00.000Z',
  });
  bank.world.add(
    snapshotDocument({
      place: machine.place,
      name: 'vm-ledger-01-data-0-before-close',
      encryption: key,
      creation: copyOf(machine.dataDisks[0]?.id ?? ''),
      created: daysBefore(bank.world.now, 11),
      incremental: true,
      sizeGb: 512,
    }),
  );
  return {
    name: 'clean-cmk-chain',
    about: 'Customer key on the disks, in backup, in a restored copy and in the DR replica; export shut.',
    disks: [...disksOf(machine), ...restored, ...(machine.replication?.replicas ?? [])],
  };
};

const doubleEncrypted: ScenarioBuilder = (bank) => {
  const { keyVault } = bank.platforms.core;
  const set = addDiskEncryptionSet(bank.world, place('core', 'rg-security-weu'), 'des-double-weu', {
    encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys',
    key: addKey(bank.world, { vaultId: keyVault, location: WEST, name: 'disk-double-cmk' }),
    keyVaultId: keyVault,
  });
  const machine = machineIn(bank, 'core', {
    group: 'rg-vaultdb-weu',
    name: 'vm-vaultdb-01',
    osDisk: { encryption: doubleEncryption(set) },
  });
  return {
    name: 'double-encryption',
    about: 'Platform and customer keys together.',
    disks: disksOf(machine),
  };
};

const encryptionAtHost: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-treasury-weu',
    name: 'vm-treasury-01',
    osDisk: { encryption: goodKey(bank, 'core') },
    encryptionAtHost: true,
  });
  return {
    name: 'encryption-at-host',
    about: 'Customer key, and encryption at host for the temp disk and caches.',
    disks: disksOf(machine),
  };
};

/** The VM is stopped: a policy of Azure's once called this no longer encrypted with a customer key. */
const deallocated: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-yearend-weu',
    name: 'vm-yearend-01',
    osDisk: { encryption: goodKey(bank, 'core') },
    powerState: 'deallocated',
  });
  return {
    name: 'deallocated-vm',
    about: 'A deallocated VM keeps its customer key.',
    disks: disksOf(machine),
  };
};

const unattached: ScenarioBuilder = (bank) => {
  const disk = bank.world.add(
    diskDocument({
      place: place('core', 'rg-archive-weu'),
      name: 'disk-archive-2019',
      encryption: goodKey(bank, 'core'),
      creation: empty,
      created: BUILT,
      sizeGb: 1024,
    }),
  );
  return { name: 'unattached-disk', about: 'A disk without a VM, under a customer key.', disks: [disk] };
};

export const cleanScenarios: readonly ScenarioBuilder[] = [
  cleanCmkChain,
  doubleEncrypted,
  encryptionAtHost,
  deallocated,
  unattached,
];
