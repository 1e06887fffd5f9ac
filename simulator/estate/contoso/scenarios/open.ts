import { diskRestoreJobDocument, backupVaultDocument } from '../../documents/backupVault.ts';
import { copyOf, diskDocument, empty, failedOverFrom, platformKey } from '../../documents/disk.ts';
import { otherReplicatedItemDocument, type OtherProvider } from '../../documents/otherReplication.ts';
import { resourceId } from '../../documents/place.ts';
import { recoveryPlanDocument, runbookId } from '../../documents/recoveryPlan.ts';
import { restorePointCollectionDocument, restorePointDocument } from '../../documents/restorePoint.ts';
import { daysBefore } from '../../documents/time.ts';
import { addDiskBackup } from '../../workload/diskBackup.ts';
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
  const disks = PROVIDERS.map((provider) => {
    const machine = `srv-${provider.toLowerCase()}-01`;
    const seedDiskId = bank.world.add(
      diskDocument({
        place: where,
        name: `asrseeddisk-${machine}`,
        encryption: goodKey(bank, 'payments'),
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

/** DR-06 Compliant on the failed-over disk (same key); RST-01 is not asked of it: no restore by Azure Backup made it. */
const failedOver: ScenarioBuilder = (bank) => {
  const group = place('payments', 'rg-nostro-weu-asr', NORTH);
  const vm = resourceId(group, 'Microsoft.Compute/virtualMachines', 'vm-nostro-01');
  const name = 'vm-nostro-01-osdisk';
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
      created: daysBefore(bank.world.now, 9),
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
      created: daysBefore(bank.world.now, 40),
      osType: 'Linux',
    }),
  );
  return {
    name: 'test-failover-copy-elsewhere',
    about: 'A test failover left a copy of the replica, with the platform key, in a group of its own.',
    disks: [...disksOf(machine), ...(machine.replication?.replicas ?? []), copy],
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
export const openScenarios: readonly ScenarioBuilder[] = [
  planStep,
  otherProviders,
  restoredByDiskBackup,
  failedOver,
  testFailoverElsewhere,
  beingMade,
];
