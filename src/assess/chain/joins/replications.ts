import { remembered } from '../../../base/remembered.ts';
import { ancestorOfType, nameOf, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { looksLikeReplica, looksLikeTestFailoverDisk } from '../../../domain/azureNames.ts';
import { far, gapOf, isUnreadable, type Gap, type Reach, type Rows } from '../../../domain/estate.ts';
import type { Disk, ReplicationCluster, ReplicationDetail, ReplicationMark, Snapshot } from '../../../domain/facts.ts';
import { isInMemory } from '../../../domain/derived.ts';
import { groupBy, grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { joined, made, mapped, where, type Sequence } from '../../../domain/sequence.ts';
import { activeSide } from '../../../domain/siteRecovery.ts';
import { providerOf } from '../replicationProvider.ts';
import type { Leg, Replicated } from '../aspects.ts';
import type { AgentJoin } from './agents.ts';
import { joinFailovers, type FailoverJoin } from './failovers.ts';
import { partBehind } from './imageParts.ts';
import { uniqueIdsIn } from './uniqueIds.ts';
import { legsOf, type Legs } from './legs.ts';
import { allOf, isOfRun, REACHING, splitBySubscription, together } from './reach.ts';

export interface ReplicationJoin {
  /** Sorted by id. */
  readonly all: Sequence<Replicated>;
  readonly clusters: readonly ReplicationCluster[];
  /** The legs of every replicated item and cluster. */
  readonly legs: Legs;
  readonly ofMachine: (vmId: ArmId) => Rows<Replicated>;
  /** What may hide an item of a disk that no VM holds. */
  readonly hidden: Reach;
  /** The same for a disk that a cluster may list: no such gap hides a VM's item. */
  readonly hiddenShared: Reach;
  /** Every gap that may hide an item or a cluster, near or far. */
  readonly allGaps: readonly Gap[];
  /** The legs that a replicated item or a cluster lists. */
  readonly listedBy: (id: ArmId) => readonly Leg[];
  /** The legs that start at a disk. */
  readonly legsOf: (diskId: ArmId) => readonly Leg[];
  /** What may hide another item or cluster of the same vaults that lists the same disks. */
  readonly otherListers: (listers: readonly ArmId[]) => readonly Gap[];
  readonly replicaLeg: (diskId: ArmId) => Leg | undefined;
  /** Test-failover disks, failed-over ones and other copies of a replica. */
  readonly failovers: FailoverJoin;
  /** The item of a machine outside Azure whose replication writes to the disk. */
  readonly seedItem: (diskId: ArmId) => ReplicationDetail | undefined;
  /** Gaps that may hide that a disk is a replica; empty for one that is known to be something else or does not look like it. */
  readonly hiddenReplica: (disk: Disk) => readonly Gap[];
  /** The same for a disk that a test failover left. */
  readonly hiddenTestDisk: (disk: Disk) => readonly Gap[];
}

function idOf({ id }: { readonly id: ArmId }): ArmId {
  return id;
}

/** Vaults that are asked about again soon. */
const LAST_VAULTS = 64;

function itself(id: ArmId): ArmId {
  return id;
}

const VAULT = 'microsoft.recoveryservices/vaults';

export function joinReplications(reader: EstateReader, agents: AgentJoin): ReplicationJoin {
  const items = reader.all('replicatedItems');
  const details = reader.all('replicationDetails');
  const clusters = [...reader.all('replicationClusters')];
  const clustersByItem = groupBy(clusters, (cluster) => cluster.itemIds);
  const ofNobody = groupBy(clusters.filter(namesNobody).map(namesNoItem), (gap) => [
    ancestorOfType(gap.subject ?? '', VAULT),
  ]);
  const plansByItem = groupBy(reader.all('recoveryPlans'), (plan) => plan.itemIds);
  const unique = uniqueIdsIn(reader);
  const bytesAt = (id: ArmId, uniqueId: string | undefined): Disk | Snapshot | undefined => {
    const moved = unique.disk(uniqueId) ?? unique.snapshot(uniqueId);
    if (moved !== undefined) return moved;
    const disk = reader.find('disks', id);
    const found = disk.kind === 'found' ? disk : reader.find('snapshots', id);
    return found.kind === 'found' ? found.row : undefined;
  };
  const replicated = (id: ArmId): Replicated => {
    const vaultId = ancestorOfType(id, VAULT) ?? id;
    const item = reader.find('replicatedItems', id);
    return {
      id,
      item: item.kind === 'found' ? item.row : undefined,
      itemGaps: item.kind === 'unsure' ? item.gaps : [],
      detail: reader.find('replicationDetails', id),
      clusters: {
        rows: clustersByItem.get(id) ?? [],
        gaps: [...reader.gapsAround('replicationClusters', vaultId), ...(ofNobody.get(vaultId) ?? [])],
      },
      plans: { rows: plansByItem.get(id) ?? [], gaps: reader.gapsAround('recoveryPlans', vaultId) },
    };
  };
  const ids = [...new Set([...mapped(items, idOf), ...mapped(details, idOf)])]
    .filter((id) => providerOf(replicated(id)) !== 'ofNoAzureVm')
    .sort();
  const all = isInMemory(items) && isInMemory(details) ? ids.map(replicated) : made(ids, replicated);
  const byMachine = grouped(all, machinesOf);
  const legs = legsOf(joined<ReplicationDetail | ReplicationCluster>([details, clusters]));
  const byLister = legs.by((leg) => leg.detail.id);
  const bySource = legs.by((leg) => leg.declared.diskId);
  const byReplica = legs.by((leg) => leg.declared.recoveryReplicaDiskId);
  const namingNone = legs.by(({ declared }) =>
    declared.recoveryReplicaDiskId === undefined && declared.recoveryTargetDiskId === undefined
      ? NAMES_NONE
      : undefined,
  );
  const unnamedReplicas = [...new Set(namingNone(NAMES_NONE).map(({ detail }) => detail.id))].map(namesNoReplica);
  const byTarget = legs.by((leg) => leg.declared.recoveryTargetDiskId);
  const failovers = joinFailovers(
    reader.all('disks'),
    reader.all('snapshots'),
    { at: bytesAt, imagePart: (copy) => partBehind(reader, copy) },
    legs,
  );
  const bySeed = grouped(details, (detail) => detail.seedDiskIds);
  const nameless = [...where(all, (one) => machinesOf(one).length === 0)];
  const ofNoMachine = splitBySubscription(nameless.map(namesNoMachine))([]);
  const hidden = together([REACHING.replications(reader), ofNoMachine]);
  const hiddenShared = together([REACHING.sharedReplications(reader), ofNoMachine]);
  const allGaps = allOf(hiddenShared);
  // If one of an item's two sources could not be read, the other may name the machine.
  const known = new Set(ids);
  const isTold = (id: ArmId): boolean => known.has(id) && machinesOf(replicated(id)).length > 0;
  const hidesMachine = (gap: Gap): boolean => !(isUnreadable(gap) && gap.subject !== undefined && isTold(gap.subject));
  const hiddenItem = far(hidden.gaps.filter(hidesMachine), (hidden.elsewhere ?? []).filter(hidesMachine));
  const unreadListers = remembered(LAST_VAULTS, itself, (vaultId: ArmId): readonly Gap[] =>
    (['replicationDetails', 'replicationClusters'] as const)
      .flatMap((source) => reader.gapsAround(source, vaultId))
      .filter(isOfRun),
  );
  const provenByVaults = reader.vaultsKnown && allOf(hidden).length === 0;

  return {
    all,
    clusters,
    legs,
    hidden,
    hiddenShared,
    allGaps,
    ofMachine: (vmId) => {
      const rows = byMachine.get(vmId) ?? [];
      return rows.length > 0 ? { rows, gaps: [] } : { rows, ...withoutItem(agents, vmId, hiddenItem, provenByVaults) }; // a VM is replicated once
    },
    listedBy: byLister,
    legsOf: bySource,
    otherListers: (listers) => {
      const vaults = [...new Set(listers.map((id) => ancestorOfType(id, VAULT) ?? id))];
      return [...new Set(vaults.flatMap(unreadListers))];
    },
    replicaLeg: (diskId) => byReplica(diskId).at(-1),
    failovers,
    seedItem: (diskId) => bySeed.get(diskId)?.at(-1),
    hiddenReplica: (disk) => {
      const { id } = disk;
      if (!looksLikeReplica(disk)) return [];
      if (byReplica(id).length > 0 || byTarget(id).length > 0 || bySeed.has(id)) return [];
      return [...allGaps, ...unnamedReplicas];
    },
    hiddenTestDisk: (disk) =>
      failovers.of(disk)?.leg !== undefined || !looksLikeTestFailoverDisk(disk) ? [] : allGaps,
  };
}

/**
 * What may hide the item of a VM for which none was read. Site Recovery's link or agent on the VM decides before a gap does:
 * with either, the item is in a place that was not read; without them the VM is not replicated, unless a failover made it.
 */
function withoutItem(agents: AgentJoin, vmId: ArmId, hidden: Reach, provenByVaults: boolean): Reach {
  if (provenByVaults) return NOT_REPLICATED;
  const mark = agents.markOn(vmId);
  if (mark !== undefined) return { gaps: [markWithoutItem(mark), ...allOf(hidden)] };
  const agent = agents.siteRecoveryOn(vmId);
  if (agent === 'yes') return { gaps: [agentWithoutItem(vmId), ...allOf(hidden)] };
  // An agent that was not read might have pointed to an item that was not read.
  if (allOf(hidden).length === 0) return far([], agent === 'unknown' ? agents.hiddenAgents(vmId) : []);
  if (agents.hasFailedOverDisk(vmId)) return { gaps: allOf(hidden) };
  return agent === 'no' ? NOT_REPLICATED : hidden;
}

const NOT_REPLICATED: Reach = { gaps: [] };

function markWithoutItem({ vmId, targetId }: ReplicationMark): Gap {
  return gapOf(
    'replicatedItems',
    { id: vmId, subscriptionId: subscriptionOf(vmId) },
    'notRead',
    `A link of Site Recovery is on VM ${nameOf(vmId)}, but no replicated item that was read names it${targetId === undefined ? '' : `: the link names one in subscription ${subscriptionOf(targetId)}`}.`,
  );
}

function agentWithoutItem(vmId: ArmId): Gap {
  return gapOf(
    'replicatedItems',
    { id: vmId, subscriptionId: subscriptionOf(vmId) },
    'notRead',
    `Site Recovery's agent is on VM ${nameOf(vmId)}, but no replicated item that was read names it: the item is in a place that was not read, or the agent was left behind.`,
  );
}

/** The primary VM and, after a failover, the VM that took its place. */
function machinesOf(replicated: Replicated): readonly ArmId[] {
  const found = new Set<ArmId>();
  if (replicated.item?.sourceVmId !== undefined) found.add(replicated.item.sourceVmId);
  if (replicated.detail.kind === 'found') {
    const detail = replicated.detail.row;
    if (detail.sourceVmId !== undefined) found.add(detail.sourceVmId);
    if (activeSide(detail.activeLocation) !== 'primary' && detail.recoveryVmId !== undefined)
      found.add(detail.recoveryVmId);
  }
  return [...found];
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

const NAMES_NONE = 'names none';

/** A disk that looks like a replica and that no item names may be the one. */
function namesNoReplica(id: ArmId): Gap {
  return gapOf(
    'replicationDetails',
    { id, subscriptionId: subscriptionOf(id) },
    'notRead',
    `Replicated item ${nameOf(id)} names no replica of a disk that it replicates.`,
  );
}
