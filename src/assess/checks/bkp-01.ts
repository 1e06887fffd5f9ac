import type { Outcome } from '../../domain/check.ts';
import { nameOf } from '../../domain/armId.ts';
import type { Gap } from '../../domain/estate.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { instant, isoDay } from '../../base/time.ts';
import { meanings, quoted, says, values } from '../../base/openEnum.ts';
import {
  compliant,
  evidence,
  hidden,
  limited,
  nonCompliant,
  notApplicable,
  strongest,
  unknown,
  weakest,
} from './shared/outcome.ts';
import { newestIn, recentPoint } from './shared/recentPoint.ts';
import { diskBackupOutcome } from './shared/diskBackupOutcome.ts';
import { namesNoMachine } from '../chain/joins/backups.ts';
import type { Way } from './shared/remediation.ts';
import type { BackedUp, Protected } from '../chain/subjects.ts';

const PROTECTED = values('Protected');
/**
 * All other states in the specification and in recorded answers, and what they mean.
 * @see https://learn.microsoft.com/rest/api/backup/backup-protected-items/list#protectionstate
 */
const NOT_PROTECTED = meanings({
  Invalid: 'Azure Backup holds no valid protection for it',
  IRPending: 'the first backup has not been taken yet',
  ProtectionError: 'backups fail',
  ProtectionStopped: 'backups were stopped; earlier backups are kept',
  ProtectionPaused: 'backups are paused',
  BackupsSuspended: 'backups were stopped; earlier backups are kept as long as the policy says',
  BackupSchedulesSuspended: 'scheduled backups are suspended',
});
const CONFIGURED = values('ProtectionConfigured');
const NOT_CONFIGURED = values(
  'ConfiguringProtection',
  'ConfiguringProtectionFailed',
  'NotProtected',
  'ProtectionStopped',
  'ProtectionError',
  'ProtectionPaused',
  'BackupsSuspended',
  'BackupSchedulesSuspended',
);
const HEALTHY = values('Passed', 'ActionSuggested');
const UNHEALTHY = values('ActionRequired');
/** The result of the last backups, which the health above reflects too. */
const GOING_WELL = values('Healthy');

const VM_GONE = {
  when: 'the VM no longer exists',
  text: 'The VM no longer exists: stop protection of its backup item, and keep or delete the backup data as your retention rules say.',
} as const satisfies Way;
const VM_THERE = {
  when: 'it exists',
  text: 'Assign a backup policy to the VM or disk, or clear the error that stops its backups.',
} as const satisfies Way;

export const bkp01 = defineCheck({
  id: 'BKP-01',
  version: 11,
  answers: ['R2'],
  subject: 'virtualMachine',
  alsoJudges: ['backupInstance', 'orphanedItem'],
  title: 'The VM or disk is backed up, healthy, with a recent usable recovery point',
  severity: 'High',
  rollsUp: true,
  ways: [VM_GONE, VM_THERE],
  remediation: VM_THERE.text,
  limits:
    'Azure Backup only; backups by other products are not seen. Where Azure’s hourly limits left no time to read the recovery points, the date in Resource Graph decides, and the answer is limited. A vault may be in a different subscription from the VM: where a subscription was not read and no backup is required, the answer is limited. A VM counts as backed up by disk backup only where all its disks are, and none is unmanaged. Azure does not mark a snapshot as taken by disk backup: any incremental snapshot of the disk in the resource group for snapshots counts. A recovery point whose retention has ended proves nothing while Azure still lists it. A snapshot that is still being copied, or that Azure says may not be used yet, is none. A backup item whose VM is gone is judged itself, unless its backups were stopped or suspended; it belongs to no disk.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-vms-introduction',
  controls: [
    'MCSB v1 BR-1',
    'MCSB v2 BR-1',
    'MCSB v2 BR-2',
    'NIST SP 800-53 r5 CP-9',
    'ISO/IEC 27001:2022 A.8.13',
    'SOC 2 A1.2',
    'SOC 2 PI1.5',
  ],
  needs: ['protectedBy'],
  assess: ({ protectedBy }, { backup }, asOf) => {
    const { maximumRecoveryPointAgeDays: days, required } = backup;
    if (protectedBy.by === 'disk') return diskBackupOutcome(protectedBy.backup, days, asOf);
    if (protectedBy.by === 'item') return ofOrphan(protectedBy, days, asOf);
    const { items } = protectedBy;
    const whole = byDisks(protectedBy, days, asOf);
    if (items.rows.length === 0 && whole === undefined) return notBackedUp(protectedBy, required);
    const found = items.rows.map((row) => ofThisMachine(judge(row, days, asOf), protectedBy.created));
    const best = strongest(whole === undefined ? found : [...found, whole]);
    const unseen = [...items.gaps, ...near(protectedBy)];
    if (best?.status === 'NonCompliant' && unseen.length > 0)
      return hidden('Whether another item backs up the VM', unseen, best.evidence);
    return best ?? unknown('No backup item could be judged.');
  },
});

