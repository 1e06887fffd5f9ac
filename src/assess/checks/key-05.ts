import type { Evidence, Outcome } from '../../domain/check.ts';
import type { DiskEncryptionSet } from '../../domain/facts.ts';
import { describeWay } from '../access/grant.ts';
import { judgeKeyAccess, localRoles, type KeyAccess } from '../access/keyVault.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { keyOf } from '../chain/keyOfVersion.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { attestable, compliant, evidence, hidden, nonCompliant, unknown } from './shared/outcome.ts';

const NEEDED = 3;

/** @see https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get#diskencryptionsetidentitytype */
const BOTH = values('SystemAssigned, UserAssigned', 'SystemAssigned,UserAssigned');
const IDENTITIES: ReadonlySet<string> = new Set([...values('SystemAssigned', 'UserAssigned'), ...BOTH]);

export const key05 = defineCheck({
  id: 'KEY-05',
  version: 7,
  answers: ['R1'],
  subject: 'diskEncryptionSet',
  title: 'The identity of the disk encryption set can still wrap and unwrap with the key',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Give the identity of the set Key Vault Crypto Service Encryption User on the key vault, or get, wrapKey and unwrapKey in its access policy, before its disks stop.',
  limits:
    'Roles of a managed HSM are stored inside it and are not read. Judged by permissions; whether the firewall of the vault admits the set is not. Membership of the identity in a group is not visible. An access policy that counts for one application only, and a role at one version of the key, prove nothing for the identity.',
  attestable:
    'that the identity of the disk encryption set may wrap and unwrap with its key: through roles inside a managed HSM, in another tenant, through membership of a group, under the condition on a grant, by a grant at one version of it, by an access policy for one application, or despite a deny assignment whose members are not visible',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#full-control-of-your-keys',
  controls: ['MCSB v1 DP-6', 'NIST SP 800-53 r5 SC-12', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['encryptionSet', 'key', 'access'],
  assess: ({ encryptionSet, key, access }) => {
    if (encryptionSet.kind === 'unsure') return hidden('The disk encryption set', encryptionSet.gaps);
    if (encryptionSet.kind === 'absent') return unknown('The disk encryption set is named but was not found.');
    const set = encryptionSet.row;
    const facts = evidence({
      Key: set.keyUrl,
      'Identity type': set.identityType,
      Identities: set.principalIds.join(', '),
    });
    if (set.principalIds.length === 0) return withoutIdentity(set);
    if (set.identityType?.toLowerCase() === 'none')
      return unknown('Its identity type is "None", yet Azure names an identity of it.', facts);
    if (!says(set.identityType, IDENTITIES))
      return unknown(`Identity type ${quoted(set.identityType)} is not one this check knows.`, facts);
    // Which of the two it uses Azure does not say, so that both have to be told.
    if (says(set.identityType, BOTH) && set.principalIds.length < 2)
      return unknown(
        `Its identity type is ${quoted(set.identityType)}, yet Azure names one identity of it alone.`,
        facts,
      );
    if (key?.vault === undefined || key.key === undefined) {
      const why = key?.unresolved ?? 'No key is named.';
      const outcome = unknown(`Could not determine who may use its key. ${why}`, facts, key?.gaps);
      return attestable(outcome, key?.isOutOfSight === true);
    }
    if (key.vault.kind === 'unsure') return hidden('The key vault', key.vault.gaps, facts);
    if (key.vault.kind === 'absent')
      return unknown('Its key vault is named but was not found: it may have been deleted.', facts);
    if (key.vault.row.managedHsm) return attestable(unknown(localRoles(key.vault.row), facts));
    return concluded(judgeKeyAccess(access.index, key.vault.row, keyOf(key.subject), set.principalIds), facts);
  },
});

const OPERATION = { keyGet: 'get', keyWrap: 'wrap', keyUnwrap: 'unwrap' } as const;

function concluded(judged: KeyAccess, facts: Evidence): Outcome {
  const lacking = judged.identities.find((identity) => identity.missing.length > 0);
  const missing = (lacking?.missing ?? []).map((operation) => OPERATION[operation]).join(', ');
  const shown = { ...facts, Missing: missing === '' ? null : missing };
  if (judged.status === 'has') {
    const [grant] = judged.identities.flatMap((identity) => identity.grants);
    return compliant(
      `Its identity may get, wrap and unwrap with the key through ${grant === undefined ? 'its grants' : describeWay(grant)}.`,
      shown,
    );
  }
  if (judged.status === 'hasNot')
    return nonCompliant(
      missing.split(', ').length === NEEDED
        ? 'Its identity has no rights on the key: its disks stop when Azure next asks for it.'
        : `Its identity lacks ${missing} on the key: its disks stop when Azure next asks for it.`,
      shown,
    );
  const [gap] = judged.gaps;
  const why =
    judged.doubts.length > 0 ? judged.doubts.join('; ') : (gap?.because ?? 'its identities have different rights');
  const outcome = unknown(
    `Could not determine whether its identity may use the key (${missing}): ${why.replace(/\.$/, '')}.`,
    shown,
    judged.gaps,
  );
  return attestable(outcome, judged.doubts.length > 0 && judged.gaps.length === 0);
}

function withoutIdentity(set: DiskEncryptionSet): Outcome {
  const facts = evidence({
    Key: set.keyUrl,
    'Identity type': set.identityType,
    'Federated client': set.federatedClientId,
  });
  if (set.identityType?.toLowerCase() === 'none')
    return nonCompliant('It has no identity, so it cannot use its key.', facts);
  return unknown(`Azure named no identity for it, though its identity type is ${quoted(set.identityType)}.`, facts);
}
