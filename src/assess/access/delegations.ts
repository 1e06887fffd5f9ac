import { by } from '../../base/order.ts';
import { values, says } from '../../base/openEnum.ts';
import { armId } from '../../domain/armId.ts';
import { gapOf, type Gap } from '../../domain/estate.ts';
import type { DelegatedRole, DelegationTerms, RegistrationAssignment } from '../../domain/facts.ts';
import type { DelegationInput } from './accessInput.ts';
import type { Entry } from './entries.ts';
import type { Doubt } from './grant.ts';
import type { RoleReader } from './roles.ts';
import { scopeBehind } from './scope.ts';

/** Rights that no role assignment shows, and why some of them may have been missed. */
export interface Delegations {
  readonly entries: readonly Entry[];
  readonly gaps: readonly Gap[];
}

/** States of an assignment in force. Any other state, or none, leaves that open. */
const IN_FORCE = values('Succeeded', 'Updating');

/**
 * What principals of other tenants may do here by Azure Lighthouse, each judged by its role as a role assignment is.
 * @see https://learn.microsoft.com/azure/lighthouse/concepts/architecture
 */
export function readDelegations(input: DelegationInput, roles: RoleReader): Delegations {
  const { registrationAssignments, registrationDefinitions, managedByTenants } = input;
  const entries: Entry[] = [];
  const gaps: Gap[] = [...registrationAssignments.gaps, ...registrationDefinitions.gaps];
  const tenantsRead = new Map<string, Set<string>>();
  for (const row of registrationAssignments.rows.values()) {
    const definition = registrationDefinitions.rows.get(row.registrationDefinitionId);
    // A delegation that gives nothing does not exist: if nothing is listed, it was not shown.
    const terms = [definition, row.terms].filter((found) => found !== undefined).filter(givesAnything);
    if (terms.length === 0) gaps.push(unreadTerms(row, managedByTenants.get(row.subscriptionId) ?? []));
    const read = tenantsRead.get(row.subscriptionId) ?? new Set<string>();
    tenantsRead.set(row.subscriptionId, read);
    const given = new Map<string, Entry>();
    for (const each of terms) {
      if (each.managedByTenantId !== undefined) read.add(each.managedByTenantId);
      for (const [key, entry] of entriesOf(row, each, roles)) if (!given.has(key)) given.set(key, entry);
    }
    entries.push(...given.values());
  }
  for (const [subscription, tenants] of managedByTenants)
    for (const tenant of new Set(tenants))
      if (tenantsRead.get(subscription)?.has(tenant) !== true) gaps.push(unseen(subscription, tenant));
  return { entries: entries.sort(by(({ assignmentId, principalId }) => `${assignmentId} ${principalId}`)), gaps };
}

function givesAnything({ authorizations, eligibleAuthorizations }: DelegationTerms): boolean {
  return authorizations.length + eligibleAuthorizations.length > 0;
}

function entriesOf(
  row: RegistrationAssignment,
  terms: DelegationTerms,
  roles: RoleReader,
): readonly (readonly [string, Entry])[] {
  const found: (readonly [string, Entry])[] = [];
  const note = (given: DelegatedRole, eligible: boolean): void => {
    const role = roles(given.roleDefinitionId);
    const any = role.sure | role.perhaps;
    if (any === 0) return;
    const doubts = new Set<Doubt>(role.doubts);
    if (eligible) doubts.add('eligible');
    if (!says(row.provisioningState, IN_FORCE)) doubts.add('delegationUnsettled');
    const sure = doubts.has('eligible') || doubts.has('delegationUnsettled') ? 0 : role.sure;
    found.push([
      `${given.principalId} ${given.roleDefinitionId.toLowerCase()} ${String(eligible)}`,
      {
        assignmentId: row.id,
        scope: scopeBehind(row.id),
        principalId: given.principalId,
        principalType: undefined,
        kind: 'unknown',
        otherTenant: {
          tenant: named(terms.managedByTenantId ?? 'that is not named', terms.managedByTenantName),
          principalName: given.principalName,
        },
        roleName: role.name,
        roleDefinitionId: armId(given.roleDefinitionId),
        via: 'lighthouse',
        conditional: role.conditional,
        sure,
        perhaps: any & ~sure,
        doubts: [...doubts],
        gaps: role.gaps,
        made: new Map(),
      },
    ]);
  };
  for (const given of terms.authorizations) note(given, false);
  for (const given of terms.eligibleAuthorizations) note(given, true);
  return found;
}

function unreadTerms(row: RegistrationAssignment, tenants: readonly string[]): Gap {
  const whom = tenants.length === 0 ? 'another tenant' : `tenant ${tenants.join(' or ')}`;
  return gapOf(
    'registrationDefinitions',
    row,
    'notRead',
    `What Azure Lighthouse grants to ${whom} at ${scopeBehind(row.id)} was not read.`,
  );
}

function unseen(subscription: string, tenant: string): Gap {
  const whom = tenant === '' ? 'a tenant that it does not name' : `tenant ${tenant}`;
  return {
    source: 'registrationAssignments',
    subscription,
    kind: 'notSeen',
    because: `Subscription ${subscription} is managed by ${whom} (Azure Lighthouse), and Azure did not return what is granted to it.`,
  };
}

function named(id: string, name: string | undefined): string {
  return name === undefined ? id : `${id} (${name})`;
}
