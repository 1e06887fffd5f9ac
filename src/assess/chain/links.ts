import { ancestorOfType, nameOf, type ArmId } from '../../domain/armId.ts';
import { far, gapOf, type Gap, type Reach, type Rows } from '../../domain/estate.ts';
import type { Disk } from '../../domain/facts.ts';
import type { Joins } from './joins.ts';
import { activeSide } from '../../domain/siteRecovery.ts';
import { hiddenCaches, hiddenStaging, hidesTarget, noReplica, noTarget, untoldOrigin } from './hiddenLinks.ts';
import { isShared } from './sharedDisk.ts';
import { comesFromReplica } from './joins/agents.ts';
import { REACHING, together } from './joins/reach.ts';
import { isJudged, vaultSubjectOf } from './judgedKeys.ts';
import type {
  BackedUp,
  DiskBackups,
  DiskCapture,
  Guarded,
  GuardedSnapshot,
  DiskAttachment,
  KeyLink,
  Replicated,
  SubjectName,
} from './subjects.ts';

/** The subjects of one kind that a disk takes verdicts from, and the gaps that may hide more of them. */
interface Linked extends Reach {
  readonly subjects: readonly string[];
}

/** What a disk takes from its links. A name that is missing has no link. */
export type Links = Partial<Readonly<Record<SubjectName, Linked | undefined>>>;

export interface LinkAspects {
  readonly disk: Disk;
  readonly guarded: Guarded;
  readonly attachments: readonly DiskAttachment[];
  readonly hiddenHolders: readonly Gap[];
  readonly unreadHolders: readonly Gap[];
  readonly keys: Rows<KeyLink>;
  readonly snapshots: Rows<GuardedSnapshot>;
  readonly captures: Rows<DiskCapture>;
  readonly backups: Rows<BackedUp>;
  readonly diskBackups: DiskBackups;
  readonly replications: Rows<Replicated>;
}

const NO_GAPS: readonly Gap[] = [];
const COLLECTION = 'microsoft.compute/restorepointcollections';

export function linksOf(joins: Joins, aspects: LinkAspects): Links {
  const { disk, attachments, hiddenHolders, unreadHolders } = aspects;
  const vmIds = attachments.map((attachment) => attachment.vmId);
  return {
    disk: link([disk.id]),
    virtualMachine: link(vmIds, hiddenHolders, unreadHolders),
    ...keyLinks(aspects),
    ...withHidden(far(hiddenHolders, unreadHolders), {
      ...backupLinks(joins, aspects, vmIds),
      ...restoreLinks(joins, aspects, vmIds),
      ...replicationLinks(joins, aspects, vmIds),
    }),
  };
}

/** What depends on the VM that holds the disk is as uncertain as that VM. */
function withHidden(holders: Reach, links: Links): Links {
  if (holders.gaps.length === 0 && holders.elsewhere === undefined) return links;
  const hidden = Object.entries(links).map(([name, linked = NOTHING]: [string, Linked | undefined]) => [
    name,
    reached(linked.subjects, together([linked, holders])),
  ]);
  return Object.fromEntries(hidden) as Links;
}

const NOTHING: Linked = { subjects: [], gaps: NO_GAPS };

function link(subjects: readonly string[], gaps = NO_GAPS, elsewhere = NO_GAPS): Linked {
  if (subjects.length === 0 && gaps.length === 0 && elsewhere.length === 0) return NOTHING;
  const once = subjects.length < 2 ? subjects : [...new Set(subjects)];
  return elsewhere.length === 0 ? { subjects: once, gaps } : { subjects: once, gaps, elsewhere };
}

function reached(subjects: readonly string[], { gaps, elsewhere }: Reach): Linked {
  return link(subjects, gaps, elsewhere);
}

function keyLinks({ disk, keys }: LinkAspects): Links {
  const sets = [disk.diskEncryptionSetId, disk.secureVmDiskEncryptionSetId].filter((id) => id !== undefined);
  const vaults = keys.rows.flatMap((key) => vaultSubjectOf(key) ?? []);
  const lost = keys.rows.filter((key) => vaultSubjectOf(key) === undefined);
  const hidden: readonly Gap[] = [...keys.gaps, ...lost.map(vaultNotKnown)];
  return {
    diskEncryptionSet: link(sets),
    key: link(
      keys.rows.filter(isJudged).map((key) => key.subject),
      keys.gaps,
    ),
    keyVault: link(vaults, hidden),
  };
}

function vaultNotKnown(key: KeyLink): Gap {
  return {
    source: 'keyVaults',
    subscription: '',
    kind: 'notRead',
    because: key.unresolved ?? 'The vault of its key is not known.',
  };
}

