import {
  backupJobDocument,
  protectedItemDocument,
  protectedItemId,
  recoveryPointDocument,
  type RecoveryPointSpec,
} from '../documents/backup.ts';
import type { Encryption } from '../documents/disk.ts';
import { guidOf, lastSegment } from '../documents/place.ts';
import {
  backupCollectionName,
  diskRestorePointDocuments,
  restorePointCollectionDocument,
  restorePointDocument,
  type RestorePointSpec,
} from '../documents/restorePoint.ts';
import { daysBefore } from '../documents/time.ts';
import type { ArmDocument } from '../../tenant.ts';
import type { World } from '../world.ts';
import type { Machine, MachineDisk } from './machine.ts';

type BareMachine = Omit<Machine, 'backup' | 'replication'>;

export interface BackupPlan {
  /** Id of the vault. */
  readonly vault: string;
  /** Age of the newest recovery point in days; default: this morning at 02:00. */
  readonly newestDays?: number;
  readonly protectionState?: string;
  readonly currentProtectionState?: string;
  readonly healthStatus?: string;
  readonly lastBackupStatus?: string;
  /** LUNs of data disks left out. */
  readonly excludedLuns?: readonly number[];
  /** What recovery points say of Azure Disk Encryption; default: what the OS disk declares. */
  readonly ade?: RecoveryPointSpec['ade'] | 'lost';
  /** What protects the instant restore points; default: as the disks; `unsaid`: Azure does not say. */
  readonly restorePoints?: Encryption | 'unsaid';
  /** Changes the row that Resource Graph shows of the protected item. */
  readonly itemRow?: (row: ArmDocument) => ArmDocument;
}

export interface Backup {
  readonly vault: string;
  readonly itemId: string;
  readonly collectionId: string;
}

const NEWEST = 4 / 24;
const KEPT = 7;
const INSTANT_KEPT = 2;

/** Puts a machine under Azure Backup: daily points, the newest two also as instant restore points. */
export function addBackup(world: World, machine: BareMachine, plan: BackupPlan): Backup {
  const newest = plan.newestDays ?? NEWEST;
  const times = Array.from({ length: KEPT }, (_, index) => daysBefore(world.now, newest + index));
  const itemId = protectedItemId(plan.vault, machine.id);
  const vmLocation = machine.place.location;
  world.add(
    protectedItemDocument({
      vaultId: plan.vault,
      vmId: machine.id,
      vmLocation,
      policyName: 'daily-30d-enhanced',
      lastRecoveryPoint: times[0],
      ...(plan.protectionState === undefined ? {} : { protectionState: plan.protectionState }),
      ...(plan.currentProtectionState === undefined ? {} : { currentProtectionState: plan.currentProtectionState }),
      ...(plan.healthStatus === undefined ? {} : { healthStatus: plan.healthStatus }),
      ...(plan.lastBackupStatus === undefined ? {} : { lastBackupStatus: plan.lastBackupStatus }),
      ...(plan.excludedLuns === undefined
        ? {}
        : { diskExclusion: { luns: plan.excludedLuns, isInclusionList: false } }),
    }),
    plan.itemRow,
  );
  const ade = recoveryPointAde(machine, plan);
  for (const [index, time] of times.entries()) {
    world.add(
      recoveryPointDocument({
        protectedItemId: itemId,
        time,
        osType: machine.osType,
        tiers: [
          { type: 'InstantRP', status: index < INSTANT_KEPT && newest < INSTANT_KEPT ? 'Valid' : 'Deleted' },
          { type: 'HardenedRP', status: 'Valid' },
        ],
        ...(ade === undefined ? {} : { ade }),
        ...diskLists(machine, plan.excludedLuns ?? []),
        expires: daysBefore(time, -30),
      }),
    );
    if (newest + index < 14)
      world.add(
        backupJobDocument({
          vaultId: plan.vault,
          vmId: machine.id,
          vmLocation,
          jobId: guidOf(`${itemId} ${time}`),
          operation: 'Backup',
          start: time,
          minutes: 47,
        }),
      );
  }
  const instant = newest < INSTANT_KEPT ? times.slice(0, INSTANT_KEPT) : [];
  return { vault: plan.vault, itemId, collectionId: addInstantPoints(world, machine, plan, instant) };
}

function addInstantPoints(world: World, machine: BareMachine, plan: BackupPlan, times: readonly string[]): string {
  const where = { ...machine.place, group: `AzureBackupRG_${machine.place.location}_1` };
  const collectionName = backupCollectionName(machine.id);
  const capture = (disk: MachineDisk): RestorePointSpec['osDisk'] => ({
    id: disk.id,
    ...(disk.osType === undefined ? {} : { osType: disk.osType }),
    encryption:
      plan.restorePoints === undefined
        ? disk.plan.encryption
        : plan.restorePoints === 'unsaid'
          ? undefined
          : plan.restorePoints,
  });
  const excluded = plan.excludedLuns ?? [];
  const specs = times.map((time) => ({
    place: where,
    collectionName,
    vmId: machine.id,
    encryptionAtHost: machine.plan.encryptionAtHost ?? true,
    osDisk: capture(machine.osDisk),
    dataDisks: machine.dataDisks.filter((_, lun) => !excluded.includes(lun)).map((disk) => capture(disk)),
    time,
  }));
  const points = specs.map((spec) => restorePointDocument(spec));
  for (const document of [...points, ...specs.flatMap((spec) => diskRestorePointDocuments(spec))]) world.add(document);
  const source = { id: machine.id, location: machine.place.location };
  return world.add(restorePointCollectionDocument(where, collectionName, source, points));
}

function recoveryPointAde(machine: BareMachine, plan: BackupPlan): RecoveryPointSpec['ade'] {
  if (plan.ade === 'lost') return undefined;
  if (plan.ade !== undefined) return plan.ade;
  const ade = machine.osDisk.plan.ade;
  return ade?.enabled === true ? ade : undefined;
}

function diskLists(
  machine: BareMachine,
  excludedLuns: readonly number[],
): Pick<RecoveryPointSpec, 'included' | 'excluded'> {
  const named = (disk: MachineDisk, lun: number): { lun: number; name: string } => ({
    lun,
    name: lastSegment(disk.id),
  });
  const data = machine.dataDisks.map(named);
  return {
    included: [named(machine.osDisk, -1), ...data.filter(({ lun }) => !excludedLuns.includes(lun))],
    excluded: data.filter(({ lun }) => excludedLuns.includes(lun)),
  };
}
