import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';
import type { AdeSettings } from './storedBytes.ts';

/** Virtual machines and their extensions. */

export interface VmDisk {
  readonly name: string | undefined;
  /** Absent for ephemeral and unmanaged disks. */
  readonly diskId: ArmId | undefined;
  /** Logical unit number; undefined for the OS disk. */
  readonly lun: number | undefined;
  /**
   * As the VM was deployed: a change of the disk does not reach it, so that the disk's own word counts.
   * @see https://github.com/Azure/azure-policy/issues/1461
   */
  readonly diskEncryptionSetId: ArmId | undefined;
  readonly securityEncryptionType: string | undefined;
  readonly secureDiskEncryptionSetId: ArmId | undefined;
  readonly ephemeral: boolean;
}

export interface VirtualMachine extends Resource {
  readonly vmSize: string | undefined;
  readonly securityType: string | undefined;
  /** Azure leaves the flag out when it is off, so absent is read as false; a value that is not a boolean is undefined. */
  readonly encryptionAtHost: boolean | undefined;
  /** Of its last change: `Succeeded`, `Failed`, `Updating` and others. */
  readonly provisioningState: string | undefined;
  readonly osType: string | undefined;
  readonly osDisk: VmDisk | undefined;
  readonly dataDisks: readonly VmDisk[];
  readonly powerState: string | undefined;
  /** ADE recorded on the VM model (dual pass). */
  readonly ade: AdeSettings | undefined;
  /** ISO 8601. A VM that was deleted and created again keeps its id. */
  readonly timeCreated: string | undefined;
  /** The flexible scale set it belongs to. */
  readonly scaleSetId: ArmId | undefined;
}

/** The extension by which Azure Backup or Site Recovery works inside a VM. It can stay behind after protection ends. */
export interface ServiceExtension extends Resource {
  readonly vmId: ArmId;
  readonly publisher: string | undefined;
  readonly extensionType: string | undefined;
}

/** A link that Site Recovery left on a VM: that it protects it, or did. */
export interface ReplicationMark extends Resource {
  readonly vmId: ArmId;
  /** The replicated item; undefined where the link does not say. */
  readonly targetId: ArmId | undefined;
}

/** An Azure Disk Encryption extension. */
export interface VmExtension extends Resource {
  readonly vmId: ArmId;
  readonly publisher: string | undefined;
  readonly extensionType: string | undefined;
  readonly typeHandlerVersion: string | undefined;
  readonly provisioningState: string | undefined;
  readonly encryptionOperation: string | undefined;
  readonly volumeType: string | undefined;
  readonly keyVaultId: ArmId | undefined;
  readonly keyEncryptionKeyUrl: string | undefined;
}
