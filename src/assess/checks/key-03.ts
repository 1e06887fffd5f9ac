import { defineCheck } from '../defineCheck.ts';
import { compliant, evidence, hidden, nonCompliant, unknown } from '../outcome.ts';

export const key03 = defineCheck({
  id: 'KEY-03',
  version: 1,
  answers: ['R1', 'R5'],
  subject: 'keyVault',
  title: 'The vault of the key has soft delete and purge protection on',
  severity: 'High',
  rollsUp: true,
  remediation: 'Switch on soft delete and purge protection of the key vault; neither can be switched off again.',
  limits: 'Managed HSM and vaults of another tenant are not read.',
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
  needs: ['vault'],
  assess: ({ vault }, { keys }) => {
    if (vault.kind === 'unsure') return hidden('The key vault', vault.gaps);
    if (vault.kind === 'absent') return unknown('The key vault is named but was not found: it may be deleted.');
    const { enableSoftDelete, enablePurgeProtection } = vault.row;
    const facts = evidence({ 'Soft delete': enableSoftDelete, 'Purge protection': enablePurgeProtection });
    if (keys.requireSoftDelete && enableSoftDelete === false)
      return nonCompliant('Soft delete of the key vault is off.', facts);
    // Azure accepts no `false` here and leaves the flag out until it is switched on:
    // https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get#vaultproperties
    if (keys.requirePurgeProtection && enablePurgeProtection !== true)
      return nonCompliant('Purge protection of the key vault is not on.', facts);
    if (keys.requireSoftDelete && enableSoftDelete === undefined)
      return unknown('Azure did not say whether soft delete is on.', facts);
    return compliant(
      keys.requireSoftDelete || keys.requirePurgeProtection
        ? 'Soft delete and purge protection of its key vault are on.'
        : 'The baseline asks for neither soft delete nor purge protection.',
      facts,
    );
  },
});
