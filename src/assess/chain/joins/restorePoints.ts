import { nameOf, type ArmId } from '../../../domain/armId.ts';
import { machineInCollectionName } from '../../../domain/azureNames.ts';
import { far, type Rows } from '../../../domain/estate.ts';
import type {
  CapturedDisk,
  DiskRestorePoint,
  EncryptedBytes,
  RecoveryPoint,
  RestorePoint,
  RestorePointCollection,
} from '../../../domain/facts.ts';
import { grouped } from '../../../domain/groups.ts';
import { derived, merged, sifted } from '../../../domain/derived.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { remembered } from '../../../base/remembered.ts';
import { by } from '../../../base/order.ts';
import { instant } from '../../../base/time.ts';
import { protectionInRestorePoint, type ToldGuest } from '../protection.ts';
import { instantTiers, isOfMoment, unknownTiers } from '../../../domain/recoveryPoint.ts';
import { mapped, type Sequence } from '../../../domain/sequence.ts';
import { madeOf } from '../sameDisk.ts';
import type { BackedUp, CapturedCopy, CapturedPoint, CapturedPoints, NamedDisk } from '../subjects.ts';
import type { BackupJoin } from './backups.ts';
import { nameOfItem } from './itemIds.ts';
import { uniqueIdsIn } from './uniqueIds.ts';

export interface RestorePointJoin {
  /** Sorted by id. */
  readonly all: Sequence<CapturedPoints>;
  readonly ofMachine: (vmId: ArmId) => readonly CapturedPoints[];
}

/** Restore points by the VM they were taken of; those of Azure Backup are distinguished from a user's own. */
export function joinRestorePoints(
  reader: EstateReader,
  backups: BackupJoin,
  named: (id: ArmId) => NamedDisk,
): RestorePointJoin {
  const points = grouped(reader.all('restorePoints'), (point) => [point.collectionId]);
  const copies = grouped(reader.all('diskRestorePoints'), (copy) => [copy.restorePointId]);
  const captured = remembered(LAST, idOf, (collection: RestorePointCollection): CapturedPoints => {
    const vmId = machineBehind(reader, collection);
    const takenBy =
      machineInCollectionName(collection.name) !== undefined ? ('Azure Backup' as const) : ('a user' as const);
    const backedUp = vmId === undefined || takenBy === 'a user' ? NO_BACKUP : backups.ofMachine(vmId);
    const own = [...(points.get(collection.id) ?? [])].sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1));
    return {
      id: collection.id,
      name: collection.name,
      collection,
      takenBy,
      points: {
        rows: own.map((point) => capture(reader, named, point, copies.get(point.id) ?? [], backedUp)),
        gaps: reader.gapsAround('restorePoints', collection.id),
      },
      promised: promisedBy(backedUp),
    };
  });
  const collections = reader.all('restorePointCollections');
  const shown = grouped(collections, (collection) =>
    machineInCollectionName(collection.name) === undefined ? [] : [machineBehind(reader, collection)],
  );
  const unseen = sifted(backups.all, (backup) => {
    const { sourceResourceId } = backup.item;
    return (
      (sourceResourceId === undefined || !shown.has(sourceResourceId)) && unseenIn(backup).promised.rows.length > 0
    );
  });
  const ofMachine = grouped(collections, (collection) => [machineBehind(reader, collection)]);
  const unseenOf = grouped(unseen, ({ item }) => [item.sourceResourceId]);
  return {
    all: merged(
      { entries: derived(collections, captured), texts: mapped(collections, idOf) },
      { entries: derived(unseen, unseenIn), texts: mapped(unseen, ({ item }) => item.id) },
    ),
    ofMachine: (vmId) =>
      [...(ofMachine.get(vmId) ?? []).map(captured), ...(unseenOf.get(vmId) ?? []).map(unseenIn)].sort(
        by(({ id }) => id),
      ),
  };
}

/** Collections that are asked for again soon, by each disk of a VM in turn. */
const LAST = 128;

function idOf({ id }: RestorePointCollection): ArmId {
  return id;
}

const NO_BACKUP: Rows<BackedUp> = { rows: [], gaps: [] };

/** A collection copied to another region names the one that it was copied from. */
export function machineBehind(reader: EstateReader, start: RestorePointCollection): ArmId | undefined {
  const seen = new Set<ArmId>();
  let current = start;
  for (;;) {
    const { sourceId } = current;
    if (sourceId === undefined || seen.has(sourceId)) return undefined;
    if (!sourceId.includes('/restorepointcollections/')) return sourceId;
    seen.add(sourceId);
    const next = reader.find('restorePointCollections', sourceId);
    if (next.kind !== 'found') return undefined;
    current = next.row;
  }
}

