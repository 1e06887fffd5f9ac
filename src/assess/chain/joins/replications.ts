import { ancestorOfType, armId, nameOf, type ArmId } from '../../../domain/armId.ts';
import { looksLikeReplica, looksLikeTestFailoverDisk, testFailoverDiskName } from '../../../domain/azureNames.ts';
import { gapOf, type Gap, type Rows } from '../../../domain/estate.ts';
import type { Disk, ReplicatedDisk, ReplicationCluster, ReplicationDetail } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { Replicated } from '../subjects.ts';
import { BOUNDS } from './bounds.ts';
import { groupBy } from './groupBy.ts';

/** What a leg needs to know of the replicated item, or of the cluster, that lists it. */
type Lister = Pick<ReplicationDetail, 'id' | 'activeLocation'> &
  Partial<Pick<ReplicationDetail, 'testFailoverVmId' | 'recoveryResourceGroupId'>>;

/** A disk that Site Recovery made or will make of a replicated one. */
export interface Leg {
  readonly detail: Lister;
  readonly declared: ReplicatedDisk;
}

export interface ReplicationJoin {
  readonly all: readonly Replicated[];
  readonly clusters: readonly ReplicationCluster[];
  /** Of every replicated item and cluster. */
  readonly legs: readonly Leg[];
  readonly ofMachine: (vmId: ArmId) => Rows<Replicated>;
  /** Gaps that may hide any item: the vault may lie in any subscription. */
  readonly gaps: readonly Gap[];
  /** The same for a disk that a cluster may list: no gap of it hides a VM's item. */
  readonly sharedGaps: readonly Gap[];
  /** The legs that a replicated item or a cluster lists. */
  readonly listedBy: (id: ArmId) => readonly Leg[];
  /** The legs that start at a disk. */
  readonly legsOf: (diskId: ArmId) => readonly Leg[];
  readonly replicaLeg: (diskId: ArmId) => Leg | undefined;
  /** The leg that left a test-failover or failed-over disk. */
  readonly failoverLeg: (
    diskId: ArmId,
    heldBy: readonly ArmId[],
  ) => { readonly leg: Leg; readonly madeBy: 'test failover' | 'failover' } | undefined;
  /** Ids under which a leg's test-failover and failed-over disks would stand. */
  readonly failoverIds: (leg: Leg) => readonly ArmId[];
  /** Gaps that may hide that a disk is a replica; empty for one that is known to be something else or does not look like it. */
  readonly hiddenReplica: (disk: Disk) => readonly Gap[];
  /** The same for a disk that a test failover left. */
  readonly hiddenTestDisk: (disk: Disk) => readonly Gap[];
}

const VAULT = 'microsoft.recoveryservices/vaults';

export function joinReplications(reader: EstateReader): ReplicationJoin {
  const items = new Map(reader.all('replicatedItems').map((item) => [item.id, item]));
  const details = reader.all('replicationDetails');
  const clusters = reader.all('replicationClusters');
  const clustersByItem = groupBy(clusters, (cluster) => cluster.itemIds);
  const ofNobody = groupBy(clusters.filter(namesNobody).map(namesNoItem), (gap) => [
    ancestorOfType(gap.subject ?? '', VAULT),
  ]);
  const ids = [...new Set([...items.keys(), ...details.map((detail) => detail.id)])].sort();
  const all = ids.map((id): Replicated => {
    const vaultId = ancestorOfType(id, VAULT);
    return {
      id,
      item: items.get(id),
      detail: reader.find('replicationDetails', id),
      clusters: {
        rows: clustersByItem.get(id) ?? [],
        gaps: [...reader.gapsAround('replicationClusters', vaultId ?? id), ...(ofNobody.get(vaultId ?? id) ?? [])],
      },
    };
  });
  const byMachine = groupBy(all, machinesOf);
  const legs = [...details, ...clusters].flatMap((detail) =>
    detail.disks.map((declared): Leg => ({ detail, declared })),
  );
  const byLister = groupBy(legs, (leg) => [leg.detail.id]);
  const bySource = groupBy(legs, (leg) => [leg.declared.diskId]);
  const byReplica = new Map(legs.map((leg) => [leg.declared.recoveryReplicaDiskId, leg]));
  const byTarget = new Map(legs.map((leg) => [leg.declared.recoveryTargetDiskId, leg]));
  const byTest = new Map(legs.map((leg) => [testDiskId(leg), leg]));
  const byTestMachine = groupBy(legs, (leg) => [leg.detail.testFailoverVmId]);
  const nameless = all.filter((replicated) => machinesOf(replicated).length === 0 && mayBeOfAzureVm(replicated));
  const unbounded = [...BOUNDS.replications(reader), ...nameless.map(namesNoMachine)];
  const sharedGaps = [...unbounded, ...reader.gapsIn('replicationClusters')];

  return {
    all,
    clusters,
    legs,
    gaps: unbounded,
    sharedGaps,
    ofMachine: (vmId) => {
      const rows = byMachine.get(vmId) ?? [];
      return { rows, gaps: rows.length > 0 ? [] : unbounded }; // a VM is replicated once
    },
    listedBy: (id) => byLister.get(id) ?? [],
    legsOf: (diskId) => bySource.get(diskId) ?? [],
    replicaLeg: (diskId) => byReplica.get(diskId),
    failoverLeg: (diskId, heldBy) => {
      const target = byTarget.get(diskId);
      if (target !== undefined) return { leg: target, madeBy: 'failover' };
      const test = byTest.get(diskId) ?? ofTestMachine(byTestMachine, diskId, heldBy);
      return test === undefined ? undefined : { leg: test, madeBy: 'test failover' };
    },
    failoverIds: (leg) => {
      const test = testDiskId(leg);
      return [leg.declared.recoveryTargetDiskId, test].filter((id) => id !== undefined);
    },
    hiddenReplica: (disk) => {
      if (sharedGaps.length === 0 || byReplica.has(disk.id) || byTarget.has(disk.id)) return [];
      return looksLikeReplica(disk) ? sharedGaps : [];
    },
    hiddenTestDisk: (disk) => (byTest.has(disk.id) || !looksLikeTestFailoverDisk(disk) ? [] : sharedGaps),
  };
}

