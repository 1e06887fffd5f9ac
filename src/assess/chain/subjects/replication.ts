import { nameOf, type ArmId } from '../../../domain/armId.ts';
import type { Disk, DiskEncryptionSet, Snapshot } from '../../../domain/facts.ts';
import type { Lookup } from '../../../domain/estate.ts';
import { joined, made, mapped, type Sequence } from '../../../domain/sequence.ts';
import { activeSide } from '../../../domain/siteRecovery.ts';
import { compareText } from '../../../base/order.ts';
import { identityOf, identityOfNamed } from '../identity.ts';
import type { Joins } from '../joins.ts';
import { encryptionSetOf } from '../protection.ts';
import { madeOf } from '../sameDisk.ts';
import { accountIdentity } from './backup.ts';
import type {
  Failover,
  FailoverLeg,
  Guarded,
  Identity,
  Leg,
  NamedDisk,
  Replicated,
  Subject,
  SubjectsByName,
} from '../subjects.ts';

type ReplicationSubjects = Pick<
  SubjectsByName,
  'replicaDisk' | 'failoverDisk' | 'failoverSnapshot' | 'replicatedItem' | 'failoverTarget' | 'cacheAccount'
>;

export function replicationSubjects(joins: Joins): ReplicationSubjects {
  const { replications, reader, protections } = joins;
  return {
    replicaDisk: replicaSubjects(joins),
    failoverDisk: [
      ...mapped(reader.all('disks'), (disk): Subject<'failoverDisk'>[] => {
        const made = replications.failovers.of(disk);
        if (made === undefined) return [];
        const { guarded } = protections.ofDisk(disk);
        return [{ identity: identityOf(disk), aspects: failoverAspects(joins, disk, guarded, made) }];
      }),
    ].flat(),
    failoverSnapshot: replications.failovers.snapshots.map(({ snapshot, failover }) => ({
      identity: identityOf(snapshot),
      aspects: failoverAspects(joins, snapshot, protections.ofSnapshot(snapshot), failover),
    })),
    replicatedItem: made(replications.all, (replicated) => ({
      identity: itemIdentity(replicated),
      aspects: {
        replicated,
        machine: machineOf(joins, sourceMachine(replicated)),
        recoveryMachine: machineOf(
          joins,
          replicated.detail.kind === 'found' ? replicated.detail.row.recoveryVmId : undefined,
        ),
      },
    })),
    failoverTarget: joined<Subject<'failoverTarget'>>([
      made(replications.all, (replicated) => ({
        identity: itemIdentity(replicated),
        aspects: { replicated, target: replicated.detail, legs: legsFrom(joins, replicated.id) },
      })),
      replications.clusters.map((cluster) => ({
        identity: identityOf(cluster),
        aspects: {
          replicated: undefined,
          target: { kind: 'found', row: cluster } as const,
          legs: legsFrom(joins, cluster.id),
        },
      })),
    ]),
    cacheAccount: joins.accounts.caches.map((account) => ({
      identity: accountIdentity(account),
      aspects: { named: account },
    })),
  };
}

function failoverAspects(
  joins: Joins,
  copy: Disk | Snapshot,
  guarded: Guarded,
  { leg, rivals, madeBy }: Failover,
): Subject<'failoverDisk'>['aspects'] {
  const source = named(joins, leg?.declared.diskId);
  return {
    copy: { guarded },
    madeFrom: copy.creation.sourceResourceId,
    source,
    sourceInDoubt: rivals.length > 0,
    isOfEarlierDisk: isOlder(copy, source),
    madeBy,
    hiddenSource: leg === undefined ? joins.replications.allGaps : [],
  };
}

function legsFrom(joins: Joins, lister: ArmId): readonly FailoverLeg[] {
  return joins.replications.listedBy(lister).map((leg) => failoverLeg(joins, leg));
}

/** One for each replica, by the first that declares it. */
function replicaSubjects(joins: Joins): Sequence<Subject<'replicaDisk'>> {
  const { legs } = joins.replications;
  const declaring = legs.by(({ declared }) => declared.recoveryReplicaDiskId);
  const ids = new Set([...mapped(legs, ({ declared }) => declared.recoveryReplicaDiskId)]);
  return made([...ids].filter((id) => id !== undefined).sort(compareText), (id) =>
    replicaSubject(joins, id, declaring(id)),
  );
}

