import { diskDocument, empty, shut, type AdeSpec, type Encryption } from '../documents/disk.ts';
import { lastSegment } from '../documents/place.ts';
import { replicatedItemDocument, type ReplicatedItemSpec } from '../documents/siteRecovery.ts';
import { daysBefore } from '../documents/time.ts';
import type { World } from '../world.ts';
import type { Machine, MachineDisk } from './machine.ts';
import { NORTH } from './platform.ts';

type BareMachine = Omit<Machine, 'backup' | 'replication'>;

export interface ReplicationPlan {
  /** What protects the replica disks; default: the subscription's disk encryption set in northeurope. */
  readonly replicaEncryption?: Encryption;
  /** What the replicated item says; default: the set of the replica disks. */
  readonly declaredSet?: string | null;
  /** LUNs of data disks that are not replicated. */
  readonly leftOutLuns?: readonly number[];
  readonly health?: ReplicatedItemSpec['replicationHealth'];
  readonly rpoInSeconds?: number;
  readonly cacheAccount?: string;
  /** Azure Disk Encryption of the replica: keys in the recovery region. */
  readonly ade?: AdeSpec;
  readonly lastTestFailover?: string;
  readonly testFailoverVmId?: string;
  readonly errors?: ReplicatedItemSpec['errors'];
}

export interface Replication {
  readonly itemId: string;
  readonly replicas: readonly string[];
}

/** Replicates a machine to northeurope with Site Recovery: the item and the `-ASRReplica` disks. */
export function addReplication(world: World, machine: BareMachine, plan: ReplicationPlan): Replication {
  const platform = machine.plan.platform;
  const where = { ...machine.place, group: `${machine.place.group}-asr`, location: NORTH };
  const encryption = plan.replicaEncryption ?? {
    type: 'EncryptionAtRestWithCustomerKey',
    diskEncryptionSetId: platform.diskEncryptionSetNorth,
  };
  const leftOut = plan.leftOutLuns ?? [];
  const replicated = [machine.osDisk, ...machine.dataDisks.filter((_, lun) => !leftOut.includes(lun))];
  const replica = (disk: MachineDisk): string =>
    world.add(
      diskDocument({
        place: where,
        name: `${lastSegment(disk.id)}-ASRReplica`,
        encryption,
        creation: empty,
        created: '2025-04-02T10:20:00.000Z',
        network: shut,
        ...(disk.osType === undefined ? {} : { osType: disk.osType }),
        ...(plan.ade === undefined ? {} : { ade: plan.ade }),
        sizeGb: disk.plan.sizeGb ?? (disk.osType === undefined ? 512 : 128),
        // Site Recovery writes through a link of its own: https://github.com/MicrosoftDocs/azure-docs/issues/83169
        diskState: 'ActiveSAS',
      }),
    );
  const replicas = replicated.map((disk) => ({ disk, id: replica(disk) }));
  const declared = plan.declaredSet === undefined ? (encryption.diskEncryptionSetId ?? null) : plan.declaredSet;
  const itemId = world.add(
    replicatedItemDocument({
      vaultId: platform.siteRecoveryVault,
      vmId: machine.id,
      osType: machine.osType,
      primaryLocation: machine.place.location,
      recoveryLocation: NORTH,
      recoveryGroupId: `/subscriptions/${where.subscription}/resourceGroups/${where.group}`,
      disks: replicas.map(({ disk, id }) => ({
        diskId: disk.id,
        type: disk.osType === undefined ? ('Data' as const) : ('OperatingSystem' as const),
        replicaDiskId: id,
        recoveryDiskEncryptionSetId: declared,
        primaryDiskEncryptionSetId: disk.plan.encryption?.diskEncryptionSetId ?? null,
        stagingAccountId: plan.cacheAccount ?? platform.cacheAccount,
        sizeGb: disk.plan.sizeGb ?? 128,
        ...(plan.ade === undefined ? {} : { ade: plan.ade }),
      })),
      unprotectedLuns: leftOut,
      replicationHealth: plan.health ?? 'Normal',
      rpoInSeconds: plan.rpoInSeconds ?? 300,
      rpoCalculated: daysBefore(world.now, 2 / 1440),
      ...(plan.lastTestFailover === undefined ? {} : { lastTestFailover: plan.lastTestFailover }),
      ...(plan.testFailoverVmId === undefined ? {} : { testFailoverVmId: plan.testFailoverVmId }),
      ...(plan.errors === undefined ? {} : { errors: plan.errors }),
    }),
  );
  return { itemId, replicas: replicas.map(({ id }) => id) };
}
