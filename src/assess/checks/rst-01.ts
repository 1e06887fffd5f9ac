import type { Outcome } from '../../domain/check.ts';
import { copyOutcome } from './shared/copyOutcome.ts';
import type { Guarded, Origin } from '../chain/subjects.ts';
import { copyWaysOf } from './shared/remediation.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { attestable, compliant, evidence, nonCompliant, unknown, weakest } from './shared/outcome.ts';

export const rst01 = defineCheck({
  id: 'RST-01',
  version: 5,
  answers: ['R3'],
  subject: 'restoredDisk',
  alsoJudges: ['restoredSnapshot'],
  title: 'The restored disk is at least as well protected as the disk it was backed up from',
  severity: 'High',
  rollsUp: true,
  remediation: 'Attach a disk encryption set like that of the source to the restored disk, or delete it.',
  ways: copyWaysOf('copy'),
  limits:
    'The source is judged as it is now. A copy is not recognised once its tag is removed, unless its creation data name a restore. Copies of restored disks are followed through disks, snapshots, images and versions in a gallery, also one that is shared within the tenant; where a disk or snapshot in between is gone, the source is Unknown. What an image was made from is often gone by design: then nothing shows that it held a restored disk.',
  attestable: 'which disk a restored disk comes from, and that it is at least as well protected as that disk',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms',
  controls: ['NIST SP 800-53 r5 CP-9(8)', 'ISO/IEC 27001:2022 A.8.13', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['copy', 'origins', 'shownBy'],
  assess: ({ copy, origins, shownBy }) =>
    weakest(origins.map((origin) => comparedWith(origin, copy.guarded, shownBy))) ??
    attestable(unknown('Could not determine which disk it is a copy of.')),
});

function comparedWith(origin: Origin, copy: Guarded, shownBy: string | undefined): Outcome {
  if (origin.kind === 'unknown') {
    const outcome = unknown(
      shownBy === undefined
        ? `It is a copy; could not determine whether of a restored disk. ${origin.because}`
        : `It is a restored copy, as ${shownBy}; could not determine of which disk. ${origin.because}`,
      evidence({ 'Method of the copy': copy.method }),
      origin.gaps,
    );
    return attestable(outcome, origin.gaps.length === 0);
  }
  const extra = { 'Restored from': origin.because, 'Identified by': shownBy };
  if (origin.kind === 'certain') {
    const outcome = copyOutcome(copy, origin.disk, 'restored disk', extra);
    return attestable(outcome, origin.disk.found.kind === 'absent');
  }
  return whichever(origin.disks.map((disk) => copyOutcome(copy, disk, 'restored disk', extra)));
}

/** Of several possible sources only an answer that is the same for all of them is an answer. */
function whichever(outcomes: readonly Outcome[]): Outcome {
  const [first] = outcomes;
  const facts = first?.evidence;
  if (first !== undefined && outcomes.every((outcome) => outcome.status === first.status)) {
    if (first.status === 'Compliant')
      return compliant(
        `It is at least as well protected as each of the ${outcomes.length} disks that it may be a copy of.`,
        facts,
      );
    if (first.status === 'NonCompliant')
      return nonCompliant(
        `It is less well protected than each of the ${outcomes.length} disks that it may be a copy of. ${first.because}`,
        facts,
        first.remediation,
      );
  }
  const gaps = outcomes.flatMap((outcome) => (outcome.status === 'Unknown' ? (outcome.gaps ?? []) : []));
  const outcome = unknown(
    `It is a copy of one of ${outcomes.length} disks, and the answer depends on which.`,
    facts,
    gaps,
  );
  return attestable(outcome, gaps.length === 0);
}