function replicaSubject(joins: Joins, id: ArmId, legs: readonly Leg[]): Subject<'replicaDisk'> {
  const [leg] = legs;
  if (leg === undefined) throw new TypeError(`Nothing declares replica ${id} any longer.`);
  const { declared } = leg;
  const replica = joins.protections.named(id);
  const identity = replica.found.kind === 'found' ? identityOf(replica.found.row.disk) : identityOfNamed(id);
  const sources = new Set(legs.map((each) => each.declared.diskId));
  const isForward = activeSide(leg.detail.activeLocation) !== 'recovery';
  const source = named(joins, declared.diskId);
  const otherListers = joins.replications.otherListers(legs.map((each) => each.detail.id));
  return {
    identity,
    aspects: {
      declared,
      replica,
      source,
      // When protected in reverse, a replica may be the older of the two.
      isOfEarlierDisk: isForward && replica.found.kind === 'found' && isOlder(replica.found.row.disk, source),
      sourceInDoubt: sources.size > 1,
      otherListers,
    },
  };
}

/** Whether a copy is older than the disk that has the id of its source now: it is of an earlier disk. */
function isOlder({ timeCreated }: Disk | Snapshot, source: NamedDisk | undefined): boolean {
  if (source?.found.kind !== 'found') return false;
  return madeOf({ sourceUniqueId: undefined, timeCreated }, source.found.row.disk) !== 'this';
}

function named(joins: Joins, id: ArmId | undefined): NamedDisk | undefined {
  return id === undefined ? undefined : joins.protections.named(id);
}

function itemIdentity(replicated: Replicated): Identity {
  const row = replicated.detail.kind === 'found' ? replicated.detail.row : replicated.item;
  const friendly = replicated.detail.kind === 'found' ? replicated.detail.row.friendlyName : undefined;
  const vmId = sourceMachine(replicated);
  const name = friendly ?? (vmId === undefined ? nameOf(replicated.id) : nameOf(vmId));
  return { ...(row === undefined ? identityOfNamed(replicated.id) : identityOf(row)), name };
}

function sourceMachine(replicated: Replicated): ArmId | undefined {
  const told = replicated.detail.kind === 'found' ? replicated.detail.row.sourceVmId : undefined;
  return told ?? replicated.item?.sourceVmId;
}

function machineOf(joins: Joins, id: ArmId | undefined): Subject<'replicatedItem'>['aspects']['machine'] {
  return id === undefined ? undefined : joins.reader.find('virtualMachines', id);
}

function failoverLeg(joins: Joins, { declared }: Leg): FailoverLeg {
  const replica = named(joins, declared.recoveryReplicaDiskId);
  const targetSet = targetSetOf(joins, declared.recoveryDiskEncryptionSetId, replica);
  const keys = { keyUrl: declared.keyUrl, keyVaultId: declared.keyVaultId };
  const owner = declared.recoveryReplicaDiskId ?? declared.diskId;
  return {
    declared,
    source: named(joins, declared.diskId),
    replica,
    targetSet,
    targetKey: targetSet?.kind === 'found' ? joins.keys.ofEncryptionSet(targetSet.row) : undefined,
    adeKey:
      keys.keyUrl === undefined || owner === undefined
        ? undefined
        : joins.keys.resolve({ use: 'target', url: keys.keyUrl, vaultId: keys.keyVaultId, namedBy: owner }),
    adeSecret:
      declared.secretUrl === undefined || owner === undefined
        ? undefined
        : joins.keys.resolve({
            use: 'adeSecret',
            url: declared.secretUrl,
            vaultId: declared.secretVaultId,
            namedBy: owner,
          }),
  };
}

/**
 * Site Recovery does not show a set attached to the replica by hand, so a null target proves nothing: the replica decides.
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-how-to-enable-replication-cmk-disks
 */
function targetSetOf(
  joins: Joins,
  declared: ArmId | undefined,
  replica: NamedDisk | undefined,
): Lookup<DiskEncryptionSet> | undefined {
  const observed = replica?.found.kind === 'found' ? encryptionSetOf(replica.found.row.disk) : undefined;
  const id = declared ?? observed;
  return id === undefined ? undefined : joins.reader.find('diskEncryptionSets', id);
}
