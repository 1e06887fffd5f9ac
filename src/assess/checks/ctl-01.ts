import type { KeyVault } from '../../domain/facts.ts';
import type { AccessFacts } from '../access/accessFacts.ts';
import { judgesOf } from '../access/judges.ts';
import { couldTakeKeys, keyHolders, permissionModel } from '../access/keyVault.ts';
import { defineCheck } from '../defineCheck.ts';
import { grantEvidence, grantOutcome } from '../grantOutcome.ts';
import { compliant, hidden, unknown } from '../outcome.ts';

export const ctl01 = defineCheck({
  id: 'CTL-01',
  version: 1,
  answers: ['R5'],
  subject: 'keyVault',
  title: 'Principals who can use or export the keys are within the approved set',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Remove the role assignment or the line of the access policy; approve in the baseline who has to use the keys.',
  limits:
    'Identities of disk encryption sets, Recovery Services vaults and storage accounts whose key lies in the vault may use it without being approved; what else runs under a user-assigned identity is not seen. Who could give themselves access is counted, not judged. Managed HSM is not read.',
  learnMore: 'https://learn.microsoft.com/azure/key-vault/general/rbac-guide',
  controls: ['MCSB v1 DP-8', 'NIST SP 800-53 r5 SC-12', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['vault', 'access'],
  assess: ({ vault, access }, { exporting }) => {
    if (vault.kind === 'unsure') return hidden('The key vault', vault.gaps);
    if (vault.kind === 'absent') return unknown('The key vault is named but was not found: it may be deleted.');
    const judgement = judgesOf(access, exporting).keyUsers(vault.row);
    const facts = { ...powersOver(access, vault.row), ...grantEvidence(judgement) };
    if (judgement.status === 'Compliant' && judgement.holders === 0)
      return compliant(
        access.servicesOf(vault.row.id).rows.length === 0
          ? 'Nobody can use or take out its keys.'
          : 'Nobody but the identities of the resources whose keys they are can use or take out its keys.',
        facts,
      );
    return grantOutcome(judgement, 'can use or take out keys of the vault', facts);
  },
});

/** What is shown beside the verdict: who may destroy keys, and who is one step away from using them. */
function powersOver({ index, servicesOf }: AccessFacts, vault: KeyVault): Readonly<Record<string, string | number>> {
  const destroyers = new Set(
    [
      keyHolders(index, 'keyPurge', vault),
      keyHolders(index, 'keyDelete', vault),
      index.holders('vaultDelete', vault.id),
      index.holders('vaultPurge', vault.id),
    ].flatMap(({ holders }) => holders.map((grant) => grant.principalId)),
  );
  const takers = new Set(couldTakeKeys(index, vault).holders.map((grant) => grant.principalId));
  return {
    'Permission model': permissionModel(vault) === 'roles' ? 'Azure roles' : 'access policies',
    'Identities of resources that use its keys': servicesOf(vault.id).rows.length,
    'Principals who can delete or purge': destroyers.size,
    'Principals who could give themselves access': takers.size,
  };
}
