import {
  diskDocument,
  empty,
  fromImage,
  type AdeSpec,
  type DiskSpec,
  type Encryption,
  type Network,
} from '../documents/disk.ts';
import { resourceId, type Place } from '../documents/place.ts';
import { virtualMachineDocument, type VirtualMachineSpec } from '../documents/virtualMachine.ts';
import type { ArmDocument } from '../../tenant.ts';
import { addBackup, type Backup, type BackupPlan } from './backup.ts';
import type { Platform, Sink } from './platform.ts';
import { addReplication, type Replication, type ReplicationPlan } from './replication.ts';

/** One disk of a machine. */
export interface DiskPlan {
  /** Default: `<vm>-osdisk` or `<vm>-data-<lun>`. */
  readonly name?: string;
  /** Undefined: Azure shows no `encryption` block. */
  readonly encryption: Encryption | undefined;
  readonly network?: Network;
  readonly ade?: AdeSpec;
  readonly securityProfile?: Readonly<Record<string, string>>;
  /** In the VM's model. */
  readonly modelSecurityProfile?: Readonly<Record<string, unknown>>;
  readonly diskState?: string;
  readonly sizeGb?: number;
  readonly maxShares?: number;
}

export interface MachinePlan {
  readonly place: Place;
  readonly platform: Platform;
  readonly name: string;
  readonly osType?: 'Windows' | 'Linux';
  readonly osDisk: DiskPlan;
  readonly dataDisks?: readonly DiskPlan[];
  /** Default true, so that a scenario shows its own fault and no other. */
  readonly encryptionAtHost?: boolean;
  readonly securityType?: VirtualMachineSpec['securityType'];
  readonly powerState?: VirtualMachineSpec['powerState'];
  readonly tags?: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly created: string;
  /** How ids are written where this machine and its disks name each other; default as is. */
  readonly writeId?: (id: string) => string;
  /** Changes the rows that Resource Graph shows of its disks. */
  readonly diskRow?: (row: ArmDocument) => ArmDocument;
  readonly backup?: BackupPlan;
  readonly replication?: ReplicationPlan;
}

/** A disk of a machine, with what protects it. */
export interface MachineDisk {
  readonly id: string;
  readonly plan: DiskPlan;
  readonly osType: 'Windows' | 'Linux' | undefined;
}

export interface Machine {
  readonly id: string;
  readonly place: Place;
  readonly plan: MachinePlan;
  readonly osType: 'Windows' | 'Linux';
  readonly osDisk: MachineDisk;
  readonly dataDisks: readonly MachineDisk[];
  readonly backup: Backup | undefined;
  readonly replication: Replication | undefined;
}

/** All disks of a machine, the OS disk first. */
export function disksOf(machine: Machine): string[] {
  return [machine.osDisk.id, ...machine.dataDisks.map((disk) => disk.id)];
}

/** Adds a VM with its disks, and its backup and replication where planned. */
export function addMachine(sink: Sink, plan: MachinePlan): Machine {
  const where = plan.place;
  const osType = plan.osType ?? 'Linux';
  const id = resourceId(where, 'Microsoft.Compute/virtualMachines', plan.name);
  const write = plan.writeId ?? ((text: string) => text);

  const wantsDisks = sink.wants('microsoft.compute/disks');

  const addDisk = (disk: DiskPlan, lun: number | undefined): MachineDisk => {
    const spec: DiskSpec = {
      place: where,
      name: disk.name ?? (lun === undefined ? `${plan.name}-osdisk` : `${plan.name}-data-${String(lun)}`),
      encryption: written(disk.encryption, write),
      creation: lun === undefined ? fromImage(osType === 'Windows' ? 'windows' : 'linux') : empty,
      created: plan.created,
      managedBy: [write(id)],
      sizeGb: disk.sizeGb ?? (lun === undefined ? 128 : 512),
      ...(lun === undefined ? { osType } : {}),
      ...(disk.network === undefined ? {} : { network: disk.network }),
      ...(disk.ade === undefined ? {} : { ade: disk.ade }),
      ...(disk.securityProfile === undefined ? {} : { securityProfile: disk.securityProfile }),
      ...(disk.maxShares === undefined ? {} : { maxShares: disk.maxShares }),
      ...(plan.tags === undefined ? {} : { tags: plan.tags }),
      diskState: disk.diskState ?? (plan.powerState === 'deallocated' ? 'Reserved' : 'Attached'),
    };
    if (wantsDisks) sink.add(diskDocument(spec), plan.diskRow);
    const diskId = resourceId(where, 'Microsoft.Compute/disks', spec.name);
    return { id: diskId, plan: disk, osType: lun === undefined ? osType : undefined };
  };
  const osDisk = addDisk(plan.osDisk, undefined);
  const dataDisks = (plan.dataDisks ?? []).map((disk, lun) => addDisk(disk, lun));

  if (sink.wants('microsoft.compute/virtualmachines'))
    sink.add(
      virtualMachineDocument({
        place: where,
        name: plan.name,
        osType,
        osDisk: attached(osDisk, write),
        dataDisks: dataDisks.map((disk) => attached(disk, write)),
        // Azure leaves the flag out where it is off.
        ...(plan.encryptionAtHost === false ? {} : { encryptionAtHost: true }),
        created: plan.created,
        ...(plan.securityType === undefined ? {} : { securityType: plan.securityType }),
        ...(plan.powerState === undefined ? {} : { powerState: plan.powerState }),
        ...(plan.tags === undefined ? {} : { tags: plan.tags }),
      }),
    );
  const bare = { id, place: where, plan, osType, osDisk, dataDisks };
  return {
    ...bare,
    backup: plan.backup === undefined ? undefined : addBackup(sink, bare, plan.backup),
    replication: plan.replication === undefined ? undefined : addReplication(sink, bare, plan.replication),
  };
}

function attached(disk: MachineDisk, write: (id: string) => string): VirtualMachineSpec['osDisk'] {
  const set = disk.plan.encryption?.diskEncryptionSetId;
  return {
    id: write(disk.id),
    ...(set === undefined ? {} : { diskEncryptionSetId: write(set) }),
    ...(disk.plan.modelSecurityProfile === undefined ? {} : { securityProfile: disk.plan.modelSecurityProfile }),
  };
}

function written(encryption: Encryption | undefined, write: (id: string) => string): Encryption | undefined {
  if (encryption?.diskEncryptionSetId === undefined) return encryption;
  return { ...encryption, diskEncryptionSetId: write(encryption.diskEncryptionSetId) };
}
