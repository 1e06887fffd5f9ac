import { diskDocument, empty, shut, type Encryption } from '../documents/disk.ts';
import { resourceId, type Place } from '../documents/place.ts';
import { replicationClusterDocument } from '../documents/replicationCluster.ts';
import { daysBefore } from '../documents/time.ts';
import { addMachine } from './machine.ts';
import type { Machine, MachinePlan } from './plans.ts';
import type { Platform, Sink } from './platform.ts';

interface SharedDiskPlan {
  readonly name: string;
  readonly encryption: Encryption;
  /** What protects its replica; undefined: it is not replicated. */
  readonly replicaEncryption: Encryption | undefined;
}

export interface ClusterPlan {
  readonly name: string;
  readonly place: Place;
  readonly platform: Platform;
  readonly created: string;
  /** Names of its VMs. */
  readonly nodes: readonly string[];
  /** What each of them has of its own. */
  readonly node: (index: number) => Pick<MachinePlan, 'osDisk' | 'replication' | 'backup'>;
  readonly sharedDisks: readonly SharedDiskPlan[];
}

/** VMs that share disks, replicated together: the items of the VMs, and the cluster that has the shared disks. */
export function addCluster(
  sink: Sink,
  plan: ClusterPlan,
): { readonly nodes: readonly Machine[]; readonly shared: readonly string[]; readonly replicas: readonly string[] } {
  const { place, platform, created } = plan;
  const holders = plan.nodes.map((name) => resourceId(place, 'Microsoft.Compute/virtualMachines', name));
  const idOf = ({ name }: SharedDiskPlan): string => resourceId(place, 'Microsoft.Compute/disks', name);
  for (const { name, encryption } of plan.sharedDisks)
    sink.add(
      diskDocument({
        place,
        name,
        encryption,
        creation: empty,
        created,
        managedBy: holders,
        maxShares: plan.nodes.length,
        sizeGb: 512,
      }),
    );
  const nodes = plan.nodes.map((name, index) =>
    addMachine(sink, {
      ...plan.node(index),
      place,
      platform,
      created,
      name,
      osType: 'Windows',
      sharedDisks: plan.sharedDisks.map((disk) => ({ id: idOf(disk), ...setOf(disk.encryption) })),
    }),
  );
  return { nodes, shared: plan.sharedDisks.map(idOf), replicas: replicate(sink, plan, nodes, idOf) };
}

function replicate(
  sink: Sink,
  { name, place, platform, sharedDisks }: ClusterPlan,
  nodes: readonly Machine[],
  idOf: (disk: SharedDiskPlan) => string,
): readonly string[] {
  const where = { ...place, group: `${place.group}-asr`, location: platform.recoveryLocation };
  const replicated = sharedDisks.flatMap((disk) =>
    disk.replicaEncryption === undefined ? [] : [{ disk, encryption: disk.replicaEncryption }],
  );
  const replicas = replicated.map(({ disk, encryption }) =>
    sink.add(
      diskDocument({
        place: where,
        name: `${disk.name}-ASRReplica`,
        encryption,
        creation: empty,
        created: '2025-04-02T10:20:00.000Z',
        network: shut,
        sizeGb: 512,
        diskState: 'ActiveSAS', // Site Recovery's own link, as to every replica
      }),
    ),
  );
  sink.add(
    replicationClusterDocument({
      name,
      itemIds: nodes.flatMap((node) => node.replication?.itemId ?? []),
      primaryLocation: place.location,
      recoveryLocation: platform.recoveryLocation,
      recoveryGroupId: `/subscriptions/${where.subscription}/resourceGroups/${where.group}`,
      disks: replicated.map(({ disk, encryption }, index) => ({
        diskId: idOf(disk),
        type: 'Data',
        replicaDiskId: replicas[index] ?? '',
        recoveryDiskEncryptionSetId: encryption.diskEncryptionSetId ?? null,
        primaryDiskEncryptionSetId: disk.encryption.diskEncryptionSetId ?? null,
        stagingAccountId: platform.cacheAccount,
        sizeGb: 512,
      })),
      unprotectedLuns: sharedDisks.flatMap((disk, lun) => (disk.replicaEncryption === undefined ? [lun] : [])),
      rpoInSeconds: 300,
      rpoCalculated: daysBefore(sink.now, 2 / 1440),
    }),
  );
  return replicas;
}

function setOf({ diskEncryptionSetId }: Encryption): { readonly diskEncryptionSetId?: string } {
  return diskEncryptionSetId === undefined ? {} : { diskEncryptionSetId };
}
