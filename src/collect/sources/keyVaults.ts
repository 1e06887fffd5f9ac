import * as z from 'zod';
import type { AccessPolicy, KeyVault } from '../../domain/facts.ts';
import { isManagedHsm } from '../../domain/keyUrl.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Block, Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

export const keyVaults = defineSource({
  id: 'keyVaults',
  title: 'key vaults and managed HSMs',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.KeyVault/vaults', 'Microsoft.KeyVault/managedHSMs'],
    kql: kql`
// A row is a key vault or a managed HSM.
resources
| where type in~ ('microsoft.keyvault/vaults', 'microsoft.keyvault/managedhsms')
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toKeyVault,
  live: { by: 'id' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    'properties.vaultUri': 'id',
    'properties.hsmUri': 'id',
    'properties.enableSoftDelete': 'word',
    'properties.enablePurgeProtection': 'word',
    'properties.enableRbacAuthorization': 'word',
    'properties.enabledForTemplateDeployment': 'word',
    'properties.enabledForDeployment': 'word',
    'properties.publicNetworkAccess': 'word',
    'properties.accessPolicies[].objectId': 'id',
    'properties.accessPolicies[].applicationId': 'id',
    'properties.accessPolicies[].permissions.keys': 'word',
    'properties.accessPolicies[].permissions.secrets': 'word',
  },
});

/**
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get
 * @see https://learn.microsoft.com/rest/api/keyvault/managedhsm/managed-hsms/get
 */
function toKeyVault({ resource, properties }: Row): KeyVault {
  const managedHsm = isManagedHsm(resource.id);
  return {
    ...resource,
    managedHsm,
    vaultUri: properties.text(managedHsm ? 'hsmUri' : 'vaultUri'),
    enableSoftDelete: properties.flag('enableSoftDelete'),
    enablePurgeProtection: properties.flag('enablePurgeProtection'),
    enableRbacAuthorization: properties.flag('enableRbacAuthorization'),
    enabledForTemplateDeployment: properties.flag('enabledForTemplateDeployment'),
    enabledForDeployment: properties.flag('enabledForDeployment'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
    accessPolicies: properties.list('accessPolicies').map(toAccessPolicy),
  };
}

function toAccessPolicy(policy: Block): AccessPolicy {
  const permissions = policy.block('permissions');
  const applicationId = policy.text('applicationId')?.toLowerCase();
  return {
    objectId: (policy.text('objectId') ?? '').toLowerCase(),
    ...(applicationId === undefined ? {} : { applicationId }),
    keyPermissions: permissions?.texts('keys') ?? [],
    secretPermissions: permissions?.texts('secrets') ?? [],
  };
}
