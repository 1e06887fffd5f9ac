import * as z from 'zod';
import type { DiskEncryptionSet } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, json, RESOURCE } from './shared/columns.ts';
import { IDENTITY, principalsOf } from './shared/identities.ts';

export const diskEncryptionSets = defineSource({
  id: 'diskEncryptionSets',
  title: 'disk encryption sets',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/diskEncryptionSets'],
    kql: kql`
// A row is a disk encryption set.
resources
| where type =~ 'microsoft.compute/diskencryptionsets'
| project id, name, type, subscriptionId, resourceGroup, location, tags, identity, properties
| order by id asc
`,
    columns: z.object({ ...RESOURCE, identity: json }),
  },
  read: toDiskEncryptionSet,
  live: { by: 'id', neverWhole: true },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    ...IDENTITY,
    'properties.encryptionType': 'word',
    'properties.activeKey.keyUrl': 'id',
    'properties.activeKey.sourceVault.id': 'id',
    'properties.previousKeys[].keyUrl': 'id',
    'properties.previousKeys[].sourceVault.id': 'id',
    'properties.rotationToLatestKeyVersionEnabled': 'word',
    'properties.lastKeyRotationTimestamp': 'time',
    'properties.autoKeyRotationError.code': 'word',
    'properties.autoKeyRotationError.message': 'text',
    'properties.federatedClientId': 'id',
    'properties.provisioningState': 'word',
  },
});

/** @see https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get */
function toDiskEncryptionSet({ resource, top, properties }: Row): DiskEncryptionSet {
  const key = properties.block('activeKey');
  const error = properties.block('autoKeyRotationError');
  const identity = top.block('identity');
  const previous = properties
    .list('previousKeys')
    .map((one) => ({ keyUrl: one.text('keyUrl'), keyVaultId: one.block('sourceVault')?.id('id') }));
  return {
    ...resource,
    encryptionType: properties.text('encryptionType'),
    keyUrl: key?.text('keyUrl'),
    keyVaultId: key?.block('sourceVault')?.id('id'),
    ...(previous.length === 0 ? {} : { previousKeys: previous }),
    rotationToLatestKeyVersionEnabled: properties.flag('rotationToLatestKeyVersionEnabled'),
    lastKeyRotationTimestamp: properties.instant('lastKeyRotationTimestamp'),
    autoKeyRotationError:
      error === undefined ? undefined : { code: error.text('code') ?? '', message: error.text('message') ?? '' },
    identityType: identity?.text('type'),
    principalIds: principalsOf(identity),
    federatedClientId: properties.text('federatedClientId'),
    provisioningState: properties.text('provisioningState'),
  };
}
