/**
 * Names, tags and SKUs by which Azure's services mark what they make. Collect asks by them and the joins of assess
 * recognise by them; `collect/kql/liveDisk.kql` spells the restore tag once more, since a query is sent as it stands.
 */
import { values } from '../base/openEnum.ts';

/**
 * Tag of a disk that Azure Backup restored; its value is the GUID of the restore job. In lower case: Azure keeps no case of tag names.
 * No page of Microsoft documents it; their own queries for orphaned disks know it.
 * @see https://github.com/Azure/azqr
 */
export const RESTORE_TAG = 'RSVaultBackup'.toLowerCase();

/** How a disk says that it was made of an image. @see https://learn.microsoft.com/rest/api/compute/disks/get#diskcreateoption */
export const FROM_IMAGE = values('FromImage');

/** `AzureBackup_<vm>_<digits>`, in lower case. */
const AZURE_BACKUP_COLLECTION = /^azurebackup_(.+)_\d+$/;
const AZURE_BACKUP_RESTORE_POINT = /^azurebackup_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})$/i;

/**
 * The VM in the name of a restore point collection that Azure Backup made (`AzureBackup_<vm>_<digits>`), in lower case;
 * undefined for a collection of anybody else. The group proves nothing: `AzureBackupRG_<region>_<n>` is only its default name.
 * @see https://learn.microsoft.com/azure/backup/backup-during-vm-creation#azure-backup-resource-group-for-virtual-machines
 */
export function machineInCollectionName(name: string): string | undefined {
  return AZURE_BACKUP_COLLECTION.exec(name.toLowerCase())?.[1];
}

/**
 * The moment (ISO 8601, UTC) that Azure Backup writes into the name of a restore point, `AzureBackup_20261123_020000`;
 * undefined for any other name.
 * @see https://learn.microsoft.com/azure/backup/backup-instant-restore-capability
 */
export function momentInPointName(name: string): string | undefined {
  const match = AZURE_BACKUP_RESTORE_POINT.exec(name);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/**
 * The disk that a test failover leaves where Site Recovery does not name it (`tfoDiskName`).
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill
 */
export function testFailoverDiskName(diskName: string): string {
  return `${diskName}-ASRtest`;
}

/** Names and tags that Site Recovery gives its disks, in any case. They only raise a doubt: anybody may use them. */
const REPLICA_NAME = /-asrreplica$|^ms-asr-|^asrseeddisk-/i;
const TEST_FAILOVER_NAME = /-asrtest$/i;
const REPLICA_TAGS = new Set(['asr-replicadisk', 'asrseeddisk']);

/**
 * Whether a disk's name or tags are those that Site Recovery gives a replica.
 * @see https://github.com/Azure/azqr
 */
export function looksLikeReplica(disk: {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}): boolean {
  return REPLICA_NAME.test(disk.name) || Object.keys(disk.tags).some((tag) => REPLICA_TAGS.has(tag.toLowerCase()));
}

/** Whether a disk is named as a test failover names those it makes. */
export function looksLikeTestFailoverDisk({ name }: { readonly name: string }): boolean {
  return TEST_FAILOVER_NAME.test(name);
}

/** A region's name by which it is compared: Azure writes `westeurope` and `West Europe`. Undefined where none is named. */
export function regionName(location: string | undefined): string | undefined {
  const region = location?.toLowerCase().replaceAll(' ', '');
  return region === '' ? undefined : region;
}

/**
 * Ultra disks and Premium SSD v2: no double encryption at rest, and those from before 13 May 2023 take no encryption at host.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#double-encryption-at-rest
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions-1
 */
export const ULTRA_AND_PREMIUM_V2 = values('UltraSSD_LRS', 'PremiumV2_LRS');

/**
 * The forms of names that Azure's services give, of which somebody chose only the group `inner`: what stands before and after it,
 * and that digits are digits, tells a check what made the resource.
 */
export const NAME_MADE_BY_AZURE: readonly RegExp[] = [
  /^(?<before>azurebackup_\d{8}_\d{6})$/i,
  /^(?<before>azurebackup_)(?<inner>.+)(?<after>_)(?<digits>\d+)$/is,
  /^(?<before>azurebackuprg_)(?<inner>.+)$/is,
  /^(?<before>vmname)$/i,
  /^(?<before>ms-asr-|asrseeddisk-)(?<inner>.+)$/is,
  /^(?<inner>.+)(?<after>-asrreplica|-asrtest)$/is,
  /^(?<inner>.+)(?<after>-(?:os|data)disk-(?:\d+-)?\d{8}-\d{6}(?:\.vhd)?)$/is,
];

/** Tags by which Azure's services mark what they make, in lower case. */
export const TAGS_OF_AZURE: ReadonlySet<string> = new Set([RESTORE_TAG, ...REPLICA_TAGS]);
