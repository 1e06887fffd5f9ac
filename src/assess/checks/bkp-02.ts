import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Gap, Lookup } from '../../domain/estate.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { isoDay } from '../../base/time.ts';
import { isSoftDeleted } from '../chain/joins/backups.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown, weakest } from './shared/outcome.ts';
import { unknownTiers, usabilityOf } from '../../domain/recoveryPoint.ts';
import { sourceGuest, type SourceGuest } from './shared/sourceOfBackup.ts';

const MECHANISMS = values('SinglePass', 'DoublePass');

export const bkp02 = defineCheck({
  id: 'BKP-02',
  version: 2,
  answers: ['R2'],
  subject: 'protectedItem',
  title: 'Every usable recovery point kept the encryption of its source',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Take a new backup now that the VM is encrypted, and let the recovery points without its keys expire or delete them.',
  limits:
    'Azure names the secret and key of a recovery point on its own page only, which is opened for the newest usable point of each item: an older point of a VM under Azure Disk Encryption is Unknown. A recovery point shows Azure Disk Encryption only; the vault tier is encrypted under the key of the vault (BKP-03). The source is judged as it is now.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-vms-encryption',
  controls: [
    'MCSB v1 BR-2',
    'MCSB v2 BR-2',
    'NIST SP 800-53 r5 CP-9(8)',
    'ISO/IEC 27001:2022 A.8.13',
    'ISO/IEC 27001:2022 A.8.24',
  ],
  needs: ['backup', 'machine', 'disks'],
  assess: ({ backup, machine, disks }) => {
    const { item, vault, recoveryPoints, opened } = backup;
    if (isSoftDeleted(item)) return notApplicable('The backup item is soft-deleted.');
    const source = sourceGuest(machine, disks);
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
      `All ${points.length} usable recovery points kept the encryption of the source; the vault encrypts them with ${by}.`,
      {
        ...facts,
        'Vault encrypts with': by,
      },
    );
  },
});

function judge(point: RecoveryPoint, source: SourceGuest, opened: Lookup<RecoveryPoint> | undefined): Outcome {
  const facts = evidence({
    'Recovery point': point.name,
    'Recovery point time': point.time,
    'Source was encrypted': point.isSourceVmEncrypted,
    Mechanism: point.encryptionMechanism,
  });
  const when = point.time === undefined ? point.name : isoDay(point.time);
  const [strange] = unknownTiers(point);
  if (usabilityOf(point) === 'unknown' || strange !== undefined)
    return unknown(
      strange === undefined
        ? `Whether the recovery point of ${when} can be restored from is not known.`
        : `The recovery point of ${when} has a tier of type ${quoted(strange.type)} in state ${quoted(strange.status)}, which this check does not know.`,
      facts,
    );
  if (source.guest === 'none') return compliant('', facts);
  if (point.isSourceVmEncrypted === undefined)
    return unknown(`The recovery point of ${when} does not say whether its source was encrypted.`, facts);
  if (!point.isSourceVmEncrypted) return notEncrypted(when, source, facts, source.gaps);
  if (point.keys === undefined && opened?.kind !== 'found')
    return unknown(
      `The recovery point of ${when} says encrypted; with which secret and key was not read.`,
      facts,
      opened?.kind === 'unsure' ? opened.gaps : [],
    );
  if (!says(point.encryptionMechanism, MECHANISMS))
    return unknown(
      `Encryption mechanism ${quoted(point.encryptionMechanism)} of the recovery point of ${when} is not one this check knows.`,
      facts,
    );
  if (point.keys?.secretUrl === undefined)
    return nonCompliant(`The recovery point of ${when} says encrypted but carries no secret.`, facts);
  if (point.keys.keyUrl !== undefined || source.guest === 'adeBek') return compliant('', facts);
  return source.guest === 'adeKek'
    ? nonCompliant(
        `The recovery point of ${when} carries a secret but not the key encryption key of its source.`,
        facts,
      )
    : unknown(
        `The recovery point of ${when} carries no key encryption key; whether its source has one is in doubt.`,
        facts,
        source.gaps,
      );
}

function notEncrypted(when: string, source: SourceGuest, facts: Evidence, gaps: readonly Gap[]): Outcome {
  return source.guest === 'unknown'
    ? unknown(
        `The recovery point of ${when} says not encrypted; whether its source is under Azure Disk Encryption is in doubt.`,
        facts,
        gaps,
      )
    : nonCompliant(
        `The recovery point of ${when} says not encrypted, yet its source is under Azure Disk Encryption.`,
        facts,
      );
}
