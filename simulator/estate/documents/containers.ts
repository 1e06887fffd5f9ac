import type { ArmDocument } from '../../tenant.ts';
import type { Place } from './place.ts';

export interface ManagementGroup {
  readonly name: string;
  readonly displayName: string;
}

export interface SubscriptionSpec {
  readonly id: string;
  readonly name: string;
  /** Nearest first, ending with the tenant root group. */
  readonly ancestors: readonly ManagementGroup[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Tenants whose people hold rights here by Azure Lighthouse. */
  readonly managedByTenants?: readonly string[];
}

export function managementGroupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

/**
 * A subscription as `GET /subscriptions/{id}` shows it.
 * @see https://learn.microsoft.com/rest/api/resources/subscriptions/get
 */
export function subscriptionDocument(tenantId: string, spec: SubscriptionSpec): ArmDocument {
  return {
    id: `/subscriptions/${spec.id}`,
    name: spec.name,
    type: 'Microsoft.Resources/subscriptions',
    authorizationSource: 'RoleBased',
    managedByTenants: (spec.managedByTenants ?? []).map((tenant) => ({ tenantId: tenant })),
    subscriptionId: spec.id,
    tenantId,
    displayName: spec.name,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
    tags: spec.tags ?? {},
  };
}

/**
 * The same subscription in Resource Graph's `resourcecontainers`.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/samples/advanced
 */
export function subscriptionRow(tenantId: string, spec: SubscriptionSpec): ArmDocument {
  return {
    id: `/subscriptions/${spec.id}`,
    name: spec.name,
    type: 'microsoft.resources/subscriptions',
    tenantId,
    kind: '',
    location: '',
    resourceGroup: '',
    subscriptionId: spec.id,
    managedBy: '',
    sku: null,
    plan: null,
    tags: spec.tags ?? {},
    properties: {
      managementGroupAncestorsChain: spec.ancestors.map(({ name, displayName }) => ({ displayName, name })),
      managedByTenants: (spec.managedByTenants ?? []).map((tenant) => ({ tenantId: tenant })),
      state: 'Enabled',
      subscriptionPolicies: {
        locationPlacementId: 'Public_2014-09-01',
        quotaId: 'EnterpriseAgreement_2014-09-01',
        spendingLimit: 'Off',
      },
    },
  };
}

/** A management group in `resourcecontainers`. */
export function managementGroupRow(
  tenantId: string,
  group: ManagementGroup,
  ancestors: readonly ManagementGroup[],
): ArmDocument {
  const parent = ancestors[0];
  return {
    id: managementGroupId(group.name),
    name: group.name,
    type: 'microsoft.management/managementgroups',
    tenantId,
    kind: '',
    location: '',
    resourceGroup: '',
    subscriptionId: '',
    managedBy: '',
    sku: null,
    plan: null,
    tags: null,
    properties: {
      displayName: group.displayName,
      tenantId,
      details: {
        managementGroupAncestorsChain: ancestors.map(({ name, displayName }) => ({ displayName, name })),
        ...(parent === undefined
          ? {}
          : { parent: { displayName: parent.displayName, id: managementGroupId(parent.name), name: parent.name } }),
        version: 1,
      },
    },
  };
}

/**
 * An entry of `GET …/managementGroups/{id}/descendants`.
 * @see https://learn.microsoft.com/rest/api/managementgroups/management-groups/get-descendants
 */
export function descendant(
  kind: 'subscription' | 'managementGroup',
  name: string,
  displayName: string,
  parent: string,
): ArmDocument {
  return {
    id: kind === 'subscription' ? `/subscriptions/${name}` : managementGroupId(name),
    type: kind === 'subscription' ? '/subscriptions' : 'Microsoft.Management/managementGroups',
    name,
    properties: { displayName, parent: { id: managementGroupId(parent) } },
  };
}

/** A resource group as `GET …/resourceGroups/{name}` shows it. */
export function resourceGroupDocument(place: Place): ArmDocument {
  return {
    id: `/subscriptions/${place.subscription}/resourceGroups/${place.group}`,
    name: place.group,
    type: 'Microsoft.Resources/resourceGroups',
    location: place.location,
    tags: {},
    properties: { provisioningState: 'Succeeded' },
  };
}