type Machine = Extract<Protected, { by: 'machine' }>;

/** Disk backup protects the VM if it protects all its disks; undefined if it leaves one out. */
function byDisks({ disks, otherDisks }: Machine, maximumAgeDays: number, asOf: string): Outcome | undefined {
  if (disks.length === 0 || otherDisks > 0 || disks.some(({ rows }) => rows.length === 0)) return undefined;
  const worst = weakest(
    disks.flatMap(({ rows }) => strongest(rows.map((row) => diskBackupOutcome(row, maximumAgeDays, asOf))) ?? []),
  );
  if (worst?.status !== 'Compliant') return worst;
  return compliant(`Disk backup protects every managed disk of the VM. ${worst.because}`, worst.evidence);
}

/** Gaps that may hide disk backup in the subscription of the disks, once each. */
function near({ disks }: Pick<Machine, 'disks'>): readonly Gap[] {
  return [...new Set(disks.flatMap(({ gaps }) => gaps))];
}

function notBackedUp({ items, disks, otherDisks }: Machine, required: boolean): Outcome {
  const elsewhere = [...new Set([items, ...disks].flatMap((rows) => rows.elsewhere ?? []))];
  // That something required is missing is proven only if nothing can hide it.
  const hiding = [...items.gaps, ...near({ disks }), ...(required ? elsewhere : [])];
  if (hiding.length > 0) return hidden('Whether the VM is backed up', hiding);
  const covered = disks.filter(({ rows }) => rows.length > 0).length;
  const but = covered === 0 ? '' : ` (disk backup covers ${covered} of its ${disks.length + otherDisks} disks)`;
  return required
    ? nonCompliant(`No Azure Backup item protects the VM${but}.`)
    : notApplicable(
        `No Azure Backup item protects the VM${but}, and the baseline does not require one.`,
        undefined,
        elsewhere,
      );
}

/**
 * A VM that was deleted and created again keeps its ID, and the item names no more than that.
 * @see https://learn.microsoft.com/rest/api/compute/virtual-machines/get#virtualmachine
 */
function ofThisMachine(outcome: Outcome, created: string | undefined): Outcome {
  const newest = newestIn(outcome);
  const taken = instant(newest);
  const made = instant(created);
  if (outcome.status !== 'Compliant' || taken === undefined || made === undefined || taken >= made) return outcome;
  return unknown(
    `Its newest usable recovery point is dated ${isoDay(String(newest))}, but the VM was created on ${isoDay(created ?? '')}: it may be of an earlier VM with the same ID.`,
    { ...outcome.evidence, 'VM created': created ?? null },
  );
}

type Orphan = Extract<Protected, { by: 'item' }>;

/** Stopped so that points are kept by policy, an item is suspended. */
const STOPPED = values('ProtectionStopped', 'BackupsSuspended', 'BackupSchedulesSuspended');

/**
 * What is kept of a deleted VM. If its backups were stopped, nothing is left to back up; if not, they fail from now on, and
 * the points kept grow old.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-manage-vms
 * @see https://learn.microsoft.com/dotnet/api/microsoft.azure.commands.recoveryservices.backup.cmdlets.models.itemprotectionstate
 */
