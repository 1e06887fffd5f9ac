import { armId, nameOf, type ArmId } from '../../../domain/armId.ts';
import { looksLikeReplica, looksLikeTestFailoverDisk, testFailoverDiskName } from '../../../domain/azureNames.ts';
import type { Disk, Snapshot } from '../../../domain/facts.ts';
import { madeFrom, type MadeFrom } from '../../../domain/madeFrom.ts';
import { says } from '../../../base/openEnum.ts';
import type { Failover, Leg } from '../aspects.ts';
import { madeOf } from '../sameDisk.ts';
import { NOT_COPYING } from './copies.ts';
import { groupBy } from '../../../domain/groups.ts';
import type { ImagePart } from './imageParts.ts';
import type { Legs } from './legs.ts';

export interface FailoverJoin {
  readonly of: (disk: Disk) => Failover | undefined;
  /** Those of a source disk. */
  readonly ofSource: (diskId: ArmId) => readonly Disk[];
  /** Snapshots that go back to a replica, or to what a failover made of one. */
  readonly snapshots: readonly CopiedSnapshot[];
  /** Those of a source disk. */
  readonly snapshotsOf: (diskId: ArmId) => readonly CopiedSnapshot[];
  /** Those of unknown source that may be of this disk. */
  readonly maybeOf: (disk: Disk) => readonly Disk[];
  /** Ids that a leg's test-failover and failed-over disks would have. */
  readonly idsOf: (leg: Leg) => readonly ArmId[];
}

interface Bytes {
  /** The disk or snapshot with a unique ID, if there is one; otherwise the one with the resource ID. */
  readonly at: (id: ArmId, uniqueId: string | undefined) => Disk | Snapshot | undefined;
  /** What a disk was made of through an image. */
  readonly imagePart: (copy: Disk | Snapshot) => ImagePart | undefined;
}

interface CopiedSnapshot {
  readonly snapshot: Snapshot;
  readonly failover: Failover;
}

/** @param disks read twice */
export function joinFailovers(
  disks: Iterable<Disk>,
  snapshots: Iterable<Snapshot>,
  bytes: Bytes,
  legs: Legs,
): FailoverJoin {
  const index: Index = {
    replicas: legs.by((leg) => leg.declared.recoveryReplicaDiskId),
    targets: legs.by((leg) => leg.declared.recoveryTargetDiskId),
    tests: legs.by(testDiskId),
    testMachines: legs.by((leg) => leg.detail.testFailoverVmId),
  };
  const made = new Map<ArmId, Failover>();
  for (const disk of disks) {
    const failover = failoverOf(index, disk);
    if (failover !== undefined) made.set(disk.id, failover);
  }
  const all: { readonly disk: Disk; readonly failover: Failover }[] = [];
  for (const disk of disks) {
    const failover = made.get(disk.id) ?? throughCopies(index, made, bytes, disk);
    if (failover !== undefined) all.push({ disk, failover });
  }
  const copied: CopiedSnapshot[] = [];
  for (const snapshot of snapshots) {
    const failover = throughCopies(index, made, bytes, snapshot);
    if (failover !== undefined) copied.push({ snapshot, failover });
  }
  const copiedOf = groupBy(copied, ({ failover }) => sourcesOf(failover));
  const byId = new Map(all.map(({ disk, failover }) => [disk.id, failover]));
  const bySource = groupBy(all, ({ failover }) => sourcesOf(failover));
  const lost = groupBy(
    all.filter(({ failover }) => failover.leg === undefined),
    ({ disk }) => namesOfSource(disk),
  );
  return {
    of: (disk) => byId.get(disk.id),
    ofSource: (diskId) => (bySource.get(diskId) ?? []).map(({ disk }) => disk),
    snapshots: copied,
    snapshotsOf: (diskId) => copiedOf.get(diskId) ?? [],
    maybeOf: ({ id, name }) =>
      (lost.get(name.toLowerCase()) ?? []).map(({ disk }) => disk).filter((disk) => disk.id !== id),
    idsOf: (leg) => [leg.declared.recoveryTargetDiskId, testDiskId(leg)].filter((id) => id !== undefined),
  };
}

interface Index {
  readonly replicas: (id: ArmId) => readonly Leg[];
  readonly targets: (id: ArmId) => readonly Leg[];
  readonly tests: (id: ArmId) => readonly Leg[];
  readonly testMachines: (id: ArmId) => readonly Leg[];
}

/** Its creation data decides, wherever it is and whatever it is called; then the ids that Site Recovery gives. */
function failoverOf(index: Index, disk: Disk): Failover | undefined {
  const { replicas, targets } = index;
  if (replicas(disk.id).length > 0) return undefined;
  const from = madeFrom(disk);
  const sources = from === undefined ? [] : replicas(from.diskId);
  const named = targets(disk.id);
  if (named.length > 0) return { ...ofLegs(disk, [...sources, ...named]), madeBy: 'failover' };
  const tests = testsOf(index, disk);
  const own = ofLegs(disk, sources);
  const isTest = tests.length > 0 || looksLikeTestFailoverDisk(disk) || isTestDiskOf(own.leg, disk);
  const byTest = own.leg === undefined ? ofLegs(disk, tests) : own;
  if (from?.bookmark === true) return { ...byTest, madeBy: isTest ? 'test failover' : 'failover' };
  if (own.leg !== undefined) return { ...own, madeBy: isTest ? 'test failover' : 'copy of the replica' };
  if (tests.length > 0) return { ...byTest, madeBy: 'test failover' };
  if (from === undefined || sources.length > 0) return undefined;
  if (looksLikeTestFailoverDisk(disk)) return { leg: undefined, rivals: [], madeBy: 'test failover' };
  return looksLikeReplica({ name: from.name, tags: {} })
    ? { leg: undefined, rivals: [], madeBy: 'copy of the replica' }
    : undefined;
}

