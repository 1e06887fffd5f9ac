import type { Gap, Rows } from '../../domain/estate.ts';
import type { RestoreJob } from '../../domain/facts.ts';

/** What a restore had to make. */
export interface ExpectedDisks {
  /** Undefined if it is not known. */
  readonly count: number | undefined;
  /** Names of the source disks, if the job names them. */
  readonly names: readonly string[] | undefined;
  /** Disks that were backed up, if the job names them too: a selective restore makes fewer. */
  readonly backedUp: number | undefined;
  /** Gaps that may hide how many there were. */
  readonly gaps: readonly Gap[];
}

/** A restore that Azure Backup completed, as this run and earlier ones saw it. */
export interface KnownRestore {
  readonly jobId: string;
  /** ISO 8601. */
  readonly endTime: string | undefined;
  readonly recoveryPointTime: string | undefined;
  /** Disks that it had to create: those that its job names, otherwise those that its recovery point held. */
  readonly disksInPoint: number | undefined;
  /** Disks in its recovery point, if the job names them: more than a selective restore had to make. */
  readonly disksBackedUp: number | undefined;
  /** Of these, the disks that carried the id of the job in any run. */
  readonly disksFound: number;
  /** Ids of the earlier runs that saw it. */
  readonly runs: readonly string[];
  /** Gaps that may hide disks, or how many there should be. */
  readonly gaps: readonly Gap[];
}

/** The restores of a VM, and since when they are known without a break. */
export interface KnownRestores {
  readonly restores: Rows<KnownRestore>;
  /** Jobs with an unknown operation or status, newest first: each may be a completed restore. */
  readonly doubtful: readonly RestoreJob[];
  /** ISO 8601; undefined if nothing is known for certain. */
  readonly since: string | undefined;
}