function backupLinks(
  joins: Joins,
  { snapshots, captures, backups, diskBackups }: LinkAspects,
  vmIds: readonly ArmId[],
): Links {
  const captured = vmIds.flatMap((vmId) => joins.restorePoints.ofMachine(vmId));
  const points = vmIds.map((vmId) => REACHING.restorePoints(joins.reader, vmId));
  // A VM that held it before, or that was moved since, may have restore points of it too.
  const holding = captures.rows.flatMap(({ copy }) => ancestorOfType(copy.id, COLLECTION) ?? []);
  return {
    snapshot: reached(
      snapshots.rows.map((row) => row.snapshot.id),
      snapshots,
    ),
    protectedItem: reached(
      backups.rows.map((row) => row.item.id),
      backups,
    ),
    recoveryServicesVault: reached(
      backups.rows.map((row) => row.item.vaultId),
      backups,
    ),
    backupInstance: reached(
      diskBackups.own.rows.map(({ instance }) => instance.id),
      diskBackups.own,
    ),
    backupVault: reached(
      diskBackups.own.rows.map(({ instance }) => instance.vaultId),
      diskBackups.own,
    ),
    restorePoint: reached([...captured.map(({ id }) => id), ...holding], together([...points, captures, backups])),
  };
}

function restoreLinks(
  joins: Joins,
  { disk, guarded, attachments, diskBackups }: LinkAspects,
  vmIds: readonly ArmId[],
): Links {
  const byDiskBackup = joins.diskRestores.ofDisk(
    disk.id,
    diskBackups.own.rows.map(({ instance }) => instance.vaultId),
  );
  const { reader, restoreJobs, restores, accounts } = joins;
  const copies = restores.copiesOf(disk.id);
  const names = attachments.map(({ vmId }) => nameOf(vmId));
  const maybe = restores.maybeCopiesOf(disk, names);
  const own = restores.copyAt(disk.id);
  const untold = untoldOrigin(disk);
  const jobRows = vmIds.map((vmId) => restoreJobs.ofMachine(vmId));
  const jobs = jobRows.flatMap(({ rows }) => rows);
  const jobReach = together(jobRows);
  const hiddenAccounts = jobs.flatMap((job) => hiddenStaging(job, restoreJobs.bagOf(job)));
  const copyReach = REACHING.restoredCopies(reader, disk.id, guarded.protection);
  const ids = [...copies, ...(own === undefined ? [] : [own])].map((copy) => copy.bytes.id);
  return {
    restoredDisk: reached(
      ids,
      together([
        copyReach,
        REACHING.images(reader, disk),
        ...(restores.jobsMissing ? vmIds.map((vmId) => restoreJobs.hiddenEarlier(vmId)) : []),
        { gaps: [...maybe.map((copy) => mayBeCopy(copy.bytes)), ...untold] },
      ]),
    ),
    restoredSnapshot: reached(
      restores.snapshotsOf(disk.id).map((copy) => copy.bytes.id),
      REACHING.restoredSnapshots(reader, disk.id, guarded.protection, ids),
    ),
    restoreJob: reached(
      [...jobs, ...byDiskBackup.rows].map((job) => job.id),
      together([jobReach, byDiskBackup]),
    ),
    stagingAccount: reached(
      accounts.stagingOf(vmIds, ids).map((account) => account.id),
      together([jobReach, { gaps: [...hiddenAccounts, ...untold] }]),
    ),
  };
}

function mayBeCopy(copy: Disk): Gap {
  return gapOf(
    'disks',
    copy,
    'notRead',
    `Restored disk ${copy.name} may be a copy of it: its origin could not be determined.`,
  );
}

