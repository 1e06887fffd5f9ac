import { isSoftDeleted } from '../../domain/softDeleted.ts';
import type { Evidence, Outcome } from '../../domain/check.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { instant, isoDay } from '../../base/time.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown, weakest } from './shared/outcome.ts';
import type { BackedUp } from '../chain/subjects.ts';
import { asRead } from './shared/asRead.ts';
import { OWN_PAGE, pageGaps } from './shared/ownPage.ts';
import { mayHaveExpired, usabilityOf } from '../../domain/recoveryPoint.ts';
import { ADE_RETIREMENT } from './shared/retirements.ts';

export const bkp08 = defineCheck({
  id: 'BKP-08',
  version: 3,
  answers: ['R2', 'R7'],
  subject: 'protectedItem',
  title: 'No recovery point outlives the encryption method that it needs',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Move the VM off Azure Disk Encryption, take new backups, and shorten the retention of the old ones so that they expire before the retirement date.',
  limits:
    'A recovery point for which Azure gives no expiry, or one that has passed, is Unknown. Of an item whose backups were stopped, Azure keeps every recovery point until somebody deletes it.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate',
  controls: ['NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['backup'],
  assess: ({ backup }, _rules, asOf) => {
    if (isSoftDeleted(backup.item)) return notApplicable('The backup item is soft-deleted.');
    return asRead(ofPoints(backup, asOf), backup);
  },
});

function ofPoints(backup: BackedUp, asOf: string): Outcome {
  const { recoveryPoints } = backup;
  const outcomes = recoveryPoints.rows
    .filter((point) => usabilityOf(point) !== 'no')
    .map((point) => judge(point, backup, asOf));
  const worst = weakest(outcomes);
  if (worst?.status === 'NonCompliant') return worst;
  if (recoveryPoints.gaps.length > 0) return hidden('Its recovery points', recoveryPoints.gaps);
  return worst ?? notApplicable('There is no usable recovery point.');
}

function judge(point: RecoveryPoint, backup: BackedUp, asOf: string): Outcome {
  const facts = evidence({
    'Recovery point': point.name,
    'Recovery point time': point.time,
    'Source was encrypted': point.isSourceVmEncrypted,
    Expires: point.expiryTime,
  });
  const unread = pageGaps(backup, point);
  if (point.isSourceVmEncrypted === undefined && unread.length > 0) return hidden(OWN_PAGE, unread, facts);
  if (point.isSourceVmEncrypted === undefined)
    return unknown(
      `Recovery point ${point.name} does not say whether its source was under Azure Disk Encryption.`,
      facts,
    );
  if (!point.isSourceVmEncrypted) return notApplicable('No usable recovery point needs Azure Disk Encryption.', facts);
  const expires = instant(point.expiryTime);
  if (expires !== undefined && expires > Date.parse(ADE_RETIREMENT))
    return nonCompliant(
      `A recovery point under Azure Disk Encryption is kept until ${isoDay(point.expiryTime ?? '')}, past ${isoDay(ADE_RETIREMENT)}, when its disks stop unlocking.`,
      facts,
    );
  const kept = keptLonger(backup, facts);
  if (kept !== undefined) return kept;
  if (expires === undefined) return unknown(`Could not determine when recovery point ${point.name} expires.`, facts);
  if (mayHaveExpired(point, asOf))
    return unknown(
      `The retention of recovery point ${point.name} has ended, or may have, yet Azure still lists it: until when it is kept is not known.`,
      facts,
    );
  return compliant(`Recovery points under Azure Disk Encryption expire before ${isoDay(ADE_RETIREMENT)}.`, facts);
}

/** States in which the policy still removes what has expired: stopped so that points are kept by policy, an item is suspended. */
const EXPIRING = values(
  'Protected',
  'IRPending',
  'ProtectionError',
  'ProtectionPaused',
  'BackupsSuspended',
  'BackupSchedulesSuspended',
);
const STOPPED = values('ProtectionStopped');

/**
 * Why the expiry of a point is not its end; undefined where it is. Of an item whose backups were stopped, Azure keeps every point
 * until somebody deletes it.
 * @see https://learn.microsoft.com/powershell/module/az.recoveryservices/disable-azrecoveryservicesbackupprotection
 * @see https://learn.microsoft.com/azure/backup/backup-azure-manage-vms
 */
function keptLonger({ item, exclusion }: BackedUp, known: Evidence): Outcome | undefined {
  const states = [item.protectionState, ...(exclusion.kind === 'found' ? [exclusion.row.protectionState] : [])];
  const facts = { ...known, ...evidence({ 'Protection state': item.protectionState }) };
  if (states.every((state) => says(state, STOPPED)))
    return nonCompliant(
      `Its backups were stopped, so that Azure keeps recovery points under Azure Disk Encryption until somebody deletes them, also past ${isoDay(ADE_RETIREMENT)}, when their disks stop unlocking.`,
      facts,
    );
  if (exclusion.kind === 'unsure' && exclusion.gaps.some(({ kind }) => kind !== 'noTime'))
    return hidden('Its state in its vault', exclusion.gaps, facts);
  const strange = states.find((state) => !says(state, EXPIRING));
  return states.every((state) => says(state, EXPIRING))
    ? undefined
    : unknown(
        `Whether its recovery points still expire is not known: its protection state is ${quoted(strange)}.`,
        facts,
      );
}
