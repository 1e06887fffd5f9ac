import { PolicyError } from './error.ts';

/**
 * Aliases of the rules under test and the property of the resource that each reads. An alias is named after the path of
 * the property: https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-alias. The properties
 * are those of the REST reference of each type.
 */
const ALIASES: readonly {
  readonly type: string;
  readonly source: string;
  /** Path under the alias' type → path in the resource; `=` where it is `properties.` and the same path. */
  readonly paths: Readonly<Record<string, string>>;
}[] = [
  {
    type: 'Microsoft.Compute/disks',
    source: 'https://learn.microsoft.com/rest/api/compute/disks/get',
    paths: { 'encryption.diskEncryptionSetId': '=', networkAccessPolicy: '=', publicNetworkAccess: '=' },
  },
  {
    type: 'Microsoft.Compute/virtualMachines',
    source: 'https://learn.microsoft.com/rest/api/compute/virtual-machines/get',
    paths: {
      'securityProfile.encryptionAtHost': '=',
      'storageProfile.osDisk.managedDisk.diskEncryptionSet.id': '=',
      'storageProfile.dataDisks': '=',
      'storageProfile.dataDisks[*].managedDisk.id': '=',
      'storageProfile.dataDisks[*].managedDisk.diskEncryptionSet.id': '=',
    },
  },
  {
    // The one alias without a type in its name: the image that a VM was made of.
    type: 'Microsoft.Compute',
    source: 'https://learn.microsoft.com/rest/api/compute/virtual-machines/get',
    paths: { imagePublisher: 'properties.storageProfile.imageReference.publisher' },
  },
  {
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    source: 'https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/get',
    paths: {
      'virtualMachineProfile.securityProfile.encryptionAtHost': '=',
      'virtualMachineProfile.storageProfile.osDisk.managedDisk.diskEncryptionSet.id': '=',
      'virtualMachineProfile.storageProfile.dataDisks[*]': '=',
      'virtualMachineProfile.storageProfile.dataDisks[*].managedDisk.diskEncryptionSet.id': '=',
    },
  },
  {
    type: 'Microsoft.Compute/galleries/images/versions',
    source: 'https://learn.microsoft.com/rest/api/compute/gallery-image-versions/get',
    paths: {
      'publishingProfile.targetRegions[*]': '=',
      'publishingProfile.targetRegions[*].encryption.osDiskImage.diskEncryptionSetId': '=',
      'publishingProfile.targetRegions[*].encryption.dataDiskImages[*].diskEncryptionSetId': '=',
      'storageProfile.dataDiskImages[*]': '=',
    },
  },
  {
    type: 'Microsoft.Compute/images',
    source: 'https://learn.microsoft.com/rest/api/compute/images/get',
    paths: {
      'storageProfile.osDisk.diskEncryptionSet.id': '=',
      'storageProfile.dataDisks[*]': '=',
      'storageProfile.dataDisks[*].diskEncryptionSet.id': '=',
    },
  },
  {
    type: 'Microsoft.RecoveryServices/vaults',
    source: 'https://learn.microsoft.com/rest/api/recoveryservices/vaults/get',
    paths: {
      'encryption.keyVaultProperties.keyUri': '=',
      'encryption.infrastructureEncryption': '=',
      'securitySettings.softDeleteSettings.softDeleteState': '=',
      'securitySettings.immutabilitySettings.state': '=',
    },
  },
  {
    type: 'Microsoft.DataProtection/backupVaults',
    source: 'https://learn.microsoft.com/rest/api/dataprotection/backup-vaults/get',
    paths: {
      'securitySettings.softDeleteSettings.state': '=',
      // The policy writes this one alias with a capital.
      'securitySettings.immutabilitySettings.State': 'properties.securitySettings.immutabilitySettings.state',
    },
  },
  {
    type: 'Microsoft.KeyVault/vaults',
    source: 'https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get',
    paths: { createMode: '=', enableSoftDelete: '=', enablePurgeProtection: '=' },
  },
  {
    type: 'Microsoft.Storage/storageAccounts',
    source: 'https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties',
    paths: { 'encryption.keySource': '=' },
  },
];

/** Fields that need no alias. @see https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#fields */
const FIELDS: readonly string[] = ['id', 'name', 'type', 'location'];

const PATHS = new Map([
  ...FIELDS.map((field) => [field, field] as const),
  ...ALIASES.flatMap(({ type, paths }) =>
    Object.entries(paths).map(
      ([path, target]) => [`${type}/${path}`.toLowerCase(), target === '=' ? `properties.${path}` : target] as const,
    ),
  ),
]);

/** The path of a field in a resource. @throws PolicyError for an alias that the table does not have */
export function pathOf(field: string): string {
  const path = PATHS.get(field.toLowerCase());
  if (path === undefined) throw new PolicyError(`Alias ${field} is not known.`);
  return path;
}
