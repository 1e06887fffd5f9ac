import { expect, test } from 'vitest';
import type { ArmDocument } from '../../simulator/tenant.ts';
import { plainTenant, subscriptionId, TENANT_ID } from './plainTenant.ts';
import { collectFrom } from './run.ts';

const VAULT = `/subscriptions/${subscriptionId(0)}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/rsv`;

function row(id: string, type: string, properties: unknown): ArmDocument {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const common = { tenantId: TENANT_ID, resourceGroup: 'rg', location: 'westeurope', tags: null };
  return { id, name, type, subscriptionId: subscriptionId(0), ...common, properties };
}

const vault = row(VAULT, 'microsoft.recoveryservices/vaults', {
  encryption: { keyVaultProperties: { keyUri: 'https://kv-nowhere.vault.azure.net/keys/vault-cmk' } },
});

test('the key of a vault that holds no backup is neither asked for nor a gap', async () => {
  const { estate } = await collectFrom({ tenant: plainTenant([1], [vault]) });
  expect(estate.recoveryServicesVaults.rows.size).toBe(1);
  expect(estate.keys.gaps).toEqual([]);
});

test('that of a vault in use is', async () => {
  const item = row(
    `${VAULT}/backupFabrics/Azure/protectionContainers/c/protectedItems/VM;iaasvmcontainerv2;rg;vm`,
    'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems',
    { backupManagementType: 'AzureIaasVM' },
  );
  const { estate } = await collectFrom({ tenant: plainTenant([1], [vault, item]) });
  expect(estate.keys.gaps.map(({ subject }) => subject)).toContain(VAULT.toLowerCase());
});
