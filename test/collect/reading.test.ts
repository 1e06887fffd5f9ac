import { describe, expect, test } from 'vitest';
import { readInstant } from '../../src/collect/instant.ts';
import { Block, MalformedRowError, readableId, readRow } from '../../src/collect/rows/reading.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';
import { restoreEvidenceOf } from '../../src/assess/chain/joins/restoreEvidence.ts';
import { usabilityOf } from '../../src/domain/recoveryPoint.ts';
import { armId } from '../../src/domain/armId.ts';
import { otherReplicatedItemDocument } from '../../simulator/estate/documents/otherReplication.ts';

const SUB = '11111111-1111-1111-1111-111111111111';
const DISK = `/subscriptions/${SUB}/resourceGroups/RG/providers/Microsoft.Compute/disks/Data1`;
const VM = `/subscriptions/${SUB}/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/vm1`;

describe('one block of JSON', () => {
  const block = new Block(
    {
      LastOwnershipUpdateTime: '2016-12-28T04:41:35.079872+00:00',
      'Recovery point time ': '12/25/2019 10:07:11 PM',
      type: 1,
      empty: '',
      nothing: null,
      yes: 'true',
      on: true,
      text: '{"inner":[{"a":"b"}]}',
      list: '[1,"2"]',
    },
    'properties',
  );
  test('names are found in any case and with trailing blanks', () => {
    expect(block.instant('lastOwnershipUpdateTime')).toBe('2016-12-28T04:41:35.079Z');
    expect(block.instant('recovery point time')).toBe('2019-12-25T22:07:11.000Z');
  });
  test('numeric enums become open text; blank and null are missing', () => {
    expect(block.text('type')).toBe('1');
    expect(block.text('empty')).toBeUndefined();
    expect(block.text('nothing')).toBeUndefined();
    expect(block.text('absent')).toBeUndefined();
  });
  test('only true and false are flags', () => {
    expect(block.flag('yes')).toBeUndefined();
    expect(block.flag('on')).toBe(true);
  });
  test('a block and a list may be text of JSON', () => {
    expect(block.block('text')?.list('inner')[0]?.text('A')).toBe('b');
    expect(block.texts('list')).toEqual(['1', '2']);
  });
  test.each([
    ['text', () => new Block({ a: {} }, 'p').text('a'), 'p.a is not text'],
    ['number', () => new Block({ a: 'many' }, 'p').number('a'), 'p.a is not a number'],
    ['date', () => new Block({ a: 'tomorrow' }, 'p').instant('a'), 'p.a is not a date'],
    ['block', () => new Block({ a: [] }, 'p').block('a'), 'p.a is not a block'],
    ['block text', () => new Block({ a: '{' }, 'p').block('a'), 'p.a is text that is not JSON'],
    ['list', () => new Block({ a: {} }, 'p').list('a'), 'p.a is not a list'],
    ['required', () => new Block({}, '').required('properties'), 'properties is missing'],
  ])('a %s of the wrong kind is malformed and names the field', (_, read, message) => {
    expect(read).toThrow(new MalformedRowError(message));
  });
});

describe('dates', () => {
  test.each([
    ['2026-11-24T06:00:00Z', '2026-11-24T06:00:00.000Z'],
    ['2026-11-24T06:00:00.1234567Z', '2026-11-24T06:00:00.123Z'],
    ['2026-11-24T06:00:00.5', '2026-11-24T06:00:00.500Z'],
    ['2026-11-24T06:00:00+02:00', '2026-11-24T04:00:00.000Z'],
    ['2026-11-24T23:30:00-05:30', '2026-11-25T05:00:00.000Z'],
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['12/1/2019 12:00:01 AM', '2019-12-01T00:00:01.000Z'],
    ['12/1/2019 12:00:01 PM', '2019-12-01T12:00:01.000Z'],
    ['5/15/2024 19:52:53', '2024-05-15T19:52:53.000Z'],
    ['5/15/2024 7:52:53', '2024-05-15T07:52:53.000Z'],
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
  ])('%s is %s', (text, instant) => expect(readInstant(text)).toBe(instant));
  test.each(['1753-01-01T01:01:01Z', '9999-12-31T23:59:59.9999999', '0001-01-01T00:00:00', 253_402_300_799])(
    '%s means never',
    (text) => expect(readInstant(text)).toBeUndefined(),
  );
  test.each([
    'tomorrow',
    '2026-02-30',
    '2026-13-01',
    '2026-11-24T25:00:00Z',
    '5/15/2024 19:52:53 PM',
    '5/15/2024 25:52:53',
    true,
    Number.NaN,
  ])('%s is no date', (text) => expect(readInstant(text)).toBeNull());
});

