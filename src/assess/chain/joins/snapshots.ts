import { armId, nameOf, type ArmId } from '../../../domain/armId.ts';
import { gapOf, type Gap } from '../../../domain/estate.ts';
import type { Disk, Snapshot } from '../../../domain/facts.ts';
import { derived } from '../../../domain/derived.ts';
import { grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { Sequence } from '../../../domain/sequence.ts';
import { values, says } from '../../../base/openEnum.ts';
import type { GuardedSnapshot, NamedDisk, SnapshotSource } from '../subjects.ts';
import { madeOf } from '../sameDisk.ts';
import { uniqueIdsIn, type UniqueIds } from './uniqueIds.ts';

export interface SnapshotJoin {
  readonly all: Sequence<GuardedSnapshot>;
  /** Snapshots of the disk, and snapshots of those. */
  readonly ofDisk: (diskId: ArmId) => readonly GuardedSnapshot[];
  /** Snapshots that do not say what they were taken of and may be of this disk. */
  readonly maybeOf: (disk: Disk) => readonly Gap[];
}

const COPYING = values('Copy', 'CopyStart');
/** Of nothing, of bytes from outside, of an image, or of a snapshot in an Elastic SAN: not of a disk. */
const NOT_COPYING = values(
  'Empty',
  'Import',
  'ImportSecure',
  'Upload',
  'UploadPreparedSecure',
  'FromImage',
  'CopyFromSanSnapshot',
);

export function joinSnapshots(
  reader: EstateReader,
  named: (id: ArmId) => NamedDisk,
  guard: (snapshot: Snapshot) => GuardedSnapshot['guarded'],
): SnapshotJoin {
  const rows = reader.all('snapshots');
  const unique = uniqueIdsIn(reader);
  const sourceIn = (snapshot: Snapshot): SnapshotSource => sourceOf(reader, unique, named, snapshot);
  const guarded = (snapshot: Snapshot): GuardedSnapshot => ({
    snapshot,
    guarded: guard(snapshot),
    source: sourceIn(snapshot),
  });
  const byDisk = grouped(rows, (snapshot) => {
    const source = sourceIn(snapshot);
    return [source.kind === 'disk' ? source.disk.id : source.kind === 'lost' ? source.maybe : undefined];
  });
  const untold = grouped(rows, ({ creation, subscriptionId }) =>
    says(creation.createOption, NOT_COPYING) || tellsSource(creation) ? [] : [subscriptionId],
  );
  // The source may be a snapshot, or a disk that is gone: only the id of another existing disk rules this one out.
  const isThisOrUntold = (source: string | undefined, disk: Disk): boolean =>
    source?.toLowerCase() === disk.uniqueId?.toLowerCase() || unique.disk(source) === undefined;
  return {
    all: derived(rows, guarded),
    ofDisk: (diskId) => (byDisk.get(diskId) ?? []).map(guarded),
    maybeOf: (disk) =>
      (untold.get(disk.subscriptionId) ?? [])
        .filter(({ creation }) => isThisOrUntold(creation.sourceUniqueId, disk))
        .map(mayBeOf),
  };
}

/** Azure always does. @see https://learn.microsoft.com/rest/api/compute/snapshots/get#creationdata */
function tellsSource({ createOption, sourceResourceId }: Snapshot['creation']): boolean {
  return says(createOption, COPYING) && sourceResourceId !== undefined;
}

function mayBeOf(snapshot: Snapshot): Gap {
  return gapOf('snapshots', snapshot, 'notRead', `Snapshot ${snapshot.name} does not identify its source.`);
}

/** The disk that it was taken of: by the unique ID that it names, wherever the disk lies now, otherwise by the resource ID. */
function ofDisk(
  unique: UniqueIds,
  named: (id: ArmId) => NamedDisk,
  snapshot: Snapshot,
  id: ArmId,
  through: readonly ArmId[],
): SnapshotSource {
  const { sourceUniqueId } = snapshot.creation;
  const moved = unique.disk(sourceUniqueId);
  if (moved !== undefined) return { kind: 'disk', disk: named(moved.id), through };
  const disk = named(id);
  if (disk.found.kind !== 'found') return { kind: 'disk', disk, through };
  switch (madeOf({ sourceUniqueId, timeCreated: snapshot.timeCreated }, disk.found.row.disk)) {
    case 'this':
      return { kind: 'disk', disk, through };
    case 'anEarlierDisk':
      return notACopy(`It was taken of an earlier disk with the id that ${nameOf(disk.id)} has now.`);
    case 'untold':
      return maybe(disk.id, untoldTimes('disk', disk.id));
    case 'unknown':
      return lost(`It is older than disk ${nameOf(disk.id)}, and Azure does not say of which disk it was taken.`);
  }
}

/** Follows a snapshot to the disk at its root: a snapshot of a snapshot keeps the bytes of the disk. */
function sourceOf(
  reader: EstateReader,
  unique: UniqueIds,
  named: (id: ArmId) => NamedDisk,
  start: Snapshot,
): SnapshotSource {
  const through: ArmId[] = [];
  const doubts: string[] = [];
  let current = start;
  for (;;) {
    const { createOption, sourceResourceId } = current.creation;
    if (says(createOption, NOT_COPYING))
      return doubted(notACopy(`Its create option is ${createOption ?? ''}: it was not taken of a disk.`), doubts);
    if (!says(createOption, COPYING) || sourceResourceId === undefined)
      return lost(`Create option ${createOption ?? '(not said)'} does not identify its source.`);
    const id = armId(sourceResourceId);
    if (DISK.test(id)) return doubted(ofDisk(unique, named, current, id, through), doubts);
    if (!SNAPSHOT.test(id)) return lost(`Its source ${sourceResourceId} is neither a disk nor a snapshot.`);
    const before = snapshotBefore(reader, unique, current, id);
    if ('kind' in before) return before;
    if (through.includes(before.snapshot.id)) return lost('The snapshots that it was taken from form a circle.');
    through.push(before.snapshot.id);
    if (before.doubt !== undefined) doubts.push(before.doubt);
    current = before.snapshot;
  }
}

const DISK = /\/providers\/microsoft\.compute\/disks\/[^/]+$/;
const SNAPSHOT = /\/providers\/microsoft\.compute\/snapshots\/[^/]+$/;

/**
 * The snapshot that another one was copied from. An id alone proves nothing: one that was taken again under it has another
 * unique ID.
 */
function snapshotBefore(
  reader: EstateReader,
  unique: UniqueIds,
  { creation: { sourceUniqueId }, timeCreated }: Snapshot,
  id: ArmId,
): { readonly snapshot: Snapshot; readonly doubt?: string } | SnapshotSource {
  const moved = unique.snapshot(sourceUniqueId);
  if (moved !== undefined) return { snapshot: moved };
  const found = reader.find('snapshots', id);
  if (found.kind !== 'found')
    return lost(
      `Snapshot ${nameOf(id)}, from which it was taken, was not found.`,
      found.kind === 'unsure' ? found.gaps : [],
    );
  switch (madeOf({ sourceUniqueId, timeCreated }, found.row)) {
    case 'this':
      return { snapshot: found.row };
    case 'untold':
      return { snapshot: found.row, doubt: untoldTimes('snapshot', id) };
    case 'anEarlierDisk':
    case 'unknown':
      return {
        snapshot: found.row,
        doubt: `Snapshot ${nameOf(id)}, from which it was taken, may be gone: another one has its ID now, perhaps of another disk.`,
      };
  }
}

/** What it is of by its source, provided that the snapshots in between are the ones they seem to be. */
function doubted(source: SnapshotSource, [doubt]: readonly string[]): SnapshotSource {
  if (doubt === undefined || source.kind === 'lost') return source;
  return source.kind === 'disk' ? maybe(source.disk.id, doubt) : lost(doubt);
}

function untoldTimes(what: 'disk' | 'snapshot', id: ArmId): string {
  return `Azure does not say when it or ${what} ${nameOf(id)} was created: it may be of an earlier ${what} with that ID.`;
}

function notACopy(because: string): SnapshotSource {
  return { kind: 'notACopy', because };
}

function lost(because: string, gaps: readonly Gap[] = []): SnapshotSource {
  return { kind: 'lost', because, gaps };
}

function maybe(diskId: ArmId, because: string): SnapshotSource {
  return { kind: 'lost', because, gaps: [], maybe: diskId };
}
