import { says, values } from '../../../base/openEnum.ts';
import { armId, type ArmId } from '../../../domain/armId.ts';
import { machineInCollectionName, RESTORE_TAG } from '../../../domain/azureNames.ts';
import type { Disk } from '../../../domain/facts.ts';
import { madeFrom } from '../../../domain/madeFrom.ts';

/** What a disk itself shows about the restore that made it. */
export interface RestoreEvidence {
  /** In words, for the verdict. */
  readonly shownBy: string;
  /** GUID of the restore job, lower case, from the tag that Azure Backup sets. */
  readonly jobId: string | undefined;
  /** The restore point collection in its `creationData`. */
  readonly collectionId: ArmId | undefined;
  /** Name of the original disk, lower case, from the restore point's path. */
  readonly diskName: string | undefined;
  /** Name of the VM, lower case; enough to raise a doubt, not to prove anything. */
  readonly machineName: string | undefined;
  /** Which disk of the VM a vault-tier VHD held, from its name. */
  readonly position: 'os' | 'data' | undefined;
}

const RESTORE_POINT =
  /^(\/subscriptions\/.+\/restorepointcollections\/([^/]+))\/restorepoints\/[^/]+\/(disks|diskrestorepoints)\/([^/]+)$/;
const DISK_RESTORE_POINT = /^(.+)_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Container and name of the VHD of a vault-tier restore, at the end of its address. */
const VAULT_TIER_CONTAINER = /^(.+)-[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/s;
const VAULT_TIER_DISK = /-(os|data)disk-/;
const VAULT_TIER_END = /\d{8}-\d{6}\.vhd$/;
const RESTORED_NAME = /^(.+)-(os|data)disk-(?:\d+-)?\d{8}-\d{6}$/;

/** Azure Backup makes disks of snapshots and of VHDs. @see https://learn.microsoft.com/rest/api/compute/disks/get#diskcreateoption */
const MADE_OTHERWISE = values('Empty', 'FromImage', 'Upload', 'UploadPreparedSecure', 'CopyFromSanSnapshot');

/**
 * Undefined for a disk that shows no sign of a restore. The signs, strongest first: the immutable `creationData` (a restore
 * point's path, whose `/disks/<name>?id=` ending breaks ordinary id parsers, or the VHD of a vault-tier restore) and the tag
 * `RSVaultBackup` with the job's id. A name alone proves nothing. A disk made from a bookmark was left by a failover, whatever its
 * create option and tags say.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#restore-disks
 */
export function restoreEvidenceOf(disk: Disk): RestoreEvidence | undefined {
  if (madeFrom(disk)?.bookmark === true) return undefined;
  const jobId = tagOf(disk.tags);
  const option = disk.creation.createOption?.toLowerCase();
  const named = RESTORED_NAME.exec(disk.name.toLowerCase());
  const hints = { jobId, machineName: named?.[1], position: positionOf(named?.[2]) };
  // Whatever the option says: for a confidential VM it is ImportSecure, and the list is open.
  if (option === 'restore' || RESTORE_POINT.test(armId((disk.creation.sourceResourceId ?? '').split('?')[0] ?? '')))
    return { ...hints, ...fromRestorePoint(disk) };
  const vhd = vaultTierVhd((disk.creation.sourceUri ?? '').toLowerCase());
  if (vhd !== undefined)
    return {
      jobId,
      collectionId: undefined,
      diskName: undefined,
      ...vhd,
      shownBy: 'its creation data name the VHD of a vault-tier restore',
    };
  // Anyone can copy the tag: a disk that says it was created empty is not a restored one.
  if (jobId === undefined || says(option, MADE_OTHERWISE)) return undefined;
  return {
    ...hints,
    collectionId: undefined,
    diskName: undefined,
    shownBy: `its tag RSVaultBackup names restore job ${jobId}`,
  };
}

/** The VM and its disk in the address of a vault-tier restore's VHD; undefined for any other address. */
function vaultTierVhd(address: string): Pick<RestoreEvidence, 'machineName' | 'position'> | undefined {
  const segments = address.split('/');
  const name = segments.at(-1) ?? '';
  const machine = segments.length < 3 ? null : VAULT_TIER_CONTAINER.exec(segments.at(-2) ?? '');
  const disk = VAULT_TIER_DISK.exec(name);
  if (machine === null || disk === null || !VAULT_TIER_END.test(name.slice(disk.index + disk[0].length)))
    return undefined;
  return { machineName: machine[1], position: positionOf(disk[1]) };
}

function fromRestorePoint(
  disk: Disk,
): Pick<RestoreEvidence, 'collectionId' | 'diskName' | 'shownBy'> & { machineName?: string } {
  const path = armId((disk.creation.sourceResourceId ?? '').split('?')[0] ?? '');
  const match = RESTORE_POINT.exec(path);
  if (match === null) return { collectionId: undefined, diskName: undefined, shownBy: 'its create option is Restore' };
  const [, collection = '', collectionName = '', kind, last = ''] = match;
  const machineName = machineInCollectionName(collectionName);
  const isOfAzureBackup = machineName !== undefined;
  return {
    collectionId: armId(collection),
    diskName: kind === 'disks' ? last : (DISK_RESTORE_POINT.exec(last)?.[1] ?? last),
    shownBy: isOfAzureBackup
      ? 'its creation data name an Azure Backup restore point'
      : 'its creation data name a restore point that is not of Azure Backup',
    ...(isOfAzureBackup ? { machineName } : {}),
  };
}

function positionOf(text: string | undefined): 'os' | 'data' | undefined {
  return text === 'os' || text === 'data' ? text : undefined;
}

function tagOf(tags: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(tags))
    if (name.toLowerCase() === RESTORE_TAG && value.trim() !== '') return value.trim().toLowerCase();
  return undefined;
}
