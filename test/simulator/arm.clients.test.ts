import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso, CONTOSO_SUBSCRIPTIONS } from '../../simulator/estate/contoso/index.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';

const core = CONTOSO_SUBSCRIPTIONS.core.id;
const payments = CONTOSO_SUBSCRIPTIONS.payments.id;

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ tenant: contoso(1), quota: false });
});

afterAll(async () => {
  await simulator.close();
});

function options(): { endpoint: string; tlsOptions: { ca: string }; credentialScopes: string[] } {
  return {
    endpoint: simulator.endpoint,
    tlsOptions: { ca: simulator.ca },
    credentialScopes: ['https://management.azure.com/.default'],
  };
}

async function all<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

describe("the estate's documents through the SDK's own readers", () => {
  it('vaults', async () => {
    const client = new RecoveryServicesClient(simulator.credential, core, {
      ...options(),
      credentials: { scopes: ['https://management.azure.com/.default'] },
    });
    const vaults = await all(client.vaults.listBySubscriptionId());
    expect(vaults.map((vault) => vault.name)).toContain('rsv-cmk-weu');
    const vault = await client.vaults.get('rg-backup-weu', 'rsv-cmk-weu');
    expect(vault.properties?.encryption?.keyVaultProperties?.keyUri).toMatch(/^https:\/\/kv-contoso-core-weu/);
    expect(vault.properties?.securitySettings?.softDeleteSettings?.softDeleteState).toBe('AlwaysON');
    expect(vault.properties?.redundancySettings?.crossRegionRestore).toBe('Disabled');
  });

  it('backup', async () => {
    const client = new RecoveryServicesBackupClient(simulator.credential, payments, options());
    const config = await client.backupResourceEncryptionConfigs.get('rsv-cmk-weu', 'rg-backup-weu');
    expect(config.properties?.encryptionAtRestType).toBe('CustomerManaged');

    const items = await all(
      client.backupProtectedItems.list('rsv-cmk-weu', 'rg-backup-weu', {
        filter: "backupManagementType eq 'AzureIaasVM'",
      }),
    );
    const clearing = items.find((item) => item.name?.endsWith('vm-clearing-01'));
    expect(clearing?.properties).toMatchObject({
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      protectionState: 'Protected',
      healthStatus: 'Passed',
      policyName: 'daily-30d-enhanced',
    });

    const suffix = 'iaasvmcontainerv2;rg-clearing-weu;vm-clearing-01';
    const points = await all(
      client.recoveryPoints.list('rsv-cmk-weu', 'rg-backup-weu', 'Azure', `IaasVMContainer;${suffix}`, `VM;${suffix}`, {
        filter: "startDate eq '2026-11-10 12:00:00 AM' and endDate eq '2026-11-16 11:00:00 PM'",
      }),
    );
    expect(points).toHaveLength(7);
    expect(points[0]?.properties).toMatchObject({
      objectType: 'IaasVMRecoveryPoint',
      recoveryPointTime: new Date('2026-11-16T02:00:00.000Z'),
      isSourceVMEncrypted: true,
      recoveryPointTierDetails: [
        { type: 'InstantRP', status: 'Valid' },
        { type: 'HardenedRP', status: 'Valid' },
      ],
    });
    const opened = await client.recoveryPoints.get(
      'rsv-cmk-weu',
      'rg-backup-weu',
      'Azure',
      `IaasVMContainer;${suffix}`,
      `VM;${suffix}`,
      points[0]?.name ?? '',
    );
    expect(opened.properties).toMatchObject({
      objectType: 'IaasVMRecoveryPoint',
      keyAndSecret: {
        encryptionMechanism: 'SinglePass',
        kekDetails: { keyUrl: expect.stringMatching(/kek-vm-clearing-01/) as unknown },
      },
    });
  });

  it('jobs', async () => {
    const client = new RecoveryServicesBackupClient(simulator.credential, core, options());
    const jobs = await all(
      client.backupJobs.list('rsv-cmk-weu', 'rg-backup-weu', { filter: "operation eq 'Restore'" }),
    );
    const ledger = jobs.find((job) => job.properties?.entityFriendlyName === 'vm-ledger-01');
    const detail = await client.jobDetails.get('rsv-cmk-weu', 'rg-backup-weu', ledger?.name ?? '');
    expect(detail.properties).toMatchObject({
      jobType: 'AzureIaaSVMJob',
      operation: 'Restore',
      extendedInfo: {
        propertyBag: {
          'Job Type': 'Recover disks',
          'Recovery point time ': '11/12/2026 2:00:00 AM',
          'Target resource group': 'rg-restore-weu',
        },
      },
    });
  });

  it('replicated items', async () => {
    const client = new SiteRecoveryManagementClient(simulator.credential, payments, options());
    const items = await all(client.replicationProtectedItems.list('rsv-asr-neu', 'rg-dr-neu'));
    expect(items).toHaveLength(16);
    const unhealthy = items.find((item) => item.properties?.replicationHealth === 'Critical');
    expect(unhealthy?.properties).toMatchObject({
      friendlyName: 'vm-batch-01',
      healthErrors: [{ errorCode: '153007' }],
      providerSpecificDetails: {
        instanceType: 'A2A',
        rpoInSeconds: 10_800,
        protectedManagedDisks: [{ recoveryDiskEncryptionSetId: expect.stringMatching(/des-neu$/) as unknown }],
      },
    });
  });

  it('keys', async () => {
    const client = new KeyVaultManagementClient(simulator.credential, core, {
      ...options(),
      credentials: { scopes: ['https://management.azure.com/.default'] },
    });
    const disabled = await client.keys.get('rg-security-weu', 'kv-contoso-core-weu', 'disk-cmk-mortgage');
    expect(disabled.attributes?.enabled).toBe(false);
    const expired = await client.keys.get('rg-security-weu', 'kv-contoso-core-weu', 'disk-cmk-fx');
    expect(expired.attributes?.expires).toBe(Date.parse('2026-11-01T08:00:00Z') / 1000);
    const versions = await all(client.keys.listVersions('rg-security-weu', 'kv-contoso-core-weu', 'disk-cmk'));
    expect(versions).toHaveLength(1);
    await expect(
      client.keys.getVersion('rg-security-weu', 'kv-contoso-core-weu', 'disk-cmk', 'none'),
    ).rejects.toMatchObject({ statusCode: 404 });
  });
});