/** By the id that a test disk would have; otherwise by the test-failover VM that holds it. */
function testsOf(index: Index, disk: Disk): readonly Leg[] {
  const byId = index.tests(disk.id);
  if (byId.length > 0) return byId;
  const ofMachine = ofTestMachine(index.testMachines, disk);
  return ofMachine === undefined ? [] : [ofMachine];
}

/** The last of the legs that name it, and those that name another disk as its source. */
function ofLegs(disk: Disk | Snapshot, legs: readonly Leg[]): Pick<Failover, 'leg' | 'rivals'> {
  const last = legs.at(-1);
  return {
    leg: notOf(disk, last),
    rivals: legs.filter((leg) => leg.declared.diskId !== last?.declared.diskId && notOf(disk, leg) !== undefined),
  };
}

/** Every disk that may be the source. */
function sourcesOf({ leg, rivals }: Failover): readonly (ArmId | undefined)[] {
  return [...new Set([leg, ...rivals].map((one) => one?.declared.diskId))];
}

/**
 * Follows a copy through the disks, snapshots and images that it was made from to a replica, or to what a failover made of
 * one. An id alone proves nothing: what was created again under it has another `uniqueId`.
 */
function throughCopies(
  { replicas }: Index,
  made: ReadonlyMap<ArmId, Failover>,
  { at, imagePart }: Bytes,
  start: Disk | Snapshot,
): Failover | undefined {
  if (replicas(start.id).length > 0) return undefined;
  const seen = new Set<ArmId>();
  for (let current: Disk | Snapshot = start; !seen.has(current.id);) {
    seen.add(current.id);
    const step = stepBack(current, imagePart(current));
    if (step === undefined) return undefined;
    const { from, copy } = step;
    const next = at(step.id, copy.sourceUniqueId);
    const id = next?.id ?? step.id;
    // One that does not say when it was created is followed: it may be of the replica.
    if (next !== undefined && !FOLLOWED.has(madeOf(copy, next))) return undefined;
    const legs = replicas(id);
    if (legs.length > 0) return { ...ofLegs(start, legs), madeBy: 'copy of the replica' };
    const known = made.get(id);
    if (known !== undefined) return { ...known, madeBy: 'copy of the replica' };
    if (next === undefined)
      return from !== undefined && looksLikeReplica({ name: from.name, tags: {} })
        ? { leg: undefined, rivals: [], madeBy: 'copy of the replica' }
        : undefined;
    current = next;
  }
  return undefined;
}

const FOLLOWED: ReadonlySet<ReturnType<typeof madeOf>> = new Set(['this', 'untold']);

/** What a copy was made from, and how it identifies that; undefined if it was not made from a resource. */
function stepBack(
  current: Disk | Snapshot,
  part: ImagePart | undefined,
):
  { readonly id: ArmId; readonly from: MadeFrom | undefined; readonly copy: Parameters<typeof madeOf>[0] } | undefined {
  if (part !== undefined)
    return { id: part.id, from: undefined, copy: { sourceUniqueId: undefined, timeCreated: part.published } };
  const { createOption, sourceResourceId, sourceUniqueId } = current.creation;
  if (sourceResourceId === undefined || says(createOption, NOT_COPYING)) return undefined;
  const from = madeFrom(current);
  const copy = { sourceUniqueId, timeCreated: current.timeCreated };
  return { id: from?.diskId ?? armId(sourceResourceId.split('?')[0] ?? ''), from, copy };
}

/** When protected in reverse, a failed-over disk is itself the source of the replica: its own source is not given. */
function notOf(disk: Disk | Snapshot, leg: Leg | undefined): Leg | undefined {
  return leg?.declared.diskId === disk.id ? undefined : leg;
}

function isTestDiskOf(leg: Leg | undefined, disk: Disk): boolean {
  return leg?.declared.testFailoverDiskName?.toLowerCase() === disk.name.toLowerCase();
}

/** A disk of the test-failover VM: the leg whose test disk has its name, or the only leg. */
function ofTestMachine(byMachine: Index['testMachines'], disk: Disk): Leg | undefined {
  for (const vmId of disk.managedBy) {
    const legs = byMachine(vmId);
    const name = nameOf(disk.id);
    const named = legs.find((leg) => leg.declared.testFailoverDiskName?.toLowerCase() === name);
    const found = named ?? (legs.length === 1 ? legs[0] : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
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

/** A failed-over disk has the name of its source; a replica and a test disk have it with an ending. */
function namesOfSource(disk: Disk): readonly string[] {
  const names = [disk.name.toLowerCase(), madeFrom(disk)?.name ?? ''];
  return [...new Set(names.map((name) => name.replace(/-asr(replica|test)$/, '')))].filter((name) => name !== '');
}
