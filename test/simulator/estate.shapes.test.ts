import { describe, expect, it } from 'vitest';
import { contoso } from '../../simulator/estate/contoso/index.ts';
import { estate } from '../../simulator/estate/generator/index.ts';
import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';
import { at, rowsOfType, textAt } from './estateReading.ts';

/** Columns that every row of Resource Graph has. */
const COLUMNS = [
  'id',
  'name',
  'type',
  'tenantId',
  'kind',
  'location',
  'resourceGroup',
  'subscriptionId',
  'managedBy',
  'sku',
  'plan',
  'properties',
  'tags',
];

/** An extension of Azure Disk Encryption, which says more than others. */
const ADE = 'AzureDiskEncryption';
const RSV = 'microsoft.recoveryservices/vaults';
const ITEM = `${RSV}/backupfabrics/protectioncontainers/protecteditems`;
const REPLICATED = `${RSV}/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems`;

/** Property paths that Azure's own examples and SDK models have for each type, and that every document of ours must have. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  'microsoft.compute/disks': [
    'creationData.createOption',
    'diskSizeGB',
    'diskState',
    'networkAccessPolicy',
    'publicNetworkAccess',
    'timeCreated',
    'uniqueId',
    'provisioningState',
  ],
  'microsoft.compute/snapshots': [
    'creationData.createOption',
    'creationData.sourceResourceId',
    'creationData.sourceUniqueId',
    'incremental',
    'encryption.type',
    'networkAccessPolicy',
    'publicNetworkAccess',
    'diskState',
    'uniqueId',
  ],
  'microsoft.compute/virtualmachines': [
    'hardwareProfile.vmSize',
    'storageProfile.osDisk.createOption',
    'storageProfile.osDisk.osType',
    'storageProfile.dataDisks',
    'vmId',
  ],
  'microsoft.compute/virtualmachines/extensions': [
    'publisher',
    'type',
    'typeHandlerVersion',
    'provisioningState',
    'settings',
  ],
  [ADE]: ['settings.EncryptionOperation', 'settings.VolumeType', 'settings.KeyVaultURL', 'settings.KeyVaultResourceId'],
  'microsoft.compute/diskencryptionsets': [
    'activeKey.keyUrl',
    'encryptionType',
    'previousKeys',
    'rotationToLatestKeyVersionEnabled',
    'provisioningState',
  ],
  'microsoft.compute/restorepointcollections': ['source.id', 'source.location', 'restorePointCollectionId'],
  'microsoft.keyvault/vaults': [
    'enableSoftDelete',
    'enableRbacAuthorization',
    'enabledForDiskEncryption',
    'publicNetworkAccess',
    'vaultUri',
    'accessPolicies',
    'tenantId',
  ],
  'microsoft.storage/storageaccounts': [
    'encryption.keySource',
    'encryption.requireInfrastructureEncryption',
    'supportsHttpsTrafficOnly',
    'minimumTlsVersion',
    'allowBlobPublicAccess',
    'publicNetworkAccess',
    'networkAcls.defaultAction',
  ],
  [RSV]: [
    'securitySettings.softDeleteSettings.softDeleteState',
    'securitySettings.softDeleteSettings.softDeleteRetentionPeriodInDays',
    'securitySettings.immutabilitySettings.state',
    'redundancySettings.crossRegionRestore',
    'redundancySettings.standardTierStorageRedundancy',
    'publicNetworkAccess',
  ],
  [ITEM]: [
    'backupManagementType',
    'workloadType',
    'friendlyName',
    'sourceResourceId',
    'dataSourceInfo.resourceID',
    'dataSourceInfo.datasourceType',
    'vaultId',
    'policyId',
    'policyName',
    'protectionState',
    'currentProtectionState',
    'protectionStatus',
    'healthStatus',
    'lastRecoveryPoint',
    'lastBackupTime',
    'lastBackupStatus',
  ],
  [`${RSV}/backupjobs`]: [
    'operation',
    'operationCategory',
    'status',
    'startTime',
    'endTime',
    'duration',
    'entityFriendlyName',
    'dataSourceId',
    'dataSourceLocation',
    'isUserTriggered',
    'activityId',
  ],
  [REPLICATED]: [
    'protectionState',
    'replicationHealth',
    'failoverHealth',
    'healthErrors',
    'policyFriendlyName',
    'providerSpecificDetails.instanceType',
    'providerSpecificDetails.dataSourceInfo.datasourceType',
    'providerSpecificDetails.dataSourceInfo.resourceId',
    'providerSpecificDetails.fabricObjectId',
    'providerSpecificDetails.protectedManagedDisks',
  ],
};

/** What the page of one resource has; the first of each is not in Resource Graph. */
const ON_ITS_PAGE: Readonly<Record<string, readonly string[]>> = {
  'microsoft.compute/restorepointcollections': ['restorePoints'],
  [`${RSV}/backupjobs`]: ['extendedInfo.propertyBag', 'extendedInfo.tasksList', 'jobType', 'backupManagementType'],
  [REPLICATED]: [
    'providerSpecificDetails.rpoInSeconds',
    'activeLocation',
    'testFailoverState',
    'policyId',
    'recoveryFabricId',
    'recoveryContainerId',
    'currentScenario.startTime',
    'providerSpecificDetails.lastRpoCalculatedTime',
    'providerSpecificDetails.vmEncryptionType',
    'providerSpecificDetails.recoveryAzureVMName',
    'providerSpecificDetails.recoveryAzureResourceGroupId',
    'providerSpecificDetails.primaryFabricLocation',
    'providerSpecificDetails.recoveryFabricLocation',
    'providerSpecificDetails.tfoAzureVMName',
    'providerSpecificDetails.agentExpiryDate',
  ],
};

