import type { ArmId } from '../../domain/armId.ts';
import type { VaultEncryption } from '../../domain/facts.ts';
import type { ArmPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { COMMON } from './shared/columns.ts';
import { vaultOf } from './shared/vaultIds.ts';
import { vaultsInUse } from './shared/vaults.ts';

/** The encryption in effect of each vault that backs up a machine. */
export const vaultEncryptions = defineSource({
  id: 'vaultEncryptions',
  title: 'vault encryption settings',
  needs: ['recoveryServicesVaults', 'protectedItems'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for (const vault of await vaultsInUse(given, 'protectedItems')) yield encryptionOf(vault);
    },
  },
  read: toVaultEncryption,
  live: { by: 'id', neverWhole: true },
  fields: {
    ...COMMON,
    'properties.encryptionAtRestType': 'word',
    'properties.keyUri': 'id',
    'properties.lastUpdateStatus': 'word',
    'properties.infrastructureEncryptionState': 'word',
  },
  actions: [{ action: 'Microsoft.RecoveryServices/vaults/backupEncryptionConfigs/read', limit: 'backup' }],
});

export function encryptionOf({ id, path }: { readonly id: ArmId; readonly path: ArmPath }): ArmCall {
  return {
    about: id,
    onlyThat: true,
    what: `The encryption in effect in vault ${path.after('vaults')}`,
    shape: 'single',
    call: (arm, options) =>
      arm
        .backup(path.subscription)
        .backupResourceEncryptionConfigs.get(path.after('vaults'), path.resourceGroup, options),
  };
}

/**
 * Bears the vault's id, so that both witnesses meet.
 * @see https://learn.microsoft.com/rest/api/backup/backup-resource-encryption-configs/get
 */
function toVaultEncryption({ resource, properties }: Row): VaultEncryption {
  return {
    ...resource,
    id: vaultOf(resource.id),
    encryptionAtRestType: properties.text('encryptionAtRestType'),
    keyUri: properties.text('keyUri'),
    lastUpdateStatus: properties.text('lastUpdateStatus'),
    infrastructureEncryptionState: properties.text('infrastructureEncryptionState'),
  };
}
