import { armId, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { AskedSourceId, Disk, ProtectedItem, ReplicatedItem, RestorePointCollection } from '../../domain/facts.ts';
import { replicatedBy } from '../../domain/siteRecovery.ts';
import { armPath } from '../requests/armPath.ts';
import type { ArmCall } from '../defineSource.ts';
import type { Intake } from '../intake.ts';
import { concurrently } from '../../base/io/concurrently.ts';
import { exclusionOf } from '../sources/diskExclusions.ts';
import { disksOf } from '../sources/diskRestorePoints.ts';
import { callFor, wantedKeys, type WantedKey } from '../sources/keys.ts';
import { recoveryPointsOf } from '../sources/recoveryPoints.ts';
import { replicatedItemOf } from '../sources/replicationDetails.ts';
import { detailsOf, hasPage } from '../sources/restoreJobDetails.ts';
import { restorePointsOf } from '../sources/restorePoints.ts';
import { isMachine } from '../sources/shared/vaults.ts';
import { encryptionOf } from '../sources/vaultEncryptions.ts';
import type { AskedSoFar } from './askedSoFar.ts';
import type { Budget } from './budget.ts';
import { openPoints } from './liveEstate.ts';
import { jobOf, wantsOf } from './wants.ts';

interface LiveReading {
  readonly intake: Intake;
  readonly asked: AskedSoFar;
  readonly budget: Budget;
  readonly allowed: (subscription: string) => boolean;
}

/** One request to ARM. */
interface Task {
  readonly source: AskedSourceId;
  readonly call: ArmCall;
}

const AT_ONCE = 4;
/** Requests reserved for what the details name, and for the disk's own key. */
const RESERVED = 2;

/** Answers that name more to ask about: the disks of a replication, the recovery points of a backup. */
export async function readDetails(reading: LiveReading, disk: Disk): Promise<void> {
  await within(
    reading,
    RESERVED,
    itemsOf(reading, disk).map((item): Task => ({ source: 'recoveryPoints', call: recoveryPointsOf(item) })),
  );
  for (const item of candidates(reading, disk)) {
    await within(reading, RESERVED, [{ source: 'replicationDetails', call: replicatedItemOf(item) }]);
    if (isReplicated(reading, disk)) return;
  }
}

/** Items that may match by name only; more would use up the rest. */
const CANDIDATES = 3;

/**
 * The item of a machine that holds the disk, since a machine is replicated once; without one, those that match by name,
 * nearest first.
 */
function candidates({ intake }: LiveReading, disk: Disk): readonly ReplicatedItem[] {
  const all = [...intake.tallies.replicatedItems.rows().values()];
  const own = all.filter(({ sourceVmId }) => sourceVmId !== undefined && disk.managedBy.includes(sourceVmId));
  const isNear = (item: ReplicatedItem): number =>
    Number(subscriptionOf(item.sourceVmId ?? item.id) === disk.subscriptionId);
  // For a machine outside Azure, an item can only name the disk that it writes to.
  const isOfAzure = ({ instanceType }: ReplicatedItem): number => Number(replicatedBy(instanceType) !== 'ofNoAzureVm');
  const nearest = (): readonly ReplicatedItem[] =>
    all.sort((a, b) => isOfAzure(b) - isOfAzure(a) || isNear(b) - isNear(a));
  return (own.length > 0 ? own : nearest()).slice(0, CANDIDATES);
}

/** Whether a replicated item was read that names the disk. */
function isReplicated({ intake }: LiveReading, disk: Disk): boolean {
  return [...intake.tallies.replicationDetails.rows().values()].some(
    ({ disks, seedDiskIds }) =>
      seedDiskIds.includes(disk.id) ||
      disks.some((leg) => [leg.diskId, leg.recoveryReplicaDiskId, leg.recoveryTargetDiskId].includes(disk.id)),
  );
}

/** The rest, the most telling first: own keys, the vault, what the backup leaves out, further keys, restore points, jobs. */
export async function readMore(reading: LiveReading, disk: Disk): Promise<void> {
  const { tallies } = reading.intake;
  const items = itemsOf(reading, disk);
  const vaults = [...new Set(items.map(({ vaultId }) => vaultId))];
  const [own, other] = await keysOf(reading, disk);
  const machines = new Set(disk.managedBy);
  const tag = jobOf(disk.tags);
  const jobs = [...tallies.restoreJobs.rows().values()].filter(
    ({ dataSourceId, jobId }) => jobId === tag || (dataSourceId !== undefined && machines.has(dataSourceId)),
  );
  await within(reading, 0, [
    ...own,
    ...vaults.map((id): Task => ({
      source: 'vaultEncryptions',
      call: encryptionOf({ id, path: armPath(tallies.recoveryServicesVaults.get(id)?.resourceId ?? id) }),
    })),
    ...items.map((item): Task => ({ source: 'diskExclusions', call: exclusionOf(item) })),
    ...other,
    ...collectionsOf(reading, disk).map((collection): Task => ({
      source: 'restorePoints',
      call: restorePointsOf(collection),
    })),
    ...jobs.filter(hasPage).map((job): Task => ({ source: 'restoreJobDetails', call: detailsOf(job) })),
  ]);
}

/** The disks inside restore points: only an opened collection names them. */
export async function readRestorePointDisks(reading: LiveReading, disk: Disk): Promise<void> {
  const own = new Set(collectionsOf(reading, disk).map(({ id }) => id));
  const points = openPoints(reading.intake).filter(({ collectionId }) => own.has(collectionId));
  await within(
    reading,
    0,
    points.map((point) => ({ source: 'diskRestorePoints', call: disksOf(point) })),
  );
}

/** Does as many tasks as there are requests left beyond `reserved`; the rest is not asked. */
async function within(reading: LiveReading, reserved: number, tasks: readonly Task[]): Promise<void> {
  const { intake, asked, budget, allowed } = reading;
  const open = tasks.filter(({ call }) => allowed(subscriptionOf(call.about)));
  await concurrently(open.slice(0, Math.max(0, budget.left() - reserved)), AT_ONCE, async ({ source, call }) => {
    asked.id(source, call.about);
    await intake.readArm(source, call);
  });
}

/** Backups of the machines that hold the disk. */
function itemsOf({ intake }: LiveReading, disk: Disk): readonly ProtectedItem[] {
  const machines = new Set(disk.managedBy);
  return [...intake.tallies.protectedItems.rows().values()].filter(
    (item) => isMachine(item) && item.sourceResourceId !== undefined && machines.has(item.sourceResourceId),
  );
}

/** Restore points of those machines, also copied from another region. */
function collectionsOf({ intake }: LiveReading, disk: Disk): readonly RestorePointCollection[] {
  const all = intake.tallies.restorePointCollections.rows();
  const machines = new Set(disk.managedBy);
  return [...all.values()].filter(({ sourceId }) => {
    const origin = sourceId === undefined ? undefined : (all.get(sourceId)?.sourceId ?? sourceId);
    return origin !== undefined && machines.has(origin);
  });
}

const MACHINE = /\/providers\/microsoft\.compute\/virtualmachines\//;
const BELOW_MACHINE = /^(.+\/virtualmachines\/[^/]+)\/.+$/s;

/** Keys that the disk and its machines depend on, and those that the rest of the chain depends on. */
async function keysOf({ intake }: LiveReading, disk: Disk): Promise<readonly [readonly Task[], readonly Task[]]> {
  const wants = wantsOf(intake.tallies, disk);
  const first = new Set<ArmId | undefined>([
    disk.id,
    disk.diskEncryptionSetId,
    disk.secureVmDiskEncryptionSetId,
    ...disk.managedBy,
  ]);
  const isFirst = ({ namedBy }: WantedKey): boolean =>
    namedBy.some((id) => first.has(id) || disk.managedBy.some((machine) => id.startsWith(`${machine}/`)));
  const { protectedItems, replicationDetails } = intake.tallies;
  // Sets and vaults come for a whole subscription, machines for every copy: those that the chain does not name do not
  // matter.
  const isNamed = (id: ArmId): boolean =>
    MACHINE.test(id)
      ? wants.machines.has(armId(id.replace(BELOW_MACHINE, '$1')))
      : wants.ids.has(id) || wants.sources.has(id) || protectedItems.has(id) || replicationDetails.has(id);
  const concerns = ({ namedBy }: WantedKey): boolean => namedBy.some(isNamed);
  const wanted = await wantedKeys(intake.given([], { asOf: '' }));
  for (const gap of wanted.gaps) intake.gap(gap);
  const keys = wanted.keys.filter(concerns);
  const task = (key: WantedKey): Task => ({ source: 'keys', call: callFor(key) });
  return [keys.filter(isFirst).map(task), keys.filter((key) => !isFirst(key)).map(task)];
}
