import { instant } from '../../../base/time.ts';
import { ancestorOfType, type ArmId } from '../../../domain/armId.ts';
import { regionName } from '../../../domain/azureNames.ts';
import { far, type Gap, type Reach } from '../../../domain/estate.ts';
import type { Disk } from '../../../domain/facts.ts';
import { groupBy } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { isVirtualMachine } from './machines.ts';
import { machineBehind } from './restorePoints.ts';

/** What a gap among restore points may hide a copy of: one disk, any disk that a VM may have held, or any disk at all. */
type Concern = { readonly disk: ArmId } | Place | undefined;

/** Where a VM is, and since when. An earlier VM with its ID may have been in another region, and its restore points remain. */
interface Place {
  readonly region: string;
  readonly since: number;
}

const COLLECTION = 'Microsoft.Compute/restorePointCollections';
const POINT = `${COLLECTION}/restorePoints`;
const NONE: readonly Gap[] = [];

/**
 * Narrows what may hide a copy of a disk that no VM holds. A restore point that was read tells which disk an unread copy in
 * it is of. A VM and its disks are in one region, so a disk younger than a VM in another region was never held by that VM,
 * nor by an earlier one with its ID.
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
  const ofRegion = new Map<string, InRegion>();
  const inRegion = (region: string): InRegion => {
    const known = ofRegion.get(region);
    if (known !== undefined) return known;
    const [near, away]: readonly [Gap[], (readonly [Gap, Place])[]] = [[], []];
    for (const [gap, concern] of concerns)
      if (concern === undefined) near.push(gap);
      else if ('region' in concern)
        if (region === '' || concern.region === region) near.push(gap);
        else away.push([gap, concern]);
    const built = { near: far(near, elsewhere), away };
    ofRegion.set(region, built);
    return built;
  };
  return ({ id, location, timeCreated }) => {
    const { near, away } = inRegion(regionName(location) ?? '');
    const created = instant(timeCreated) ?? 0;
    const own = [...away.filter(([, { since }]) => created <= since).map(([gap]) => gap), ...(ofDisk.get(id) ?? NONE)];
    return own.length === 0 ? near : far([...near.gaps, ...own], elsewhere);
  };
}

interface InRegion {
  readonly near: Reach;
  /** Of VMs in other regions. */
  readonly away: readonly (readonly [Gap, Place])[];
}

function diskIn(concern: Concern): ArmId | undefined {
  return concern !== undefined && 'disk' in concern ? concern.disk : undefined;
}

function concernOf(reader: EstateReader, gap: Gap): Concern {
  const { source, subject, about = [] } = gap;
  if (source === 'restorePointCollections') return about.length === 1 ? placeOf(reader, about[0]) : undefined;
  const collectionId = ancestorOfType(subject ?? '', COLLECTION);
  if (subject === undefined || collectionId === undefined) return undefined;
  const disk = source === 'diskRestorePoints' ? namedIn(reader, subject) : undefined;
  if (disk !== undefined) return { disk };
  const collection = reader.find('restorePointCollections', collectionId);
  return collection.kind === 'found' ? placeOf(reader, machineBehind(reader, collection.row)) : undefined;
}

/** The disk that a restore point names for a copy of it. */
function namedIn(reader: EstateReader, copyId: ArmId): ArmId | undefined {
  const pointId = ancestorOfType(copyId, POINT);
  const point = pointId === undefined ? undefined : reader.find('restorePoints', pointId);
  if (point?.kind !== 'found') return undefined;
  const listed = point.row.disks.filter(({ diskRestorePointId }) => diskRestorePointId === copyId);
  return listed.length === 1 ? listed[0]?.diskId : undefined;
}

/** The region of a VM, if its row says it and since when. */
function placeOf(reader: EstateReader, vmId: ArmId | undefined): Concern {
  if (vmId === undefined || !isVirtualMachine(vmId)) return undefined;
  const machine = reader.find('virtualMachines', vmId);
  if (machine.kind !== 'found') return undefined;
  const [region, since] = [regionName(machine.row.location), instant(machine.row.timeCreated)];
  return region === undefined || since === undefined ? undefined : { region, since };
}
