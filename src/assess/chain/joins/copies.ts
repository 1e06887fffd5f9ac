import { armId, nameOf, type ArmId } from '../../../domain/armId.ts';
import { FROM_IMAGE } from '../../../domain/azureNames.ts';
import type { Lookup } from '../../../domain/estate.ts';
import type { Disk, Snapshot } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { says, values } from '../../../base/openEnum.ts';
import { madeOf } from '../sameDisk.ts';
import type { Origin } from '../subjects.ts';
import type { RestoreEvidence } from './restoreEvidence.ts';
import { partBehind } from './imageParts.ts';
import { uniqueIdsIn } from './uniqueIds.ts';

/** A disk that a restore made, by its own signs. */
export interface Restored {
  readonly disk: Disk;
  readonly evidence: RestoreEvidence;
  readonly origin: Origin;
}

/** Where the bytes of a disk or snapshot come from; undefined if they do not go back to a restore. */
export type Lineage =
  | {
      readonly kind: 'restored';
      /** The disks that it must not be weaker than, nearest first. */
      readonly origins: readonly Origin[];
      /** Signs of the nearest restore. */
      readonly evidence: RestoreEvidence;
      /** How it is known to go back to a restore, in words. */
      readonly shownBy: string;
    }
  | { readonly kind: 'lost'; readonly origin: Extract<Origin, { kind: 'unknown' }> }
  | undefined;

export interface CopyRules {
  readonly restoredAt: (diskId: ArmId) => Restored | undefined;
  /** Disks of Site Recovery: copies of them are handled separately. */
  readonly isReplica: (disk: Disk) => boolean;
}

export const COPYING = values('Copy', 'CopyStart', 'Restore');
/** @see https://learn.microsoft.com/rest/api/compute/disks/get#diskcreateoption */
export const NOT_COPYING = values(
  'Empty',
  'Attach',
  'FromImage',
  'Import',
  'ImportSecure',
  'Upload',
  'UploadPreparedSecure',
  'CopyFromSanSnapshot',
);
const OF_SITE_RECOVERY = /\/disks\/[^/]+-asrreplica(\/|$)/;
const DISK = /\/providers\/microsoft\.compute\/disks\/[^/]+$/;
const SNAPSHOT = /\/providers\/microsoft\.compute\/snapshots\/[^/]+$/;

/**
 * Follows a disk through the disks and snapshots that it was copied from to the restore at its root. An id alone proves
 * nothing: what was created again under the same id has another `uniqueId`.
 */
export function lineageOfDisk(reader: EstateReader, rules: CopyRules, disk: Disk): Lineage {
  return fromDisk(reader, rules, disk, new Set());
}

export function lineageOfSnapshot(reader: EstateReader, rules: CopyRules, snapshot: Snapshot): Lineage {
  return fromSource(reader, rules, snapshot, new Set([snapshot.id]));
}

function fromDisk(reader: EstateReader, rules: CopyRules, disk: Disk, seen: ReadonlySet<ArmId>): Lineage {
  if (rules.isReplica(disk)) return undefined;
  const path = new Set([...seen, disk.id]);
  const restored = rules.restoredAt(disk.id);
  if (restored === undefined)
    return says(disk.creation.createOption, FROM_IMAGE)
      ? fromImage(reader, rules, disk, path)
      : fromSource(reader, rules, disk, path);
  const { origin, evidence } = restored;
  return {
    kind: 'restored',
    origins: [origin, ...before(reader, rules, origin, path), ...untoldTimes(origin, disk)],
    evidence,
    shownBy: evidence.shownBy,
  };
}

/** The disks that a restored copy's own source goes back to, if that is a copy too. */
function before(reader: EstateReader, rules: CopyRules, origin: Origin, path: ReadonlySet<ArmId>): readonly Origin[] {
  if (origin.kind !== 'certain' || origin.disk.found.kind !== 'found' || path.has(origin.disk.id)) return [];
  const lineage = fromDisk(reader, rules, origin.disk.found.row.disk, path);
  return lineage?.kind === 'restored' ? lineage.origins : [];
}

