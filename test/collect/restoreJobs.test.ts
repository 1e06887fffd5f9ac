import { describe, expect, test } from 'vitest';
import { readRow } from '../../src/collect/rows/reading.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';
import { NOT_RESTORING } from '../../src/domain/backupKinds.ts';

const SUB = '00000000-0000-0000-0000-000000000000';
const VAULT = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/clitest-vault000002`;

/** As recorded by Azure CLI's tests in May 2024. */
const SELECTIVE = {
  id: `${VAULT}/backupJobs/5fdb13cf-21f3-4e92-9827-941fc75f8ca9`,
  name: '5fdb13cf-21f3-4e92-9827-941fc75f8ca9',
  type: 'Microsoft.RecoveryServices/vaults/backupJobs',
  properties: {
    jobType: 'AzureIaaSVMJob',
    containerName: 'iaasvmcontainerv2;clitest.rg000001;clitest-vm000003',
    extendedInfo: {
      propertyBag: {
        'Job Type': 'Recover disks',
        'Target VM Name': 'vmName',
        'Target Storage Account Name': 'clitest000004',
        'Recovery point time ': '5/15/2024 7:52:53 AM',
        'Target resource group': 'clitest.rg000001',
        'Restored disk(s)': 'clitest-vm000003_OsDisk_1_b8de46f3d2004f71a538856550aeb727',
        'Backed-up disk(s)': 'clitest-vm000003_OsDisk_1_b8de46f3d2004f71a538856550aeb727; mydisk1; mydisk3',
      },
    },
    entityFriendlyName: 'clitest-vm000003',
    backupManagementType: 'AzureIaasVM',
    operation: 'Restore',
    status: 'Completed',
    startTime: '2024-05-15T08:35:43.5807221Z',
    endTime: '2024-05-15T08:37:13.4745842Z',
  },
};

const job = (change: object, id = SELECTIVE.id) =>
  SOURCES.restoreJobs.read(readRow({ ...SELECTIVE, id, properties: { ...SELECTIVE.properties, ...change } }));
const details = (bag: object) =>
  SOURCES.restoreJobDetails.read(
    readRow({ ...SELECTIVE, properties: { ...SELECTIVE.properties, extendedInfo: { propertyBag: bag } } }),
  )[0];

describe('the property bag of a restore job', () => {
  test('a selective restore names the disks that it made and those that were backed up', () => {
    expect(details(SELECTIVE.properties.extendedInfo.propertyBag)).toMatchObject({
      jobType: 'Recover disks',
      recoveryPointTime: '2024-05-15T07:52:53.000Z',
      targetVmName: undefined,
      restoredDisks: ['clitest-vm000003_OsDisk_1_b8de46f3d2004f71a538856550aeb727'],
      backedUpDisks: ['clitest-vm000003_OsDisk_1_b8de46f3d2004f71a538856550aeb727', 'mydisk1', 'mydisk3'],
    });
  });
  test.each([
    [{ 'Recovery Point Time': '5/15/2024 19:52:53' }, { recoveryPointTime: '2024-05-15T19:52:53.000Z' }],
    [{ ' recovery point time ': '5/15/2024 7:52:53 PM' }, { recoveryPointTime: '2024-05-15T19:52:53.000Z' }],
    [{ 'TARGET VM NAME ': 'vm-9' }, { targetVmName: 'vm-9' }],
    [
      { 'Target VM Name': null, 'Original VM Name': 'vm-1' },
      { targetVmName: undefined, originalVmName: 'vm-1' },
    ],
    [{ 'Restored disk(s) ': ' a ;b;' }, { restoredDisks: ['a', 'b'], backedUpDisks: undefined }],
    [{ 'Restored disk(s)': '' }, { restoredDisks: undefined }],
  ])('%o', (bag, read) => expect(details(bag)).toMatchObject(read));
});

describe('jobs', () => {
  test('one that restores keeps its bag where its row holds it', () => {
    expect(job({})).toMatchObject([
      {
        vaultId: VAULT.toLowerCase(),
        containerName: 'iaasvmcontainerv2;clitest.rg000001;clitest-vm000003',
        bag: { targetResourceGroup: 'clitest.rg000001' },
      },
    ]);
  });
  test('a cross-region restore stands below a region, and its bag names the vault', () => {
    const id = `/subscriptions/${SUB}/providers/Microsoft.RecoveryServices/locations/eastus2euap/backupJobs/c236c7d1-5938-47b6-80cd-01226bf4f26e`;
    const bag = {
      'Subscription Id of the vault': '0b1f6471-1bf0-4dda-aec3-cb9272f09590',
      'Resource Group Name of the vault': 'clitest.rg000001',
      'Vault name': 'clitest-vault000003',
    };
    const operation = 'CrossRegionRestore';
    expect(job({ operation, extendedInfo: { propertyBag: bag } }, id)).toMatchObject([
      {
        operation,
        subscriptionId: SUB,
        vaultId:
          '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourcegroups/clitest.rg000001/providers/microsoft.recoveryservices/vaults/clitest-vault000003',
      },
    ]);
    expect(job({ operation, extendedInfo: undefined }, id)).toMatchObject([{ vaultId: undefined, bag: undefined }]);
  });
  test('known operations that restore nothing are set aside, an unknown one or none is not', () => {
    for (const operation of NOT_RESTORING) expect(job({ operation })).toEqual([]);
    for (const operation of ['Invalid', 'InstantRecovery', undefined]) expect(job({ operation })).toHaveLength(1);
  });
  test('a restore of a file share is no restore of a VM; a kind that is not known may be', () => {
    expect(job({ backupManagementType: 'AzureStorage' })).toEqual([]);
    expect(job({ backupManagementType: 'AzureIaasVMFlex' })).toHaveLength(1);
  });
  test('the query leaves out exactly the operations that are known to restore nothing', () => {
    const listed = /!in~ \(([^)]*)\)/.exec(
      SOURCES.restoreJobs.ask.of === 'resourceGraph' ? SOURCES.restoreJobs.ask.kql : '',
    );
    expect(listed?.[1]?.replaceAll("'", '').split(', ')).toEqual(NOT_RESTORING);
  });
});
