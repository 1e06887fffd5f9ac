import { DAY } from '../base/time.ts';
import type { ArmId } from './armId.ts';
import type { Resource } from './resource.ts';

/**
 * What one run saw of a restore that Azure Backup completed. Azure forgets a job after 14 days and people delete what they
 * restored for a test, so that a later run can only know of it from an earlier one. `id` = the job's id, `#` and the run.
 */
export interface SeenRestore extends Resource {
  readonly restoreJobId: ArmId;
  /** The job's GUID. */
  readonly jobId: string;
  /** The VM that it restored from. */
  readonly vmId: ArmId;
  readonly status: string | undefined;
  /** ISO 8601. */
  readonly endTime: string | undefined;
  readonly recoveryPointTime: string | undefined;
  /** Disks that it had to make: those that its job names, otherwise those that the recovery point held; undefined where it could not be told. */
  readonly disksInPoint: number | undefined;
  /** Disks that carried the id of the job, sorted. */
  readonly disksFound: readonly ArmId[];
  /** Id of the run; undefined for the run that is under way. */
  readonly run: string | undefined;
}

/** Since when the restore jobs of a subscription are known without a break. `id` = the subscription's. */
export interface RestoreWatch extends Resource {
  /** ISO 8601: the earliest moment. */
  readonly since: string;
  /** ISO 8601: the last run that read them whole. */
  readonly until: string;
  /** Vaults whose restores of before were listed by this run or one before it, sorted; left out by versions that listed none. */
  readonly vaults?: readonly ArmId[];
  /** Id of the run; undefined for the run that is under way. */
  readonly run: string | undefined;
}

/** Facts that a run takes over from the pack of the one before. */
export interface Carried {
  readonly restores: readonly SeenRestore[];
  readonly watches: readonly RestoreWatch[];
}

export const NOTHING_CARRIED: Carried = { restores: [], watches: [] };

/**
 * Days for which Resource Graph keeps backup and restore jobs.
 * @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph
 */
export const JOB_DAYS = 14;

/** Whether a run at that moment (ISO 8601) still sees every restore that came after the watch. */
export function isUnbroken({ until }: RestoreWatch, asOf: string): boolean {
  const last = Date.parse(until);
  return Number.isFinite(last) && last >= Date.parse(asOf) - JOB_DAYS * DAY;
}
