import { counted } from '../../base/counted.ts';
import type { Outcome } from '../../domain/check.ts';
import { copyOutcome } from './shared/copyOutcome.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown, weakest } from './shared/outcome.ts';
import type { CapturedCopy, CapturedPoint, CapturedPoints } from '../chain/subjects.ts';

export const bkp04 = defineCheck({
  id: 'BKP-04',
  version: 5,
  answers: ['R2'],
  subject: 'restorePoint',
  title: 'The instant-restore snapshot or restore point is at least as well protected as its source disk',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Delete the restore point and take a new one that specifies the disk encryption set of the disk; where Azure Backup took it, set the instant-restore retention of the policy to its shortest.',
  limits:
    'A restore point counts for each disk that it holds a copy of, whichever VM it was taken of. It does not show Azure Disk Encryption. For Azure Backup, the recovery point of the same time does; for a user’s own restore point, nothing does. The source is judged as it is now.',
  attestable: 'that the VM was under Azure Disk Encryption when somebody’s own restore point of it was taken',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/concepts-restore-points',
  controls: ['NIST SP 800-53 r5 CP-9(8)', 'ISO/IEC 27001:2022 A.8.13', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['captured'],
  assess: ({ captured }) => {
    const { points, promised } = captured;
    const outcomes = points.rows.flatMap((point) => judge(captured, point));
    const compared = outcomes.filter(({ status }) => status !== 'NotApplicable');
    const worst = weakest(compared.length > 0 ? compared : outcomes);
    if (worst?.status === 'NonCompliant') return worst;
    if (points.gaps.length > 0) return hidden('The restore points in it', points.gaps);
    if (worst === undefined) return withoutPoints(captured);
    if (worst.status !== 'Compliant') return worst;
    return compliant(
      `${compared.length === 1 ? 'The disk' : `Each of the ${compared.length} disks`} in ${counted(points.rows.length, 'restore point')} is at least as well protected as its source is now.`,
      evidence({
        'Taken by': captured.takenBy,
        'Restore points': points.rows.length,
        'Disks in them': outcomes.length,
        'Disks compared': compared.length,
        'Instant-restore recovery points': promised.rows.length,
        ...worst.evidence,
      }),
    );
  },
});

/** Azure Backup may speak of snapshots that cannot be seen: a Standard policy keeps them out of sight. */
function withoutPoints({ collection, promised }: CapturedPoints): Outcome {
  const facts = evidence({ 'Instant-restore recovery points': promised.rows.length });
  if (promised.rows.length > 0)
    return unknown(
      `Azure Backup says that ${counted(promised.rows.length, 'recovery point')} may have a snapshot to restore from, but no restore point shows how these are encrypted.`,
      facts,
    );
  if (promised.gaps.length > 0) return hidden('Its recovery points', promised.gaps);
  return notApplicable(
    collection === undefined ? 'There is no instant-restore snapshot.' : 'The collection holds no restore point.',
    facts,
    promised.elsewhere,
  );
}

function judge({ takenBy }: CapturedPoints, { point, copies, gaps }: CapturedPoint): readonly Outcome[] {
  const extra = { 'Restore point': point.name, 'Restore point time': point.time, 'Taken by': takenBy };
  const outcomes = copies.map((copy) => judgeCopy(copy, extra));
  // Only a list that names every disk read shows that none is hidden.
  if (gaps.length > 0 && (copies.length === 0 || point.disks.length < copies.length))
    return [...outcomes, hidden(`The disks in restore point ${point.name}`, gaps, evidence(extra))];
  if (copies.length > 0) return outcomes;
  return [unknown(`Restore point ${point.name} does not say which disks it holds.`, evidence(extra))];
}

function judgeCopy(copy: CapturedCopy, extra: Readonly<Record<string, string | undefined>>): Outcome {
  if (copy.ofEarlierDisk)
    return notApplicable(`The copy of ${copy.name} was taken from an earlier disk with the same ID.`, evidence(extra));
  if (copy.source === undefined)
    return unknown(`Could not determine from which disk ${copy.name} in the restore point was taken.`, evidence(extra));
  const outcome = copyOutcome(copy.guarded, copy.source, 'restore point', extra);
  // What was requested when it was made is only a declaration: the copy itself might show something else.
  if (copy.gaps.length > 0) return hidden(`The copy of disk ${copy.name}`, copy.gaps, outcome.evidence);
  if (outcome.status === 'NonCompliant') return nonCompliant(outcome.because, outcome.evidence); // no set can be attached to a restore point
  return outcome;
}
