import type { Rules } from '../../domain/baseline.ts';
import type { Outcome } from '../../domain/check.ts';
import type { KeyVault } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { attestable, compliant, evidence, hidden, limited, nonCompliant, unknown } from './shared/outcome.ts';

export const key03 = defineCheck({
  id: 'KEY-03',
  version: 5,
  answers: ['R1', 'R5'],
  subject: 'keyVault',
  title: 'The vault of the key has soft delete and purge protection on',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Switch on soft delete and purge protection of the key vault or managed HSM; neither can be switched off afterwards.',
  limits:
    'A vault in another tenant is not read: ask that tenant for evidence that it is protected. A key of the vault that was not read might say that it can be purged: what the vault says stands, limited.',
  attestable: 'soft delete and purge protection of a key vault in another tenant, on evidence from that tenant',
  learnMore: 'https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview',
  controls: [
    'MCSB v1 DP-8',
    'MCSB v2 DP-8',
    'CIS Azure Foundations 4.0 9.3.5',
    'CIS Azure Foundations 6.0 8.3.5',
    'NIST SP 800-53 r5 CP-9',
    'ISO/IEC 27001:2022 A.8.24',
    'SOC 2 CC6.1',
  ],
  needs: ['vault', 'unresolved', 'recoveryLevels'],
  assess: ({ vault, unresolved, recoveryLevels }, { keys }) => {
    if (vault === undefined)
      return unresolved === undefined
        ? unknown('Could not determine which key vault holds the key.')
        : attestable(unknown(unresolved));
    if (vault.kind === 'unsure') return hidden('The key vault', vault.gaps);
    if (vault.kind === 'absent') return unknown('The key vault is named but was not found: it may have been deleted.');
    // What the vault says stands; a key of it that was not read might contradict it.
    return limited(judge(vault.row, recoveryLevels.rows, keys), keys.requirePurgeProtection ? recoveryLevels.gaps : []);
  },
});

/**
 * What a key that nobody can purge says.
 * @see https://learn.microsoft.com/rest/api/keyvault/keys/get-key/get-key#deletionrecoverylevel
 */
const NOT_PURGEABLE = values(
  'Recoverable',
  'Recoverable+ProtectedSubscription',
  'CustomizedRecoverable',
  'CustomizedRecoverable+ProtectedSubscription',
);

function judge(
  { managedHsm, enableSoftDelete, enablePurgeProtection }: KeyVault,
  recoveryLevels: readonly string[],
  rules: Rules['keys'],
): Outcome {
  const what = managedHsm ? 'managed HSM' : 'key vault';
  const facts = evidence({
    Kind: what,
    'Soft delete': enableSoftDelete,
    'Purge protection': enablePurgeProtection,
  });
  if (rules.requireSoftDelete && enableSoftDelete === false)
    return nonCompliant(`Soft delete of the ${what} is off.`, facts);
  if (rules.requirePurgeProtection && enablePurgeProtection !== true) {
    // Of a vault, Azure accepts no `false` here and leaves the flag out until it is switched on; nothing says so of an HSM:
    // https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get#vaultproperties
    if (managedHsm && enablePurgeProtection === undefined)
      return unknown('Azure did not say whether purge protection of the managed HSM is on.', facts);
    return nonCompliant(`Purge protection of the ${what} is not on.`, facts);
  }
  const open = recoveryLevels.find((level) => !says(level, NOT_PURGEABLE));
  if (rules.requirePurgeProtection && open !== undefined)
    return unknown(
      `The ${what} says that purge protection is on, yet a key in it has recovery level ${quoted(open)}.`,
      facts,
    );
  // Soft delete of a managed HSM cannot be switched off: https://learn.microsoft.com/azure/key-vault/managed-hsm/recovery
  if (rules.requireSoftDelete && enableSoftDelete === undefined && !managedHsm)
    return unknown('Azure did not say whether soft delete is on.', facts);
  return compliant(
    rules.requireSoftDelete || rules.requirePurgeProtection
      ? `Soft delete and purge protection of its ${what} are on.`
      : 'The baseline requires neither soft delete nor purge protection.',
    facts,
  );
}
