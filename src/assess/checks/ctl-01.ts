import type { KeyVault } from '../../domain/facts.ts';
import type { AccessFacts } from '../access/accessFacts.ts';
import { describePrincipal, describeWay, type Grant } from '../access/grant.ts';
import { approvedPrincipals } from '../access/judge.ts';
import { judgesOf } from '../access/judges.ts';
import { couldTakeKeys, keyHolders, localRoles, permissionModel } from '../access/keyVault.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { grantEvidence, grantOutcome } from './shared/grantOutcome.ts';
import { attestable, compliant, evidence, hidden, unknown } from './shared/outcome.ts';

export const ctl01 = defineCheck({
  id: 'CTL-01',
  version: 5,
  answers: ['R5'],
  subject: 'keyVault',
  title: 'Principals who can use or export the keys are within the approved set',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Remove the role assignment or the entry in the access policy; approve in the baseline those who need to use the keys.',
  limits:
    'Readers of a secret count only where it unlocks a disk by itself (Azure Disk Encryption without a key encryption key). Identities of disk encryption sets, Recovery Services vaults and storage accounts whose key is in the vault may use it without approval; other uses of a user-assigned identity are not seen. Who can delete or purge keys is named, not judged: with purge protection (KEY-03) deletion is not final. Who could give themselves access is counted. Roles of a managed HSM are stored inside it and are not read. Whether a role at one version of a key counts is not documented: Unknown. A role that a principal of this tenant may activate (Privileged Identity Management) counts only while it is active.',
  attestable:
    'who may use or export the keys: through roles inside a managed HSM, in another tenant, or as members of a group',
  learnMore: 'https://learn.microsoft.com/azure/key-vault/general/rbac-guide',
  controls: ['MCSB v1 DP-8', 'NIST SP 800-53 r5 SC-12', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['vault', 'unresolved', 'secrets', 'access'],
  assess: ({ vault, unresolved, secrets, access }, { exporting }) => {
    if (vault === undefined)
      return unresolved === undefined
        ? unknown('Could not determine which key vault holds the key.')
        : attestable(unknown(unresolved));
    if (vault.kind === 'unsure') return hidden('The key vault', vault.gaps);
    if (vault.kind === 'absent') return unknown('The key vault is named but was not found: it may have been deleted.');
    if (vault.row.managedHsm)
      return attestable(
        unknown(localRoles(vault.row), evidence({ 'Permission model': 'roles inside the managed HSM' })),
      );
    const review = judgesOf(access, exporting).keyUsers(vault.row, secrets);
    const facts = {
      ...powersOver(access, vault.row, exporting.approvedKeyUsers),
      'Azure Disk Encryption secrets without a key encryption key': secrets.length,
      ...grantEvidence(review),
    };
    const orSecrets = secrets.length === 0 ? '' : ', or read the Azure Disk Encryption secrets in it';
    if (review.status === 'Compliant' && review.holders === 0)
      return compliant(
        access.servicesOf(vault.row.id).rows.length === 0
          ? `Nobody can use or export its keys${orSecrets}.`
          : `Only the identities of the resources that use its keys can use or export them${orSecrets}.`,
        facts,
      );
    return grantOutcome(review, `can use or export keys of the vault${orSecrets}`, facts);
  },
});

const MODEL = { roles: 'Azure roles', accessPolicies: 'access policies', notSaid: 'not said by the vault' } as const;

/** Principals who may destroy keys that one verdict names. */
const NAMED = 10;

/**
 * What is shown beside the verdict: who may destroy keys, those outside the approved set by name, and who is one step away
 * from using them. Destroying a key is not using it: purge protection (KEY-03) is what keeps it from being final.
 */
function powersOver(
  { index, servicesOf }: AccessFacts,
  vault: KeyVault,
  approved: readonly string[],
): Readonly<Record<string, string | number>> {
  const destroyers = new Map<string, readonly Grant[]>();
  for (const { holders } of [
    keyHolders(index, 'keyPurge', vault),
    keyHolders(index, 'keyDelete', vault),
    index.holders('vaultDelete', vault.id),
    index.holders('vaultPurge', vault.id),
  ])
    for (const grant of holders)
      destroyers.set(grant.principalId, [...(destroyers.get(grant.principalId) ?? []), grant]);
  const may = approvedPrincipals(approved);
  const outside = [...destroyers.values()].filter(([grant]) => grant !== undefined && !may.has(grant.principalId));
  const takers = new Set(couldTakeKeys(index, vault).holders.map((grant) => grant.principalId));
  return {
    'Permission model': MODEL[permissionModel(vault)],
    'Identities of resources that use its keys': servicesOf(vault.id).rows.length,
    'Principals who can delete or purge': destroyers.size,
    'Of these outside the approved set': outside.length,
    ...Object.fromEntries(
      outside.slice(0, NAMED).map((grants, at) => [`Can destroy ${String(at + 1)}`, destroys(grants)]),
    ),
    'Principals who could give themselves access': takers.size,
  };
}

function destroys(grants: readonly Grant[]): string {
  const [first] = grants;
  if (first === undefined) return '';
  const ways = [...new Set(grants.map(describeWay))].join('; ');
  return `${describePrincipal(first)}; ${ways}; can ${[...new Set(grants.flatMap(({ can }) => can))].join(', ')}`;
}
