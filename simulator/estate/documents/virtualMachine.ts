import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, resourceId, type Place } from './place.ts';
import { computeTime } from './time.ts';

/** A disk in the model of its VM. */
interface AttachedDisk {
  /** As the VM model writes it, which may differ in case from the disk's own id. */
  readonly id: string;
  readonly diskEncryptionSetId?: string;
  readonly securityProfile?: Readonly<Record<string, unknown>>;
  readonly sizeGb?: number;
  /** It lives on the host, and its id leads to no disk. */
  readonly ephemeral?: boolean;
  /** An unmanaged disk: a blob, and no managed disk. */
  readonly vhdUri?: string;
}

export interface VirtualMachineSpec {
  readonly place: Place;
  readonly name: string;
  readonly osType: 'Windows' | 'Linux';
  readonly osDisk: AttachedDisk;
  readonly dataDisks: readonly AttachedDisk[];
  /** Undefined: Azure leaves the flag out. */
  readonly encryptionAtHost?: boolean;
  readonly securityType?: 'TrustedLaunch' | 'ConfidentialVM';
  readonly size?: string;
  readonly created: string;
  readonly powerState?: 'running' | 'deallocated';
  readonly tags?: Readonly<Record<string, string>>;
  readonly zone?: string;
  /** The flexible scale set that it belongs to. */
  readonly scaleSetId?: string;
}

const LINUX = {
  disablePasswordAuthentication: true,
  ssh: { publicKeys: [] },
  provisionVMAgent: true,
  enableVMAgentPlatformUpdates: true,
};
const PATCHED = { patchSettings: { patchMode: 'AutomaticByPlatform', assessmentMode: 'ImageDefault' } };

/**
 * A virtual machine as `GET …/virtualMachines/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/compute/virtual-machines/get
 */
export function virtualMachineDocument(spec: VirtualMachineSpec): ArmDocument {
  const id = resourceId(spec.place, 'Microsoft.Compute/virtualMachines', spec.name);
  return {
    name: spec.name,
    id,
    type: 'Microsoft.Compute/virtualMachines',
    location: spec.place.location,
    tags: spec.tags ?? {},
    ...(spec.zone === undefined ? {} : { zones: [spec.zone] }),
    properties: {
      hardwareProfile: { vmSize: spec.size ?? 'Standard_D4s_v5' },
      ...(spec.scaleSetId === undefined ? {} : { virtualMachineScaleSet: { id: spec.scaleSetId } }),
      provisioningState: 'Succeeded',
      vmId: guidOf(`${id} vm`),
      storageProfile: storageProfile(spec),
      osProfile: {
        computerName: spec.name.slice(0, 15),
        adminUsername: 'bankadmin',
        secrets: [],
        allowExtensionOperations: true,
        requireGuestProvisionSignal: true,
        ...(spec.osType === 'Windows'
          ? { windowsConfiguration: { provisionVMAgent: true, enableAutomaticUpdates: true, ...PATCHED } }
          : { linuxConfiguration: { ...LINUX, ...PATCHED } }),
      },
      ...securityProfile(spec),
      networkProfile: {
        networkInterfaces: [{ id: resourceId(spec.place, 'Microsoft.Network/networkInterfaces', `${spec.name}-nic`) }],
      },
      timeCreated: computeTime(spec.created),
      extended: {
        instanceView: {
          powerState: {
            code: `PowerState/${spec.powerState ?? 'running'}`,
            displayStatus: spec.powerState === 'deallocated' ? 'VM deallocated' : 'VM running',
            level: 'Info',
          },
        },
      },
    },
    etag: '"1"',
  };
}

function storageProfile(spec: VirtualMachineSpec): Record<string, unknown> {
  return {
    imageReference:
      spec.osType === 'Windows'
        ? {
            publisher: 'MicrosoftWindowsServer',
            offer: 'WindowsServer',
            sku: '2022-datacenter-g2',
            version: 'latest',
            exactVersion: '20348.3328.250306',
          }
        : { publisher: 'RedHat', offer: 'RHEL', sku: '9-lvm-gen2', version: 'latest', exactVersion: '9.4.2024101510' },
    osDisk: {
      osType: spec.osType,
      name: lastSegment(spec.osDisk.id),
      createOption: 'FromImage',
      caching: 'ReadWrite',
      ...where(spec.osDisk),
      ...(spec.osDisk.ephemeral === true ? { diffDiskSettings: { option: 'Local', placement: 'CacheDisk' } } : {}),
      deleteOption: 'Detach',
      diskSizeGB: spec.osDisk.sizeGb ?? 128,
    },
    dataDisks: spec.dataDisks.map((disk, lun) => ({
      lun,
      name: lastSegment(disk.id),
      createOption: 'Attach',
      caching: 'ReadOnly',
      ...where(disk),
      deleteOption: 'Detach',
      diskSizeGB: disk.sizeGb ?? 512,
      toBeDetached: false,
    })),
    diskControllerType: 'SCSI',
  };
}

function where(disk: AttachedDisk): Record<string, unknown> {
  if (disk.vhdUri !== undefined) return { vhd: { uri: disk.vhdUri } };
  return {
    managedDisk: {
      storageAccountType: 'Premium_LRS',
      ...(disk.diskEncryptionSetId === undefined ? {} : { diskEncryptionSet: { id: disk.diskEncryptionSetId } }),
      ...(disk.securityProfile === undefined ? {} : { securityProfile: disk.securityProfile }),
      id: disk.id,
    },
  };
}

function securityProfile(spec: VirtualMachineSpec): Record<string, unknown> {
  const profile = {
    ...(spec.encryptionAtHost === undefined ? {} : { encryptionAtHost: spec.encryptionAtHost }),
    ...(spec.securityType === undefined
      ? {}
      : { securityType: spec.securityType, uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } }),
  };
  return Object.keys(profile).length === 0 ? {} : { securityProfile: profile };
}

export interface AdeExtensionSpec {
  readonly vmId: string;
  readonly osType: 'Windows' | 'Linux';
  readonly operation: 'EnableEncryption' | 'EnableEncryptionFormatAll' | 'DisableEncryption';
  readonly volumeType: 'OS' | 'Data' | 'All';
  readonly keyVaultId: string;
  readonly keyVaultUri: string;
  readonly keyEncryptionKeyUrl?: string;
}

/**
 * The Azure Disk Encryption extension.
 * @see https://learn.microsoft.com/azure/virtual-machines/extensions/azure-disk-enc-linux
 */
export function adeExtensionDocument(place: Place, spec: AdeExtensionSpec): ArmDocument {
  const name = spec.osType === 'Windows' ? 'AzureDiskEncryption' : 'AzureDiskEncryptionForLinux';
  return {
    name,
    id: `${spec.vmId}/extensions/${name}`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location: place.location,
    properties: {
      autoUpgradeMinorVersion: true,
      provisioningState: 'Succeeded',
      publisher: 'Microsoft.Azure.Security',
      type: name,
      typeHandlerVersion: spec.osType === 'Windows' ? '2.2' : '1.1',
      settings: {
        EncryptionOperation: spec.operation,
        VolumeType: spec.volumeType,
        KeyVaultURL: spec.keyVaultUri,
        KeyVaultResourceId: spec.keyVaultId,
        KeyEncryptionKeyURL: spec.keyEncryptionKeyUrl ?? null,
        KekVaultResourceId: spec.keyEncryptionKeyUrl === undefined ? '' : spec.keyVaultId,
        KeyEncryptionAlgorithm: 'RSA-OAEP',
        SequenceVersion: guidOf(`${spec.vmId} ade`),
      },
    },
  };
}
