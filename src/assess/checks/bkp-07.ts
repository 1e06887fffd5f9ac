import { armId } from '../../domain/armId.ts';
import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Gap } from '../../domain/estate.ts';
import type { Disk, RecoveryPoint } from '../../domain/facts.ts';
import { instant, isYetToCome } from '../../base/time.ts';
import { asReadOfNewest } from './shared/asRead.ts';
import { defineCheck } from './shared/defineCheck.ts';
import {
  compliant,
  evidence,
  hidden,
  limited,
  nonCompliant,
  notApplicable,
  strongest,
  unknown,
} from './shared/outcome.ts';
import { momentInPointName } from '../../domain/azureNames.ts';
import { isOfMoment, newestUsable } from '../../domain/recoveryPoint.ts';
import { pagesUnread } from './shared/ownPage.ts';
import { notAttached } from './shared/notAttached.ts';
import type { Way } from './shared/remediation.ts';
import { isShared } from '../chain/sharedDisk.ts';
import type { BackedUp, DiskAttachment, DiskCapture } from '../chain/subjects.ts';

/** @see https://learn.microsoft.com/azure/backup/disk-backup-support-matrix */
const WAYS = {
  shared: {
    when: 'the disk is a shared disk, which VM backup does not support',
    text: 'Back the shared disk up with Azure Disk Backup (Backup vault) or from inside its guests, and have it approved in the baseline as left out of the VM backup.',
  },
  other: {
    when: 'it is any other disk',
    text: 'Reset the exclusion settings of the backup item, or have the exclusion approved in the baseline.',
  },
} as const satisfies Readonly<Record<string, Way>>;

const APPROVED = 'The baseline approves that it may be left out of the backup.';

