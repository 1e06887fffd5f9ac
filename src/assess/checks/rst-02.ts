import type { Evidence, Outcome } from '../../domain/check.ts';
import { madeNothing, restores } from '../../domain/backupKinds.ts';
import type { Disk, RestoreJob } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { allOf, attestable, compliant, evidence, hidden, notApplicable, unknown } from './shared/outcome.ts';
import { accountedFor } from '../chain/restoredDisks.ts';
import type { DiskRestore, MachineRestore } from '../chain/subjects.ts';

const DONE = values('Completed', 'CompletedWithWarnings');

export const rst02 = defineCheck({
  id: 'RST-02',
  version: 5,
  answers: ['R3'],
  subject: 'restoreJob',
  title: 'Every disk that the restore created is accounted for',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Find the disks that the restore created in its target resource group, or record that they were deleted.',
  limits:
    'A deleted disk cannot be distinguished from one that lost its tag, so missing disks are Unknown. A restore of chosen disks is expected to create these; a restore that names none, as many as its recovery point held. Azure counts these only where a disk was left out of the backup; otherwise the snapshots of that backup show them, or an earlier run that saw these. A restore by disk backup is known by the disk that its job names. Only jobs of the last 14 days are asked about: Resource Graph keeps no others.',
  attestable:
    'how many disks the recovery point held, or that the disks which a restore created, and which were not found, have been deleted',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#track-the-restore-operation',
  controls: ['ISO/IEC 27001:2022 A.8.13'],
  needs: ['restore'],
  assess: ({ restore }) => (restore.of === 'machine' ? ofMachine(restore) : ofDisk(restore)),
});

function ofMachine({ job, detail, made, expected }: MachineRestore): Outcome {
  const facts = evidence({
    Job: job.jobId,
    Status: job.status,
    Started: job.startTime,
    'Disks found': made.rows.length,
    'Target resource group': detail.kind === 'found' ? detail.row.targetResourceGroup : undefined,
    ...(restores(job.operation) === 'unknown' ? { Operation: job.operation } : {}),
  });
  const other = withoutDisks(job, facts);
  if (other !== undefined) return other;
  return (
    accounted(made.rows, made.gaps.length > 0, { detail, expected }, facts) ??
    hidden('The disks that it made', made.gaps, facts)
  );
}

function ofDisk({ job, made }: DiskRestore): Outcome {
  const facts = evidence({
    Job: job.jobId,
    Status: job.status,
    Started: job.startTime,
    'Recovery point time': job.recoveryPointTime,
    Destination: job.destinationId,
    ...(restores(job.operation) === 'unknown' ? { Operation: job.operation } : {}),
  });
  const other = withoutDisks(job, facts);
  if (other !== undefined) return other;
  if (made === undefined) return unknown('The job does not name the disk that it created.', facts);
  if (made.kind === 'unsure') return hidden('The disk that it made', made.gaps, facts);
  return made.kind === 'found'
    ? compliant('The disk that the job names as its destination was found.', facts)
    : attestable(
        unknown(
          'The disk that the job names as its destination is not found; whether it was deleted is not known.',
          facts,
        ),
      );
}

/** What a job's operation and state say if they do not say that it made disks. */
function withoutDisks(
  { operation, status }: Pick<RestoreJob, 'operation' | 'status'>,
  facts: Evidence,
): Outcome | undefined {
  if (madeNothing({ status })) return notApplicable(`The restore ended as ${quoted(status)}.`, facts);
  if (restores(operation) === 'unknown')
    return unknown(`Operation ${quoted(operation)} is not one this check knows: it may have created disks.`, facts);
  if (!says(status, DONE))
    return unknown(`Job status ${quoted(status)} is not a final status that this check knows.`, facts);
  return undefined;
}

/** Undefined if gaps may hide the rest. */
function accounted(
  made: readonly Disk[],
  hiding: boolean,
  { detail, expected }: Pick<MachineRestore, 'detail' | 'expected'>,
  facts: Evidence,
): Outcome | undefined {
  if (detail.kind === 'unsure') return hidden('The details of the job', detail.gaps, facts);
  const { count, names, backedUp } = expected;
  if (count === undefined)
    return expected.gaps.length > 0
      ? hidden('How many disks it had to create', expected.gaps, facts)
      : attestable(
          unknown(
            'Could not determine how many disks it had to create: neither the job nor its recovery point says, and no snapshot of that backup is left.',
            facts,
          ),
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
  return attestable(
    unknown(
      `${found} of ${count} disks ${which} were found by job ID; could not determine whether the others were deleted.`,
      counted,
    ),
  );
}
