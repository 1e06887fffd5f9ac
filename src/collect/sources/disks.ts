import * as z from 'zod';
import { says, values } from '../../base/openEnum.ts';
import { armId, resourceGroupOf, type ArmId } from '../../domain/armId.ts';
import { FROM_IMAGE, RESTORE_TAG } from '../../domain/azureNames.ts';
import type { Disk } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import { Block, MalformedRowError, readableId, type Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, json, RESOURCE, text } from './shared/columns.ts';
import { STORED_BYTES, toStoredBytes } from './shared/storedBytes.ts';

export const disks = defineSource({
  id: 'disks',
  title: 'managed disks',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/disks'],
    kql: kql`
// A row is a managed disk.
resources
| where type =~ 'microsoft.compute/disks'
| project id, name, type, subscriptionId, resourceGroup, location, tags, sku, managedBy, properties
| order by id asc
`,
    columns: z.object({ ...RESOURCE, sku: json, managedBy: text }),
  },
  read: toDisk,
  owner: itselfAlone,
  live: { by: 'id' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    ...STORED_BYTES,
    managedBy: 'id',
    managedByExtended: 'id',
    'properties.shareInfo[].vmUri': 'id',
    'properties.maxShares': 'number',
    'properties.lastOwnershipUpdateTime': 'time',
  },
});

/** @see https://learn.microsoft.com/rest/api/compute/disks/get */
function toDisk(row: Row): Disk {
  const { top, properties } = row;
  const sharedBy = properties.list('shareInfo').map((share) => share.id('vmUri'));
  const holders = [top.id('managedBy'), ...top.texts('managedByExtended').map(armId), ...sharedBy];
  return {
    ...toStoredBytes(row),
    managedBy: [...new Set(holders.filter((holder): holder is ArmId => holder !== undefined))].sort(),
    maxShares: properties.number('maxShares'),
    ownershipChanged: properties.instant('lastOwnershipUpdateTime'),
  };
}

const MADE_OF_NOTHING = values('Empty', 'Upload', 'UploadPreparedSecure', 'CopyFromSanSnapshot');

/**
 * The disk itself, where what can be read of it shows that it is no copy of another one: then it concerns no other, however broken
 * the rest is. Of an image only Azure's own is known to hold nobody's disk.
 */
function itselfAlone(raw: unknown): readonly ArmId[] | undefined {
  const id = readableId(raw);
  if (id === undefined) return undefined;
  try {
    const top = new Block(raw as Readonly<Record<string, unknown>>, '');
    const creation = top.block('properties')?.block('creationData');
    const tags = top.block('tags')?.names() ?? [];
    if (creation === undefined || tags.some((tag) => tag.toLowerCase() === RESTORE_TAG)) return undefined;
    if (says(creation.text('createOption'), MADE_OF_NOTHING)) return [id];
    const image = creation.block('imageReference')?.text('id');
    const isAzures = image !== undefined && resourceGroupOf(armId(image)) === '' && /^\/subscriptions\//i.test(image);
    const isPlain = creation.block('galleryImageReference') === undefined && isAzures;
    return isPlain && says(creation.text('createOption'), FROM_IMAGE) ? [id] : undefined;
  } catch (error) {
    if (error instanceof MalformedRowError) return undefined;
    throw error;
  }
}
