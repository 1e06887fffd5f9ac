import type { Outcome } from '../../domain/check.ts';
import { defineCheck } from '../defineCheck.ts';
import { DAY, day, instant } from '../instant.ts';
import {
  compliant,
  evidence,
  hidden,
  nonCompliant,
  notApplicable,
  quoted,
  says,
  strongest,
  unknown,
  values,
} from '../outcome.ts';
import { usabilityOf } from '../recoveryPoints.ts';
import type { BackedUp } from '../subjects.ts';

const PROTECTED = values('Protected');
const NOT_PROTECTED = values(
  'IRPending',
  'ProtectionError',
  'ProtectionStopped',
  'ProtectionPaused',
  'BackupsSuspended',
);
const CONFIGURED = values('ProtectionConfigured');
const NOT_CONFIGURED = values(
  'ConfiguringProtection',
  'ConfiguringProtectionFailed',
  'ProtectionStopped',
  'ProtectionError',
);
const HEALTHY = values('Passed', 'ActionSuggested');
const UNHEALTHY = values('ActionRequired');

export const bkp01 = defineCheck({
  id: 'BKP-01',
  version: 1,
  answers: ['R2'],
  subject: 'virtualMachine',
  title: 'The VM is backed up, healthy, with a recent usable recovery point',
  severity: 'High',
  rollsUp: true,
  remediation: 'Put the VM under a backup policy, or clear the error that stops its backups.',
  limits: 'Azure Backup of VMs only; backups by other products and Backup vault disk backups are not seen.',
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
  needs: ['backups'],
  assess: ({ backups }, { backup }, asOf) => {
    if (backups.rows.length === 0) {
      if (backups.gaps.length > 0) return hidden('Whether the VM is backed up', backups.gaps);
      return backup.required
        ? nonCompliant('No Azure Backup item protects the VM.')
        : notApplicable('No Azure Backup item protects the VM, and the baseline does not require one.');
    }
    const best = strongest(backups.rows.map((row) => judge(row, backup.maximumRecoveryPointAgeDays, asOf)));
    if (best?.status === 'NonCompliant' && backups.gaps.length > 0)
      return hidden('Whether another item backs up the VM', backups.gaps, best.evidence);
    return best ?? unknown('No backup item could be judged.');
  },
});

function judge({ item, recoveryPoints }: BackedUp, maximumAgeDays: number, asOf: string): Outcome {
  const facts = evidence({
    'Protection state': item.protectionState,
    'Current protection state': item.currentProtectionState,
    Health: item.healthStatus,
    'Last backup status': item.lastBackupStatus,
    Policy: item.policyName,
  });
  if (says(item.protectionState, NOT_PROTECTED))
    return nonCompliant(`Its protection state is ${quoted(item.protectionState)}.`, facts);
  if (says(item.currentProtectionState, NOT_CONFIGURED))
    return nonCompliant(`Its current protection state is ${quoted(item.currentProtectionState)}.`, facts);
  if (says(item.healthStatus, UNHEALTHY))
    return nonCompliant(`Azure Backup asks for action: health is ${quoted(item.healthStatus)}.`, facts);
  const recent = recentPoint(recoveryPoints, maximumAgeDays, asOf);
  if (recent.status === 'NonCompliant') return { ...recent, evidence: { ...facts, ...recent.evidence } };
  if (!says(item.protectionState, PROTECTED))
    return unknown(`Protection state ${quoted(item.protectionState)} is not one this check knows.`, facts);
  if (item.currentProtectionState !== undefined && !says(item.currentProtectionState, CONFIGURED))
    return unknown(
      `Current protection state ${quoted(item.currentProtectionState)} is not one this check knows.`,
      facts,
    );
  if (!says(item.healthStatus, HEALTHY))
    return unknown(`Health ${quoted(item.healthStatus)} is not one this check knows.`, facts);
  return { ...recent, evidence: { ...facts, ...recent.evidence } };
}

/** One usable point that is young enough decides; "none" needs every point to be read and understood. */
function recentPoint({ rows, gaps }: BackedUp['recoveryPoints'], maximumAgeDays: number, asOf: string): Outcome {
  const now = instant(asOf) ?? Number.NaN;
  const oldest = now - maximumAgeDays * DAY;
  const tomorrow = now + DAY;
  let newest: string | undefined;
  let doubtful = 0;
  for (const point of rows) {
    const usable = usabilityOf(point);
    const time = instant(point.time);
    if (usable === 'no') continue;
    if (usable === 'unknown' || time === undefined || time > tomorrow) {
      doubtful += 1;
      continue;
    }
    if (newest === undefined || time > (instant(newest) ?? 0)) newest = point.time;
  }
  const facts = evidence({ 'Newest usable recovery point': newest });
  if (newest !== undefined && (instant(newest) ?? 0) >= oldest)
    return compliant(`It is protected and healthy, and its newest usable recovery point is of ${day(newest)}.`, facts);
  if (gaps.length > 0) return hidden('Its recovery points', gaps, facts);
  if (doubtful > 0)
    return unknown(`The state or time of ${doubtful} recovery points is not one this check knows.`, facts);
  return newest === undefined
    ? nonCompliant('It has no usable recovery point.', facts)
    : nonCompliant(`Its newest usable recovery point is of ${day(newest)}, older than ${maximumAgeDays} days.`, facts);
}
