import * as z from 'zod';
import type { RecoveryServicesVault } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { COMMON, json, RESOURCE } from './shared/columns.ts';
import { IDENTITY, principalsOf } from './shared/identities.ts';
import { vaultsInUse } from './shared/vaults.ts';

export const recoveryServicesVaults = defineSource({
  id: 'recoveryServicesVaults',
  title: 'Recovery Services vaults',
  needs: ['recoveryServicesVaults', 'protectedItems', 'replicatedItems'],
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.RecoveryServices/vaults'],
    kql: kql`
// A row is a Recovery Services vault.
resources
| where type =~ 'microsoft.recoveryservices/vaults'
| project id, name, type, subscriptionId, resourceGroup, location, tags, sku, identity, properties
| order by id asc
`,
    columns: z.object({ ...RESOURCE, sku: json, identity: json }),
    // ARM's word on a vault in use wins: the index of Resource Graph lags.
    overruledBy: {
      of: 'arm',
      calls: async function* (given) {
        for (const { id, path } of await vaultsInUse(given, 'protectedItems', 'replicatedItems'))
          yield {
            about: id,
            onlyThat: true,
            what: `Recovery Services vault ${path.after('vaults')}`,
            shape: 'single',
            call: (arm, options) =>
              arm.vaults(path.subscription).vaults.get(path.resourceGroup, path.after('vaults'), options),
          };
      },
    },
  },
  read: toRecoveryServicesVault,
  live: { by: 'id', neverWhole: true },
  fields: {
    ...COMMON,
    ...IDENTITY,
    'sku.*': 'word',
    'properties.encryption.keyVaultProperties.keyUri': 'id',
    'properties.encryption.infrastructureEncryption': 'word',
    'properties.securitySettings.softDeleteSettings.softDeleteState': 'word',
    'properties.securitySettings.softDeleteSettings.softDeleteRetentionPeriodInDays': 'number',
    'properties.securitySettings.immutabilitySettings.state': 'word',
    'properties.redundancySettings.crossRegionRestore': 'word',
    'properties.redundancySettings.standardTierStorageRedundancy': 'word',
    'properties.publicNetworkAccess': 'word',
  },
});

/** From Resource Graph or from ARM. @see https://learn.microsoft.com/rest/api/recoveryservices/vaults/get */
function toRecoveryServicesVault({ resource, top, properties }: Row): RecoveryServicesVault {
  const encryption = properties.block('encryption');
  const security = properties.block('securitySettings');
  const softDelete = security?.block('softDeleteSettings');
  const redundancy = properties.block('redundancySettings');
  return {
    ...resource,
    principalIds: principalsOf(top.block('identity')),
    keyUri: encryption?.block('keyVaultProperties')?.text('keyUri'),
    infrastructureEncryption: encryption?.text('infrastructureEncryption'),
    softDeleteState: softDelete?.text('softDeleteState'),
    softDeleteRetentionDays: softDelete?.number('softDeleteRetentionPeriodInDays'),
    immutabilityState: security?.block('immutabilitySettings')?.text('state'),
    crossRegionRestore: redundancy?.text('crossRegionRestore'),
    storageRedundancy: redundancy?.text('standardTierStorageRedundancy'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
  };
}
