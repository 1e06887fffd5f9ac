import { copyOf, diskDocument, empty, failedOverFrom, platformKey } from '../../documents/disk.ts';
import { otherReplicatedItemDocument, type OtherProvider } from '../../documents/otherReplication.ts';
import { resourceId } from '../../documents/place.ts';
import { recoveryPlanDocument, runbookId } from '../../documents/recoveryPlan.ts';
import { daysBefore } from '../../documents/time.ts';
import { disksOf } from '../../workload/machine.ts';
import type { Machine, ReplicationPlan } from '../../workload/plans.ts';
import { BUILT } from '../../workload/shared.ts';
import { NORTH, place, WEST } from '../platform.ts';
import { goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';

function replicatedMachine(bank: Bank, group: string, name: string, replication: ReplicationPlan = {}): Machine {
  return machineIn(bank, 'payments', { group, name, osDisk: { encryption: goodKey(bank, 'payments') }, replication });
}

/** DR-07: the plan declares that it puts encryption at host back; a script's name is a declaration, so Unknown and to be attested. */
const planStep: ScenarioBuilder = (bank) => {
  const machine = replicatedMachine(bank, 'rg-remittance-weu', 'vm-remittance-01');
  const { siteRecoveryVault: vaultId } = bank.platforms.payments;
  bank.world.add(
    recoveryPlanDocument({
      vaultId,
      name: 'rp-remittance',
      primaryLocation: WEST,
      recoveryLocation: NORTH,
      items: [{ itemId: machine.replication?.itemId ?? '', vmId: machine.id }],
      after: [{ name: 'Encryption at host', does: { runbookId: runbookId(vaultId, 'Enable-EncryptionAtHost') } }],
    }),
  );
  return {
    name: 'plan-step-encryption-at-host',
    about: 'A recovery plan runs a script after failover whose name says that it turns encryption at host on.',
    disks: [...disksOf(machine), ...(machine.replication?.replicas ?? [])],
  };
};

const PROVIDERS: readonly OtherProvider[] = ['InMageRcm', 'InMageAzureV2', 'HyperVReplicaAzure'];

/** Items that are of no Azure VM: counted as not assessed; the open link of their seed disk is Site Recovery's own. */
const otherProviders: ScenarioBuilder = (bank) => {
  const where = place('payments', 'rg-datacentre-neu', NORTH);
  const set = bank.platforms.payments.diskEncryptionSetRecovery;
  const disks = PROVIDERS.map((provider) => {
    const machine = `srv-${provider.toLowerCase()}-01`;
    const seedDiskId = bank.world.add(
      diskDocument({
        place: where,
        name: `asrseeddisk-${machine}`,
        encryption: { ...goodKey(bank, 'payments'), diskEncryptionSetId: set },
        creation: empty,
        created: BUILT,
        diskState: 'ActiveSAS',
      }),
    );
    bank.world.add(
      otherReplicatedItemDocument({
        vaultId: bank.platforms.payments.siteRecoveryVault,
        provider,
        machine,
        seedDiskId,
        recoveryGroupId: `/subscriptions/${where.subscription}/resourceGroups/${where.group}`,
        rpoCalculated: daysBefore(bank.world.now, 1 / 720),
      }),
    );
    return seedDiskId;
  });
  return {
    name: 'other-providers-in-the-vault',
    about: 'Machines of VMware and Hyper-V are replicated into the same vault as Azure VMs.',
    disks,
  };
};

/** DR-06 Compliant on the failed-over disk (same key); RST-01 is not asked of it: no restore by Azure Backup made it. */
const failedOver: ScenarioBuilder = (bank) => {
  const group = place('payments', 'rg-nostro-weu-asr', NORTH);
  const vm = resourceId(group, 'Microsoft.Compute/virtualMachines', 'vm-nostro-01');
  const name = 'vm-nostro-01-osdisk-neu';
  const target = resourceId(group, 'Microsoft.Compute/disks', name);
  const machine = replicatedMachine(bank, 'rg-nostro-weu', 'vm-nostro-01', {
    protectionState: 'UnplannedFailoverCommitted',
    failedOver: { vm, disks: [target] },
  });
  bank.world.add(
    diskDocument({
      place: group,
      name,
      encryption: {
        ...goodKey(bank, 'payments'),
        diskEncryptionSetId: bank.platforms.payments.diskEncryptionSetRecovery,
      },
      creation: failedOverFrom(machine.replication?.replicas[0] ?? ''),
      created: '2026-11-07T09:15:00.000Z',
      osType: 'Linux',
    }),
  );
  return {
    name: 'failed-over-by-bookmark',
    about: 'A VM was failed over; its disk was made from a bookmark of the replica.',
    disks: [...disksOf(machine), ...(machine.replication?.replicas ?? []), target],
  };
};

/** DR-06 NonCompliant: it is a copy of the replica by `creationData`, whatever group it lies in. */
const testFailoverElsewhere: ScenarioBuilder = (bank) => {
  const machine = replicatedMachine(bank, 'rg-collections-weu', 'vm-collections-01');
  const copy = bank.world.add(
    diskDocument({
      place: place('payments', 'rg-drill-neu', NORTH),
      name: 'vm-collections-01-osdisk-ASRtest',
      encryption: platformKey,
      creation: copyOf(machine.replication?.replicas[0] ?? ''),
      created: '2026-10-10T14:20:00.000Z',
      osType: 'Linux',
    }),
  );
  return {
    name: 'test-failover-copy-elsewhere',
    about: 'A test failover left a copy of the replica, with the platform key, in a group of its own.',
    disks: [...disksOf(machine), ...(machine.replication?.replicas ?? []), copy],
  };
};

/** DR-06 Unknown: its creation data say that a failover left it; nothing tells the disk that it has to match. */
const replicationDisabled: ScenarioBuilder = (bank) => {
  const where = place('payments', 'rg-chargebacks-weu-asr', NORTH);
  const replica = resourceId(where, 'Microsoft.Compute/disks', 'vm-chargebacks-01-osdisk-ASRReplica');
  const left = bank.world.add(
    diskDocument({
      place: where,
      name: 'vm-chargebacks-01-osdisk',
      encryption: platformKey,
      creation: failedOverFrom(replica),
      created: '2026-09-19T22:40:00.000Z',
      osType: 'Linux',
    }),
  );
  return {
    name: 'failed-over-replication-disabled',
    about: 'A VM was failed over and its replication disabled: replica and item are gone, its disk stayed.',
    disks: [left],
  };
};

/** What failovers leave, recovery plans, and machines outside Azure in the same vault. */
export const siteRecoveryScenarios: readonly ScenarioBuilder[] = [
  planStep,
  otherProviders,
  failedOver,
  testFailoverElsewhere,
  replicationDisabled,
];
