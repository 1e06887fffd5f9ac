import type { ArmDocument } from '../../tenant.ts';
import { resourceId, type Place } from './place.ts';

export interface StorageAccountSpec {
  readonly place: Place;
  readonly name: string;
  /** Undefined: Microsoft's keys. */
  readonly key?: { readonly vaultUri: string; readonly name: string };
  readonly httpsOnly?: boolean;
  readonly allowBlobPublicAccess?: boolean;
  readonly publicNetworkAccess?: 'Enabled' | 'Disabled';
  readonly infrastructureEncryption?: boolean;
  /** ISO 8601. */
  readonly created: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A storage account as `GET …/storageAccounts/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties
 */
export function storageAccountDocument(spec: StorageAccountSpec): ArmDocument {
  const open = spec.publicNetworkAccess === 'Enabled';
  return {
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    kind: 'StorageV2',
    id: resourceId(spec.place, 'Microsoft.Storage/storageAccounts', spec.name),
    name: spec.name,
    type: 'Microsoft.Storage/storageAccounts',
    location: spec.place.location,
    tags: spec.tags ?? {},
    properties: {
      dnsEndpointType: 'Standard',
      defaultToOAuthAuthentication: false,
      keyCreationTime: { key1: spec.created, key2: spec.created },
      allowCrossTenantReplication: false,
      privateEndpointConnections: [],
      publicNetworkAccess: spec.publicNetworkAccess ?? 'Disabled',
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: spec.allowBlobPublicAccess ?? false,
      allowSharedKeyAccess: false,
      networkAcls: {
        ipv6Rules: [],
        bypass: 'AzureServices',
        virtualNetworkRules: [],
        ipRules: [],
        defaultAction: open ? 'Allow' : 'Deny',
      },
      supportsHttpsTrafficOnly: spec.httpsOnly ?? true,
      encryption: {
        requireInfrastructureEncryption: spec.infrastructureEncryption ?? true,
        services: {
          file: { keyType: 'Account', enabled: true, lastEnabledTime: spec.created },
          blob: { keyType: 'Account', enabled: true, lastEnabledTime: spec.created },
        },
        keySource: spec.key === undefined ? 'Microsoft.Storage' : 'Microsoft.Keyvault',
        ...(spec.key === undefined
          ? {}
          : { keyvaultproperties: { keyvaulturi: spec.key.vaultUri, keyname: spec.key.name } }),
      },
      accessTier: 'Hot',
      provisioningState: 'Succeeded',
      creationTime: spec.created,
      primaryEndpoints: Object.fromEntries(
        ['dfs', 'web', 'blob', 'queue', 'table', 'file'].map((service) => [
          service,
          `https://${spec.name}.${service === 'web' ? 'z6.web' : service}.core.windows.net/`,
        ]),
      ),
      primaryLocation: spec.place.location,
      statusOfPrimary: 'available',
    },
  };
}
