import type { Evidence, Outcome } from '../../domain/check.ts';
import type { RestoreJobDetail } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, notApplicable, unknown } from './shared/outcome.ts';
import { disksInRecoveryPoint } from '../chain/recoveryPoints.ts';
import type { BackedUp } from '../chain/subjects.ts';
import type { Lookup, Rows } from '../../domain/estate.ts';

const DONE = values('Completed', 'CompletedWithWarnings');
const NOTHING_MADE = values('Failed', 'Cancelled');

export const rst02 = defineCheck({
  id: 'RST-02',
  version: 1,
  answers: ['R3'],
  subject: 'restoreJob',
  title: 'Every disk that the restore made is accounted for',
  severity: 'Medium',
  rollsUp: true,
  remediation: 'Find the disks that the restore made in its target resource group, or record that they were deleted.',
  limits:
    'A deleted disk cannot be told from one that lost its tag, so missing disks are Unknown. Jobs are listed for 14 days.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#track-the-restore-operation',
  controls: ['ISO/IEC 27001:2022 A.8.13'],
  needs: ['job', 'detail', 'made', 'backups'],
  assess: ({ job, detail, made, backups }) => {
    const facts = evidence({
      Job: job.jobId,
      Status: job.status,
      Started: job.startTime,
      'Disks found': made.rows.length,
      'Target resource group': detail.kind === 'found' ? detail.row.targetResourceGroup : undefined,
    });
    if (says(job.status, NOTHING_MADE)) return notApplicable(`The restore ended as ${quoted(job.status)}.`, facts);
    if (!says(job.status, DONE))
      return unknown(`Job status ${quoted(job.status)} is not an end that this check knows.`, facts);
    return (
      accounted(made.rows.length, made.gaps.length > 0, detail, backups, facts) ??
      hidden('The disks that it made', made.gaps, facts)
    );
  },
});

/** Undefined where gaps may hide the rest. */
function accounted(
  found: number,
  hiding: boolean,
  detail: Lookup<RestoreJobDetail>,
  backups: Rows<BackedUp>,
  facts: Evidence,
): Outcome | undefined {
  if (detail.kind === 'unsure') return hidden('The details of the job', detail.gaps, facts);
  const expected = disksInRecoveryPoint(detail.kind === 'found' ? detail.row.recoveryPointTime : undefined, backups);
  if (expected === undefined)
    return unknown(
      'How many disks the recovery point held is not known.',
      facts,
      backups.rows.flatMap((row) => row.recoveryPoints.gaps),
    );
  const counted = { ...facts, 'Disks in the recovery point': expected };
  if (found >= expected)
    return compliant(`All ${expected} disks of the recovery point are found with the id of the job.`, counted);
  if (hiding) return undefined;
  return unknown(
    `${found} of ${expected} disks are found with the id of the job; whether the others were deleted is not known.`,
    counted,
  );
}
