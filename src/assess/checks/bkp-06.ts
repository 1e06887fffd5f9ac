import type { Evidence, Outcome } from '../../domain/check.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown, weakest } from './shared/outcome.ts';
import type { VaultBackups } from '../chain/subjects.ts';

/** The two kinds of vault use different words for the same states. */
const SOFT_DELETE = {
  VM: { on: values('Enabled', 'AlwaysON'), off: values('Disabled') },
  disk: { on: values('On', 'AlwaysOn'), off: values('Off') },
} as const;
const IMMUTABILITY = ['disabled', 'unlocked', 'locked'];

export const bkp06 = defineCheck({
  id: 'BKP-06',
  version: 2,
  answers: ['R2'],
  subject: 'recoveryServicesVault',
  alsoJudges: ['backupVault'],
  title: 'The vault keeps deleted backups and is immutable as the baseline requires',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Switch on soft delete, and immutability where the baseline requires it, in the properties of the vault.',
  limits:
    'Multi-user authorisation is not judged. The snapshots of a Backup vault are stored outside it: anyone who may delete snapshots can delete them whatever the vault says.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about',
  controls: ['MCSB v2 BR-2', 'NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['vaultBackups'],
  assess: ({ vaultBackups }, { backup }) => {
    const { vault, items } = vaultBackups;
    const facts = evidence({
      'Soft delete': vault.softDeleteState,
      'Soft delete days': vault.softDeleteRetentionDays,
      Immutability: vault.immutabilityState,
    });
    if (items.rows.length === 0)
      return items.gaps.length > 0
        ? hidden('Whether the vault holds backups', items.gaps, facts)
        : notApplicable(`The vault holds no ${vaultBackups.of} backup.`, facts);
    const asked: Outcome[] = [];
    if (backup.requireSoftDelete) asked.push(softDelete(vaultBackups, facts));
    if (backup.immutability !== 'notAsked') asked.push(immutable(vault.immutabilityState, backup.immutability, facts));
    return weakest(asked) ?? compliant('The baseline requires neither soft delete nor immutability.', facts);
  },
});

function softDelete({ of, vault }: VaultBackups, facts: Evidence): Outcome {
  const state = vault.softDeleteState;
  if (says(state, SOFT_DELETE[of].on))
    return compliant('Soft delete and immutability are as the baseline requires.', facts);
  if (says(state, SOFT_DELETE[of].off)) return nonCompliant('Soft delete of the vault is off.', facts);
  return unknown(`Soft delete state ${quoted(state)} is not one this check knows.`, facts);
}

function immutable(state: string | undefined, asked: 'Unlocked' | 'Locked', facts: Evidence): Outcome {
  const at = IMMUTABILITY.indexOf(state?.toLowerCase() ?? '');
  if (at < 0) return unknown(`Immutability state ${quoted(state)} is not one this check knows.`, facts);
  return at >= IMMUTABILITY.indexOf(asked.toLowerCase())
    ? compliant('Soft delete and immutability are as the baseline requires.', facts)
    : nonCompliant(`Immutability is ${quoted(state)}; the baseline requires ${asked}.`, facts);
}
