import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MalformedRowError, Block, readRow } from '../../src/collect/rows/reading.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';
import { redact } from '../../src/collect/requests/redact.ts';
import { parseKeyUrl } from '../../src/domain/keyUrl.ts';

/** Real and specified payloads of Azure's, beside the repository (SOURCES.md there says where each is from). */
const EXAMPLES = join(import.meta.dirname, '../../../shared/examples');
const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';

function example(name: string): Record<string, unknown> {
  return redact(JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8'))) as Record<string, unknown>;
}

/** A shape without an id, put where such a resource lives. */
function placed(name: string, type: string): Record<string, unknown> {
  return { id: `${SUBSCRIPTION}/resourceGroups/rg/providers/${type}/example`, ...example(name) };
}

const READ: Readonly<Record<string, () => void>> = {
  'disk.ade.get.json': () => {
    const [disk] = SOURCES.disks.read(readRow(example('disk.ade.get.json')));
    expect(disk).toMatchObject({
      encryptionType: 'EncryptionAtRestWithPlatformKey',
      securityType: 'TrustedLaunch',
      sku: 'Standard_LRS',
      sizeGb: 10,
      timeCreated: '2016-12-28T04:41:35.079Z',
      creation: { createOption: 'FromImage' },
      ade: { enabled: true, version: undefined },
      tags: { department: 'Development', project: 'ManagedDisks' },
      diskState: undefined,
    });
    expect(disk?.ade?.keys).toHaveLength(1);
    expect(disk?.ade?.keys[0]?.keyVaultId).toMatch(/\/vaults\/myvmvault$/);
    expect(disk?.managedBy[0]).toMatch(/^\/subscriptions\/123caaa-123v-v211-a49f-f88ccac5bf88\/resourcegroups\//);
  },
  'snapshot.incremental.ade.get.json': () => {
    const [snapshot] = SOURCES.snapshots.read(readRow(example('snapshot.incremental.ade.get.json')));
    expect(snapshot).toMatchObject({
      incremental: true,
      networkAccessPolicy: '0',
      diskState: '0',
      creation: { createOption: 'Copy', sourceUniqueId: 'd633885d-d102-4481-901e-5b2413d1a7be' },
      ade: { enabled: true },
    });
  },
  'diskEncryptionSet.autoKeyRotationError.get.json': () => {
    const [set] = SOURCES.diskEncryptionSets.read(readRow(example('diskEncryptionSet.autoKeyRotationError.get.json')));
    expect(set).toMatchObject({
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      rotationToLatestKeyVersionEnabled: true,
      autoKeyRotationError: { code: 'ManagedServiceIdentityNotFound' },
      identityType: 'SystemAssigned',
      principalIds: [],
    });
    expect(set?.keyUrl).toBe('https://myvmvault.vault-int.azure-int.net/keys/{key}');
  },
  'diskRestorePoint.get.json': () => {
    // Not a source yet; its one fact that matters is that `encryption` is missing, which must read as "not said".
    const { resource, properties } = readRow(example('diskRestorePoint.get.json'));
    expect(resource.name).toMatch(/^TestDisk/);
    expect(properties.block('encryption')).toBeUndefined();
    expect(properties.text('networkAccessPolicy')).toBe('AllowAll');
    expect(properties.instant('timeCreated')).toBe('2020-09-16T04:41:35.079Z');
  },
  'recoveryServicesVault.cmk.put200.json': () => {
    const [vault] = SOURCES.recoveryServicesVaults.read(readRow(example('recoveryServicesVault.cmk.put200.json')));
    expect(vault).toMatchObject({
      infrastructureEncryption: 'Enabled',
      publicNetworkAccess: 'Enabled',
      softDeleteState: undefined,
      immutabilityState: undefined,
    });
    expect(parseKeyUrl(vault?.keyUri)).toMatchObject({
      vaultName: 'cmk2xkv',
      name: 'key1',
      version: '0767b348bb1a4c07baa6c4ec0055d2b3',
    });
  },
  'backup-protectedItems.list.json': () => {
    const [raw] = example('backup-protectedItems.list.json')['value'] as unknown[];
    const [item] = SOURCES.protectedItems.read(readRow(raw));
    expect(item).toMatchObject({
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      friendlyName: 'iaasvm-1',
      protectionState: 'Protected',
      healthStatus: 'Passed',
      lastBackupTime: '2018-01-22T12:25:32.048Z',
      lastRecoveryPoint: '2017-11-22T12:25:32.048Z',
    });
    expect(item?.id).toContain('/vaults/netsdktestrsvault/backupfabrics/azure/protectioncontainers/');
    expect(item?.vaultId).toMatch(/\/vaults\/netsdktestrsvault$/);
    const [exclusion] = SOURCES.diskExclusions.read(readRow(raw));
    expect(exclusion).toMatchObject({ id: item?.id, diskLuns: undefined, isInclusionList: undefined });
  },
  'backup-recoveryPoints.list.json': () => {
    const points = (example('backup-recoveryPoints.list.json')['value'] as unknown[]).flatMap((raw) =>
      SOURCES.recoveryPoints.read(readRow(raw)),
    );
    expect(points.map((point) => point.isSourceVmEncrypted)).toEqual([false, false, true]);
    expect(points[1]?.tiers).toEqual([
      { type: 'InstantRP', status: 'Deleted' },
      { type: 'HardenedRP', status: 'Deleted' },
      { type: 'ArchivedRP', status: 'Rehydrated' },
    ]);
    expect(points[0]).toMatchObject({ time: '2017-12-21T22:48:25.435Z', keys: undefined, includedDisks: undefined });
    expect(points[0]?.protectedItemId).toMatch(/\/protecteditems\/vm;iaasvmcontainerv2;rshhtestmdvmrg;rshmdvmsmall$/);
  },
  'backup-jobDetails.backup.get.json': () => {
    const row = readRow(example('backup-jobDetails.backup.get.json'));
    expect(SOURCES.restoreJobs.read(row)).toEqual([]);
    expect(SOURCES.restoreJobDetails.read(row)[0]).toMatchObject({ jobType: undefined, leftEncryptionInfo: false });
  },
  'backup-jobDetails.restore.propertyBag.json': () => {
    const id = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupJobs/j`;
    const propertyBag = example('backup-jobDetails.restore.propertyBag.json');
    const [detail] = SOURCES.restoreJobDetails.read(readRow({ id, properties: { extendedInfo: { propertyBag } } }));
    expect(detail).toMatchObject({
      jobType: 'Recover disks',
      recoveryPointTime: '2019-12-25T22:07:11.000Z',
      targetResourceGroup: 'mystorageaccountRG',
      targetStorageAccountName: 'mystorageaccount',
      leftEncryptionInfo: false,
    });
  },
  'backup-triggerRestore.restoreDisks.request.json': () => {
    // A request, not an answer: it has no id, and must be refused as a row.
    const request = example('backup-triggerRestore.restoreDisks.request.json');
    expect(() => readRow(request)).toThrow(new MalformedRowError('id is missing or is not a resource id'));
    expect(new Block(request, '').required('properties').block('encryptionDetails')?.flag('encryptionEnabled')).toBe(
      false,
    );
  },
  'restoredDisk.instantTier.SHAPE.json': () => {
    const [disk] = SOURCES.disks.read(
      readRow(placed('restoredDisk.instantTier.SHAPE.json', 'Microsoft.Compute/disks')),
    );
    expect(disk).toMatchObject({
      creation: { createOption: 'Restore' },
      encryptionType: 'EncryptionAtRestWithPlatformKey',
      networkAccessPolicy: 'AllowAll',
      publicNetworkAccess: 'Enabled',
    });
    expect(disk?.creation.sourceResourceId).toMatch(/\/disks\/<original disk name>\?id=<guid>$/);
    expect(disk?.tags['RSVaultBackup']).toBe('<restore job GUID>');
  },
  'restoredDisk.vaultTier.SHAPE.json': () => {
    const [disk] = SOURCES.disks.read(readRow(placed('restoredDisk.vaultTier.SHAPE.json', 'Microsoft.Compute/disks')));
    expect(disk?.creation).toMatchObject({ createOption: 'Import', sourceResourceId: undefined });
    expect(disk?.creation.sourceUri).toMatch(/\.vhd$/);
    expect(disk?.creation.storageAccountId).toMatch(/\/storageaccounts\/<staging>$/);
  },
  'backupVault.cmk.properties.SHAPE.json': () => {
    const [vault] = SOURCES.backupVaults.read(
      readRow(placed('backupVault.cmk.properties.SHAPE.json', 'Microsoft.DataProtection/backupVaults')),
    );
    expect(vault).toMatchObject({
      encryptionState: 'Enabled',
      keyUri: '<key uri>',
      infrastructureEncryption: 'Enabled',
      softDeleteState: 'Off',
      softDeleteRetentionDays: 0,
      immutabilityState: 'Disabled',
    });
  },
  'asr-a2a-replicationProtectedItem.get.json': () => {
    const row = readRow(example('asr-a2a-replicationProtectedItem.get.json'));
    const [detail] = SOURCES.replicationDetails.read(row);
    expect(detail).toMatchObject({
      friendlyName: 'SRsourcevm',
      instanceType: 'A2A',
      protectionState: 'Protected',
      activeLocation: 'Primary',
      testFailoverState: 'None',
      replicationHealth: 'Normal',
      rpoInSeconds: 95,
      lastRpoCalculatedTime: '2023-08-29T01:37:39.025Z',
      lastSuccessfulTestFailoverTime: undefined,
      vmEncryptionType: 'NotEncrypted',
      recoveryVmId: undefined,
      recoveryFabricLocation: 'eastus',
    });
    expect(detail?.disks).toHaveLength(1);
    expect(detail?.disks[0]).toMatchObject({
      recoveryDiskEncryptionSetId: undefined,
      recoveryTargetDiskId: undefined,
      isDiskEncrypted: false,
      testFailoverDiskName: 'SRsourcevm_disk1_53e81d4d037b4eb4b12588b9c6337331-ASRtest',
    });
    // Joined on lower case, whatever `/Subscriptions/` Azure writes.
    expect(detail?.id).toMatch(/^\/subscriptions\//);
    expect(detail?.resourceId).toMatch(/^\/Subscriptions\//);
    expect(detail?.disks[0]?.recoveryReplicaDiskId).toMatch(/-asrreplica$/);
    expect(SOURCES.replicatedItems.read(row)[0]?.sourceVmId).toBe(detail?.sourceVmId);
  },
  'asr-replicationProtectionCluster.sharedDisk.get.json': () => {
    const [cluster] = SOURCES.replicationClusters.read(
      readRow(example('asr-replicationProtectionCluster.sharedDisk.get.json')),
    );
    expect(cluster).toMatchObject({
      name: 'cluster1',
      instanceType: 'A2A',
      protectionState: 'Protected',
      activeLocation: 'Primary', // of the cluster: null of the shared disks
      replicationHealth: 'Normal',
      rpoInSeconds: 300,
      lastRpoCalculatedTime: '2022-11-11T07:34:58.856Z',
      recoveryFabricLocation: 'centraluseuap',
    });
    expect(cluster?.itemIds[1]).toMatch(/^\/subscriptions\/.*\/replicationprotecteditems\/cluster2vm1$/);
    expect(cluster?.disks[0]).toMatchObject({
      diskName: 'cluster2-datadisk0',
      diskState: 'Unavailable',
      isDiskEncrypted: false,
    });
  },
  'azure-policy-builtins.json': () => {
    // Policy rules, not resources: no row of it may pass for one.
    const policies = example('azure-policy-builtins.json')['policies'] as unknown[];
    expect(policies.length).toBeGreaterThan(30);
    for (const policy of policies) expect(() => readRow(policy)).toThrow(MalformedRowError);
  },
};

describe('every example of Azure goes through the readers', () => {
  const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
  test('none is left out', () => expect(Object.keys(READ).sort()).toEqual(files.sort()));
  test.each(files)('%s', (file) => {
    const read = READ[file];
    expect(read).toBeTypeOf('function');
    read?.();
  });
});
