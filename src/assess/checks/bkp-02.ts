import { isSoftDeleted } from '../../domain/softDeleted.ts';
import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Gap, Lookup } from '../../domain/estate.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { isoDay } from '../../base/time.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown, weakest } from './shared/outcome.ts';
import type { BackedUp } from '../chain/subjects.ts';
import { asRead } from './shared/asRead.ts';
import { unknownTiers, usabilityOf } from '../../domain/recoveryPoint.ts';
import { OWN_PAGE } from './shared/ownPage.ts';
import { sourceGuest, type SourceGuest } from './shared/sourceOfBackup.ts';

const MECHANISMS = values('SinglePass', 'DoublePass');

export const bkp02 = defineCheck({
  id: 'BKP-02',
  version: 4,
  answers: ['R2'],
  subject: 'protectedItem',
  title: 'Every usable recovery point has the encryption of its source',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Take a new backup now that the VM is encrypted, and let the recovery points without its keys expire, or delete them.',
  limits:
    'Azure returns the secret and key of a recovery point only when that point is read by itself, which is done for the newest usable point of each item: an older point of a VM under Azure Disk Encryption is Unknown. A recovery point shows Azure Disk Encryption only; the vault tier is encrypted under the key of the vault (BKP-03). The source is judged as it is now.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-vms-encryption',
  controls: [
    'MCSB v1 BR-2',
    'MCSB v2 BR-2',
    'NIST SP 800-53 r5 CP-9(8)',
    'ISO/IEC 27001:2022 A.8.13',
    'ISO/IEC 27001:2022 A.8.24',
  ],
  needs: ['backup', 'machine', 'disks'],
  assess: ({ backup, machine, disks }) =>
    isSoftDeleted(backup.item)
      ? notApplicable('The backup item is soft-deleted.')
      : asRead(ofPoints(backup, sourceGuest(machine, disks)), backup),
});

function ofPoints({ vault, recoveryPoints, opened }: BackedUp, source: SourceGuest): Outcome {
  const points = recoveryPoints.rows.filter((point) => usabilityOf(point) !== 'no');
  const worst = weakest(points.map((point) => judge(point, source, opened.get(point.id))));
  const facts = evidence({
    'Source under Azure Disk Encryption': source.guest,
    'Usable recovery points': points.length,
  });
  const withFacts = (outcome: Outcome): Outcome => ({ ...outcome, evidence: { ...facts, ...outcome.evidence } });
  if (worst?.status === 'NonCompliant') return withFacts(worst);
  if (recoveryPoints.gaps.length > 0) return hidden('Its recovery points', recoveryPoints.gaps, facts);
  if (worst === undefined) return notApplicable('There is no usable recovery point.', facts);
  if (worst.status === 'Unknown') return withFacts(worst);
  if (vault.kind === 'unsure') return hidden('The vault that holds the recovery points', vault.gaps, facts);
  if (vault.kind === 'absent') return unknown('The vault that holds the recovery points was not found.', facts);
  const by = vault.row.keyUri === undefined ? 'a platform-managed key' : 'a customer-managed key';
  return compliant(
    `${points.length === 1 ? 'The usable recovery point has' : `All ${points.length} usable recovery points have`} the encryption of the source; the vault encrypts them with ${by}.`,
    {
      ...facts,
      'Vault encrypts with': by,
    },
  );
}

function judge(point: RecoveryPoint, source: SourceGuest, opened: Lookup<RecoveryPoint> | undefined): Outcome {
  const facts = evidence({
    'Recovery point': point.name,
    'Recovery point time': point.time,
    'Source was encrypted': point.isSourceVmEncrypted,
    Mechanism: point.encryptionMechanism,
  });
  const when = point.time === undefined ? point.name : isoDay(point.time);
  const doubt = usability(point, when, opened);
  if (doubt !== undefined) return { ...doubt, evidence: facts };
  if (source.guest === 'none') return compliant('', facts);
  if (point.isSourceVmEncrypted === undefined)
    return unknown(`The recovery point of ${when} does not say whether its source was encrypted.`, facts);
  if (!point.isSourceVmEncrypted) return notEncrypted(when, source, facts, source.gaps);
  if (point.keys === undefined && opened?.kind !== 'found')
    return unknown(
      `The recovery point of ${when} is marked as encrypted; its secret and key were not read.`,
      facts,
      opened?.kind === 'unsure' ? opened.gaps : [],
    );
  if (!says(point.encryptionMechanism, MECHANISMS))
    return unknown(
      `Encryption mechanism ${quoted(point.encryptionMechanism)} of the recovery point of ${when} is not one this check knows.`,
      facts,
    );
  if (point.keys?.secretUrl === undefined)
    return nonCompliant(`The recovery point of ${when} is marked as encrypted but carries no secret.`, facts);
  if (point.keys.keyUrl !== undefined || source.guest === 'adeBek') return compliant('', facts);
  return source.guest === 'adeKek'
    ? nonCompliant(
        `The recovery point of ${when} carries a secret but not the key encryption key of its source.`,
        facts,
      )
    : unknown(
        `The recovery point of ${when} carries no key encryption key; could not determine whether its source has one.`,
        facts,
        source.gaps,
      );
}

/** Unknown if it is not certain that a restore may start from it; undefined if it may. */
function usability(point: RecoveryPoint, when: string, opened: Lookup<RecoveryPoint> | undefined): Outcome | undefined {
  const isUnknown = usabilityOf(point) === 'unknown';
  if (isUnknown && opened?.kind === 'unsure') return hidden(OWN_PAGE, opened.gaps);
  const [strange] = unknownTiers(point);
  if (strange !== undefined)
    return unknown(
      `The recovery point of ${when} has a tier of type ${quoted(strange.type)} in state ${quoted(strange.status)}, which this check does not know.`,
    );
  return isUnknown
    ? unknown(`Could not determine whether the recovery point of ${when} can be restored from.`)
    : undefined;
}

function notEncrypted(when: string, source: SourceGuest, facts: Evidence, gaps: readonly Gap[]): Outcome {
  return source.guest === 'unknown'
    ? unknown(
        `The recovery point of ${when} is marked as not encrypted; could not determine whether its source is under Azure Disk Encryption.`,
        facts,
        gaps,
      )
    : nonCompliant(
        `The recovery point of ${when} is marked as not encrypted, yet its source is under Azure Disk Encryption.`,
        facts,
      );
}
