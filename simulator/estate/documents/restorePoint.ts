import type { ArmDocument } from '../../tenant.ts';
import { collectionDigits, shut, type Encryption, type Network } from './disk.ts';
import { guidOf, hexOf, lastSegment, resourceId, type Place } from './place.ts';
import { computeTime, stamp } from './time.ts';

/** A disk as it stood when the restore point was taken. */
interface CapturedDisk {
  readonly id: string;
  readonly osType?: 'Windows' | 'Linux';
  /** What protects the copy. Undefined: Azure does not say, as in its own example. */
  readonly encryption: Encryption | undefined;
  /** The disk restore point, in another region, that it was copied from. */
  readonly copiedFrom?: string;
  /** Over which networks the copy may be exported; default: shut. */
  readonly network?: Network;
}

export interface RestorePointSpec {
  /** Place of the collection. */
  readonly place: Place;
  readonly collectionName: string;
  /** Default: as Azure Backup names it. */
  readonly name?: string;
  readonly vmId: string;
  readonly encryptionAtHost: boolean;
  readonly osDisk: CapturedDisk;
  readonly dataDisks: readonly CapturedDisk[];
  /** ISO 8601. */
  readonly time: string;
  /** While it is being made it has no disk restore points yet; default `Succeeded`. */
  readonly state?: 'Creating' | 'Succeeded';
  /** The restore point, in another region, that it was copied from. */
  readonly copiedFrom?: string;
}

/** Name of the collection in which Azure Backup keeps the instant restore points of a VM. */
export function backupCollectionName(vmId: string): string {
  return `AzureBackup_${lastSegment(vmId)}_${collectionDigits(vmId)}`;
}

/** Name of an instant restore point of Azure Backup. */
export function backupRestorePointName(time: string): string {
  return `AzureBackup_${stamp(time, '_')}`;
}

/**
 * A restore point collection with its points inside, as `GET …?$expand=restorePoints` shows it.
 * @see https://learn.microsoft.com/rest/api/compute/restore-point-collections/get
 */
export function restorePointCollectionDocument(
  place: Place,
  name: string,
  source: { readonly id: string; readonly location: string },
  restorePoints: readonly ArmDocument[],
): ArmDocument {
  const id = resourceId(place, 'Microsoft.Compute/restorePointCollections', name);
  return {
    name,
    id,
    type: 'Microsoft.Compute/restorePointCollections',
    location: place.location,
    properties: {
      source,
      provisioningState: 'Succeeded',
      restorePointCollectionId: guidOf(id),
      restorePoints: restorePoints.map(asShown),
    },
  };
}

/** Restore points and their disks come without a type. */
function asShown(point: ArmDocument): Omit<ArmDocument, 'type'> {
  return { id: point.id, name: point.name, properties: point.properties };
}

/** One restore point of a VM. */
export function restorePointDocument(spec: RestorePointSpec): ArmDocument {
  const name = spec.name ?? backupRestorePointName(spec.time);
  const id = resourceId(
    spec.place,
    'Microsoft.Compute/restorePointCollections/restorePoints',
    spec.collectionName,
    name,
  );
  return {
    name,
    id,
    type: 'Microsoft.Compute/restorePointCollections/restorePoints',
    properties: {
      sourceMetadata: {
        hardwareProfile: { vmSize: 'Standard_D4s_v5' },
        storageProfile: {
          osDisk: { osType: spec.osDisk.osType ?? 'Linux', ...captured(id, spec.osDisk, spec.state) },
          dataDisks: spec.dataDisks.map((disk, lun) => ({ lun, ...captured(id, disk, spec.state) })),
          diskControllerType: 'SCSI',
        },
        osProfile: {
          computerName: lastSegment(spec.vmId).slice(0, 15),
          adminUsername: 'bankadmin',
          secrets: [],
          allowExtensionOperations: true,
          requireGuestProvisionSignal: true,
        },
        hyperVGeneration: 'V2',
        vmId: guidOf(`${spec.vmId} vm`),
        location: spec.place.location,
        ...(spec.encryptionAtHost ? { securityProfile: { encryptionAtHost: true } } : {}),
      },
      ...(spec.state === 'Creating' ? {} : { consistencyMode: 'ApplicationConsistent' }),
      ...(spec.copiedFrom === undefined ? {} : { sourceRestorePoint: { id: spec.copiedFrom } }),
      timeCreated: computeTime(spec.time),
      provisioningState: spec.state ?? 'Succeeded',
    },
  };
}

/** The disk restore points beneath one restore point. */
export function diskRestorePointDocuments(spec: RestorePointSpec): ArmDocument[] {
  const parent = restorePointDocument(spec);
  if (spec.state === 'Creating') return [];
  return [spec.osDisk, ...spec.dataDisks].map((disk) => ({
    id: diskRestorePointId(parent.id, disk.id),
    name: lastSegment(diskRestorePointId(parent.id, disk.id)),
    type: 'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints',
    properties: {
      timeCreated: computeTime(spec.time),
      sourceResourceId: disk.copiedFrom ?? disk.id,
      ...(disk.osType === undefined ? {} : { osType: disk.osType, hyperVGeneration: 'V2' }),
      familyId: guidOf(`${disk.id} family`),
      sourceUniqueId: guidOf(disk.id),
      ...(disk.encryption === undefined ? {} : { encryption: disk.encryption }),
      ...(disk.network ?? shut),
    },
  }));
}

function captured(
  restorePointId: string,
  disk: CapturedDisk,
  state: RestorePointSpec['state'],
): Record<string, unknown> {
  return {
    name: lastSegment(disk.id),
    diskSizeGB: 128,
    caching: 'ReadWrite',
    managedDisk: { storageAccountType: 'Premium_LRS', id: disk.id },
    ...(state === 'Creating' ? {} : { diskRestorePoint: diskRestorePoint(restorePointId, disk) }),
  };
}

function diskRestorePoint(restorePointId: string, disk: CapturedDisk): Record<string, unknown> {
  const set = disk.encryption?.diskEncryptionSetId;
  return {
    id: diskRestorePointId(restorePointId, disk.id),
    ...(disk.encryption === undefined
      ? {}
      : {
          encryption: {
            type: disk.encryption.type,
            ...(set === undefined ? {} : { diskEncryptionSet: { id: set } }),
          },
        }),
    ...(disk.copiedFrom === undefined ? {} : { sourceDiskRestorePoint: { id: disk.copiedFrom } }),
  };
}

function diskRestorePointId(restorePointId: string, diskId: string): string {
  const suffix = hexOf(`${restorePointId} ${diskId}`);
  return `${restorePointId}/diskRestorePoints/${lastSegment(diskId)}_${suffix.slice(0, 8)}-${suffix.slice(8, 12)}-${suffix.slice(12, 16)}-${suffix.slice(16, 20)}-${suffix.slice(20)}`;
}
