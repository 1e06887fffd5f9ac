import type { Evidence, Outcome } from '../../domain/check.ts';
import { defineCheck } from '../defineCheck.ts';
import {
  compliant,
  evidence,
  hidden,
  nonCompliant,
  notApplicable,
  quoted,
  says,
  unknown,
  values,
  weakest,
} from '../outcome.ts';

const SOFT_DELETE_ON = values('Enabled', 'AlwaysON');
const SOFT_DELETE_OFF = values('Disabled');
const IMMUTABILITY = ['disabled', 'unlocked', 'locked'];

export const bkp06 = defineCheck({
  id: 'BKP-06',
  version: 1,
  answers: ['R2'],
  subject: 'recoveryServicesVault',
  title: 'The vault keeps deleted backups and is immutable as the baseline asks',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Switch on soft delete, and immutability where the baseline asks for it, in the properties of the vault.',
  limits: 'Multi-user authorisation is not judged.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about',
  controls: ['MCSB v2 BR-2', 'NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['vault', 'items'],
  assess: ({ vault, items }, { backup }) => {
    const facts = evidence({
      'Soft delete': vault.softDeleteState,
      'Soft delete days': vault.softDeleteRetentionDays,
      Immutability: vault.immutabilityState,
    });
    if (items.rows.length === 0)
      return items.gaps.length > 0
        ? hidden('Whether the vault holds backups', items.gaps, facts)
        : notApplicable('The vault holds no VM backup.', facts);
    const asked: Outcome[] = [];
    if (backup.requireSoftDelete) asked.push(softDelete(vault.softDeleteState, facts));
    if (backup.immutability !== 'notAsked') asked.push(immutable(vault.immutabilityState, backup.immutability, facts));
    return weakest(asked) ?? compliant('The baseline asks for neither soft delete nor immutability.', facts);
  },
});

function softDelete(state: string | undefined, facts: Evidence): Outcome {
  if (says(state, SOFT_DELETE_ON)) return compliant('Soft delete and immutability are as the baseline asks.', facts);
  if (says(state, SOFT_DELETE_OFF)) return nonCompliant('Soft delete of the vault is off.', facts);
  return unknown(`Soft delete state ${quoted(state)} is not one this check knows.`, facts);
}

function immutable(state: string | undefined, asked: 'Unlocked' | 'Locked', facts: Evidence): Outcome {
  const at = IMMUTABILITY.indexOf(state?.toLowerCase() ?? '');
  if (at < 0) return unknown(`Immutability state ${quoted(state)} is not one this check knows.`, facts);
  return at >= IMMUTABILITY.indexOf(asked.toLowerCase())
    ? compliant('Soft delete and immutability are as the baseline asks.', facts)
    : nonCompliant(`Immutability is ${quoted(state)}; the baseline asks for ${asked}.`, facts);
}