function replicationLinks(joins: Joins, { disk, replications }: LinkAspects, vmIds: readonly ArmId[]): Links {
  const legs = joins.replications.legsOf(disk.id);
  // For a machine outside Azure, the source is not in Azure.
  if (joins.replications.seedItem(disk.id) !== undefined) return {};
  if (vmIds.length === 0 && legs.length === 0) return detachedLinks(joins, disk);
  const ids = replications.rows.map((row) => row.id);
  const unread = replications.rows.flatMap((row) => (row.detail.kind === 'unsure' ? row.detail.gaps : []));
  const clusters = isShared(disk) ? replications.rows.map((row) => row.clusters) : [];
  const near = [...unread, ...clusters.flatMap((cluster) => cluster.gaps)];
  const others = joins.replications.otherListers([...ids, ...legs.map(({ detail }) => detail.id)]);
  // There may be thousands per vault, and thousands of disks.
  const known = new Set(others.length === 0 ? [] : [...near, ...replications.gaps]);
  const beyond = others.filter((gap) => !known.has(gap));
  const reach = together([replications, far(near, beyond)]);
  const replicas = legs.flatMap(({ declared }) => declared.recoveryReplicaDiskId ?? []);
  const unnamed = legs.filter(
    (leg) => leg.declared.recoveryReplicaDiskId === undefined && isPrimary(leg.detail.activeLocation),
  );
  const { failovers } = joins.replications;
  const expected = legs.flatMap((leg) => failovers.idsOf(leg)).map((id) => joins.protections.named(id));
  const failoverGaps = expected.flatMap(({ found }) => (found.kind === 'unsure' ? found.gaps : []));
  const own = ownReplicaLinks(joins, disk);
  return {
    replicatedItem: reached(ids, reach),
    // Site Recovery still lists a disk that no VM holds any more.
    failoverTarget: reached(
      [...ids, ...clusters.flatMap(({ rows }) => rows.map(({ id }) => id)), ...legs.map(({ detail }) => detail.id)],
      reach,
    ),
    replicaDisk: reached(
      [...replicas, ...(own.replicaDisk?.subjects ?? [])],
      together([reach, { gaps: [...(own.replicaDisk?.gaps ?? []), ...unnamed.map(() => noReplica(disk))] }]),
    ),
    cacheAccount: reached(
      joins.accounts.cacheOf(disk.id).map((account) => account.id),
      together([reach, { gaps: hiddenCaches(legs, disk) }]),
    ),
    failoverSnapshot: link(failovers.snapshotsOf(disk.id).map(({ snapshot }) => snapshot.id)),
    failoverDisk: reached(
      [...failovers.ofSource(disk.id).map(({ id }) => id), ...(own.failoverDisk?.subjects ?? [])],
      together([
        reach,
        {
          gaps: [
            ...(own.failoverDisk?.gaps ?? []),
            ...failoverGaps,
            ...maybeFailovers(joins, disk),
            ...legs.filter((leg) => hidesTarget(leg, disk)).map(() => noTarget(disk)),
          ],
        },
        ...(legs.length === 0 ? [] : [REACHING.failoverCopies(joins.reader, replicas)]),
      ]),
    ),
  };
}

/** A copy is also judged on its own: its own row shows whether it is weaker than its source. */
function ownReplicaLinks(joins: Joins, disk: Disk): Links {
  const { replications } = joins;
  const leg = replications.replicaLeg(disk.id);
  // What a failover to it needs matters for the replica itself too.
  if (leg !== undefined) return { replicaDisk: link([disk.id]), failoverTarget: link([leg.detail.id]) };
  if (replications.failovers.of(disk) !== undefined) return { failoverDisk: link([disk.id]) };
  return {
    replicaDisk: link([], replications.hiddenReplica(disk)),
    failoverDisk: link([], [...replications.hiddenTestDisk(disk), ...untoldOrigin(disk)]),
  };
}

/** A detached disk without a leg: one may be hidden, since Site Recovery still lists a disk that was detached. */
function detachedLinks(joins: Joins, disk: Disk): Links {
  const own = ownReplicaLinks(joins, disk);
  const isCopy = (own.replicaDisk?.subjects.length ?? 0) + (own.failoverDisk?.subjects.length ?? 0) > 0;
  if (isCopy) return own;
  const { hidden, hiddenShared, allGaps } = joins.replications;
  const looksLikeCopy =
    comesFromReplica(disk) || (own.replicaDisk?.gaps.length ?? 0) + (own.failoverDisk?.gaps.length ?? 0) > 0;
  const reach: Reach = looksLikeCopy ? { gaps: allGaps } : isShared(disk) ? hiddenShared : hidden;
  const nothing = reached([], reach);
  const failoverDisk = reached(
    [],
    together([reach, { gaps: [...maybeFailovers(joins, disk), ...untoldOrigin(disk)] }]),
  );
  return { replicaDisk: nothing, failoverTarget: nothing, failoverDisk, cacheAccount: nothing };
}

/** Disks that a failover left whose source is not given and whose names match. */
function maybeFailovers(joins: Joins, disk: Disk): readonly Gap[] {
  return joins.replications.failovers
    .maybeOf(disk)
    .map((copy) =>
      gapOf(
        'disks',
        copy,
        'notRead',
        `Disk ${copy.name}, made from a replica, may be a copy of it: no replicated item names its source.`,
      ),
    );
}

function isPrimary(activeLocation: string | undefined): boolean {
  return activeSide(activeLocation) !== 'recovery';
}
