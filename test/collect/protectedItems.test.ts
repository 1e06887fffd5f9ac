import { expect, test } from 'vitest';
import { readRow } from '../../src/collect/rows/reading.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';

const VAULT =
  '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v';
const item = (properties: object) =>
  SOURCES.protectedItems.read(
    readRow({
      id: `${VAULT}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg;vm/protectedItems/VM;iaasvmcontainerv2;rg;vm`,
      properties,
    }),
  )[0];

test('the first moment of 2001 means that there was no backup yet', () => {
  expect(item({ lastBackupTime: '2001-01-01T00:00:00Z' })).toMatchObject({ lastBackupTime: undefined });
  expect(item({ lastBackupTime: '2024-05-15T07:52:53Z' })).toMatchObject({
    lastBackupTime: '2024-05-15T07:52:53.000Z',
  });
});

test('the vault is the one in the id, whatever `vaultId` says: it may be a URL', () => {
  expect(item({ vaultId: `https://management.azure.com${VAULT}` })).toMatchObject({ vaultId: VAULT.toLowerCase() });
});
