import type { ArmId } from '../../../domain/armId.ts';
import { far, type Gap, type Reach } from '../../../domain/estate.ts';
import type { Disk } from '../../../domain/facts.ts';
import { groupBy } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { isVirtualMachine } from './machines.ts';
import { machineBehind } from './restorePoints.ts';

/** What a gap among restore points may hide a copy of: one disk, any disk of a region, or any at all. */
type Concern = { readonly disk: ArmId } | { readonly region: string } | undefined;

const COLLECTION = /^.*\/restorepointcollections\/[^/]+/;
const POINT = /^.*\/restorepoints\/[^/]+/;
const NONE: readonly Gap[] = [];

/**
 * Narrows what may hide a copy of a disk that no VM holds: a restore point that was read tells which disk the copy is of that was
 * not, and a VM and its disks lie in one region.
 * @see https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview
 */
export function capturesOf(reader: EstateReader): (reach: Reach, disk: Disk) => Reach {
  const parted = new WeakMap<Reach, (disk: Disk) => Reach>();
  return (reach, disk) => {
    if (reach.gaps.length === 0) return reach;
    const known = parted.get(reach);
    const narrow = known ?? part(reader, reach);
    if (known === undefined) parted.set(reach, narrow);
    return narrow(disk);
  };
}

function part(reader: EstateReader, { gaps, elsewhere = NONE }: Reach): (disk: Disk) => Reach {
  const concerns = new Map(gaps.map((gap) => [gap, concernOf(reader, gap)]));
  const ofDisk = groupBy(gaps, (gap) => [diskIn(concerns.get(gap))]);
  const ofRegion = new Map<string, Reach>();
  const inRegion = (region: string): Reach => {
    const known = ofRegion.get(region);
    if (known !== undefined) return known;
    const isNear = (gap: Gap): boolean => {
      const concern = concerns.get(gap);
      return concern === undefined || ('region' in concern && (region === '' || concern.region === region));
    };
    const built = far(gaps.filter(isNear), elsewhere);
    ofRegion.set(region, built);
    return built;
  };
  return ({ id, location }) => {
    const near = inRegion(regionOf(location) ?? '');
    const own = ofDisk.get(id);
    return own === undefined ? near : far([...near.gaps, ...own], elsewhere);
  };
}

function diskIn(concern: Concern): ArmId | undefined {
  return concern !== undefined && 'disk' in concern ? concern.disk : undefined;
}

function concernOf(reader: EstateReader, gap: Gap): Concern {
  const { source, subject, about = [] } = gap;
  if (source === 'restorePointCollections') return about.length === 1 ? placeOf(reader, about[0]) : undefined;
  const collectionId = COLLECTION.exec(subject ?? '')?.[0];
  if (subject === undefined || collectionId === undefined) return undefined;
  const disk = source === 'diskRestorePoints' ? namedIn(reader, subject) : undefined;
  if (disk !== undefined) return { disk };
  const collection = reader.find('restorePointCollections', collectionId as ArmId);
  return collection.kind === 'found' ? placeOf(reader, machineBehind(reader, collection.row)) : undefined;
}

/** The disk that a restore point names for a copy of it. */
function namedIn(reader: EstateReader, copyId: ArmId): ArmId | undefined {
  const pointId = POINT.exec(copyId)?.[0];
  const point = pointId === undefined ? undefined : reader.find('restorePoints', pointId as ArmId);
  if (point?.kind !== 'found') return undefined;
  const listed = point.row.disks.filter(({ diskRestorePointId }) => diskRestorePointId === copyId);
  return listed.length === 1 ? listed[0]?.diskId : undefined;
}

/** The region of a VM, where its row tells it. */
function placeOf(reader: EstateReader, vmId: ArmId | undefined): Concern {
  if (vmId === undefined || !isVirtualMachine(vmId)) return undefined;
  const machine = reader.find('virtualMachines', vmId);
  const region = machine.kind === 'found' ? regionOf(machine.row.location) : undefined;
  return region === undefined ? undefined : { region };
}

/** Azure writes a region as `West Europe` too. */
function regionOf(location: string | undefined): string | undefined {
  const region = location?.toLowerCase().replaceAll(' ', '');
  return region === '' ? undefined : region;
}
