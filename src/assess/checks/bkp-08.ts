import { isSoftDeleted } from '../../domain/softDeleted.ts';
import type { Outcome } from '../../domain/check.ts';
import type { Gap } from '../../domain/estate.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { instant, isoDay } from '../../base/time.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown, weakest } from './shared/outcome.ts';
import type { BackedUp } from '../chain/subjects.ts';
import { asRead } from './shared/asRead.ts';
import { OWN_PAGE, pageGaps } from './shared/ownPage.ts';
import { usabilityOf } from '../../domain/recoveryPoint.ts';
import { ADE_RETIREMENT } from './shared/retirements.ts';

export const bkp08 = defineCheck({
  id: 'BKP-08',
  version: 2,
  answers: ['R2', 'R7'],
  subject: 'protectedItem',
  title: 'No recovery point outlives the encryption method that it needs',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Move the VM off Azure Disk Encryption, take new backups, and shorten the retention of the old ones so that they expire before the retirement date.',
  limits: 'A recovery point for which Azure gives no expiry is Unknown.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate',
  controls: ['NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['backup'],
  assess: ({ backup }) => {
    if (isSoftDeleted(backup.item)) return notApplicable('The backup item is soft-deleted.');
    return asRead(ofPoints(backup), backup);
  },
});

function ofPoints(backup: BackedUp): Outcome {
  const { recoveryPoints } = backup;
  const outcomes = recoveryPoints.rows
    .filter((point) => usabilityOf(point) !== 'no')
    .map((point) => judge(point, pageGaps(backup, point)));
  const worst = weakest(outcomes);
  if (worst?.status === 'NonCompliant') return worst;
  if (recoveryPoints.gaps.length > 0) return hidden('Its recovery points', recoveryPoints.gaps);
  return worst ?? notApplicable('There is no usable recovery point.');
}

function judge(point: RecoveryPoint, unread: readonly Gap[]): Outcome {
  const facts = evidence({
    'Recovery point': point.name,
    'Recovery point time': point.time,
    'Source was encrypted': point.isSourceVmEncrypted,
    Expires: point.expiryTime,
  });
  if (point.isSourceVmEncrypted === undefined && unread.length > 0) return hidden(OWN_PAGE, unread, facts);
  if (point.isSourceVmEncrypted === undefined)
    return unknown(
      `Recovery point ${point.name} does not say whether its source was under Azure Disk Encryption.`,
      facts,
    );
  if (!point.isSourceVmEncrypted) return notApplicable('No usable recovery point needs Azure Disk Encryption.', facts);
  const expires = instant(point.expiryTime);
  if (expires === undefined) return unknown(`It is not known when recovery point ${point.name} expires.`, facts);
  return expires > Date.parse(ADE_RETIREMENT)
    ? nonCompliant(
        `A recovery point under Azure Disk Encryption is kept until ${isoDay(point.expiryTime ?? '')}, past ${isoDay(ADE_RETIREMENT)}, when its disks stop unlocking.`,
        facts,
      )
    : compliant(`Recovery points under Azure Disk Encryption expire before ${isoDay(ADE_RETIREMENT)}.`, facts);
}
