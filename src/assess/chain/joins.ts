import type { EstateReader } from '../../domain/reader.ts';
import type { AccessFacts } from '../access/accessFacts.ts';
import { joinAccess } from './joins/access.ts';
import { joinAccounts, type AccountJoin } from './joins/accounts.ts';
import { joinAgents } from './joins/agents.ts';
import { joinBackups, type BackupJoin } from './joins/backups.ts';
import { joinCaptures, type CaptureJoin } from './joins/captures.ts';
import { joinDiskBackups, type DiskBackupJoin } from './joins/diskBackups.ts';
import { joinDiskRestores, type DiskRestoreJoin } from './joins/diskRestores.ts';
import { joinKeys, type KeyJoin } from './joins/keys.ts';
import { joinMachines, type MachineJoin } from './joins/machines.ts';
import { joinProtections, type ProtectionJoin } from './joins/protections.ts';
import { joinReplications, type ReplicationJoin } from './joins/replications.ts';
import { joinRestorePoints, type RestorePointJoin } from './joins/restorePoints.ts';
import { joinRestoreJobs, type RestoreJobJoin } from './joins/restoreJobs.ts';
import { joinRestores, type RestoreJoin } from './joins/restores.ts';
import { joinSeenRestores, type SeenRestoreJoin } from './joins/seenRestores.ts';
import { joinSnapshots, type SnapshotJoin } from './joins/snapshots.ts';

/** Every join of the estate, each built once in one pass over its rows. All are by lower-cased id. */
export interface Joins {
  readonly reader: EstateReader;
  readonly machines: MachineJoin;
  readonly replications: ReplicationJoin;
  readonly protections: ProtectionJoin;
  readonly restoreJobs: RestoreJobJoin;
  readonly diskRestores: DiskRestoreJoin;
  readonly restores: RestoreJoin;
  readonly keys: KeyJoin;
  readonly backups: BackupJoin;
  readonly diskBackups: DiskBackupJoin;
  readonly restorePoints: RestorePointJoin;
  readonly captures: CaptureJoin;
  readonly seenRestores: SeenRestoreJoin;
  readonly snapshots: SnapshotJoin;
  readonly accounts: AccountJoin;
  readonly access: AccessFacts;
}

export function joinEstate(reader: EstateReader): Joins {
  const agents = joinAgents(reader);
  const replications = joinReplications(reader, agents);
  const machines = joinMachines(reader, (diskId) => replications.replicaLeg(diskId) !== undefined);
  const protections = joinProtections(reader, machines, replications);
  const restoreJobs = joinRestoreJobs(reader);
  const diskRestores = joinDiskRestores(reader);
  const restores = joinRestores(
    reader,
    restoreJobs,
    diskRestores,
    protections.named,
    (disk) => replications.replicaLeg(disk.id) !== undefined || replications.failovers.of(disk) !== undefined,
  );
  const keys = joinKeys(reader);
  const backups = joinBackups(reader, agents);
  const restorePoints = joinRestorePoints(reader, backups, protections.named);
  const snapshots = joinSnapshots(reader, protections.named, protections.ofSnapshot);
  return {
    reader,
    machines,
    replications,
    protections,
    restoreJobs,
    diskRestores,
    restores,
    keys,
    backups,
    diskBackups: joinDiskBackups(reader, snapshots, protections.named),
    seenRestores: joinSeenRestores(reader, backups, restoreJobs, restores, restorePoints),
    restorePoints,
    captures: joinCaptures(reader, restorePoints),
    snapshots,
    accounts: joinAccounts(reader, replications, restoreJobs, restores),
    access: joinAccess(reader, keys),
  };
}
