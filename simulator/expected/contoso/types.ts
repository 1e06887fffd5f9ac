// Words of the report, not types of the program: an expectation that shares code with what it tests would share its mistakes.
export type CheckId = string;
export type Status = 'Compliant' | 'NonCompliant' | 'Unknown' | 'Unknown – attested' | 'NotApplicable' | 'Exempt';
type RequirementId = 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7';

export type Week = 1 | 2;

/** The verdict of one check for one subject. */
export interface ExpectedCheck {
  readonly check: CheckId;
  /**
   * The end of the subject's id in any case, within the subscription of the row's disk; what comes before a star must
   * stand anywhere in the id. One that starts with `/subscriptions/` may lie in any subscription.
   */
  readonly subject: string;
  readonly status: Status;
  /** Why, from the check and the facts of the estate. */
  readonly because: string;
}

/** What the record must say of one disk in one week. */
export interface ExpectedDisk {
  readonly scenario: string;
  readonly week: Week;
  /** Name of the disk, which is unique in the estate. */
  readonly disk: string;
  /** The record must not know the disk. */
  readonly absent: boolean;
  /** The telling ones; what is not listed is not expected to be anything. */
  readonly checks: readonly ExpectedCheck[];
  /** Added by hand once every check of the catalogue is built. */
  readonly expected?: (Readonly<Partial<Record<RequirementId, Status>>> & { readonly overall?: Status }) | undefined;
}

/** A row for both weeks, or for one. */
export interface Row {
  readonly scenario: string;
  readonly weeks: readonly Week[];
  readonly disk: string;
  readonly absent?: boolean;
  readonly checks: readonly ExpectedCheck[];
  readonly expected?: ExpectedDisk['expected'] | undefined;
}

export const BOTH: readonly Week[] = [1, 2];

const verdict =
  (status: Status) =>
  (check: CheckId, subject: string, because: string): ExpectedCheck => ({ check, subject, status, because });

export const compliant = verdict('Compliant');
export const nonCompliant = verdict('NonCompliant');
export const unknown = verdict('Unknown');
export const notApplicable = verdict('NotApplicable');
export const exempt = verdict('Exempt');
export const attested = verdict('Unknown – attested');

export const disk = (name: string): string => `/disks/${name}`;
export const vm = (name: string): string => `/virtualMachines/${name}`;
export const snapshot = (name: string): string => `/snapshots/${name}`;
/** A key in whichever version. */
export const key = (vault: string, name: string): string => `/vaults/${vault}/keys/${name}/*`;
export const vault = (name: string): string => `/vaults/${name}`;
export const set = (name: string): string => `/diskEncryptionSets/${name}`;
export const item = (group: string, name: string): string => `/protectedItems/VM;iaasvmcontainerv2;${group};${name}`;
export const account = (name: string): string => `/storageAccounts/${name}`;
export const replicated = (name: string): string => `/replicationProtectedItems/${name}`;
export const cluster = (name: string): string => `/replicationProtectionClusters/${name}`;
export const job = (id: string): string => `/backupJobs/${id}`;
/** Disk backup of a disk, in whichever Backup vault. */
export const instance = (disk: string): string => `/backupInstances/${disk}-*`;
export const backupVault = (name: string): string => `/backupVaults/${name}`;
/** A snapshot that disk backup took, of whichever moment; there is one of the disk. */
export const diskBackupSnapshot = (disk: string): string => `/snapshots/AzureBackup_${disk}_*`;
/** The instant restore points that Azure Backup keeps of a VM. */
export const restorePoints = (name: string): string => `/restorePointCollections/AzureBackup_${name}_*`;
