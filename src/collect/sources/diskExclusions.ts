import { isSoftDeleted } from '../../domain/softDeleted.ts';
import type { DiskExclusion, ProtectedItem } from '../../domain/facts.ts';
import { armPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../rows/reading.ts';
import { COMMON } from './shared/columns.ts';
import { protectedItemId } from './shared/vaultIds.ts';
import { vaultsInUse } from './shared/vaults.ts';

/** The protected items of a vault, as ARM lists them. */
export const diskExclusions = defineSource({
  id: 'diskExclusions',
  title: 'disk exclusions of protected items',
  needs: ['recoveryServicesVaults', 'protectedItems'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for (const { id, path, items } of await vaultsInUse(given, 'protectedItems'))
        yield {
          about: id,
          onlyThat: false,
          what: `The disks left out of the backups in vault ${path.after('vaults')}`,
          shape: 'list',
          expects: items.filter((item) => !isSoftDeleted(item)),
          call: (arm, options) =>
            arm
              .backup(path.subscription)
              .backupProtectedItems.list(path.after('vaults'), path.resourceGroup, {
                filter: "backupManagementType eq 'AzureIaasVM'",
                ...options,
              })
              .byPage(),
        };
    },
  },
  read: toDiskExclusion,
  live: { by: 'id' },
  fields: {
    ...COMMON,
    'properties.extendedProperties.diskExclusionProperties.diskLunList': 'number',
    'properties.extendedProperties.diskExclusionProperties.isInclusionList': 'word',
    'properties.protectionState': 'word',
    'properties.isScheduledForDeferredDelete': 'word',
  },
  actions: [
    { action: 'Microsoft.RecoveryServices/vaults/backupProtectedItems/read', limit: 'backup' },
    // One alone, for a live answer.
    {
      action: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/read',
      limit: 'backup',
    },
  ],
});

/** The disks left out of one item's backups. @see https://learn.microsoft.com/rest/api/backup/protected-items/get */
export function exclusionOf(item: ProtectedItem): ArmCall {
  const path = armPath(item.resourceId);
  const fabric = path.after('backupFabrics');
  return {
    about: item.id,
    onlyThat: true,
    what: `The disks left out of the backups of ${item.friendlyName ?? item.name}`,
    shape: 'single',
    call: (arm, options) =>
      arm
        .backup(path.subscription)
        .protectedItems.get(
          path.after('vaults'),
          path.resourceGroup,
          fabric === '' ? 'Azure' : fabric,
          path.after('protectionContainers'),
          path.after('protectedItems'),
          options,
        ),
  };
}

/**
 * Which disks of a protected item stay out of its backup, as ARM lists it (`properties.extendedProperties`).
 * @see https://learn.microsoft.com/azure/backup/selective-disk-backup-restore
 */
function toDiskExclusion({ resource, properties }: Row): DiskExclusion {
  const exclusion = properties.block('extendedProperties')?.block('diskExclusionProperties');
  // Azure sends the list also where it is empty: without it, which disks are meant was not read.
  if (exclusion !== undefined && exclusion.value('diskLunList') === undefined)
    throw new MalformedRowError(`${exclusion.path}.diskLunList is missing`);
  return {
    ...resource,
    id: protectedItemId(resource.id),
    diskLuns: exclusion?.texts('diskLunList').map(Number),
    isInclusionList: exclusion?.flag('isInclusionList'),
    protectionState: properties.text('protectionState'),
    isScheduledForDeferredDelete: properties.flag('isScheduledForDeferredDelete'),
  };
}