function fromSource(reader: EstateReader, rules: CopyRules, copy: Disk | Snapshot, path: ReadonlySet<ArmId>): Lineage {
  const { createOption, sourceResourceId, sourceUniqueId } = copy.creation;
  if (says(createOption, NOT_COPYING)) return undefined;
  const id = sourceResourceId === undefined ? undefined : armId(sourceResourceId.split('?')[0] ?? '');
  if (id === undefined)
    return createOption === undefined ? undefined : lost(`Create option ${createOption} does not identify its source.`);
  if (OF_SITE_RECOVERY.test(id)) return undefined;
  const what = `${SNAPSHOT.test(id) ? 'snapshot' : 'disk'} ${nameOf(id)}`;
  const moved = movedBytes(reader, id, sourceUniqueId);
  const found: ReturnType<typeof findBytes> =
    moved === undefined ? findBytes(reader, id) : { kind: 'found', row: moved };
  if (found === undefined)
    return says(createOption, COPYING) ? lost(`Its source ${id} is neither a disk nor a snapshot.`) : undefined;
  if (found.kind === 'unsure') return lost(`The ${what} it was copied from could not be read.`, found.gaps);
  if (found.kind === 'absent') return lost(`The ${what} it was copied from no longer exists.`);
  if (path.has(found.row.id)) return lost('The copies that it was made from form a circle.');
  const made = madeOf({ sourceUniqueId, timeCreated: copy.timeCreated }, found.row);
  if (made !== 'this' && made !== 'untold')
    return lost(`The ${what} it was copied from may be gone: another one has its id now.`);
  const next =
    'incremental' in found.row
      ? fromSource(reader, rules, found.row, new Set([...path, found.row.id]))
      : fromDisk(reader, rules, found.row, path);
  return through(what, next, made === 'untold' ? untold(what) : undefined);
}

/** What a copy takes from the lineage of its source, with a doubt whether it is of that source. */
function through(what: string, next: Lineage, doubt: ReturnType<typeof untold> | undefined): Lineage {
  if (next?.kind !== 'restored') return next === undefined && doubt !== undefined ? lost(doubt.because) : next;
  const shownBy = `it was copied from ${what}, and of that ${next.shownBy}`;
  return { ...next, shownBy, origins: doubt === undefined ? next.origins : [...next.origins, doubt] };
}

/** What has the unique ID that a copy names, wherever it lies now. */
function movedBytes(reader: EstateReader, id: ArmId, uniqueId: string | undefined): Disk | Snapshot | undefined {
  const unique = uniqueIdsIn(reader);
  return SNAPSHOT.test(id) ? unique.snapshot(uniqueId) : DISK.test(id) ? unique.disk(uniqueId) : undefined;
}

function findBytes(reader: EstateReader, id: ArmId): Lookup<Disk | Snapshot> | undefined {
  if (SNAPSHOT.test(id)) return reader.find('snapshots', id);
  return DISK.test(id) ? reader.find('disks', id) : undefined;
}

/** What a disk was made from through an image: followed only if it exists and goes back to a restore. */
function fromImage(reader: EstateReader, rules: CopyRules, disk: Disk, path: ReadonlySet<ArmId>): Lineage {
  const part = partBehind(reader, disk);
  if (part === undefined) return undefined;
  const { id, published, through } = part;
  // A managed image does not say when it was made: no later than the disk that was made from it. Many machines come from one image, so that what it
  // holds is taken for what has the ID now unless that is younger.
  const next = fromPart(reader, rules, id, published ?? disk.timeCreated, new Set([...path, ...through]));
  if (next?.kind !== 'restored') return undefined;
  return {
    ...next,
    shownBy: through.reduceRight(
      (shown, image) => `it was made from image ${nameOf(image)}, and of what that holds ${shown}`,
      next.shownBy,
    ),
  };
}

function fromPart(
  reader: EstateReader,
  rules: CopyRules,
  id: ArmId,
  published: string | undefined,
  path: ReadonlySet<ArmId>,
): Lineage {
  if (path.has(id)) return undefined;
  const found = findBytes(reader, id);
  if (found?.kind !== 'found') return undefined;
  const made = madeOf({ sourceUniqueId: undefined, timeCreated: published }, found.row);
  if (made !== 'this' && made !== 'untold') return undefined;
  return 'incremental' in found.row
    ? fromSource(reader, rules, found.row, new Set([...path, id]))
    : fromDisk(reader, rules, found.row, path);
}

/** A copy and its source that do not both say when they were created: the source may be an earlier disk with the same ID. */
function untoldTimes(origin: Origin, copy: Disk): readonly Origin[] {
  const disks = origin.kind === 'unknown' ? [] : origin.kind === 'certain' ? [origin.disk] : origin.disks;
  return disks.flatMap(({ id, found }) =>
    found.kind === 'found' && (copy.timeCreated === undefined || found.row.disk.timeCreated === undefined)
      ? [untold(`disk ${nameOf(id)}`)]
      : [],
  );
}

function untold(what: string): Extract<Origin, { kind: 'unknown' }> {
  const because = `Azure does not say when it or ${what} was created: it may be of an earlier one with the same ID.`;
  return { kind: 'unknown', because, gaps: [] };
}

function lost(because: string, gaps: Extract<Origin, { kind: 'unknown' }>['gaps'] = []): Lineage {
  return { kind: 'lost', origin: { kind: 'unknown', because, gaps } };
}
