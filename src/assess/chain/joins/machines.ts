import { quoted } from '../../../base/openEnum.ts';
import { remembered } from '../../../base/remembered.ts';
import { nameOf, type ArmId } from '../../../domain/armId.ts';
import { gapOf, type Gap, type Lookup, type Rows } from '../../../domain/estate.ts';
import type { Disk, RestorePoint, VirtualMachine, VmExtension } from '../../../domain/facts.ts';
import { grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { heldInPoint, heldWhenTaken, isFree, isHeld, unnamedHolder } from '../hiddenLinks.ts';
import { isShared } from '../sharedDisk.ts';
import type { DiskAttachment } from '../subjects.ts';
import { REACHING } from './reach.ts';

export interface MachineJoin {
  readonly attachmentsOf: (disk: Disk) => readonly DiskAttachment[];
  /** Gaps that may hide another VM that holds the disk. */
  readonly hiddenHolders: (disk: Disk) => readonly Gap[];
  /** VMs that were not read and might list a disk that says that no VM holds it: what the disk says stands, limited. */
  readonly unreadHolders: (disk: Disk) => readonly Gap[];
  readonly extensionsOf: (vmId: ArmId) => Rows<VmExtension>;
  /** Disks that the VM lists, sorted. */
  readonly disksOf: (machine: VirtualMachine) => readonly ArmId[];
  /** Disks that say they are attached to the VM. */
  readonly namedBy: (vmId: ArmId) => readonly Disk[];
}

const NO_GAPS: readonly Gap[] = [];

/** Disks that are asked about again soon. */
const LAST = 64;

function idOf({ id }: Disk): ArmId {
  return id;
}

const VIRTUAL_MACHINE = /\/providers\/microsoft\.compute\/virtualmachines\/[^/]+$/;

/** Whether an id is that of a VM as this run reads them: not an instance of a scale set, a classic VM or anything else. */
export function isVirtualMachine(id: ArmId): boolean {
  return VIRTUAL_MACHINE.test(id);
}

/** @param isReplica disks that Site Recovery writes to: no VM holds them, whatever their state */
export function joinMachines(reader: EstateReader, isReplica: (diskId: ArmId) => boolean): MachineJoin {
  const extensions = grouped(reader.all('vmExtensions'), (extension) => [extension.vmId]);
  const listing = grouped(reader.all('virtualMachines'), disksIn);
  // Either may lack the other: the index can lag, and a disk that its VM lists is held whatever its own row omits.
  const namedBy = (disk: Disk): readonly ArmId[] => {
    const machines = listing.get(disk.id)?.map((machine) => machine.id) ?? [];
    return [...new Set([...disk.managedBy, ...machines])].sort();
  };
  const held = grouped(reader.all('disks'), (disk) => disk.managedBy);
  const extensionsOf = (vmId: ArmId): Rows<VmExtension> => ({
    rows: extensions.get(vmId) ?? [],
    gaps: reader.gapsAround('vmExtensions', vmId),
  });
  const saysFree = (disk: Disk): boolean => isFree(disk) || (!isHeld(disk) && isReplica(disk.id));
  const unreadMachines = (disk: Disk): readonly Gap[] => REACHING.holders(reader, disk.id).gaps;
  // Asked for only if a VM was not read.
  let captures: ReturnType<typeof pointsByDisk> | undefined;
  const shownHeld = (disk: Disk): readonly Gap[] => {
    captures ??= pointsByDisk(reader);
    return heldWhenTaken(disk, captures.get(disk.id) ?? []).flatMap((point) => {
      const collection = reader.find('restorePointCollections', point.collectionId);
      const vmId = collection.kind === 'found' ? collection.row.sourceId : undefined;
      // A collection copied from another is of a moment that its points do not show.
      if (vmId === undefined || !isVirtualMachine(vmId)) return [];
      const machine = reader.find('virtualMachines', vmId);
      return machine.kind === 'unsure' ? [heldInPoint(disk, point), ...machine.gaps] : [];
    });
  };
  return {
    extensionsOf,
    namedBy: (vmId) => held.get(vmId) ?? [],
    attachmentsOf: remembered(LAST, idOf, (disk: Disk) =>
      namedBy(disk).map((vmId) => {
        const machine = reader.find('virtualMachines', vmId);
        const listed = machine.kind === 'found' ? positionOf(machine.row, disk.id) : undefined;
        return {
          vmId,
          isVirtualMachine: isVirtualMachine(vmId),
          machine,
          extensions: extensionsOf(vmId),
          position: listed?.position,
          lun: listed?.lun,
        };
      }),
    ),
    hiddenHolders: (disk) => {
      const unread = unreadMachines(disk);
      const holders = namedBy(disk);
      if (holders.length === 0)
        return saysFree(disk) && unread.length > 0
          ? [...unread.filter(({ about }) => about !== undefined), ...shownHeld(disk)]
          : unnamedHolder(disk, unread);
      const doubts = holders.flatMap((vmId) => oneSided(disk, vmId, reader.find('virtualMachines', vmId)));
      return isShared(disk) ? [...new Set([...doubts, ...unread])] : doubts;
    },
    unreadHolders: (disk) => (saysFree(disk) && namedBy(disk).length === 0 ? unreadMachines(disk) : NO_GAPS),
    disksOf: (machine) => [...new Set(disksIn(machine))].sort(),
  };
}

function pointsByDisk(reader: EstateReader): { readonly get: (disk: ArmId) => readonly RestorePoint[] | undefined } {
  return grouped(reader.all('restorePoints'), ({ disks }) => disks.map(({ diskId }) => diskId));
}

/** Why it is not certain that a VM holds a disk: one of the two does not name the other, or the VM was not read and might not. */
function oneSided(disk: Disk, vmId: ArmId, machine: Lookup<VirtualMachine>): readonly Gap[] {
  if (machine.kind === 'unsure') return machine.gaps;
  if (machine.kind === 'absent') return [];
  const [named, listed] = [disk.managedBy.includes(vmId), disksIn(machine.row).includes(disk.id)];
  if (named && listed) return [];
  // A disk that is held and does not say by which VM contradicts none.
  if (listed && disk.managedBy.length === 0 && isHeld(disk)) return [];
  const because = named
    ? `Disk ${disk.name} says that VM ${nameOf(vmId)} holds it (managedBy), yet the VM does not list it among its disks.`
    : `VM ${nameOf(vmId)} lists disk ${disk.name}, yet the disk names ${holderOf(disk)} as its holder (managedBy), and its state is ${quoted(disk.diskState)}.`;
  return [gapOf('disks', disk, 'notRead', because)];
}

function holderOf({ managedBy }: Disk): string {
  return managedBy.length === 0 ? 'nobody' : managedBy.map(nameOf).join(', ');
}

/** An ephemeral disk may have the id of a disk that does not exist: it is on the host. */
function disksIn({ osDisk, dataDisks }: VirtualMachine): readonly ArmId[] {
  return [osDisk, ...dataDisks].flatMap((disk) =>
    disk === undefined || disk.ephemeral || disk.diskId === undefined ? [] : [disk.diskId],
  );
}

function positionOf(
  machine: VirtualMachine,
  disk: ArmId,
): { readonly position: 'os' | 'data'; readonly lun: number | undefined } | undefined {
  if (machine.osDisk?.diskId === disk) return { position: 'os', lun: undefined };
  const data = machine.dataDisks.find((candidate) => candidate.diskId === disk);
  return data === undefined ? undefined : { position: 'data', lun: data.lun };
}
