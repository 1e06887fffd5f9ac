import type { Evidence, Outcome } from '../../domain/check.ts';
import { restores } from '../../domain/backupKinds.ts';
import type { Disk, RestoreBag } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { allOf, compliant, evidence, hidden, notApplicable, unknown } from './shared/outcome.ts';
import { accountedFor, expectedDisks } from '../chain/restoredDisks.ts';
import type { BackedUp } from '../chain/subjects.ts';
import type { Lookup, Rows } from '../../domain/estate.ts';

const DONE = values('Completed', 'CompletedWithWarnings');
const NOTHING_MADE = values('Failed', 'Cancelled');

export const rst02 = defineCheck({
  id: 'RST-02',
  version: 2,
  answers: ['R3'],
  subject: 'restoreJob',
  title: 'Every disk that the restore created is accounted for',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Find the disks that the restore created in its target resource group, or record that they were deleted.',
  limits:
    'A deleted disk cannot be distinguished from one that lost its tag, so missing disks are Unknown. A restore of chosen disks is expected to create these; a restore that names none, as many as its recovery point held. Jobs are listed for 14 days.',
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
      ...(restores(job.operation) === 'unknown' ? { Operation: job.operation } : {}),
    });
    if (says(job.status, NOTHING_MADE)) return notApplicable(`The restore ended as ${quoted(job.status)}.`, facts);
    if (restores(job.operation) === 'unknown')
      return unknown(
        `Operation ${quoted(job.operation)} is not one this check knows: it may have created disks.`,
        facts,
      );
    if (!says(job.status, DONE))
      return unknown(`Job status ${quoted(job.status)} is not an end that this check knows.`, facts);
    return (
      accounted(made.rows, made.gaps.length > 0, detail, backups, facts) ??
      hidden('The disks that it made', made.gaps, facts)
    );
  },
});

/** Undefined where gaps may hide the rest. */
function accounted(
  made: readonly Disk[],
  hiding: boolean,
  detail: Lookup<RestoreBag>,
  backups: Rows<BackedUp>,
  facts: Evidence,
): Outcome | undefined {
  if (detail.kind === 'unsure') return hidden('The details of the job', detail.gaps, facts);
  const expected = expectedDisks(detail, backups);
  const { count, names, backedUp } = expected;
  if (count === undefined)
    return unknown(
      'It is not known how many disks it had to create: neither the job nor its recovery point says.',
      facts,
      backups.rows.flatMap((row) => row.recoveryPoints.gaps),
    );
  const found = accountedFor(expected, made).length;
  const counted = {
    ...facts,
    ...(names === undefined
      ? { 'Disks in the recovery point': count }
      : { 'Disks to restore': names.join('; '), 'Disks backed up': backedUp ?? null }),
  };
  const which = names === undefined ? 'of the recovery point' : 'that the job names';
  if (found >= count)
    return compliant(`${allOf(count)} ${which} ${count === 1 ? 'was' : 'were'} found by job ID.`, counted);
  if (hiding) return undefined;
  return unknown(
    `${found} of ${count} disks ${which} were found by job ID; it is not known whether the others were deleted.`,
    counted,
  );
}