describe('rows', () => {
  test('id casing: ids are joined in lower case and kept as written', () => {
    const { resource } = readRow({ id: DISK.replace('/subscriptions/', '/Subscriptions/'), properties: {} });
    expect(resource.id).toBe(DISK.toLowerCase());
    expect(resource).toMatchObject({ subscriptionId: SUB, resourceGroup: 'rg', name: 'Data1' });
    expect(resource.resourceId).toContain('/Subscriptions/');
  });

  test('properties as a string read as properties', () => {
    const properties = { encryption: { type: 'EncryptionAtRestWithCustomerKey' } };
    const [whole] = SOURCES.disks.read(readRow({ id: DISK, properties }));
    const [text] = SOURCES.disks.read(readRow({ id: DISK, properties: JSON.stringify(properties) }));
    expect(text).toEqual(whole);
    expect(text?.encryptionType).toBe('EncryptionAtRestWithCustomerKey');
  });

  test('a disk without an encryption block is a fact that does not say its encryption', () => {
    const [disk] = SOURCES.disks.read(readRow({ id: DISK, properties: { diskState: 'Attached' } }));
    expect(disk).toMatchObject({ encryptionType: undefined, diskState: 'Attached', ade: undefined });
  });

  test.each([
    [{ id: DISK }, 'properties is missing'],
    [{ id: DISK, properties: 'oops' }, 'properties is text that is not JSON'],
    [{ id: DISK, properties: { encryption: [] } }, 'properties.encryption is not a block'],
    [{ id: 7, properties: {} }, 'id is missing or is not a resource id'],
    [{ id: 'disk1', properties: {} }, 'id is missing or is not a resource id'],
    [null, 'the row is not a block'],
  ])('%j is malformed', (raw, message) => {
    expect(() => SOURCES.disks.read(readRow(raw))).toThrow(new MalformedRowError(message));
  });

  test('an id is readable where the rest is broken', () => {
    expect(readableId({ ID: DISK, properties: 3 })).toBe(armId(DISK));
    expect(readableId({ id: '/providers/x' })).toBeUndefined();
  });
});