const RECOVERY_POINT = [
  'objectType',
  'recoveryPointType',
  'recoveryPointTime',
  'isSourceVMEncrypted',
  'isManagedVirtualMachine',
  'recoveryPointTierDetails',
  'recoveryPointDiskConfiguration.includedDiskList',
  'recoveryPointDiskConfiguration.excludedDiskList',
  'recoveryPointProperties.expiryTime',
  'osType',
  'securityType',
];

const REPLICATED_DISK = [
  'diskId',
  'diskName',
  'diskType',
  'diskState',
  'diskCapacityInBytes',
  'recoveryResourceGroupId',
  'recoveryReplicaDiskId',
  'recoveryTargetDiskId',
  'recoveryOrignalTargetDiskId',
  'recoveryDiskEncryptionSetId',
  'primaryDiskEncryptionSetId',
  'primaryStagingAzureStorageAccountId',
  'isDiskEncrypted',
  'secretIdentifier',
  'dekKeyVaultArmId',
  'isDiskKeyEncrypted',
  'keyIdentifier',
  'kekKeyVaultArmId',
  'tfoDiskName',
];

/** A replicated item of a machine outside Azure names no VM in Azure. */
function isOfAzure(row: ArmDocument): boolean {
  const provider = textAt(row, 'properties', 'providerSpecificDetails', 'instanceType');
  return provider === undefined || provider === 'A2A';
}
const NAMES_MACHINE = /^providerSpecificDetails\.(dataSourceInfo|fabricObjectId)/;

/** A path is there when its value is, null included. */
function missing(value: unknown, paths: readonly string[]): string[] {
  return paths.filter((path) => at(value, ...path.split('.')) === undefined);
}