/** Instant-restore snapshots that Azure Backup speaks of but no collection shows. */
function unseenIn(backup: BackedUp): CapturedPoints {
  return {
    id: backup.item.id,
    name: nameOfItem(backup.item),
    collection: undefined,
    takenBy: 'Azure Backup',
    points: { rows: [], gaps: [] },
    promised: promisedBy({ rows: [backup], gaps: [] }),
  };
}

function promisedBy({ rows, gaps }: Rows<BackedUp>): Rows<RecoveryPoint> {
  return {
    rows: rows.flatMap(({ recoveryPoints }) => recoveryPoints.rows.filter(mayHaveSnapshot)),
    ...far(
      [...gaps, ...rows.flatMap(({ recoveryPoints }) => recoveryPoints.gaps)],
      rows.flatMap(({ recoveryPoints }) => recoveryPoints.elsewhere ?? []),
    ),
  };
}

/** A tier of a type that is not known may be a snapshot too. */
function mayHaveSnapshot(point: RecoveryPoint): boolean {
  return instantTiers(point).length > 0 || unknownTiers(point).length > 0;
}

function capture(
  reader: EstateReader,
  named: (id: ArmId) => NamedDisk,
  point: RestorePoint,
  read: readonly DiskRestorePoint[],
  backedUp: Rows<BackedUp>,
): CapturedPoint {
  const gaps = reader.gapsAround('diskRestorePoints', point.id);
  const declared = new Map(point.disks.map((disk) => [disk.diskRestorePointId, disk]));
  const rows = new Map(read.map((copy) => [copy.id, copy]));
  const ids = new Set([...declared.keys(), ...rows.keys()].filter((id) => id !== undefined));
  const unnamed = point.disks.filter((disk) => disk.diskRestorePointId === undefined);
  const told = guestTold(point, backedUp);
  const copyOf = (copy: DiskRestorePoint | undefined, disk: CapturedDisk | undefined): CapturedCopy => {
    const diskId = isDisk(copy?.sourceId) ? copy.sourceId : disk?.diskId;
    const { source, ...doubt } = sourceOf(reader, named, diskId, takenAs(reader, copy, point));
    const guest = told === undefined ? guestWithoutWord(source) : leastOf(told, source);
    const { bytes, contradiction } = bytesOf(point, copy, disk);
    return {
      id: copy?.id ?? disk?.diskRestorePointId ?? point.id,
      name: nameOf(diskId ?? copy?.id ?? point.id),
      source,
      ...doubt,
      guarded: protectionInRestorePoint(bytes, guest, contradiction),
      network: copy,
      gaps: copy === undefined ? gaps : [],
    };
  };
  return {
    point,
    copies: [
      ...[...ids].sort().map((id) => copyOf(rows.get(id), declared.get(id))),
      ...unnamed.map((disk) => copyOf(undefined, disk)),
    ],
    gaps,
  };
}

/** What a copy was taken as: of a copy that was copied to another region, what the first of them was taken as. */
interface Taken {
  readonly sourceUniqueId: string | undefined;
  readonly timeCreated: string | undefined;
  /** It was copied from one that was not read: the unique ID that it names may be of that one. */
  readonly ofUnread: boolean;
}

/**
 * Follows a copy to the one that was taken of the disk itself.
 * @see https://learn.microsoft.com/rest/api/compute/disk-restore-point/get#diskrestorepoint
 */
function takenAs(reader: EstateReader, copy: DiskRestorePoint | undefined, point: RestorePoint): Taken {
  const seen = new Set<ArmId>();
  let current = copy;
  let timeCreated = point.time;
  while (current?.sourceId !== undefined && OF_POINT.test(current.sourceId) && !seen.has(current.sourceId)) {
    seen.add(current.sourceId);
    const first = reader.find('diskRestorePoints', current.sourceId);
    if (first.kind !== 'found') return { sourceUniqueId: current.sourceUniqueId, timeCreated, ofUnread: true };
    const own = reader.find('restorePoints', first.row.restorePointId);
    timeCreated = own.kind === 'found' ? own.row.time : undefined;
    current = first.row;
  }
  return { sourceUniqueId: current?.sourceUniqueId, timeCreated, ofUnread: false };
}

