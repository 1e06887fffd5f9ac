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

export interface SnapshotJoin {
  readonly all: Sequence<GuardedSnapshot>;
  /** Snapshots of the disk, and snapshots of those. */
  readonly ofDisk: (diskId: ArmId) => readonly GuardedSnapshot[];
  /** Snapshots that do not tell what they were taken of, and that may be of this disk. */
  readonly maybeOf: (disk: Disk) => readonly Gap[];
}

const COPYING = values('Copy', 'CopyStart');
const NOT_COPYING = values('Empty', 'Import', 'ImportSecure', 'Upload', 'UploadPreparedSecure', 'FromImage');

export function joinSnapshots(
  reader: EstateReader,
  named: (id: ArmId) => NamedDisk,
  guard: (snapshot: Snapshot) => GuardedSnapshot['guarded'],
): SnapshotJoin {
  const rows = reader.all('snapshots');
  const guarded = (snapshot: Snapshot): GuardedSnapshot => ({
    snapshot,
    guarded: guard(snapshot),
    source: sourceOf(reader, named, snapshot),
  });
  const byDisk = grouped(rows, (snapshot) => {
    const source = sourceOf(reader, named, snapshot);
    return [source.kind === 'disk' ? source.disk.id : source.kind === 'lost' ? source.maybe : undefined];
  });
  const untold = grouped(rows, ({ creation, subscriptionId }) =>
    says(creation.createOption, NOT_COPYING) || tellsSource(creation) ? [] : [subscriptionId],
  );
  const uniqueIds = grouped(reader.all('disks'), ({ uniqueId }) => [uniqueId?.toLowerCase()]);
  // The source may be a snapshot, or a disk that is gone: only the id of another disk that is there rules this one out.
  const isThisOrUntold = (source: string | undefined, disk: Disk): boolean =>
    source === undefined ||
    !uniqueIds.has(source.toLowerCase()) ||
    source.toLowerCase() === disk.uniqueId?.toLowerCase();
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
  return gapOf('snapshots', snapshot, 'notRead', `Snapshot ${snapshot.name} does not tell what it was taken of.`);
}

function ofDisk(snapshot: Snapshot, disk: NamedDisk, through: readonly ArmId[]): SnapshotSource {
  if (disk.found.kind !== 'found') return { kind: 'disk', disk, through };
  const { sourceUniqueId } = snapshot.creation;
  switch (madeOf({ sourceUniqueId, timeCreated: snapshot.timeCreated }, disk.found.row.disk)) {
    case 'this':
      return { kind: 'disk', disk, through };
    case 'anEarlierDisk':
      return {
        kind: 'notACopy',
        because: `It was taken of an earlier disk with the id that ${nameOf(disk.id)} has now.`,
      };
    case 'untold':
      return {
        kind: 'lost',
        because: `Azure does not say when it or disk ${nameOf(disk.id)} was created: it may be of an earlier disk with that ID.`,
        gaps: [],
        maybe: disk.id,
      };
    case 'unknown':
      return {
        kind: 'lost',
        because: `It is older than disk ${nameOf(disk.id)}, and Azure does not say of which disk it was taken.`,
        gaps: [],
      };
  }
}

/** Follows a snapshot to the disk at its root: a snapshot of a snapshot keeps the bytes of the disk. */
function sourceOf(reader: EstateReader, named: (id: ArmId) => NamedDisk, start: Snapshot): SnapshotSource {
  const through: ArmId[] = [];
  let current = start;
  for (;;) {
    const { createOption, sourceResourceId } = current.creation;
    if (says(createOption, NOT_COPYING))
      return { kind: 'notACopy', because: `Its create option is ${createOption ?? ''}: it was not taken of a disk.` };
    if (!says(createOption, COPYING) || sourceResourceId === undefined)
      return {
        kind: 'lost',
        because: `Create option ${createOption ?? '(not said)'} does not tell its source.`,
        gaps: [],
      };
    const id = armId(sourceResourceId);
    if (/\/providers\/microsoft\.compute\/disks\/[^/]+$/.test(id)) return ofDisk(current, named(id), through);
    if (!/\/providers\/microsoft\.compute\/snapshots\/[^/]+$/.test(id))
      return { kind: 'lost', because: `Its source ${sourceResourceId} is neither a disk nor a snapshot.`, gaps: [] };
    if (through.includes(id))
      return { kind: 'lost', because: 'The snapshots that it was taken from form a circle.', gaps: [] };
    through.push(id);
    const next = reader.find('snapshots', id);
    if (next.kind !== 'found')
      return {
        kind: 'lost',
        because: `Snapshot ${nameOf(id)}, of which it was taken, was not found.`,
        gaps: next.kind === 'unsure' ? next.gaps : [],
      };
    current = next.row;
  }
}
