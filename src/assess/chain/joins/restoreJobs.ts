import { subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { restores } from '../../../domain/backupKinds.ts';
import { gapOf, type Gap, type Lookup, type Reach, type Rows } from '../../../domain/estate.ts';
import type { ProtectedItem, RestoreBag, RestoreJob } from '../../../domain/facts.ts';
import { groupBy, grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { lettersAndDigits } from './itemIds.ts';
import { isOfRun, REACHING, splitBySubscription, together } from './reach.ts';

export interface RestoreJobJoin {
  /** Jobs of the last days that restore or may, sorted by id; each with the VM that it names or its container tells. */
  readonly all: readonly RestoreJob[];
  /**
   * Earlier ones, which only ARM lists: they show where copies came from and what was exercised, but nobody asks what became
   * of their disks.
   */
  readonly earlier: readonly RestoreJob[];
  readonly byId: ReadonlyMap<ArmId, RestoreJob>;
  /** Earlier ones, of the VM. */
  readonly earlierOf: (vmId: ArmId) => readonly RestoreJob[];
  /** What may hide earlier ones of the VM. */
  readonly hiddenEarlier: (vmId: ArmId) => Reach;
  /** The gaps are those that may hide a job of the VM, and jobs whose VM is not known. */
  readonly ofMachine: (vmId: ArmId) => Rows<RestoreJob>;
  /** The job's property bag: from its own page, or from its row if there is no such page to read. */
  readonly bagOf: (job: RestoreJob) => Lookup<RestoreBag>;
}

export function joinRestoreJobs(reader: EstateReader): RestoreJobJoin {
  const itemsByContainer = grouped(reader.all('protectedItems'), (item) => [containerOfItem(item)]);
  const withMachine = (job: RestoreJob): RestoreJob => {
    if (job.dataSourceId !== undefined) return job;
    const dataSourceId = machineOf(job, itemsByContainer.get(containerKey(job.containerName) ?? '') ?? []);
    return dataSourceId === undefined ? job : { ...job, dataSourceId };
  };
  const mayRestore = ({ operation }: RestoreJob): boolean => restores(operation) !== 'no';
  const listed = new Set(reader.all('restoreJobs').map(({ id }) => id));
  const all = reader.all('restoreJobs').filter(mayRestore).map(withMachine);
  const earlier = reader
    .all('earlierRestoreJobs')
    .filter((job) => mayRestore(job) && !listed.has(job.id))
    .map(withMachine);
  const earlierByMachine = groupBy(earlier, (job) => [job.dataSourceId]);
  const byMachine = groupBy(all, (job) => [job.dataSourceId]);
  const namelessFor = splitBySubscription(all.filter((job) => job.dataSourceId === undefined).map(namesNoMachine));
  const itemsByMachine = grouped(reader.all('protectedItems'), (item) => [item.sourceResourceId]);
  return {
    all,
    earlier,
    byId: new Map([...earlier, ...all].map((job) => [job.id, job])),
    ofMachine: (vmId) => {
      const vaults = (itemsByMachine.get(vmId) ?? []).map(({ vaultId }) => vaultId);
      const beside = [...new Set([vmId, ...vaults].map(subscriptionOf))].sort();
      return {
        rows: byMachine.get(vmId) ?? [],
        ...together([REACHING.restoreJobs(reader, vmId, beside), namelessFor(beside)]),
      };
    },
    hiddenEarlier: (vmId) =>
      REACHING.earlierRestoreJobs(
        reader,
        vmId,
        (itemsByMachine.get(vmId) ?? []).map(({ vaultId }) => vaultId),
      ),
    earlierOf: (vmId) => earlierByMachine.get(vmId) ?? [],
    bagOf: (job) => {
      const page = reader.find('restoreJobDetails', job.id);
      if (job.bag === undefined) return page;
      if (page.kind === 'found') return { kind: 'found', row: bothBags(page.row, job.bag) };
      // Its own page was to be read and might say more.
      const gaps = page.kind === 'unsure' ? page.gaps.filter(isOfRun) : [];
      return gaps.length > 0 ? { kind: 'unsure', gaps } : { kind: 'found', row: job.bag };
    },
  };
}

/** What both say; where they differ, the page wins, but every disk that either names has to be accounted for. */
function bothBags(page: RestoreBag, listed: RestoreBag): RestoreBag {
  if (page.restoredDisks === undefined || listed.restoredDisks === undefined) return page;
  return { ...page, restoredDisks: [...new Set([...page.restoredDisks, ...listed.restoredDisks])] };
}

/** The VM of the one item in the job's vault whose container bears the job's container name. */
function machineOf(job: RestoreJob, items: readonly ProtectedItem[]): ArmId | undefined {
  const machines = new Set(
    items.filter((item) => item.vaultId === job.vaultId).flatMap((item) => item.sourceResourceId ?? []),
  );
  return machines.size === 1 ? [...machines][0] : undefined;
}

/** `…/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;<group>;<VM>/protecteditems/…` */
function containerOfItem(item: ProtectedItem): string | undefined {
  return containerKey(/\/protectioncontainers\/([^/]+)\//.exec(item.id)?.[1]);
}

/** Group and VM, letters and digits alone: Azure leaves the rest out of some container names. */
function containerKey(name: string | undefined): string | undefined {
  const segments = name?.split(';') ?? [];
  return segments.length < 3 ? undefined : segments.slice(-2).map(lettersAndDigits).join(';');
}

function namesNoMachine(job: RestoreJob): Gap {
  return gapOf(
    'restoreJobs',
    job,
    'malformedRow',
    `Restore job ${job.jobId} does not name the virtual machine that it restored.`,
  );
}
