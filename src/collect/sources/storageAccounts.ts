import * as z from 'zod';
import type { StorageAccount } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { COMMON, json, RESOURCE } from './shared/columns.ts';
import { IDENTITY, principalsOf } from './shared/identities.ts';

export const storageAccounts = defineSource({
  id: 'storageAccounts',
  title: 'storage accounts',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Storage/storageAccounts'],
    kql: kql`
// A row is a storage account.
resources
| where type =~ 'microsoft.storage/storageaccounts'
| project id, name, type, subscriptionId, resourceGroup, location, tags, sku, identity, properties
| order by id asc
`,
    columns: z.object({ ...RESOURCE, sku: json, identity: json }),
  },
  read: toStorageAccount,
  live: { by: 'id', neverWhole: true },
  fields: {
    ...COMMON,
    ...IDENTITY,
    'sku.*': 'word',
    'properties.encryption.keySource': 'word',
    'properties.encryption.keyvaultproperties.keyvaulturi': 'id',
    'properties.encryption.keyvaultproperties.keyname': 'name',
    'properties.encryption.requireInfrastructureEncryption': 'word',
    'properties.supportsHttpsTrafficOnly': 'word',
    'properties.minimumTlsVersion': 'word',
    'properties.allowBlobPublicAccess': 'word',
    'properties.publicNetworkAccess': 'word',
    'properties.networkAcls.defaultAction': 'word',
  },
});

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
function toStorageAccount({ resource, top, properties }: Row): StorageAccount {
  const encryption = properties.block('encryption');
  const key = encryption?.block('keyvaultproperties');
  return {
    ...resource,
    principalIds: principalsOf(top.block('identity')),
    keySource: encryption?.text('keySource'),
    keyVaultUri: key?.text('keyvaulturi'),
    keyName: key?.text('keyname'),
    requireInfrastructureEncryption: encryption?.flag('requireInfrastructureEncryption'),
    supportsHttpsTrafficOnly: properties.flag('supportsHttpsTrafficOnly'),
    minimumTlsVersion: properties.text('minimumTlsVersion'),
    allowBlobPublicAccess: properties.flag('allowBlobPublicAccess'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
    networkDefaultAction: properties.block('networkAcls')?.text('defaultAction'),
  };
}
