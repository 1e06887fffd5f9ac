import * as z from 'zod';
import type { BackupVault } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

export const backupVaults = defineSource({
  id: 'backupVaults',
  title: 'Backup vaults',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.DataProtection/backupVaults'],
    kql: kql`
// A row is a Backup vault (Data Protection), which holds the backups of disks.
resources
| where type =~ 'microsoft.dataprotection/backupvaults'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toBackupVault,
  live: { by: 'id' },
  fields: {
    ...COMMON,
    'properties.securitySettings.encryptionSettings.state': 'word',
    'properties.securitySettings.encryptionSettings.keyVaultProperties.keyUri': 'id',
    'properties.securitySettings.encryptionSettings.infrastructureEncryption': 'word',
    'properties.securitySettings.softDeleteSettings.state': 'word',
    'properties.securitySettings.softDeleteSettings.retentionDurationInDays': 'number',
    'properties.securitySettings.immutabilitySettings.state': 'word',
  },
});

/** @see https://learn.microsoft.com/rest/api/dataprotection/backup-vaults/get */
function toBackupVault({ resource, properties }: Row): BackupVault {
  const security = properties.block('securitySettings');
  const encryption = security?.block('encryptionSettings');
  const softDelete = security?.block('softDeleteSettings');
  return {
    ...resource,
    encryptionState: encryption?.text('state'),
    keyUri: encryption?.block('keyVaultProperties')?.text('keyUri'),
    infrastructureEncryption: encryption?.text('infrastructureEncryption'),
    softDeleteState: softDelete?.text('state'),
    softDeleteRetentionDays: softDelete?.number('retentionDurationInDays'),
    immutabilityState: security?.block('immutabilitySettings')?.text('state'),
  };
}
