import type {
  AdeKeys,
  AdeSettings,
  CreationData,
  EncryptedBytes,
  NetworkSettings,
  StoredBytes,
} from '../../../domain/facts.ts';
import type { Fields } from '../../defineSource.ts';
import type { Block, Row } from '../../rows/reading.ts';
import { under } from './columns.ts';

export const ADE_KEYS: Fields = {
  'diskEncryptionKey.secretUrl': 'id',
  'diskEncryptionKey.sourceVault.id': 'id',
  'keyEncryptionKey.keyUrl': 'id',
  'keyEncryptionKey.sourceVault.id': 'id',
};
export const ENCRYPTED_BYTES: Fields = {
  'properties.encryption.type': 'word',
  'properties.encryption.diskEncryptionSetId': 'id',
  'properties.securityProfile.securityType': 'word',
  'properties.securityProfile.secureVMDiskEncryptionSetId': 'id',
};
export const NETWORK_SETTINGS: Fields = {
  'properties.networkAccessPolicy': 'word',
  'properties.publicNetworkAccess': 'word',
  'properties.diskAccessId': 'id',
};
export const STORED_BYTES: Fields = {
  ...ENCRYPTED_BYTES,
  'properties.encryptionSettingsCollection.enabled': 'word',
  'properties.encryptionSettingsCollection.encryptionSettingsVersion': 'word',
  ...under('properties.encryptionSettingsCollection.encryptionSettings[]', ADE_KEYS),
  ...NETWORK_SETTINGS,
  'properties.dataAccessAuthMode': 'word',
  'properties.diskState': 'word',
  'properties.creationData.createOption': 'word',
  'properties.creationData.sourceResourceId': 'id',
  'properties.creationData.sourceUri': 'id',
  'properties.creationData.storageAccountId': 'id',
  'properties.creationData.sourceUniqueId': 'id',
  'properties.creationData.imageReference.id': 'id',
  'properties.creationData.imageReference.lun': 'number',
  'properties.creationData.imageReference.sharedGalleryImageId': 'id',
  'properties.creationData.galleryImageReference.id': 'id',
  'properties.creationData.galleryImageReference.lun': 'number',
  'properties.creationData.galleryImageReference.sharedGalleryImageId': 'id',
  'properties.osType': 'word',
  'sku.name': 'word',
  'properties.diskSizeGB': 'number',
  'properties.timeCreated': 'time',
  'properties.uniqueId': 'id',
  'properties.provisioningState': 'word',
};

/** What disks, snapshots and disk restore points write the same way. */
export function toEncryptedBytes({ resource, properties }: Row): EncryptedBytes {
  const encryption = properties.block('encryption');
  const security = properties.block('securityProfile');
  return {
    ...resource,
    encryptionType: encryption?.text('type'),
    diskEncryptionSetId: encryption?.id('diskEncryptionSetId'),
    securityType: security?.text('securityType'),
    secureVmDiskEncryptionSetId: security?.id('secureVMDiskEncryptionSetId'),
  };
}

export function toNetworkSettings({ properties }: Row): NetworkSettings {
  return {
    networkAccessPolicy: properties.text('networkAccessPolicy'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
    diskAccessId: properties.id('diskAccessId'),
  };
}

export function toStoredBytes(row: Row): StoredBytes {
  const { top, properties } = row;
  const ade = properties.block('encryptionSettingsCollection');
  return {
    ...toEncryptedBytes(row),
    ade: ade === undefined ? undefined : toAdeSettings(ade),
    ...toNetworkSettings(row),
    dataAccessAuthMode: properties.text('dataAccessAuthMode'),
    diskState: properties.text('diskState'),
    creation: toCreationData(properties.block('creationData')),
    osType: properties.text('osType'),
    sku: top.block('sku')?.text('name'),
    sizeGb: properties.number('diskSizeGB'),
    timeCreated: properties.instant('timeCreated'),
    uniqueId: properties.text('uniqueId'),
    provisioningState: properties.text('provisioningState'),
  };
}

function toCreationData(creation: Block | undefined): CreationData {
  // Azure names a version in a gallery in both.
  const image = creation?.block('galleryImageReference') ?? creation?.block('imageReference');
  const imageId = image?.id('id') ?? creation?.block('imageReference')?.id('id');
  const sharedImageId = image?.text('sharedGalleryImageId');
  const imageLun = image?.number('lun');
  return {
    createOption: creation?.text('createOption'),
    sourceResourceId: creation?.text('sourceResourceId'),
    sourceUri: creation?.text('sourceUri'),
    storageAccountId: creation?.id('storageAccountId'),
    sourceUniqueId: creation?.text('sourceUniqueId'),
    ...(imageId === undefined ? {} : { imageId }),
    ...(sharedImageId === undefined ? {} : { sharedImageId }),
    ...(imageLun === undefined ? {} : { imageLun }),
  };
}

function toAdeSettings(ade: Block): AdeSettings {
  return {
    enabled: ade.flag('enabled'),
    version: ade.text('encryptionSettingsVersion'),
    keys: ade.list('encryptionSettings').map(toAdeKeys),
  };
}

/** One `{diskEncryptionKey, keyEncryptionKey}` pair: URLs and vault ids only. */
export function toAdeKeys(pair: Block): AdeKeys {
  const secret = pair.block('diskEncryptionKey');
  const key = pair.block('keyEncryptionKey');
  return {
    secretUrl: secret?.text('secretUrl'),
    secretVaultId: secret?.block('sourceVault')?.id('id'),
    keyUrl: key?.text('keyUrl'),
    keyVaultId: key?.block('sourceVault')?.id('id'),
  };
}