describe.each<[string, Tenant]>([
  ['Contoso', contoso(1)],
  ['the generated bank', estate(4, 900)],
])('shapes of %s', (_, tenant) => {
  it.each(Object.keys(ALWAYS).filter((type) => type !== ADE))('%s', (type) => {
    const rows = rowsOfType(tenant, type);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(
        COLUMNS.filter((column) => row[column] === undefined),
        row.id,
      ).toEqual([]);
      const always = (ALWAYS[type] ?? []).filter((path) => isOfAzure(row) || !NAMES_MACHINE.test(path));
      expect(missing(at(row, 'properties'), always), row.id).toEqual([]);
      if (row.name.startsWith(ADE)) expect(missing(at(row, 'properties'), ALWAYS[ADE] ?? []), row.id).toEqual([]);
    }
    const [hidden] = ON_ITS_PAGE[type] ?? [];
    for (const row of rows.filter(isOfAzure).slice(0, 40)) {
      const document = tenant.get(row.id.toLowerCase());
      // ARM writes the type as the provider spells it, Resource Graph in lower case.
      expect(document?.type.toLowerCase()).toBe(type);
      expect(document?.type).not.toBe(type);
      expect(missing(document?.properties, ON_ITS_PAGE[type] ?? []), row.id).toEqual([]);
      if (hidden !== undefined) expect(missing(row.properties, [hidden]), row.id).toEqual([hidden]);
    }
  });

  it('OS disks are managed disks, or blobs', () => {
    for (const row of rowsOfType(tenant, 'microsoft.compute/virtualmachines')) {
      const osDisk = at(row, 'properties', 'storageProfile', 'osDisk');
      const paths = at(osDisk, 'vhd') === undefined ? ['managedDisk.id'] : ['vhd.uri'];
      expect(missing(osDisk, paths), row.id).toEqual([]);
    }
  });

  it('recovery points', () => {
    const points = pointsOf(tenant).slice(0, 200);
    expect(points.length).toBeGreaterThan(50);
    for (const point of points) {
      expect(missing(point.properties, RECOVERY_POINT), point.id).toEqual([]);
      const encrypted = at(point.properties, 'isSourceVMEncrypted') === true;
      expect(at(point.properties, 'keyAndSecret') !== undefined, point.id).toBe(encrypted);
    }
  });

  it('disks of replicated items', () => {
    for (const { id } of rowsOfType(tenant, REPLICATED).filter(isOfAzure)) {
      // Site Recovery writes its ids with a capital S, and those of VMs and disks in lower case.
      expect(id.startsWith('/Subscriptions/')).toBe(true);
      const details = at(tenant.get(id.toLowerCase()), 'properties', 'providerSpecificDetails');
      for (const disk of at(details, 'protectedManagedDisks') as unknown[]) {
        expect(missing(disk, REPLICATED_DISK), id).toEqual([]);
        expect(textAt(disk, 'diskId')).toBe(textAt(disk, 'diskId')?.toLowerCase());
      }
    }
  });

  it('restored disks, in both shapes', () => {
    const disks = rowsOfType(tenant, 'microsoft.compute/disks');
    const created = (option: string): ArmDocument[] =>
      disks.filter((row) => textAt(row, 'properties', 'creationData', 'createOption') === option);
    const isLeft = (row: ArmDocument): boolean =>
      /\/bookmark\//.test(textAt(row, 'properties', 'creationData', 'sourceResourceId') ?? '');
    const snapshots = created('Restore').filter((row) => !isLeft(row));
    const vaults = created('Import');
    expect(Math.min(snapshots.length, vaults.length)).toBeGreaterThan(0);
    for (const disk of snapshots)
      expect(textAt(disk, 'properties', 'creationData', 'sourceResourceId')).toMatch(
        /\/resourceGroups\/AzureBackupRG_[a-z]+_1\/.*\/restorePointCollections\/AzureBackup_[^/]+_\d+\/restorePoints\/AzureBackup_\d{8}_\d{6}\/disks\/[^/]+\?id=[0-9a-f-]{36}$/,
      );
    for (const disk of vaults) {
      expect(textAt(disk, 'properties', 'creationData', 'sourceUri')).toMatch(
        /^https:\/\/[a-z0-9]+\.blob\.core\.windows\.net\/[^/]+-[0-9a-f]{32}\/[^/]+-(os|data)disk-.*\d{8}-\d{6}\.vhd$/,
      );
      expect(textAt(disk, 'properties', 'creationData', 'storageAccountId')).toMatch(/storageAccounts/);
    }
    const jobs = new Set(rowsOfType(tenant, `${RSV}/backupjobs`).map((row) => row.name));
    // Resource Graph keeps jobs for 14 days.
    const kept = Date.parse(tenant.now) - 14 * 86_400_000;
    for (const disk of [...snapshots, ...vaults])
      expect(jobs.has(disk.tags?.['RSVaultBackup'] ?? ''), disk.id).toBe(
        Date.parse(textAt(disk, 'properties', 'timeCreated') ?? '') > kept,
      );
  });
});

function pointsOf(tenant: Tenant): ArmDocument[] {
  return rowsOfType(tenant, ITEM)
    .slice(0, 50)
    .flatMap((item) => [...(tenant.list(`${item.id.toLowerCase()}/recoverypoints`) ?? [])]);
}