describe('facts that are easily read wrong', () => {
  const machine = (properties: unknown): unknown =>
    SOURCES.virtualMachines.read(
      readRow({ id: VM, properties: { storageProfile: { osDisk: {} }, ...(properties as object) } }),
    )[0];

  test('encryption at host: absent is off, a word is not known', () => {
    expect(machine({})).toMatchObject({ encryptionAtHost: false });
    expect(machine({ securityProfile: {} })).toMatchObject({ encryptionAtHost: false });
    expect(machine({ securityProfile: { encryptionAtHost: true } })).toMatchObject({ encryptionAtHost: true });
    expect(machine({ securityProfile: { encryptionAtHost: 'true' } })).toMatchObject({ encryptionAtHost: undefined });
  });

  test('a machine without a storage profile is malformed, not a machine without disks', () => {
    expect(() => SOURCES.virtualMachines.read(readRow({ id: VM, properties: {} }))).toThrow(
      /storageProfile is missing/,
    );
    expect(() =>
      SOURCES.virtualMachines.read(readRow({ id: VM, properties: { storageProfile: { dataDisks: [] } } })),
    ).toThrow(/osDisk is missing/);
  });

  test('a shared disk names all its holders once', () => {
    const properties = { maxShares: 2, shareInfo: [{ vmUri: VM }, { vmUri: VM.replace('vm1', 'vm2') }] };
    const [disk] = SOURCES.disks.read(readRow({ id: DISK, managedBy: VM.toUpperCase(), properties }));
    expect(disk?.managedBy).toEqual([VM.toLowerCase(), VM.replace('vm1', 'vm2').toLowerCase()]);
  });

  test('a key without a version is known under both ids; its dates are seconds since 1970', () => {
    const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/KV/keys/Key`;
    const attributes = { enabled: true, exp: 1_700_000_000, created: 1_600_000_000, recoveryLevel: 'Recoverable' };
    const keyUriWithVersion = 'https://kv.vault.azure.net/keys/Key/AbC';
    const facts = SOURCES.keys.read(
      readRow({ id, properties: { attributes, kty: 'RSA', keySize: 3072, keyUriWithVersion } }),
    );
    expect(facts.map((key) => key.id)).toEqual([id.toLowerCase(), `${id.toLowerCase()}/versions/abc`]);
    expect(facts[1]).toMatchObject({ version: 'abc', expires: '2023-11-14T22:13:20.000Z', notBefore: undefined });
    expect(() => SOURCES.keys.read(readRow({ id, properties: { attributes: { exp: 'soon' } } }))).toThrow(
      /exp is not a date/,
    );
  });

  test('an identity of either kind gives its object ids', () => {
    const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des`;
    const userAssignedIdentities = { '/subscriptions/x': { principalId: 'BBB', clientId: 'c' } };
    const identity = { type: 'SystemAssigned, UserAssigned', principalId: 'AAA', userAssignedIdentities };
    const [set] = SOURCES.diskEncryptionSets.read(readRow({ id, identity, properties: {} }));
    expect(set?.principalIds).toEqual(['aaa', 'bbb']);
  });

  test('storage account keys are read in the lower case that Azure writes', () => {
    const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`;
    const encryption = {
      keySource: 'Microsoft.Keyvault',
      keyvaultproperties: { keyvaulturi: 'https://kv', keyname: 'k' },
    };
    const [account] = SOURCES.storageAccounts.read(readRow({ id, properties: { encryption } }));
    expect(account).toMatchObject({
      keyVaultUri: 'https://kv',
      keyName: 'k',
      requireInfrastructureEncryption: undefined,
    });
  });

  test('excluded disks keep their logical unit numbers', () => {
    const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/protectionContainers/c/protectedItems/i`;
    const diskExclusionProperties = { diskLunList: [0, 2], isInclusionList: false };
    const [exclusion] = SOURCES.diskExclusions.read(
      readRow({ id, properties: { extendedProperties: { diskExclusionProperties } } }),
    );
    expect(exclusion).toMatchObject({ diskLuns: [0, 2], isInclusionList: false });
  });

  test('numeric tiers of an old API stay what they are', () => {
    const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupFabrics/Azure/protectionContainers/c/protectedItems/i/recoveryPoints/1`;
    const [point] = SOURCES.recoveryPoints.read(
      readRow({ id, properties: { recoveryPointTierDetails: [{ type: 1, status: 1 }] } }),
    );
    expect(point?.tiers).toEqual([{ type: '1', status: '1' }]);
  });

  test('a restore that left an encryption blob says so, also for a confidential machine', () => {
    const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupJobs/j`;
    const left = (propertyBag: unknown): unknown =>
      SOURCES.restoreJobDetails.read(readRow({ id, properties: { extendedInfo: { propertyBag } } }))[0]
        ?.leftEncryptionInfo;
    expect(left({ 'encryption info blob name ': 'x' })).toBe(true);
    expect(left({ 'Secured Encryption Info Blob Name': 'x' })).toBe(true);
    expect(left({ 'Job Type': 'Recover disks' })).toBe(false);
    expect(() => SOURCES.restoreJobDetails.read(readRow({ id, properties: {} }))).toThrow(/extendedInfo is missing/);
  });

  test('only restores and disk encryption extensions are taken', () => {
    const job = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupJobs/j`;
    const jobs = (operation: string): number =>
      SOURCES.restoreJobs.read(readRow({ id: job, properties: { operation } })).length;
    expect([jobs('Restore'), jobs('CrossRegionRestore'), jobs('Backup')]).toEqual([1, 1, 0]);
    const extensions = (type: string): number =>
      SOURCES.vmExtensions.read(readRow({ id: `${VM}/extensions/e`, properties: { type } })).length;
    expect([extensions('AzureDiskEncryptionForLinux'), extensions('AzureDiskEncryption'), extensions('Other')]).toEqual(
      [1, 1, 0],
    );
  });

  const INSTANCE = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv/backupInstances/i`;
  const GROUP_ID = `/subscriptions/${SUB}/resourceGroups/RG-Snapshots`;
  const instanceOf = (properties: unknown) => SOURCES.backupInstances.read(readRow({ id: INSTANCE, properties }))[0];
  test('a backup instance is read whatever the case of its names', () => {
    const whole = instanceOf({
      dataSourceInfo: { resourceID: DISK, datasourceType: 'Microsoft.Compute/disks' },
      policyInfo: {
        policyId: '/x/backupPolicies/daily',
        policyParameters: {
          dataStoreParametersList: [{ dataStoreType: 'OperationalStore', resourceGroupId: GROUP_ID }],
        },
      },
      protectionStatus: { status: 'ProtectionConfigured' },
      currentProtectionState: 'ProtectionError',
      protectionErrorDetails: { code: 'E1' },
    });
    const folded = instanceOf({
      datasourceinfo: { ResourceId: DISK, dataSourceType: 'microsoft.compute/Disks' },
      PolicyInfo: {
        PolicyId: '/x/backupPolicies/daily',
        policyparameters: {
          datastoreparameterslist: [{ datastoretype: 'OperationalStore', ResourceGroupID: GROUP_ID }],
        },
      },
      ProtectionStatus: { Status: 'ProtectionConfigured' },
      CurrentProtectionState: 'ProtectionError',
      ProtectionErrorDetails: { Code: 'E1' },
    });
    expect(folded).toEqual(whole);
    expect(whole).toMatchObject({
      vaultId: armId(INSTANCE.replace(/\/backupInstances.*/, '')),
      diskId: armId(DISK),
      protectionStatus: 'ProtectionConfigured',
      currentProtectionState: 'ProtectionError',
      errorCode: 'E1',
      policyName: 'daily',
      dataStores: ['OperationalStore'],
      snapshotGroupId: armId(GROUP_ID),
    });
  });

  test('a store of a backup instance that does not say its type is not lost', () => {
    const policyParameters = { dataStoreParametersList: [{ dataStoreType: 'OperationalStore' }, {}] };
    const found = instanceOf({ dataSourceInfo: { resourceID: DISK }, policyInfo: { policyParameters } });
    expect(found).toMatchObject({ dataStores: ['OperationalStore', ''] });
  });

  test('a backup instance of anything but a disk is none of ours; one that may be of a disk is', () => {
    const blobs = { datasourceType: 'Microsoft.Storage/storageAccounts/blobServices', resourceID: VM };
    expect(instanceOf({ dataSourceInfo: blobs })).toBeUndefined();
    // A kind that nobody lists may be a disk's, and a disk's id says that it is.
    expect(instanceOf({ dataSourceInfo: { ...blobs, datasourceType: 'Microsoft.Novel/x' } })).toBeDefined();
    expect(instanceOf({ dataSourceInfo: { ...blobs, resourceID: DISK } })).toMatchObject({ diskId: armId(DISK) });
    expect(instanceOf({ dataSourceInfo: { resourceID: VM } })).toMatchObject({ diskId: undefined, dataStores: [] });
    expect(instanceOf({})).toMatchObject({ diskId: undefined, currentProtectionState: undefined });
  });
});

describe('what a role allows', () => {
  const ROLE = '/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
  const lists = { actions: ['*'], notActions: [], dataActions: [], notDataActions: [] };
  const read = (permissions: unknown) => () =>
    SOURCES.roleDefinitions.read(readRow({ id: ROLE, properties: { permissions } }));

  test('with all four lists', () => expect(read([lists])()).toMatchObject([{ permissions: [lists] }]));

  test.each(['actions', 'notActions', 'dataActions', 'notDataActions'])('without %s it is not known', (name) => {
    expect(read([{ ...lists, [name]: undefined }])).toThrow(`properties.permissions[0].${name} is missing`);
  });

  test('no permission at all is none of no rights', () => expect(read([])).toThrow('missing or empty'));
});

describe('traps of Azure’s JSON, all of them sprung in one reader', () => {
  const VAULT = `/Subscriptions/${SUB.toUpperCase()}/resourceGroups/RG/providers/Microsoft.RecoveryServices/vaults/RSV`;
  const ITEM = `${VAULT}/backupFabrics/Azure/protectionContainers/c/protectedItems/VM;iaasvmcontainerv2;rg;vm1`;
  const POINT = `${ITEM}/recoveryPoints/1`;
  const REPLICATED = `${VAULT}/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/i`;
  const CLUSTER = REPLICATED.replace('replicationProtectedItems/i', 'replicationProtectionClusters/sql');
  const replication = (properties: object, provider: object): unknown => ({
    id: REPLICATED,
    properties: { ...properties, providerSpecificDetails: { instanceType: 'A2A', ...provider } },
  });

  test.each([
    '1753-01-01T01:01:01Z',
    '9999-12-31T23:59:59.9999999',
    '9999-12-31T23:59:59.9999999Z',
    '0001-01-01T00:00:00Z',
  ])('the sentinel date %s means never, in whichever field it stands', (never) => {
    const [detail] = SOURCES.replicationDetails.read(
      readRow(replication({ lastSuccessfulTestFailoverTime: never }, { lastRpoCalculatedTime: never })),
    );
    expect([detail?.lastSuccessfulTestFailoverTime, detail?.lastRpoCalculatedTime]).toEqual([undefined, undefined]);
    const properties = { recoveryPointTime: never, recoveryPointProperties: { expiryTime: never } };
    const [point] = SOURCES.recoveryPoints.read(readRow({ id: POINT, properties }));
    expect([point?.time, point?.expiryTime, point?.isExpiryUntold]).toEqual([undefined, undefined, undefined]);
    const [disk] = SOURCES.disks.read(readRow({ id: DISK, properties: { timeCreated: never } }));
    expect(disk?.timeCreated).toBeUndefined();
  });

  test('a block of retention that does not say when that ends is told from one that is not there', () => {
    const untold = (properties: object): boolean | undefined =>
      SOURCES.recoveryPoints.read(readRow({ id: POINT, properties }))[0]?.isExpiryUntold;
    expect([
      untold({ recoveryPointProperties: { ruleName: 'Daily' } }),
      untold({ recoveryPointProperties: null }),
      untold({}),
    ]).toEqual([true, undefined, undefined]);
  });

  test('seven fractional digits without a Z are a time of that very millisecond, in UTC', () => {
    const [point] = SOURCES.recoveryPoints.read(
      readRow({ id: POINT, properties: { recoveryPointTime: '2026-11-23T22:00:00.1239999' } }),
    );
    expect(point?.time).toBe('2026-11-23T22:00:00.123Z');
  });

  test('"Recovery point time " with its trailing space is the recovery point time of a restore', () => {
    const propertyBag = { 'Recovery point time ': '12/25/2019 10:07:11 PM', 'Job Type': 'Recover disks' };
    const [detail] = SOURCES.restoreJobDetails.read(
      readRow({ id: `${VAULT}/backupJobs/j`, properties: { extendedInfo: { propertyBag } } }),
    );
    expect(detail?.recoveryPointTime).toBe('2019-12-25T22:07:11.000Z');
  });

  test('LastOwnershipUpdateTime with a capital L is the same name', () => {
    const { properties } = readRow({ id: DISK, properties: { LastOwnershipUpdateTime: '2026-11-01T00:00:00Z' } });
    expect(properties.instant('lastOwnershipUpdateTime')).toBe('2026-11-01T00:00:00.000Z');
  });

  test('numeric enums are kept as text that no check takes for good: tier 1, "0" as a number and as text', () => {
    const tiers = [
      { type: 1, status: 1 },
      { type: '2', status: '1' },
    ];
    const [point] = SOURCES.recoveryPoints.read(
      readRow({ id: POINT, properties: { recoveryPointTierDetails: tiers } }),
    );
    expect(point?.tiers).toEqual([
      { type: '1', status: '1' },
      { type: '2', status: '1' },
    ]);
    if (point !== undefined) expect(usabilityOf(point)).toBe('unknown');
    for (const networkAccessPolicy of [0, '0']) {
      const [disk] = SOURCES.disks.read(readRow({ id: DISK, properties: { networkAccessPolicy, diskState: 0 } }));
      expect(disk).toMatchObject({ networkAccessPolicy: '0', diskState: '0' });
    }
  });

  test('properties as text of JSON, and blocks inside them as text of JSON, read as what they hold', () => {
    const plain = {
      sharedDiskProperties: {
        protectionState: 'Protected',
        sharedDiskProviderSpecificDetails: { protectedManagedDisks: [{ diskId: DISK }] },
      },
      clusterProtectedItemIds: [REPLICATED],
    };
    const nested = { ...plain, sharedDiskProperties: JSON.stringify(plain.sharedDiskProperties) };
    const [whole] = SOURCES.replicationClusters.read(readRow({ id: CLUSTER, properties: plain }));
    const [text] = SOURCES.replicationClusters.read(readRow({ id: CLUSTER, properties: JSON.stringify(nested) }));
    expect(text).toEqual(whole);
    expect(text?.disks[0]?.diskId).toBe(DISK.toLowerCase());
  });

  test('/Subscriptions/ and ids in lower or upper case meet, those inside properties too', () => {
    const upper = DISK.toUpperCase();
    const [detail] = SOURCES.replicationDetails.read(
      readRow(replication({}, { fabricObjectId: VM.toUpperCase(), protectedManagedDisks: [{ diskId: upper }] })),
    );
    expect(detail?.id.startsWith(`/subscriptions/${SUB}/`)).toBe(true);
    expect(detail?.vaultId).toBe(VAULT.toLowerCase());
    expect(detail?.sourceVmId).toBe(VM.toLowerCase());
    expect(detail?.disks[0]?.diskId).toBe(DISK.toLowerCase());
    const [cluster] = SOURCES.replicationClusters.read(
      readRow({
        id: CLUSTER,
        properties: {
          clusterProtectedItemIds: [REPLICATED],
          sharedDiskProperties: { sharedDiskProviderSpecificDetails: {} },
        },
      }),
    );
    expect(cluster?.itemIds).toEqual([detail?.id]);
  });

  test.each(['InMageRcm', 'InMageAzureV2', 'HyperVReplicaAzure'] as const)(
    'an item of %s is read whole: of no Azure VM, with the disk in Azure that it writes to',
    (provider) => {
      const seed = DISK.replace(/[^/]+$/, 'asrseeddisk-srv-1');
      const document = otherReplicatedItemDocument({
        vaultId: VAULT,
        provider,
        machine: 'srv-1',
        seedDiskId: seed,
        recoveryGroupId: `/subscriptions/${SUB}/resourceGroups/rg`,
        rpoCalculated: '2026-11-23T22:00:00.000Z',
      });
      const [item] = SOURCES.replicatedItems.read(readRow(document));
      const [detail] = SOURCES.replicationDetails.read(readRow(document));
      expect(item).toMatchObject({ instanceType: provider, sourceVmId: undefined });
      expect(detail).toMatchObject({ disks: [], seedDiskIds: [seed.toLowerCase()], protectionState: 'Protected' });
    },
  );

  test('a recovery plan tells which items it holds and what each of its steps is said to do', () => {
    const actions = [
      ['ManualActionDetails', { description: 'Turn encryption at host on' }],
      ['AutomationRunbookActionDetails', { runbookId: '/runbooks/Enable-EAH', timeout: 'PT1H' }],
      ['ScriptActionDetails', { path: '/scripts/eah.ps1' }],
    ].map(([instanceType, details], index) => ({
      actionName: `step ${index}`,
      failoverTypes: ['TestFailover'],
      failoverDirections: ['PrimaryToRecovery'],
      customDetails: { instanceType, ...(details as object) },
    }));
    const groups = [
      { groupType: 'Shutdown', replicationProtectedItems: [], startGroupActions: [], endGroupActions: null },
      {
        groupType: 'Boot',
        replicationProtectedItems: [
          { id: REPLICATED.toUpperCase(), virtualMachineId: 'f8491e4f-817a-40dd-a90c-af773978c75b' },
        ],
        startGroupActions: actions.slice(0, 1),
        endGroupActions: actions.slice(1),
      },
    ];
    const plan = { id: `${VAULT}/replicationRecoveryPlans/rp-1`, properties: { groups } };
    const [read] = SOURCES.recoveryPlans.read(readRow(plan));
    expect(read).toMatchObject({ vaultId: VAULT.toLowerCase(), itemIds: [REPLICATED.toLowerCase()] });
    expect(read?.steps.map(({ name, text }) => [name, text])).toEqual([
      ['step 0', 'Turn encryption at host on'],
      ['step 1', '/runbooks/Enable-EAH'],
      ['step 2', '/scripts/eah.ps1'],
    ]);
    expect(read?.steps[0]).toMatchObject({
      failoverTypes: ['TestFailover'],
      failoverDirections: ['PrimaryToRecovery'],
    });
    const nameless = { ...plan, properties: { groups: [{ replicationProtectedItems: [{ virtualMachineId: 'x' }] }] } };
    expect(() => SOURCES.recoveryPlans.read(readRow(nameless))).toThrow(/id is missing/);
  });

  test('the odd path …/disks/<name>?id=<guid> is kept as written, and names collection and disk', () => {
    const path = `${VM.replace('virtualMachines/vm1', 'restorePointCollections/AzureBackup_vm1_1')}/restorePoints/AzureBackup_20261120_010203/disks/Data1?id=5d2a`;
    const [disk] = SOURCES.disks.read(
      readRow({ id: DISK, properties: { creationData: { createOption: 'Restore', sourceResourceId: path } } }),
    );
    expect(disk?.creation.sourceResourceId).toBe(path);
    if (disk === undefined) throw new Error('The disk was read.');
    expect(restoreEvidenceOf(disk)).toMatchObject({
      diskName: 'data1',
      collectionId: path.slice(0, path.indexOf('/restorePoints/')).toLowerCase(),
    });
  });
});
