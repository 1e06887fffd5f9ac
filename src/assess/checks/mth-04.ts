import { defineCheck } from './shared/defineCheck.ts';
import { quoted } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown } from './shared/outcome.ts';

export const mth04 = defineCheck({
  id: 'MTH-04',
  version: 3,
  answers: ['R7'],
  subject: 'disk',
  title: 'The settings of the disk do not contradict each other',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Azure Backup cannot read a disk that requires Entra authentication at export: choose one or the other, and block export with its network access policy instead.',
  limits:
    'Azure Policy assignments are not read, so a deny policy that makes instant restore fail is not seen. Whether disk backup (Backup vaults) can read a disk that asks for Entra authentication is not documented.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-support-matrix-iaas#vm-storage-support',
  controls: ['ISO/IEC 27001:2022 A.8.13'],
  needs: ['bytes', 'attachments', 'backups', 'diskBackups'],
  assess: ({ bytes, attachments, backups, diskBackups: { own } }) => {
    const mode = bytes.dataAccessAuthMode;
    const facts = evidence({ 'Data access authentication': mode, 'Backed up': backups.rows.length > 0 });
    switch (mode?.toLowerCase()) {
      case undefined: // left out by Azure until it is asked for
      case 'none':
        return compliant('It requires no authentication that Azure Backup does not support.', facts);
      case 'azureactivedirectory':
        break;
      default:
        return unknown(`Data access authentication ${quoted(mode)} is not one this check knows.`, facts);
    }
    if (backups.rows.length > 0)
      return nonCompliant(
        'It requires Entra authentication at export, which Azure Backup of its VM does not support.',
        facts,
      );
    if (own.rows.length > 0)
      return unknown(
        'It requires Entra authentication at export; whether the disk backup that protects it supports that is not documented.',
        facts,
      );
    if (own.gaps.length > 0) return hidden('Whether disk backup reads it', own.gaps, facts);
    if (attachments.length > 0 && backups.gaps.length > 0)
      return hidden('Whether its VM is backed up', backups.gaps, facts);
    return notApplicable('It requires Entra authentication at export, and Azure Backup does not read it.', facts, [
      ...new Set([backups, own].flatMap((rows) => rows.elsewhere ?? [])),
    ]);
  },
});
