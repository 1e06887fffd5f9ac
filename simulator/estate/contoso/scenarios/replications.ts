import { diskDocument, empty, platformKey, type Encryption } from '../../documents/disk.ts';
import { resourceId } from '../../documents/place.ts';
import { storageAccountDocument } from '../../documents/storageAccount.ts';
import { disksOf } from '../../workload/machine.ts';
import type { Machine } from '../../workload/plans.ts';
import { NORTH, place } from '../platform.ts';
import { addKeyVault, BUILT } from '../../workload/shared.ts';
import type { ReplicationPlan } from '../../workload/plans.ts';
import { adeKeysOf, goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';
import { addAdeExtension } from '../../workload/ade.ts';

interface ReplicationScenario {
  readonly name: string;
  readonly about: string;
  readonly group: string;
  readonly vm: string;
  readonly dataDisks?: number;
  readonly replication: (bank: Bank) => ReplicationPlan;
  /** Adds what else the scenario needs and returns further disks. */
  readonly more?: (bank: Bank, machine: Machine) => readonly string[];
}

/** One VM under a good customer key in contoso-payments, replicated in some way. */
function replicated(scenario: ReplicationScenario): ScenarioBuilder {
  return (bank) => {
    const key: { encryption: Encryption } = { encryption: goodKey(bank, 'payments') };
    const machine = machineIn(bank, 'payments', {
      group: scenario.group,
      name: scenario.vm,
      osDisk: key,
      dataDisks: Array.from({ length: scenario.dataDisks ?? 0 }, () => key),
      replication: scenario.replication(bank),
    });
    const more = scenario.more?.(bank, machine) ?? [];
    return {
      name: scenario.name,
      about: scenario.about,
      disks: [...disksOf(machine), ...(machine.replication?.replicas ?? []), ...more],
    };
  };
}

/** The default vault of the recovery region (suffix `-asr`) exists, but neither secret nor key was copied into it. */
const adeKeysMissing: ScenarioBuilder = (bank) => {
  const north = place('payments', 'rg-security-neu', NORTH);
  const vault = addKeyVault(bank.world, {
    place: north,
    name: 'kv-contoso-pay-ade-asr',
    purgeProtection: true,
    enabledForDiskEncryption: true,
  });
  const ade = adeKeysOf(bank, { name: 'vm-target2-01', withKek: true });
  const inNorth = adeKeysOf(bank, { name: 'vm-target2-01', withKek: true, vault, location: NORTH, present: false });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-target2-weu',
    name: 'vm-target2-01',
    osType: 'Windows',
    osDisk: { encryption: platformKey, ade },
    encryptionAtHost: false,
    replication: { replicaEncryption: platformKey, ade: inNorth },
  });
  addAdeExtension(bank.world, machine, ade);
  return {
    name: 'ade-in-asr-keys-missing',
    about: 'Replicated under Azure Disk Encryption, but the recovery region has neither its secret nor its key.',
    disks: [...disksOf(machine), ...(machine.replication?.replicas ?? [])],
  };
};

export const replicationScenarios: readonly ScenarioBuilder[] = [
  replicated({
    name: 'asr-matching-des',
    about: 'Replicated to northeurope with a disk encryption set of that region.',
    group: 'rg-acquiring-weu',
    vm: 'vm-acquiring-01',
    replication: () => ({ lastTestFailover: '2026-10-04T06:30:00.000Z' }),
  }),
  replicated({
    name: 'asr-replica-platform-key',
    about: 'The source has a customer key, the replica disk the platform key: no set was chosen.',
    group: 'rg-issuing-weu',
    vm: 'vm-issuing-01',
    replication: () => ({ replicaEncryption: platformKey }),
  }),
  replicated({
    name: 'asr-set-unsaid-replica-cmk',
    about: 'The replicated item names no disk encryption set, yet the replica disk has a customer key.',
    group: 'rg-disputes-weu',
    vm: 'vm-disputes-01',
    replication: () => ({ declaredSet: null }),
  }),
  replicated({
    name: 'disk-left-out-of-replication',
    about: 'The OS disk is replicated, the data disk is not.',
    group: 'rg-settlement-weu',
    vm: 'vm-settlement-01',
    dataDisks: 1,
    replication: () => ({ leftOutLuns: [0] }),
  }),
  replicated({
    name: 'replication-unhealthy',
    about: 'Replication is critical and three hours behind.',
    group: 'rg-batch-weu',
    vm: 'vm-batch-01',
    replication: () => ({
      health: 'Critical',
      rpoInSeconds: 10_800,
      errors: [
        {
          errorCode: '153007',
          errorMessage: 'No crash consistent recovery point available for the VM in the last 120 minutes.',
        },
      ],
    }),
  }),
  replicated({
    name: 'leftover-test-failover-disk',
    about: 'A test failover of October left a disk under the platform key, without a VM.',
    group: 'rg-wallet-weu',
    vm: 'vm-wallet-01',
    replication: () => ({
      lastTestFailover: '2026-10-18T17:10:00.000Z',
      testFailoverVmId: resourceId(
        place('payments', 'rg-wallet-weu-asr', NORTH),
        'Microsoft.Compute/virtualMachines',
        'vm-wallet-01-test',
      ),
    }),
    more: (bank) => [
      bank.world.add(
        diskDocument({
          place: place('payments', 'rg-wallet-weu-asr', NORTH),
          name: 'vm-wallet-01-osdisk-ASRtest',
          encryption: platformKey,
          creation: empty,
          created: '2026-10-18T16:40:00.000Z',
          osType: 'Linux',
        }),
      ),
    ],
  }),
  replicated({
    name: 'cache-account-platform-key',
    about:
      'The changes of a disk under a customer key pass through a cache account with the platform key, open to networks.',
    group: 'rg-billing-weu',
    vm: 'vm-billing-01',
    replication: (bank) => ({
      cacheAccount: bank.world.add(
        storageAccountDocument({
          place: place('payments', 'rg-storage-weu'),
          name: 'stcontosopayoldcache',
          publicNetworkAccess: 'Enabled',
          infrastructureEncryption: false,
          created: BUILT,
        }),
      ),
    }),
  }),
  adeKeysMissing,
];
