import {
  protectedItemDocument,
  protectedItemId,
  recoveryPointDocument,
  type RecoveryPointSpec,
} from '../documents/backup.ts';
import { backupJobDocument } from '../documents/backupJob.ts';
import { guidOf, lastSegment, resourceId, type Place } from '../documents/place.ts';
import {
  backupCollectionName,
  diskRestorePointDocuments,
  restorePointCollectionDocument,
  restorePointDocument,
  type RestorePointSpec,
} from '../documents/restorePoint.ts';
import { daysBefore } from '../documents/time.ts';
import type { ArmDocument } from '../../tenant.ts';
import type { Backup, BackupPlan, BareMachine, MachineDisk, Schedule } from './plans.ts';
import type { Sink } from './platform.ts';

const NEWEST = 4 / 24;
const DAILY: Schedule = { everyDays: 1, kept: 15 };
const KEEP_DAYS = 30;
const INSTANT_DAYS = 2;
const ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
const POINT = `${ITEM}/recoverypoints`;
const JOB = 'microsoft.recoveryservices/vaults/backupjobs';
const COLLECTION = 'microsoft.compute/restorepointcollections';
/** Days for which Resource Graph keeps jobs. */
const JOB_DAYS = 14;

/** Puts a machine under Azure Backup: its item, recovery points and jobs; the newest also as instant restore points. */
export function addBackup(sink: Sink, machine: BareMachine, plan: BackupPlan): Backup {
  const { everyDays, kept } = plan.schedule ?? DAILY;
  const newest = plan.newestDays ?? NEWEST;
  const ages = Array.from({ length: kept }, (_, index) => newest + index * everyDays);
  const itemId = protectedItemId(plan.vault, machine.id);
  if (sink.wants(ITEM)) sink.add(itemDocument(sink, machine, plan, newest), plan.itemRow);
  if (sink.wants(POINT)) for (const age of ages) sink.add(pointDocument(sink, machine, plan, itemId, age));
  if (sink.wants(JOB))
    for (const age of ages.filter((days) => days < JOB_DAYS)) sink.add(jobDocument(sink, machine, plan, itemId, age));
  if (sink.wants(COLLECTION) && plan.restorePoints !== 'outOfSight')
    addInstantPoints(
      sink,
      machine,
      plan,
      ages.filter((age) => age < instantDays(plan)).map((age) => daysBefore(sink.now, age)),
    );
  return {
    vault: plan.vault,
    itemId,
    collectionId: collectionIdOf(machine),
    recoveryPointTimes: ages.map((age) => daysBefore(sink.now, age)),
  };
}

function itemDocument(sink: Sink, machine: BareMachine, plan: BackupPlan, newest: number): ArmDocument {
  return protectedItemDocument({
    vaultId: plan.vault,
    vmId: machine.id,
    vmLocation: machine.place.location,
    policyName: plan.schedule?.everyDays === 7 ? 'weekly-enhanced' : 'daily-30d-enhanced',
    lastRecoveryPoint: daysBefore(sink.now, newest),
    ...(plan.protectionState === undefined ? {} : { protectionState: plan.protectionState }),
    ...(plan.currentProtectionState === undefined ? {} : { currentProtectionState: plan.currentProtectionState }),
    ...(plan.healthStatus === undefined ? {} : { healthStatus: plan.healthStatus }),
    ...(plan.lastBackupStatus === undefined ? {} : { lastBackupStatus: plan.lastBackupStatus }),
    ...(plan.excludedLuns === undefined ? {} : { diskExclusion: { luns: plan.excludedLuns, isInclusionList: false } }),
  });
}

function pointDocument(sink: Sink, machine: BareMachine, plan: BackupPlan, itemId: string, age: number): ArmDocument {
  const time = daysBefore(sink.now, age);
  const ade = recoveryPointAde(machine, plan);
  return recoveryPointDocument({
    protectedItemId: itemId,
    time,
    osType: machine.osType,
    tiers: [
      { type: 'InstantRP', status: age < instantDays(plan) ? 'Valid' : 'Deleted' },
      ...(plan.snapshotsOnly === true ? [] : [{ type: 'HardenedRP', status: 'Valid' }]),
    ],
    ...(ade === undefined ? {} : { ade }),
    ...diskLists(machine, plan.excludedLuns ?? []),
    ...(machine.plan.securityType === undefined ? {} : { securityType: machine.plan.securityType }),
    expires: daysBefore(time, -(plan.keepDays ?? KEEP_DAYS)),
  });
}

function jobDocument(sink: Sink, machine: BareMachine, plan: BackupPlan, itemId: string, age: number): ArmDocument {
  const time = daysBefore(sink.now, age);
  return backupJobDocument({
    vaultId: plan.vault,
    vmId: machine.id,
    vmLocation: machine.place.location,
    jobId: guidOf(`${itemId} ${time}`),
    operation: 'Backup',
    start: time,
    minutes: 47,
    disks: namesOf(machine, plan),
  });
}

function instantDays({ instantDays: days = INSTANT_DAYS }: BackupPlan): number {
  return days;
}

/** Resource group in which Azure Backup keeps restore point collections. */
function collectionPlace(machine: BareMachine): Place {
  return { ...machine.place, group: `AzureBackupRG_${machine.place.location}_1` };
}

function collectionIdOf(machine: BareMachine): string {
  return resourceId(
    collectionPlace(machine),
    'Microsoft.Compute/restorePointCollections',
    backupCollectionName(machine.id),
  );
}

function addInstantPoints(sink: Sink, machine: BareMachine, plan: BackupPlan, times: readonly string[]): void {
  const where = collectionPlace(machine);
  const collectionName = backupCollectionName(machine.id);
  const capture = (disk: MachineDisk): RestorePointSpec['osDisk'] => ({
    id: disk.id,
    ...(disk.osType === undefined ? {} : { osType: disk.osType }),
    encryption:
      plan.restorePoints === undefined
        ? disk.plan.encryption
        : plan.restorePoints === 'unsaid' || plan.restorePoints === 'outOfSight'
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
  for (const document of [...points, ...specs.flatMap((spec) => diskRestorePointDocuments(spec))]) sink.add(document);
  const source = { id: machine.id, location: machine.place.location };
  sink.add(restorePointCollectionDocument(where, collectionName, source, points));
}

function recoveryPointAde(machine: BareMachine, plan: BackupPlan): RecoveryPointSpec['ade'] {
  if (plan.ade === 'lost') return undefined;
  if (plan.ade !== undefined) return plan.ade;
  const ade = machine.osDisk.plan.ade;
  return ade?.enabled === true ? ade : undefined;
}

/** Names of the disks inside and outside a machine's backup. */
export function namesOf(
  machine: BareMachine,
  plan: Pick<BackupPlan, 'excludedLuns'>,
): { readonly backedUp: readonly string[]; readonly excluded: readonly string[] } {
  const { included, excluded } = diskLists(machine, plan.excludedLuns ?? []);
  return { backedUp: included.map(({ name }) => name), excluded: excluded.map(({ name }) => name) };
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