export const bkp07 = defineCheck({
  id: 'BKP-07',
  version: 12,
  answers: ['R2'],
  subject: 'disk',
  title: 'The disk is included in the backup of its VM',
  severity: 'Medium',
  rollsUp: true,
  remediation: WAYS.other.text,
  ways: Object.values(WAYS),
  limits:
    'A disk and a VM of which one does not name the other are Unknown. A disk that says that no VM holds it is believed: where a VM was not read, the answer is limited. VM backup does not support shared disks: one that disk backup does not cover, and that no recovery point is known to leave out, is Unknown. Whether the OS disk can be excluded is not documented, so a list that names it is Unknown. Where the newest recovery point names no disks, one that was attached after it cannot be told apart from one whose VM was started or deallocated since: Unknown, unless a snapshot of that backup holds it.',
  learnMore: 'https://learn.microsoft.com/azure/backup/selective-disk-backup-restore',
  controls: ['NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['disk', 'attachments', 'hiddenHolders', 'backups', 'diskBackups', 'captures'],
  assess: ({ disk, attachments, hiddenHolders, backups, diskBackups, captures }, { backup }, asOf) => {
    if (attachments.length === 0) return notAttached(hiddenHolders);
    const { own, siblings } = diskBackups;
    const [alone] = own.rows;
    if (alone !== undefined)
      return compliant('Disk backup covers the disk.', evidence({ 'Backup instance': alone.instance.name }));
    const approved = backup.approvedExcludedDisks.some((id) => armId(id) === disk.id);
    // With the approval there are two possible answers, and neither is worse: left out as approved, or on a VM without a
    // backup.
    const unless = (whether: string, gaps: readonly Gap[]): Outcome =>
      approved ? limited(compliant(APPROVED), gaps) : hidden(whether, gaps);
    // What is backed up with a VM is known only if the disk and the VM name each other.
    if (hiddenHolders.length > 0) return unless('Which VM holds it', hiddenHolders);
    if (backups.rows.length === 0) {
      const hiding = [...backups.gaps, ...own.gaps];
      if (hiding.length > 0) return unless('Whether it or its VM is backed up', hiding);
      if (siblings.rows.length === 0)
        return siblings.gaps.length > 0
          ? unless('Whether other disks of its VM are backed up', siblings.gaps)
          : notApplicable('Its VM is not backed up.', undefined, [
              ...new Set([backups, own, siblings].flatMap((rows) => rows.elsewhere ?? [])),
            ]);
    }
    if (approved) return compliant(APPROVED);
    if (backups.rows.length === 0)
      return siblings.gaps.length > 0
        ? hidden('Whether disk backup covers it as it does other disks of its VM', siblings.gaps)
        : nonCompliant('Disk backup covers other disks of its VM but not this one.');
    const best = strongest(
      backups.rows.flatMap((row) =>
        attachments
          .filter((attachment) => row.item.sourceResourceId === attachment.vmId)
          .map((attachment) => {
            const held: Held = { disk, attachment, captures: captures.rows, asOf };
            return isShared(disk) ? judgeShared(held, row) : judge(held, row);
          }),
      ),
    );
    const unseen = [...backups.gaps, ...own.gaps];
    if (best?.status === 'NonCompliant' && unseen.length > 0)
      return hidden('Whether another item backs up the disk or its VM', unseen, best.evidence);
    return best ?? unknown('No backup item could be matched to its VM.');
  },
});

/** A disk at its place in a VM. */
interface Held {
  readonly disk: Disk;
  readonly attachment: DiskAttachment;
  /** Copies of it in restore points. */
  readonly captures: readonly DiskCapture[];
  readonly asOf: string;
}

function judge(held: Held, backup: BackedUp): Outcome {
  const { attachment } = held;
  const { exclusion } = backup;
  if (exclusion.kind === 'unsure') return hidden('The disk selection of the backup', exclusion.gaps);
  if (exclusion.kind === 'absent') return unknown('Azure did not report the disk selection of the backup.');
  const { diskLuns, isInclusionList } = exclusion.row;
  const facts = evidence({
    'Listed LUNs': diskLuns === undefined ? undefined : diskLuns.join(', '),
    'List includes': isInclusionList,
    'LUN of the disk': attachment.lun,
  });
  if (diskLuns !== undefined) {
    const selected = selection(attachment, diskLuns, isInclusionList);
    if (selected === 'out') return nonCompliant('The disk selection of the backup leaves it out.', facts);
    if (attachment.machine.kind === 'unsure')
      return hidden('Where the disk is attached to its VM', attachment.machine.gaps, facts);
    if (selected === 'unknown')
      return unknown('Could not determine whether the disk selection of the backup covers it.', facts);
  }
  return asReadOfNewest(inNewestPoint(held, backup, facts), backup);
}

/** Only proof that it is left out counts: nothing Azure says makes an unsupported backup a good one. */
function judgeShared(held: Held, backup: BackedUp): Outcome {
  const outcome = judge(held, backup);
  if (outcome.status === 'NonCompliant') return { ...outcome, remediation: WAYS.shared.text };
  if (outcome.status === 'Unknown') return outcome;
  return unknown(
    'It is a shared disk, which VM backup does not support, yet the newest recovery point may hold it.',
    outcome.evidence,
  );
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function selection(
  { position, lun }: DiskAttachment,
  luns: readonly number[],
  including: boolean | undefined,
): 'in' | 'out' | 'unknown' {
  if (including === undefined || position === undefined) return 'unknown';
  // The documents say that the OS disk is backed up whatever the list says; -1 for it is seen but not documented.
  if (position === 'os') return luns.includes(-1) ? 'unknown' : 'in';
  if (lun === undefined) return 'unknown';
  return luns.includes(lun) === including ? 'in' : 'out';
}

/** The settings hold for the next backup; the newest usable recovery point, opened, tells what the last one holds. */
function inNewestPoint(held: Held, backup: BackedUp, facts: Evidence): Outcome {
  const { recoveryPoints, opened } = backup;
  if (recoveryPoints.gaps.length > 0) return hidden('Its recovery points', recoveryPoints.gaps, facts);
  const { point: listed, doubtful } = newestUsable(recoveryPoints.rows, held.asOf);
  const pages = pagesUnread(backup);
  if (doubtful && pages.length > 0) return hidden('Which disks the newest recovery point holds', pages, facts);
  if (doubtful) return unknown('Could not determine which recovery point is the newest.', facts);
  if (listed === undefined) return unknown('No usable recovery point shows that the backup holds it.', facts);
  const found = opened.get(listed.id);
  const shown = { ...facts, ...evidence({ 'Recovery point': listed.name, 'Recovery point time': listed.time }) };
  if (found?.kind === 'unsure') return hidden('Which disks the newest recovery point holds', found.gaps, shown);
  if (found?.kind !== 'found') return unknown('Which disks the newest recovery point holds was not read.', shown);
  return listsDisk(found.row, listed, held, shown);
}

/**
 * A point names its disks if the backup is selective; if it says nothing about disks, it holds all that the VM had at the
 * time. Both lists have to agree with the counts, and with those that the list of points shows.
 * @see https://learn.microsoft.com/azure/backup/selective-disk-backup-restore
 */
function listsDisk(point: RecoveryPoint, listed: RecoveryPoint, held: Held, facts: Evidence): Outcome {
  const { disk, attachment } = held;
  const { includedDisks: included, excludedDisks: excluded } = point;
  const names = (list: RecoveryPoint['includedDisks']): boolean =>
    list?.some((one) => (one.name === undefined ? one.lun === lunOf(attachment) : sameName(one.name, disk.name))) ===
    true;
  if (names(excluded)) return nonCompliant('The newest recovery point leaves it out.', facts);
  const told = [point, listed].flatMap(({ numberOfDisksIncluded: count }) => count ?? []);
  if (included === undefined && (excluded !== undefined || told.length > 0))
    return unknown(
      'The newest recovery point does not name the disks that it holds, though its backup is selective.',
      facts,
    );
  if (included?.some(({ name, lun }) => name === undefined && lun === undefined) === true)
    return unknown('The newest recovery point does not name all the disks that it holds.', facts);
  if (told.some((count) => count !== included?.length))
    return unknown('The number of disks in the newest recovery point does not match the disks that it names.', facts);
  return holdsThisDisk(point, held, included === undefined ? undefined : names(included), facts);
}

/**
 * Whatever the point names: a disk that was deleted and created again keeps its name.
 * @param named whether the point names the disk; undefined where it names none
 */
function holdsThisDisk(
  point: RecoveryPoint,
  { disk, captures, asOf }: Held,
  named: boolean | undefined,
  facts: Evidence,
): Outcome {
  const [created, taken] = [instant(disk.timeCreated), instant(point.time)];
  if (isYetToCome(created, asOf))
    return unknown(
      'According to Azure, the disk was created after this run: whether a backup holds it is not known.',
      facts,
    );
  if (created !== undefined && taken !== undefined && created > taken)
    return nonCompliant('It was created after the newest recovery point: it is in no backup yet.', facts);
  if (named === false)
    return nonCompliant('The newest recovery point does not hold it: it is in no backup yet.', facts);
  if (created === undefined || taken === undefined)
    return unknown('Could not determine whether the disk is older than the newest recovery point.', facts);
  const changed = instant(disk.ownershipChanged);
  if (named === undefined && changed !== undefined && changed > taken && !captures.some(isOf(point)))
    return unknown(
      'The newest recovery point does not name its disks, and the disk was attached, or its VM was started or deallocated, after that: whether the backup holds it is not known.',
      { ...facts, 'Attached, or VM started or stopped': disk.ownershipChanged ?? null },
    );
  return compliant('The newest recovery point holds the disk.', facts);
}

/** Azure Backup’s own snapshot of the disk at that moment: the backup was made of it. */
function isOf({ time }: RecoveryPoint): (capture: DiskCapture) => boolean {
  const at = instant(time);
  return ({ point, certain }) =>
    certain && momentInPointName(point) !== undefined && isOfMoment({ name: point, time: undefined }, at);
}

/** Azure Backup gives the OS disk the LUN −1. */
function lunOf({ position, lun }: DiskAttachment): number | undefined {
  return position === 'os' ? -1 : lun;
}
