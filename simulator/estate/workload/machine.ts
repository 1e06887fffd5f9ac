import { diskDocument, empty, fromImage, type DiskSpec, type Encryption } from '../documents/disk.ts';
import { resourceId } from '../documents/place.ts';
import { serviceExtensionDocument } from '../documents/serviceExtension.ts';
import { virtualMachineDocument, type VirtualMachineSpec } from '../documents/virtualMachine.ts';
import { addBackup } from './backup.ts';
import type { Sink } from './platform.ts';
import type { BareMachine, DiskPlan, Machine, MachineDisk, MachinePlan } from './plans.ts';
import { addReplication } from './replication.ts';

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
      creation: disk.creation ?? (lun === undefined ? fromImage(osType === 'Windows' ? 'windows' : 'linux') : empty),
      created: plan.created,
      managedBy: [write(id)],
      sizeGb: disk.sizeGb ?? (lun === undefined ? 128 : 512),
      ...(lun === undefined ? { osType } : {}),
      ...(disk.network === undefined ? {} : { network: disk.network }),
      ...(disk.ade === undefined ? {} : { ade: disk.ade }),
      ...(disk.securityProfile === undefined ? {} : { securityProfile: disk.securityProfile }),
      ...(disk.maxShares === undefined ? {} : { maxShares: disk.maxShares }),
      ...(plan.tags === undefined && disk.tags === undefined ? {} : { tags: { ...plan.tags, ...disk.tags } }),
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
        dataDisks: [...dataDisks.map((disk) => attached(disk, write)), ...(plan.sharedDisks ?? [])],
        // Azure leaves the flag out where it is off.
        ...(plan.encryptionAtHost === false ? {} : { encryptionAtHost: true }),
        created: plan.created,
        ...(plan.securityType === undefined ? {} : { securityType: plan.securityType }),
        ...(plan.powerState === undefined ? {} : { powerState: plan.powerState }),
        ...(plan.tags === undefined ? {} : { tags: plan.tags }),
        ...(plan.scaleSetId === undefined ? {} : { scaleSetId: plan.scaleSetId }),
      }),
    );
  const bare = { id, place: where, plan, osType, osDisk, dataDisks };
  addServiceExtensions(sink, bare);
  return {
    ...bare,
    backup: plan.backup === undefined ? undefined : addBackup(sink, bare, plan.backup),
    replication: plan.replication === undefined ? undefined : addReplication(sink, bare, plan.replication),
  };
}

/** A machine that was failed over is not protected here any more, and takes no extension with it. */
function addServiceExtensions(sink: Sink, machine: BareMachine): void {
  const { id, place: where, osType, plan } = machine;
  if (!sink.wants('microsoft.compute/virtualmachines/extensions')) return;
  const on = { id, location: where.location, osType };
  if (plan.backup !== undefined && plan.backup.agentless !== true) sink.add(serviceExtensionDocument('backup', on));
  if (plan.replication !== undefined && plan.replication.failedOver === undefined)
    sink.add(serviceExtensionDocument('siteRecovery', on));
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
