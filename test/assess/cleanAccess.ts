import { armId, type ArmId } from '../../src/domain/armId.ts';
import type { RoleAssignment } from '../../src/domain/access.ts';
import { assigned } from './access/build.ts';
import { ROLES } from './access/builtInRoles.ts';
import { type Draft, id, OTHER_SUB, SUB } from './estateOf.ts';

export const TOP = '/providers/Microsoft.Management/managementGroups/top';
export const SUBSCRIPTION = armId(`/subscriptions/${SUB}`);
export const GROUP = armId(`${SUBSCRIPTION}/resourceGroups/rg-app`);
/** Identity of both disk encryption sets. */
export const SET_IDENTITY = 'dddddddd-0000-0000-0000-000000000001';
/** Identity of the Recovery Services vault. */
export const VAULT_IDENTITY = 'dddddddd-0000-0000-0000-000000000002';

export const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
export const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
export const DISK_BACKUP_READER = '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24';
export const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
export const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6';
const ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';

/** People that nobody approved, and one that a baseline may. */
export const EVE = 'eeeeeeee-0000-0000-0000-000000000001';
export const ANN = 'aaaaaaaa-0000-0000-0000-000000000001';
export const CREW = 'cccccccc-0000-0000-0000-000000000001';

/** Gives a role; the id of the assignment. */
export function give(
  draft: Draft,
  principalId: string,
  role: string,
  scope: string,
  more: Partial<RoleAssignment> = {},
): ArmId {
  const row = assigned(principalId, role, scope, more);
  draft.rows.roleAssignments.set(row.id, row);
  return row.id;
}

/** Auditors who read everything, and the identities that use keys: nobody else. */
export function addAccess(draft: Draft): void {
  for (const subscription of [SUB, OTHER_SUB])
    draft.put('subscriptions', `/subscriptions/${subscription}`, {
      displayName: `sub-${subscription.slice(0, 4)}`,
      state: 'Enabled',
      managementGroups: ['landing', 'top'],
      managedByTenants: [],
    });
  for (const role of ROLES) draft.rows.roleDefinitions.set(role.id, role);
  give(draft, 'aaaaaaaa-0000-0000-0000-00000000000a', READER, TOP, { principalType: 'Group' });
  const service = { principalType: 'ServicePrincipal' };
  for (const vault of ['kv-core', 'kv-north'])
    give(draft, SET_IDENTITY, ENCRYPTION_USER, id('Microsoft.KeyVault/vaults', vault), service);
  give(draft, VAULT_IDENTITY, ENCRYPTION_USER, id('Microsoft.KeyVault/vaults', 'kv-core'), service);
}
