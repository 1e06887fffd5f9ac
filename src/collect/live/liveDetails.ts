import { armId, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { AskedSourceId, Disk, ProtectedItem, ReplicatedItem, RestorePointCollection } from '../../domain/facts.ts';
import { armPath } from '../armPath.ts';
import { readKey, wantedKeys, type WantedKey } from '../keyDetails.ts';
import { inParallel } from '../parallel.ts';
import { pointsToOpen, readCollection, readDisksIn } from '../restorePoints.ts';
import { isMachine, readEncryption, readJob, readRecoveryPoints, type Reading } from '../vaultDetails.ts';
import type { Asked } from './asked.ts';
import type { Budget } from './budget.ts';
import { readItemExclusion, readReplicatedItem } from './recoveryServices.ts';
import { jobOf, wantsOf } from './wants.ts';

interface LiveReading extends Reading {
  readonly asked: Asked;
  readonly budget: Budget;
  readonly allowed: (subscription: string) => boolean;
}

/** One request to ARM. */
interface Task {
  readonly source: AskedSourceId;
  readonly about: ArmId;
  readonly run: () => Promise<void>;
}

const AT_ONCE = 4;
/** Kept back for what the details name, and for the disk's own key. */
const RESERVED = 2;

/** What names more to ask about: the disks of a replication, the recovery points of a backup. */
export async function readDetails(reading: LiveReading, disk: Disk): Promise<void> {
  await within(
    reading,
    RESERVED,
    itemsOf(reading, disk).map((item): Task => ({
      source: 'recoveryPoints',
      about: item.id,
      run: () => readRecoveryPoints(reading, item),
    })),
  );
  for (const item of candidates(reading, disk)) {
    const run = (): Promise<void> => readReplicatedItem(reading, item);
    await within(reading, RESERVED, [{ source: 'replicationDetails', about: item.id, run }]);
    if (isReplicated(reading, disk)) return;
  }
}

/** Items that may fit by name only; more would use up what is left. */
const CANDIDATES = 3;

/** The item of a machine that holds the disk, since a machine is replicated once; without one, those that fit by name, the nearest first. */
function candidates({ ledger }: LiveReading, disk: Disk): readonly ReplicatedItem[] {
  const all = [...ledger.tallies.replicatedItems.rows().values()];
  const own = all.filter(({ sourceVmId }) => sourceVmId !== undefined && disk.managedBy.includes(sourceVmId));
  const isNear = (item: ReplicatedItem): number =>
    Number(subscriptionOf(item.sourceVmId ?? item.id) === disk.subscriptionId);
  return (own.length > 0 ? own : all.sort((a, b) => isNear(b) - isNear(a))).slice(0, CANDIDATES);
}

/** Whether a replicated item was read that names the disk. */
function isReplicated({ ledger }: LiveReading, disk: Disk): boolean {
  const legs = [...ledger.tallies.replicationDetails.rows().values()].flatMap((detail) => detail.disks);
  return legs.some((leg) => [leg.diskId, leg.recoveryReplicaDiskId, leg.recoveryTargetDiskId].includes(disk.id));
}

/** The rest, the most telling first: own keys, the vault, what the backup leaves out, further keys, restore points, jobs. */
export async function readMore(reading: LiveReading, disk: Disk): Promise<void> {
  const { ledger } = reading;
  const { tallies } = ledger;
  const items = itemsOf(reading, disk);
  const vaults = [...new Set(items.map(({ vaultId }) => vaultId))];
  const [own, other] = keysOf(reading, disk);
  const machines = new Set(disk.managedBy);
  const tag = jobOf(disk.tags);
  const jobs = [...tallies.restoreJobs.rows().values()].filter(
    ({ dataSourceId, jobId }) => jobId === tag || (dataSourceId !== undefined && machines.has(dataSourceId)),
  );
  await within(reading, 0, [
    ...own,
    ...vaults.map((id): Task => ({
      source: 'vaultEncryptions',
      about: id,
      run: () =>
        readEncryption(reading, { id, path: armPath(tallies.recoveryServicesVaults.rows().get(id)?.resourceId ?? id) }),
    })),
    ...items.map((item): Task => ({
      source: 'diskExclusions',
      about: item.id,
      run: () => readItemExclusion(reading, item),
    })),
    ...other,
    ...collectionsOf(reading, disk).map((collection): Task => ({
      source: 'restorePoints',
      about: collection.id,
      run: () => readCollection(ledger, reading.arm, collection),
    })),
    ...jobs.map((job): Task => ({ source: 'restoreJobDetails', about: job.id, run: () => readJob(reading, job) })),
  ]);
}

/** The disks inside restore points: only an opened collection names them. */
export async function readRestorePointDisks(reading: LiveReading, disk: Disk): Promise<void> {
  const { ledger, arm } = reading;
  const own = new Set(collectionsOf(reading, disk).map(({ id }) => id));
  const points = pointsToOpen(ledger).filter(({ collectionId }) => own.has(collectionId));
  await within(
    reading,
    0,
    points.map((point) => ({
      source: 'diskRestorePoints',
      about: point.id,
      run: () => readDisksIn(ledger, arm, point),
    })),
  );
}

/** Does as many tasks as there are requests left beyond `reserved`; the others are not asked. */
async function within(reading: LiveReading, reserved: number, tasks: readonly Task[]): Promise<void> {
  const { asked, budget, allowed } = reading;
  const open = tasks.filter(({ about }) => allowed(subscriptionOf(about)));
  await inParallel(AT_ONCE, open.slice(0, Math.max(0, budget.left() - reserved)), async ({ source, about, run }) => {
    asked.id(source, about);
    await run();
  });
}

/** Backups of the machines that hold the disk. */
function itemsOf({ ledger }: LiveReading, disk: Disk): readonly ProtectedItem[] {
  const machines = new Set(disk.managedBy);
  return [...ledger.tallies.protectedItems.rows().values()].filter(
    (item) => isMachine(item) && item.sourceResourceId !== undefined && machines.has(item.sourceResourceId),
  );
}

/** Restore points of those machines, also copied from another region. */
function collectionsOf({ ledger }: LiveReading, disk: Disk): readonly RestorePointCollection[] {
  const all = ledger.tallies.restorePointCollections.rows();
  const machines = new Set(disk.managedBy);
  return [...all.values()].filter(({ sourceId }) => {
    const origin = sourceId === undefined ? undefined : (all.get(sourceId)?.sourceId ?? sourceId);
    return origin !== undefined && machines.has(origin);
  });
}

const MACHINE = /\/providers\/microsoft\.compute\/virtualmachines\//;
const BELOW_MACHINE = /^(.+\/virtualmachines\/[^/]+)\/.+$/;

/** Keys that the disk and its machines hang on, and those that the rest of the chain does. */
function keysOf({ ledger, arm }: LiveReading, disk: Disk): readonly [readonly Task[], readonly Task[]] {
  const wants = wantsOf(ledger.tallies, disk);
  const first = new Set<ArmId | undefined>([
    disk.id,
    disk.diskEncryptionSetId,
    disk.secureVmDiskEncryptionSetId,
    ...disk.managedBy,
  ]);
  const isFirst = ({ namedBy }: WantedKey): boolean =>
    namedBy.some((id) => first.has(id) || disk.managedBy.some((machine) => id.startsWith(`${machine}/`)));
  const { protectedItems, replicationDetails } = ledger.tallies;
  // Sets and vaults come for a whole subscription, machines for every copy: those that the chain does not name are of no concern.
  const isNamed = (id: ArmId): boolean =>
    MACHINE.test(id)
      ? wants.machines.has(armId(id.replace(BELOW_MACHINE, '$1')))
      : wants.ids.has(id) || wants.sources.has(id) || protectedItems.has(id) || replicationDetails.has(id);
  const concerns = ({ namedBy }: WantedKey): boolean => namedBy.some(isNamed);
  const keys = wantedKeys(ledger).filter(concerns);
  const task = (key: WantedKey): Task => ({ source: 'keys', about: key.id, run: () => readKey(ledger, arm, key) });
  return [keys.filter(isFirst).map(task), keys.filter((key) => !isFirst(key)).map(task)];
}