function ofOrphan({ backup, machine }: Orphan, maximumAgeDays: number, asOf: string): Outcome {
  const { item } = backup;
  if (machine === undefined) return hidden('Which VM the backup item protects', [namesNoMachine(item)]);
  const vm = `VM ${nameOf(item.sourceResourceId ?? item.id)}`;
  // Whether it is left without its VM is not known: a VM that is there is judged with its items.
  if (machine.kind === 'unsure') return hidden(vm, machine.gaps);
  const found = judge(backup, maximumAgeDays, asOf);
  const stopped = whetherStopped(backup);
  if (stopped === 'yes')
    return notApplicable(
      `${vm} no longer exists, and its backups were stopped: nothing is left to back up.`,
      found.evidence,
    );
  if (stopped === 'contradicted') return unknown(`${vm} no longer exists. ${inTwoStates(backup)}`, found.evidence);
  const remediation = found.status === 'NonCompliant' ? { remediation: VM_GONE.text } : {};
  return { ...found, ...remediation, because: `${vm} no longer exists. ${found.because}` };
}

function whetherStopped({ item, exclusion }: BackedUp): 'yes' | 'no' | 'contradicted' {
  if (!says(item.protectionState, STOPPED)) return 'no';
  return exclusion.kind !== 'found' || says(exclusion.row.protectionState, STOPPED) ? 'yes' : 'contradicted';
}

function inTwoStates({ item, exclusion }: BackedUp): string {
  const own = exclusion.kind === 'found' ? exclusion.row.protectionState : undefined;
  return `Its protection state is ${quoted(item.protectionState)} in Resource Graph and ${quoted(own)} in its vault.`;
}

/** If there was no time to ask its vault for the state, the one in Resource Graph stands, limited. */
function judge(backup: BackedUp, maximumAgeDays: number, asOf: string): Outcome {
  const { exclusion } = backup;
  const unread = exclusion.kind === 'unsure' ? exclusion.gaps : [];
  const outcome = inBothPlaces(backup, recentPoint(backup, maximumAgeDays, asOf));
  if (outcome.status === 'NonCompliant' || unread.every(({ kind }) => kind === 'noTime'))
    return limited(outcome, unread);
  return hidden('Its state in its vault', unread, outcome.evidence);
}

function inBothPlaces(backup: BackedUp, recent: Outcome): Outcome {
  const { item, exclusion } = backup;
  const inVault = exclusion.kind === 'found' ? exclusion.row : undefined;
  const facts = evidence({
    'Protection state': item.protectionState,
    'Current protection state': item.currentProtectionState,
    'Protection state in the vault': inVault?.protectionState,
    Health: item.healthStatus,
    'Protection status': item.protectionStatus,
    'Last backup status': item.lastBackupStatus,
    Policy: item.policyName,
  });
  if (inVault?.isScheduledForDeferredDelete === true)
    return nonCompliant('Its vault lists it as deleted: what was backed up is kept for a while only.', facts);
  const lack = NOT_PROTECTED(item.protectionState);
  if (lack !== undefined)
    return nonCompliant(`Its protection state is ${quoted(item.protectionState)}: ${lack}.`, facts);
  if (says(item.currentProtectionState, NOT_CONFIGURED))
    return nonCompliant(`Its current protection state is ${quoted(item.currentProtectionState)}.`, facts);
  if (says(item.healthStatus, UNHEALTHY))
    return nonCompliant(`Azure Backup reports health ${quoted(item.healthStatus)}: action required.`, facts);
  if (recent.status === 'NonCompliant') return { ...recent, evidence: { ...facts, ...recent.evidence } };
  // The index of Resource Graph may lag behind its vault.
  const own = inVault?.protectionState;
  if (inVault !== undefined && own?.toLowerCase() !== item.protectionState?.toLowerCase())
    return unknown(inTwoStates(backup), facts);
  if (!says(item.protectionState, PROTECTED))
    return unknown(`Protection state ${quoted(item.protectionState)} is not one this check knows.`, facts);
  if (item.currentProtectionState !== undefined && !says(item.currentProtectionState, CONFIGURED))
    return unknown(
      `Current protection state ${quoted(item.currentProtectionState)} is not one this check knows.`,
      facts,
    );
  if (!says(item.healthStatus, HEALTHY))
    return unknown(`Health ${quoted(item.healthStatus)} is not one this check knows.`, facts);
  if (item.protectionStatus !== undefined && !says(item.protectionStatus, GOING_WELL))
    return unknown(
      `Its health is ${quoted(item.healthStatus)}, yet its protection status is ${quoted(item.protectionStatus)}.`,
      facts,
    );
  return { ...recent, evidence: { ...facts, ...recent.evidence } };
}
