import { armId, nameOf, resourceGroupOf, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import type { Gap, Lookup } from '../../../domain/estate.ts';
import type { Disk, DiskRestoreJob, RestoreJob, Snapshot, VirtualMachine } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { NamedDisk, Origin } from '../subjects.ts';
import { groupBy } from '../../../domain/groups.ts';
import { lettersAndDigits } from './itemIds.ts';
import type { RestoreJobJoin } from './restoreJobs.ts';
import { isOfTime, type DiskRestoreJoin } from './diskRestores.ts';
import { lineageOfDisk, lineageOfSnapshot, type Lineage, type Restored } from './copies.ts';
import { restoreEvidenceOf, type RestoreEvidence } from './restoreEvidence.ts';
import { machineBehind } from './restorePoints.ts';

/** A restored disk or a copy of one, with the disks it goes back to. */
interface RestoredCopy<Bytes extends Disk | Snapshot> {
  readonly bytes: Bytes;
  /** Nearest first. */
  readonly origins: readonly Origin[];
  /** Undefined if its lineage is lost before a restore is reached. */
  readonly evidence: RestoreEvidence | undefined;
  readonly shownBy: string;
}

export interface RestoreJoin {
  /** Disks that a restore made, by their own signs. */
  readonly direct: readonly Restored[];
  /** These, disks copied from them however often, and disks whose lineage is lost. */
  readonly disks: readonly RestoredCopy<Disk>[];
  /** Snapshots that go back to a restored disk. */
  readonly snapshots: readonly RestoredCopy<Snapshot>[];
  readonly copyAt: (diskId: ArmId) => RestoredCopy<Disk> | undefined;
  /** Copies that are, or are one of a few that may be, of this disk. */
  readonly copiesOf: (diskId: ArmId) => readonly RestoredCopy<Disk>[];
  readonly snapshotsOf: (diskId: ArmId) => readonly RestoredCopy<Snapshot>[];
  /** Copies of unknown origin that may be of this disk. */
  readonly maybeCopiesOf: (disk: Disk, machineNames: readonly string[]) => readonly RestoredCopy<Disk>[];
  readonly madeBy: (jobId: string) => readonly Disk[];
  /** Some restored disk names a job that no run read: that job would tell which VM it is of. */
  readonly jobsMissing: boolean;
}

/**
 * @param named a disk by id, with its protection.
 * @param isReplica disks that Site Recovery made; they are not restored copies.
 */
export function joinRestores(
  reader: EstateReader,
  jobs: RestoreJobJoin,
  diskRestores: DiskRestoreJoin,
  named: (id: ArmId) => NamedDisk,
  isReplica: (disk: Disk) => boolean,
): RestoreJoin {
  const jobById = new Map([...jobs.earlier, ...jobs.all].map((job) => [job.jobId, job]));
  const machineOfJob = machinesOfJobs(reader, jobById.values());
  const direct: Restored[] = [];
  for (const disk of reader.all('disks')) {
    if (isReplica(disk)) continue;
    const [job, ...others] = diskRestores.madeIt(disk);
    if (job !== undefined) direct.push(byDiskBackup(named, disk, job, others));
    const evidence = restoreEvidenceOf(disk);
    if (evidence === undefined || job !== undefined) continue;
    direct.push({ disk, evidence, origin: originOf(reader, named, disk, evidence, machineOfJob) });
  }
  const made = new Map(direct.map((restored) => [restored.disk.id, restored]));
  const rules = { restoredAt: (id: ArmId) => made.get(id), isReplica };
  const disks = reader.all('disks').flatMap((disk) => copy(disk, lineageOfDisk(reader, rules, disk)));
  const snapshots = reader
    .all('snapshots')
    .flatMap((snapshot) => copy(snapshot, lineageOfSnapshot(reader, rules, snapshot)))
    .filter(({ evidence }) => evidence !== undefined); // BKP-05 says where the lineage of a snapshot is lost
  const byId = new Map(disks.map((restored) => [restored.bytes.id, restored]));
  const byOrigin = groupBy(disks, ({ origins }) => origins.flatMap(originsOf));
  const snapshotsByOrigin = groupBy(snapshots, ({ origins }) => origins.flatMap(originsOf));
  const lost = disks.flatMap(({ bytes, origins, evidence }) =>
    evidence !== undefined && origins.some((origin) => origin.kind === 'unknown') ? [{ disk: bytes, evidence }] : [],
  );
  const lostByDisk = groupBy(lost, ({ evidence }) => [evidence.diskName]);
  const lostByMachine = groupBy(lost, ({ evidence }) =>
    evidence.diskName === undefined && evidence.machineName !== undefined
      ? [lettersAndDigits(evidence.machineName)]
      : [],
  );
  const lostBare = groupBy(lost, ({ disk, evidence }) =>
    evidence.diskName === undefined && evidence.machineName === undefined ? [disk.subscriptionId] : [],
  );
  const byJob = groupBy(direct, ({ evidence }) => [evidence.jobId]);
  return {
    direct,
    jobsMissing: direct.some(
      ({ evidence: { jobId }, origin }) => origin.kind === 'unknown' && jobId !== undefined && !machineOfJob.has(jobId),
    ),
    disks,
    snapshots,
    copyAt: (diskId) => byId.get(diskId),
    copiesOf: (diskId) => byOrigin.get(diskId) ?? [],
    snapshotsOf: (diskId) => snapshotsByOrigin.get(diskId) ?? [],
    maybeCopiesOf: (disk, machineNames) => {
      if (lost.length === 0) return [];
      const found = new Set([
        ...(lostByDisk.get(disk.name.toLowerCase()) ?? []),
        ...machineNames.flatMap((name) => lostByMachine.get(lettersAndDigits(name)) ?? []),
        ...(machineNames.length > 0 ? (lostBare.get(disk.subscriptionId) ?? []) : []),
      ]);
      return [...found].flatMap((row) => (row.disk.id === disk.id ? [] : (byId.get(row.disk.id) ?? [])));
    },
    // Anyone can copy the tag: on a disk from before or after the job, or without a time, it means nothing.
    madeBy: (jobId) =>
      (byJob.get(jobId) ?? [])
        .map((restored) => restored.disk)
        .filter((disk) => isOfTime(jobById.get(jobId) ?? NO_TIMES, disk) === 'yes'),
  };
}

const NO_TIMES = { startTime: undefined, endTime: undefined };

/** Disk backup names source and copy in its job; the copy itself shows it only by the snapshot that it was made from. */
function byDiskBackup(
  named: (id: ArmId) => NamedDisk,
  disk: Disk,
  job: DiskRestoreJob,
  others: readonly DiskRestoreJob[],
): Restored {
  return {
    disk,
    evidence: {
      shownBy: `restore job ${job.jobId} of disk backup names it as its destination`,
      jobId: job.jobId,
      collectionId: undefined,
      diskName: undefined,
      machineName: undefined,
      position: undefined,
    },
    origin: originByJobs(named, disk, [job, ...others]),
  };
}

/** One job made it; where their times leave open which, their sources are all that it can be a copy of. */
function originByJobs(named: (id: ArmId) => NamedDisk, copy: Disk, jobs: readonly DiskRestoreJob[]): Origin {
  const silent = jobs.find(({ sourceDiskId }) => sourceDiskId === undefined || sourceDiskId === copy.id);
  if (silent !== undefined)
    return { kind: 'unknown', because: `Restore job ${silent.jobId} names no other disk as its source.`, gaps: [] };
  const sources = [...new Set(jobs.flatMap(({ sourceDiskId }) => sourceDiskId ?? []))];
  const [only, second] = sources;
  if (only !== undefined && second === undefined)
    return unlessYounger(named(only), copy, `disk ${nameOf(only)} that disk backup restored`);
  const because = `one of ${sources.length} disks that disk backup restored to it`;
  return { kind: 'oneOf', disks: sources.map(named), because };
}

function copy<Bytes extends Disk | Snapshot>(bytes: Bytes, lineage: Lineage): readonly RestoredCopy<Bytes>[] {
  if (lineage === undefined) return [];
  return lineage.kind === 'lost'
    ? [{ bytes, origins: [lineage.origin], evidence: undefined, shownBy: '' }]
    : [{ bytes, ...lineage }];
}

function originsOf(origin: Origin): readonly ArmId[] {
  if (origin.kind === 'certain') return [origin.disk.id];
  return origin.kind === 'oneOf' ? origin.disks.map((disk) => disk.id) : [];
}

function originOf(
  reader: EstateReader,
  named: (id: ArmId) => NamedDisk,
  copy: Disk,
  evidence: RestoreEvidence,
  machineOfJob: ReadonlyMap<string, ArmId>,
): Origin {
  const source = machineOf(reader, evidence, machineOfJob);
  if ('because' in source) return { kind: 'unknown', ...source };
  const machine = reader.find('virtualMachines', source.vmId);
  if (machine.kind === 'unsure')
    return { kind: 'unknown', because: `VM ${nameOf(source.vmId)} could not be read.`, gaps: machine.gaps };
  return evidence.diskName === undefined
    ? byPosition(named, copy, evidence, source.vmId, machine)
    : byName(reader, named, copy, evidence.diskName, source.vmId, machine);
}

/** The VM of each job that this run read; for a job that Azure no longer has, the VM that an earlier run saw. */
function machinesOfJobs(reader: EstateReader, jobs: Iterable<RestoreJob>): ReadonlyMap<string, ArmId> {
  const found = new Map<string, ArmId>();
  for (const { jobId, vmId } of reader.all('carriedRestores')) found.set(jobId, vmId);
  for (const { jobId, dataSourceId } of jobs) if (dataSourceId !== undefined) found.set(jobId, dataSourceId);
  return found;
}

/** The VM that the copy was restored from: by the restore point collection, otherwise by the restore job. */
function machineOf(
  reader: EstateReader,
  evidence: RestoreEvidence,
  machineOfJob: ReadonlyMap<string, ArmId>,
): { readonly vmId: ArmId } | { readonly because: string; readonly gaps: readonly Gap[] } {
  const gaps: Gap[] = [];
  const because: string[] = [];
  if (evidence.collectionId !== undefined) {
    const collection = reader.find('restorePointCollections', evidence.collectionId);
    const vmId = collection.kind === 'found' ? machineBehind(reader, collection.row) : undefined;
    if (vmId !== undefined) return { vmId };
    if (collection.kind === 'unsure') gaps.push(...collection.gaps);
    because.push(`restore point collection ${nameOf(evidence.collectionId)} is not among those read`);
  }
  if (evidence.jobId !== undefined) {
    const vmId = machineOfJob.get(evidence.jobId);
    if (vmId !== undefined) return { vmId };
    gaps.push(...reader.gapsIn('restoreJobs'), ...reader.gapsIn('earlierRestoreJobs'));
    because.push(`restore job ${evidence.jobId} is not among those read`);
  }
  const reason = because.length === 0 ? 'nothing names the virtual machine it came from' : because.join(' and ');
  return { because: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`, gaps };
}

/** The disk of that name in the VM; if the VM holds none (a restore swapped its disks), in the VM's group. */
function byName(
  reader: EstateReader,
  named: (id: ArmId) => NamedDisk,
  copy: Disk,
  diskName: string,
  vmId: ArmId,
  machine: Lookup<VirtualMachine>,
): Origin {
  const listed = machine.kind === 'found' ? disksIn(machine.row) : [];
  const inMachine = listed.filter((disk) => disk.name?.toLowerCase() === diskName && disk.diskId !== copy.id);
  const only = inMachine.length === 1 ? inMachine[0]?.diskId : undefined;
  if (only !== undefined) return unlessYounger(named(only), copy, `disk ${diskName} of VM ${nameOf(vmId)}`);
  const inGroup = armId(
    `/subscriptions/${subscriptionOf(vmId)}/resourcegroups/${resourceGroupOf(vmId)}/providers/microsoft.compute/disks/${diskName}`,
  );
  const found = reader.find('disks', inGroup);
  if (found.kind === 'found' && inGroup !== copy.id)
    return unlessYounger(named(inGroup), copy, `disk ${diskName} in the group of VM ${nameOf(vmId)}`);
  return {
    kind: 'unknown',
    because: `VM ${nameOf(vmId)} no longer has a disk named ${diskName}.`,
    gaps: found.kind === 'unsure' ? found.gaps : [],
  };
}

/** A vault-tier restore does not carry the disk's name: every disk of the VM that it could have been remains a candidate. */
function byPosition(
  named: (id: ArmId) => NamedDisk,
  copy: Disk,
  evidence: RestoreEvidence,
  vmId: ArmId,
  machine: Lookup<VirtualMachine>,
): Origin {
  if (machine.kind !== 'found') return { kind: 'unknown', because: `VM ${nameOf(vmId)} no longer exists.`, gaps: [] };
  const { osDisk, dataDisks } = machine.row;
  const candidates =
    evidence.position === 'os' ? [osDisk] : evidence.position === 'data' ? dataDisks : [osDisk, ...dataDisks];
  const ids = [...new Set(candidates.map((disk) => disk?.diskId))]
    .filter((id): id is ArmId => id !== undefined && id !== copy.id)
    .sort();
  const disks = ids.map(named).filter((disk) => !isYounger(disk, copy));
  const [first] = disks;
  if (first === undefined || disks.length < ids.length)
    return {
      kind: 'unknown',
      because: `The disk that VM ${nameOf(vmId)} had when it was backed up is no longer attached to it.`,
      gaps: [],
    };
  return disks.length === 1
    ? { kind: 'certain', disk: first, because: `the ${evidence.position ?? 'only'} disk of VM ${nameOf(vmId)}` }
    : { kind: 'oneOf', disks, because: `one of ${disks.length} disks of VM ${nameOf(vmId)}` };
}

function unlessYounger(disk: NamedDisk, copy: Disk, because: string): Origin {
  return isYounger(disk, copy)
    ? {
        kind: 'unknown',
        because: `The ${because} was created after the copy: it was restored from an earlier disk.`,
        gaps: [],
      }
    : { kind: 'certain', disk, because };
}

/** A disk created after the copy cannot be what the copy was made from. */
function isYounger(candidate: NamedDisk, copy: Disk): boolean {
  if (candidate.found.kind !== 'found') return false;
  const made = candidate.found.row.disk.timeCreated;
  return made !== undefined && copy.timeCreated !== undefined && made > copy.timeCreated;
}

function disksIn(
  machine: VirtualMachine,
): readonly { readonly name: string | undefined; readonly diskId: ArmId | undefined }[] {
  return machine.osDisk === undefined ? machine.dataDisks : [machine.osDisk, ...machine.dataDisks];
}
