import { expect, test } from 'vitest';
import { ownerIn } from '../../src/collect/rowOwner.ts';

const VM = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/vm-1';
const PATHS = ['properties.sourceResourceId', 'properties.dataSourceInfo.resourceID'];

test.each([
  ['one of its places', { properties: { sourceResourceId: VM } }, VM.toLowerCase()],
  [
    'both',
    { properties: { sourceResourceId: VM, dataSourceInfo: { resourceID: VM.toUpperCase() } } },
    VM.toLowerCase(),
  ],
  ['properties that are text', { properties: JSON.stringify({ sourceResourceId: VM }) }, VM.toLowerCase()],
  ['two that differ', { properties: { sourceResourceId: VM, dataSourceInfo: { resourceID: `${VM}2` } } }, undefined],
  [
    'something that is neither VM nor disk',
    { properties: { sourceResourceId: VM.replace('virtualMachines', 'snapshots') } },
    undefined,
  ],
  ['no id', { properties: { sourceResourceId: { of: 'VM' } } }, undefined],
  ['broken properties', { properties: 'broken {' }, undefined],
  ['no row at all', 'text', undefined],
])('the VM or disk of a row with %s', (_, raw, owner) => {
  expect(ownerIn(raw, PATHS)).toBe(owner);
});
