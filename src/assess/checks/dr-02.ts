import { armId } from '../../domain/armId.ts';
import type { Outcome } from '../../domain/check.ts';
import type { Disk } from '../../domain/facts.ts';
import { defineCheck } from '../defineCheck.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, quoted, strongest, unknown } from '../outcome.ts';
import type { Replicated } from '../subjects.ts';

export const dr02 = defineCheck({
  id: 'DR-02',
  version: 1,
  answers: ['R4'],
  subject: 'disk',
  title: 'The disk is inside the replication of its VM',
  severity: 'Medium',
  rollsUp: true,
  remediation: 'Enable replication of the disk, or have its exclusion approved in the baseline.',
  limits: 'Shared disks are listed by replication clusters, which this version does not read.',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-enable-replication-added-disk',
  controls: ['NIST SP 800-53 r5 CP-7', 'ISO/IEC 27001:2022 A.8.14'],
  needs: ['disk', 'holders', 'replications'],
  assess: ({ disk, holders, replications }, { dr }) => {
    if (holders.length === 0) return notApplicable('No VM holds the disk.');
    if (replications.rows.length === 0)
      return replications.gaps.length > 0
        ? hidden('Whether its VM is replicated', replications.gaps)
        : notApplicable('Its VM is not replicated.');
    if (dr.approvedUnreplicatedDisks.some((id) => armId(id) === disk.id))
      return compliant('The baseline approves that it may be left out of replication.');
    if ((disk.maxShares ?? 1) > 1)
      return unknown('It is a shared disk; replication clusters, which list those, are not read by this version.');
    return (
      strongest(replications.rows.map((row) => judge(disk, row))) ?? unknown('No replicated item could be judged.')
    );
  },
});

function judge(disk: Disk, { detail }: Replicated): Outcome {
  if (detail.kind === 'unsure') return hidden('The disks of the replication', detail.gaps);
  if (detail.kind === 'absent') return unknown('The vault did not tell which disks it replicates.');
  const { disks, activeLocation } = detail.row;
  const listed = disks.find((leg) => leg.diskId === disk.id || leg.recoveryTargetDiskId === disk.id);
  const facts = evidence({
    'Disks replicated': disks.length,
    'Active location': activeLocation,
    'Disk state': listed?.diskState,
  });
  if (listed === undefined)
    return disks.some((leg) => leg.diskId === undefined)
      ? unknown('Site Recovery lists a disk without its id, so this one cannot be ruled out.', facts)
      : nonCompliant('Its VM is replicated, but Site Recovery does not list this disk.', facts);
  if (listed.diskState === undefined || listed.diskState.toLowerCase() === 'protected')
    return compliant('Site Recovery lists the disk among those that it replicates.', facts);
  return unknown(
    `Site Recovery lists the disk in state ${quoted(listed.diskState)}, which this check does not know.`,
    facts,
  );
}
