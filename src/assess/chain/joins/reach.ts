import { resourceGroupOf, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { EVERY_SUBSCRIPTION, far, isUnreadable, type Gap, type Reach } from '../../../domain/estate.ts';
import type { Disk, SourceId } from '../../../domain/facts.ts';
import type { Protection } from '../../../domain/protection.ts';
import type { EstateReader, Question } from '../../../domain/reader.ts';
import { machineInItemId } from './itemIds.ts';
import { concerning } from './rowOwners.ts';
import { unreadShared } from './sharedImages.ts';

/** A question of a join that runs backwards, and how far a gap reaches into it. `docs/reach.md` shows the table. */
export interface JoinReach {
  /** Completes "Which … ?". */
  readonly asks: string;
  readonly sources: readonly SourceId[];
  /** Where a gap makes the answer Unknown: the row itself, what it names, and what must be near it by Azure's rules. */
  readonly beside: string;
  /** Where a gap only limits the answer. */
  readonly elsewhere: string;
  /** Azure's rule behind it. */
  readonly rule: string;
  readonly learnMore: string;
}

const VAULTS = 'any other subscription; only those in `vaultSubscriptions`, if the baseline sets it';
const ANY_VAULT = 'any subscription; only those in `vaultSubscriptions`, if the baseline sets it';
const OTHERS = 'any other subscription';
const NOWHERE = 'nowhere';

/** All such questions. Each join asks through one of the functions below; no check decides how far a gap reaches. */
export const REACH = {
  holders: {
    asks: 'VMs hold a disk that names none',
    sources: ['virtualMachines'],
    beside:
      'the subscription of the disk, where its state leaves open whether a VM holds it; a row that could not be read and still lists it',
    elsewhere:
      'the subscription of the disk, where its state says that it is free, or an item names it as a replica, which no VM holds; but for rows that could not be read and still show all their disks',
    rule: 'A VM and its disks lie in one subscription. Azure says of a disk whether a VM holds it, and which one: that stands, unless a restore point of a VM that was not read shows that it was held after it was last attached or detached.',
    learnMore: 'https://learn.microsoft.com/rest/api/compute/disks/get#diskstate',
  },
  backups: {
    asks: 'Azure Backup items protect the VM',
    sources: ['protectedItems'],
    beside:
      'the subscription of the VM; the vault of an item that was read; an item that could not be read and whose ID names the VM and its group, in any subscription',
    elsewhere: VAULTS,
    rule: 'Since 2026 a vault in another subscription can protect a VM. If there is an Azure Backup extension or restore point collection but no item, the answer is Unknown where a gap reaches; the absence of both proves nothing. Only one vault protects a VM, so once an item was read there is nothing more to look for. An item’s ID contains the resource group and name of its VM, so an unreadable item concerns no other VM.',
    learnMore: 'https://learn.microsoft.com/azure/backup/backup-support-matrix-iaas',
  },
  diskBackups: {
    asks: 'Backup vault instances protect the disk',
    sources: ['backupInstances'],
    beside: 'the subscription of the disk',
    elsewhere: VAULTS,
    rule: 'The Backup vault and the disk may be in different subscriptions.',
    learnMore: 'https://learn.microsoft.com/azure/backup/disk-backup-support-matrix',
  },
  restorePoints: {
    asks: 'restore point collections belong to the VM',
    sources: ['restorePointCollections'],
    beside: 'the subscription of the VM',
    elsewhere: NOWHERE,
    rule: 'Restore points of a VM are in its subscription.',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/virtual-machines-create-restore-points',
  },
  captures: {
    asks: 'restore points hold a copy of an unattached disk',
    sources: ['restorePointCollections', 'restorePoints', 'diskRestorePoints'],
    beside:
      'the subscription of the disk, because its former VM is not known; for a VM that was read, only disks in its region or older than the VM; for a copy named by a restore point, only the disk it is named for',
    elsewhere: NOWHERE,
    rule: 'Restore points are in the subscription of the VM, and its disks in its subscription and region.',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/virtual-machines-create-restore-points',
  },
  restoreJobs: {
    asks: 'restores were made of the VM',
    sources: ['restoreJobs'],
    beside: 'the subscriptions of the VM and of the vaults whose items protect it',
    elsewhere: VAULTS,
    rule: 'A job is in the vault it restores from.',
    learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#track-the-restore-operation',
  },
  earlierRestoreJobs: {
    asks: 'restores of the VM that Resource Graph no longer has were made',
    sources: ['earlierRestoreJobs'],
    beside: 'the vaults whose items protect it',
    elsewhere: VAULTS,
    rule: 'A job is in the vault it restores from. Resource Graph keeps jobs for 14 days; older ones are listed once, by the first run that sees the vault, and carried forward from then on. A failed list hides restored copies only if a restored disk names a job that was not read.',
    learnMore: 'https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph',
  },
  diskRestoreJobs: {
    asks: 'restores were made of the disk by disk backup',
    sources: ['diskRestoreJobs'],
    beside: 'the Backup vaults whose instances protect it',
    elsewhere: VAULTS,
    rule: 'A job is in the vault it restores from.',
    learnMore: 'https://learn.microsoft.com/azure/backup/disk-backup-overview',
  },
  snapshots: {
    asks: 'snapshots are of the disk',
    sources: ['snapshots'],
    beside: 'the subscription of the disk, read as a whole, and rows of it that could not be read',
    elsewhere: `${OTHERS}; nowhere for a disk with a customer-managed key`,
    rule: 'A disk with a customer-managed key and its snapshots are in one subscription and region. Snapshots of other disks can be copied anywhere.',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions',
  },
  restoredCopies: {
    asks: 'disks were restored from a backup of the disk, or copied from such a disk',
    sources: ['disks'],
    beside:
      'the subscription of the disk, read as a whole, and rows of it that could not be read, except those that clearly are not copies',
    elsewhere: `${OTHERS}; nowhere for a disk with a customer-managed key`,
    rule: 'Azure does not restore disks with a customer-managed key into another subscription.',
    learnMore:
      'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#cross-subscription-restore-for-azure-vm',
  },
  images: {
    asks: 'restored disk is in the image the disk was made from',
    sources: ['images'],
    beside: 'nowhere',
    elsewhere: 'the image the disk names',
    rule: 'An image outlives its source and is shared by many disks, so an image that was not read limits the answer, including one named by a shared gallery. Azure’s own images and those in community galleries are not followed.',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/azure-compute-gallery',
  },
  restoredSnapshots: {
    asks: 'snapshots were taken of disks that were restored from the disk',
    sources: ['snapshots'],
    beside: 'the subscription of the disk, read as a whole, and rows of it that could not be read',
    elsewhere: `${OTHERS}; nowhere for a disk with a customer-managed key`,
    rule: 'As for restored copies and for snapshots.',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions',
  },
  replications: {
    asks: 'Site Recovery items replicate the VM or disk',
    sources: ['replicatedItems', 'replicationDetails'],
    beside: 'the vault of an item that was read',
    elsewhere: `${ANY_VAULT}; another item or cluster of the vault of an item that was read: it may list the same disk or replica`,
    rule: 'The vault may be in any subscription of the tenant. Every replicated VM has the Site Recovery agent. If there is an agent, or an `ASR-Protect-…` link to an item not proven to be gone, but no item, the answer is Unknown. With neither, the VM is not replicated, whatever was not read, unless one of its disks was created by a failover. A missing link proves nothing if the extensions were not read, because links can be deleted by hand. A VM is replicated only once, so once an item was read there is nothing more to look for.',
    learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix',
  },
  sharedReplications: {
    asks: 'Site Recovery clusters list the shared disk',
    sources: ['replicatedItems', 'replicationDetails', 'replicationClusters'],
    beside: 'the vault of an item that was read',
    elsewhere: ANY_VAULT,
    rule: 'As for replicated items; shared disks are listed by a cluster.',
    learnMore: 'https://learn.microsoft.com/azure/site-recovery/tutorial-shared-disk',
  },
  failoverCopies: {
    asks: 'disks were made from the replica by a failover, a test failover or a person, and which snapshots of it exist',
    sources: ['disks', 'snapshots'],
    beside: 'the disk that Site Recovery names, or the name it gives to one',
    elsewhere: 'any subscription',
    rule: 'A failover creates its disks in the recovery resource group; a replica can be copied to any.',
    learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill',
  },
} as const satisfies Readonly<Record<string, JoinReach>>;

type Where = Pick<Question, 'beside' | 'elsewhere' | 'namedIsElsewhere'>;

function ask(reader: EstateReader, join: keyof typeof REACH, where: Where): Reach {
  return reader.reach({ sources: REACH[join].sources, ...where });
}

/** How far each question reaches: what Azure's rules say about where such rows can be. */
export const REACHING = {
  holders: (reader: EstateReader, diskId: ArmId): Reach =>
    concerning(ask(reader, 'holders', { beside: [subscriptionOf(diskId)], elsewhere: 'nowhere' }), [diskId]),
  backups: (reader: EstateReader, vmId: ArmId): Reach => {
    const reach = ask(reader, 'backups', { beside: [subscriptionOf(vmId)], elsewhere: 'vaults' });
    return concerning(without(reach, namesItsMachine), [vmId]);
  },
  diskBackups: (reader: EstateReader, diskId: ArmId): Reach =>
    concerning(ask(reader, 'diskBackups', { beside: [subscriptionOf(diskId)], elsewhere: 'vaults' }), [diskId]),
  restorePoints: (reader: EstateReader, vmId: ArmId): Reach =>
    concerning(ask(reader, 'restorePoints', { beside: [subscriptionOf(vmId)], elsewhere: 'nowhere' }), [vmId]),
  captures: (reader: EstateReader, diskId: ArmId): Reach =>
    ask(reader, 'captures', { beside: [subscriptionOf(diskId)], elsewhere: 'nowhere' }),
  restoreJobs: (reader: EstateReader, vmId: ArmId, subscriptions: readonly string[]): Reach =>
    concerning(ask(reader, 'restoreJobs', { beside: subscriptions, elsewhere: 'vaults' }), [vmId]),
  earlierRestoreJobs: (reader: EstateReader, vmId: ArmId, vaults: readonly ArmId[]): Reach => {
    // The live answer lists none of them, for any VM: what it says about restores rests on the last days alone.
    if (!reader.gapsIn('earlierRestoreJobs').some(isOfRun)) return NOTHING_HIDDEN;
    const gaps = vaults.flatMap((vaultId) => reader.gapsAround('earlierRestoreJobs', vaultId)).filter(isOfRun);
    const { elsewhere = [] } = ask(reader, 'earlierRestoreJobs', { beside: [], elsewhere: 'vaults' });
    return concerning(
      far(
        gaps,
        elsewhere.filter((gap) => isOfRun(gap) && !gaps.includes(gap)),
      ),
      [vmId],
    );
  },
  diskRestoreJobs: (reader: EstateReader, diskId: ArmId, vaults: readonly ArmId[]): Reach => {
    const gaps = vaults.flatMap((vaultId) => reader.gapsAround('diskRestoreJobs', vaultId));
    const { elsewhere = [] } = ask(reader, 'diskRestoreJobs', { beside: [], elsewhere: 'vaults' });
    const beyond = elsewhere.filter((gap) => !gaps.includes(gap));
    return concerning(far(gaps, beyond), [diskId]);
  },
  snapshots: (reader: EstateReader, diskId: ArmId, protection: Protection): Reach =>
    concerning(ask(reader, 'snapshots', copies(diskId, protection)), [diskId]),
  restoredCopies: (reader: EstateReader, diskId: ArmId, protection: Protection): Reach =>
    concerning(ask(reader, 'restoredCopies', copies(diskId, protection)), [diskId]),
  images: (reader: EstateReader, disk: Pick<Disk, 'creation' | 'id' | 'subscriptionId' | 'name'>): Reach => {
    const { createOption, imageId } = disk.creation;
    const shared = unreadShared(reader, disk);
    if (shared.length > 0) return far(NO_GAPS, shared);
    // Azure's own images, and those of community galleries, are in no resource group.
    if (createOption?.toLowerCase() !== 'fromimage' || imageId === undefined || resourceGroupOf(imageId) === '')
      return NOTHING_HIDDEN;
    const found = reader.find('images', imageId);
    return found.kind === 'unsure' ? far(NO_GAPS, found.gaps) : NOTHING_HIDDEN;
  },
  /** @param restored copies of the disk */
  restoredSnapshots: (reader: EstateReader, diskId: ArmId, protection: Protection, restored: readonly ArmId[]): Reach =>
    concerning(ask(reader, 'restoredSnapshots', copies(diskId, protection)), restored),
  replications: (reader: EstateReader): Reach => ask(reader, 'replications', { beside: [], elsewhere: 'vaults' }),
  sharedReplications: (reader: EstateReader): Reach =>
    ask(reader, 'sharedReplications', { beside: [], elsewhere: 'vaults' }),
  /** @param replicas of the disk */
  failoverCopies: (reader: EstateReader, replicas: readonly ArmId[]): Reach =>
    concerning(ask(reader, 'failoverCopies', { beside: [], elsewhere: 'anySubscription' }), replicas),
} as const satisfies { readonly [J in keyof typeof REACH]: unknown };

/** A copy under a customer-managed key cannot leave the subscription; any other can, and so can one that may be another. */
function copies(diskId: ArmId, { atRest, confidential }: Protection): Where {
  const stays = (atRest === 'customer' || atRest === 'platformAndCustomer') && confidential === 'none';
  return {
    beside: [subscriptionOf(diskId)],
    namedIsElsewhere: true,
    elsewhere: stays ? 'nowhere' : 'anySubscription',
  };
}

/** An item that could not be read but whose id names its VM: it concerns that VM alone, and the join takes care of that. */
function namesItsMachine(gap: Gap): boolean {
  return isUnreadable(gap) && machineInItemId(gap.subject) !== undefined;
}

const left = new WeakMap<Reach, Reach>();

/** The reach without some gaps, worked out once for each reach that the reader gives. */
function without(reach: Reach, leavesOut: (gap: Gap) => boolean): Reach {
  const known = left.get(reach);
  if (known !== undefined) return known;
  const stays = (gap: Gap): boolean => !leavesOut(gap);
  const { gaps, elsewhere = NO_GAPS } = reach;
  const built = gaps.every(stays) && elsewhere.every(stays) ? reach : far(gaps.filter(stays), elsewhere.filter(stays));
  left.set(reach, built);
  return built;
}

const NO_GAPS: readonly Gap[] = [];

/** Every gap that may hide a row, near or far: for an answer already in doubt because of something that was seen. */
export function allOf({ gaps, elsewhere = NO_GAPS }: Reach): readonly Gap[] {
  return elsewhere.length === 0 ? gaps : gaps.length === 0 ? elsewhere : [...gaps, ...elsewhere];
}

/** Not a gap that the live answer has for a source that it never reads: that casts no doubt on what was read. */
export function isOfRun({ subscription }: Gap): boolean {
  return subscription !== EVERY_SUBSCRIPTION;
}

/** Several reaches as one. */
export function together(reaches: readonly Reach[]): Reach {
  const [first] = reaches;
  if (first !== undefined && reaches.length === 1) return first;
  return far(unique(reaches.map(({ gaps }) => gaps)), unique(reaches.map(({ elsewhere = NO_GAPS }) => elsewhere)));
}

/** Arrays of gaps are shared between subjects, and remain so if only one of several is not empty. */
function unique(lists: readonly (readonly Gap[])[]): readonly Gap[] {
  const [first, ...more] = [...new Set(lists.filter((list) => list.length > 0))];
  if (first === undefined) return NO_GAPS;
  return more.length === 0 ? first : [...new Set([first, ...more].flat())];
}

/** Gaps of rows that do not say what they are about: near in their own subscription, elsewhere for the others. */
export function splitBySubscription(gaps: readonly Gap[]): (subscriptions: readonly string[]) => Reach {
  const known = new Map<string, Reach>();
  if (gaps.length === 0) return () => NOTHING_HIDDEN;
  return (subscriptions) => {
    const key = subscriptions.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const isNear = ({ subscription }: Gap): boolean =>
      subscription === EVERY_SUBSCRIPTION || subscriptions.includes(subscription);
    const built = far(
      gaps.filter(isNear),
      gaps.filter((gap) => !isNear(gap)),
    );
    known.set(key, built);
    return built;
  };
}

const NOTHING_HIDDEN: Reach = { gaps: NO_GAPS };
