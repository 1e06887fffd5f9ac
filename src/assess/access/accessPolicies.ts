import { says, values } from '../../base/openEnum.ts';
import type { AccessPolicy, KeyVault } from '../../domain/facts.ts';
import type { AccessIndex } from './accessIndex.ts';
import { kindOfPrincipal, type Doubt, type Grant } from './grant.ts';

/**
 * Every word that an access policy may hold; another one may give anything.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get#keypermissions
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get#secretpermissions
 */
const LISTED_WORDS = values(
  'all',
  'encrypt',
  'decrypt',
  'wrapKey',
  'unwrapKey',
  'sign',
  'verify',
  'get',
  'list',
  'set',
  'create',
  'update',
  'import',
  'delete',
  'backup',
  'restore',
  'recover',
  'purge',
  'release',
  'rotate',
  'getrotationpolicy',
  'setrotationpolicy',
);

/** What one line of a vault's own list gives of a capability; none where its words give nothing of it. */
export function policyGrant(
  index: AccessIndex,
  vault: KeyVault,
  policy: AccessPolicy,
  permissions: readonly string[],
  words: readonly string[],
): readonly Grant[] {
  const said = permissions.map((word) => word.toLowerCase());
  const named = said.filter((word) => words.includes(word));
  const all = named.length > 0 ? named : said.filter((word) => word === 'all');
  const given = all.length > 0 ? all : said.filter((word) => !says(word, LISTED_WORDS));
  if (given.length === 0) return [];
  const principalId = policy.objectId.toLowerCase();
  const principalType = index.principalType(principalId);
  const kind = kindOfPrincipal(principalType);
  const doubts: Doubt[] = [];
  if (kind === 'group') doubts.push('membersUnseen');
  if (kind === 'unknown') doubts.push('principalTypeUnknown');
  if (all.length === 0) doubts.push('permissionUnlisted');
  else if (named.length === 0 && words.includes('purge')) doubts.push('purgeInAll');
  return [
    {
      principalId,
      principalType,
      roleName: undefined,
      roleDefinitionId: undefined,
      scope: vault.id,
      via: 'accessPolicy',
      ...(policy.applicationId === undefined ? {} : { onlyThrough: policy.applicationId }),
      conditional: false,
      assignmentId: undefined,
      can: given,
      doubts,
      gaps: [],
    },
  ];
}