const OF_POINT = /\/diskrestorepoints\/[^/]+$/;

/** The disk that a copy is of: by the unique ID, wherever the disk lies now, otherwise the one that has the ID which it names. */
function sourceOf(
  reader: EstateReader,
  named: (id: ArmId) => NamedDisk,
  diskId: ArmId | undefined,
  { ofUnread, ...taken }: Taken,
): Pick<CapturedCopy, 'source' | 'maybe' | 'ofEarlierDisk'> {
  const moved = uniqueIdsIn(reader).disk(taken.sourceUniqueId);
  if (moved !== undefined) return { source: named(moved.id), ofEarlierDisk: false };
  const disk = diskId === undefined ? undefined : named(diskId);
  if (disk?.found.kind !== 'found') return { source: disk, ofEarlierDisk: false };
  const made = madeOf(taken, disk.found.row.disk);
  if (made === 'this') return { source: disk, ofEarlierDisk: false };
  return made === 'anEarlierDisk' && !ofUnread
    ? { source: undefined, ofEarlierDisk: true }
    : { source: undefined, maybe: disk.id, ofEarlierDisk: false };
}

function isDisk(id: ArmId | undefined): id is ArmId {
  return id !== undefined && /\/providers\/microsoft\.compute\/disks\/[^/]+$/.test(id);
}

/** What the copy itself says, otherwise what the restore point says about it. If the two differ, neither counts. */
function bytesOf(
  point: RestorePoint,
  copy: DiskRestorePoint | undefined,
  declared: CapturedDisk | undefined,
): { readonly bytes: EncryptedBytes; readonly contradiction?: string } {
  const word = {
    encryptionType: declared?.encryptionType,
    diskEncryptionSetId: declared?.diskEncryptionSetId,
  };
  if (copy === undefined) {
    // For confidential encryption the restore point shows the VM's setting, not that of the copy.
    const securityType = declared?.securityEncryptionType;
    return { bytes: { ...point, ...word, securityType, secureVmDiskEncryptionSetId: undefined } };
  }
  if (copy.encryptionType === undefined) return { bytes: { ...copy, ...word } };
  const agrees =
    (word.encryptionType === undefined || word.encryptionType.toLowerCase() === copy.encryptionType.toLowerCase()) &&
    (word.diskEncryptionSetId === undefined || word.diskEncryptionSetId === copy.diskEncryptionSetId);
  if (agrees) return { bytes: copy };
  return {
    bytes: copy,
    contradiction: `its restore point says ${inWords(word)}, the disk inside it ${inWords(copy)}`,
  };
}

function inWords(bytes: Pick<EncryptedBytes, 'encryptionType' | 'diskEncryptionSetId'>): string {
  const { encryptionType = '', diskEncryptionSetId: set } = bytes;
  return set === undefined ? encryptionType : `${encryptionType} with ${nameOf(set)}`.trim();
}

/** What the recovery point of the same moment says about Azure Disk Encryption; undefined if there is none. */
function guestTold(point: RestorePoint, { rows }: Rows<BackedUp>): ToldGuest | undefined {
  const points = rows.flatMap(({ recoveryPoints }) => recoveryPoints.rows);
  const same = points.find(({ time }) => isOfMoment(point, instant(time)));
  if (same?.isSourceVmEncrypted === undefined) return undefined;
  if (!same.isSourceVmEncrypted) return { value: 'none' };
  // Lists do not name keys: only an opened point shows that there is no key encryption key.
  if (same.keys === undefined)
    return { value: 'unknown', doubt: `the keys of recovery point ${same.name}, taken with it, were not read` };
  return { value: same.keys.keyUrl === undefined ? 'adeBek' : 'adeKek' };
}

/** Encrypted by keys that were not read, a copy is under ADE at the least: enough, unless its source is under more. */
function leastOf(told: ToldGuest, source: NamedDisk | undefined): ToldGuest {
  if (told.value !== 'unknown' || source?.found.kind !== 'found') return told;
  const { guest } = source.found.row.guarded.protection;
  return guest === 'none' || guest === 'adeBek' ? { value: 'adeBek' } : told;
}

/** A restore point does not show Azure Disk Encryption: only if the source has none is nothing lost. */
function guestWithoutWord(source: NamedDisk | undefined): ToldGuest {
  if (source?.found.kind === 'found' && source.found.row.guarded.protection.guest === 'none') return { value: 'none' };
  return { value: 'unknown', doubt: 'a restore point does not show whether its bytes are under Azure Disk Encryption' };
}