/** A disk of the test-failover VM: the leg whose test disk has its name, or the only leg. */
function ofTestMachine(byMachine: ReadonlyMap<ArmId, Leg[]>, diskId: ArmId, heldBy: readonly ArmId[]): Leg | undefined {
  for (const vmId of heldBy) {
    const legs = byMachine.get(vmId) ?? [];
    const name = nameOf(diskId);
    const named = legs.find((leg) => leg.declared.testFailoverDiskName?.toLowerCase() === name);
    const found = named ?? (legs.length === 1 ? legs[0] : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The primary VM; after a failover also the VM that took its place. */
function machinesOf(replicated: Replicated): readonly ArmId[] {
  const found = new Set<ArmId>();
  if (replicated.item?.sourceVmId !== undefined) found.add(replicated.item.sourceVmId);
  if (replicated.detail.kind === 'found') {
    const detail = replicated.detail.row;
    if (detail.sourceVmId !== undefined) found.add(detail.sourceVmId);
    if (detail.activeLocation?.toLowerCase() === 'recovery' && detail.recoveryVmId !== undefined)
      found.add(detail.recoveryVmId);
  }
  return [...found];
}

/** `A2A` is Azure to Azure; other known kinds replicate machines that are no Azure VMs. */
function mayBeOfAzureVm(replicated: Replicated): boolean {
  const kind =
    replicated.item?.instanceType ??
    (replicated.detail.kind === 'found' ? replicated.detail.row.instanceType : undefined);
  return (
    kind === undefined ||
    !/^(inmage|inmageazurev2|inmagercm|inmagercmfailback|hypervreplica\w*|a2across.*)$/i.test(kind)
  );
}

/**
 * Test-failover disks are named after the source and lie in the recovery resource group.
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill
 */
function testDiskId(leg: Leg): ArmId | undefined {
  const group = leg.declared.recoveryResourceGroupId ?? leg.detail.recoveryResourceGroupId;
  const name =
    leg.declared.testFailoverDiskName ??
    (leg.declared.diskName === undefined ? undefined : testFailoverDiskName(leg.declared.diskName));
  if (group === undefined || name === undefined) return undefined;
  return armId(`${group}/providers/microsoft.compute/disks/${name}`);
}

/** A cluster that lists shared disks has machines, whether or not it names their items. */
function namesNobody({ itemIds, disks }: ReplicationCluster): boolean {
  return itemIds.length === 0 && disks.length > 0;
}

function namesNoItem(cluster: ReplicationCluster): Gap {
  return gapOf(
    'replicationClusters',
    cluster,
    'malformedRow',
    `Replication cluster ${cluster.name} does not name the replicated items that it has.`,
  );
}

function namesNoMachine(replicated: Replicated): Gap {
  return gapOf(
    'replicatedItems',
    { id: replicated.id, subscriptionId: replicated.item?.subscriptionId ?? '*' },
    'malformedRow',
    `Replicated item ${nameOf(replicated.id)} does not name its virtual machine.`,
  );
}
