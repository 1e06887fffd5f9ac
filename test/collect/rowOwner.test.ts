import { expect, test } from 'vitest';
import { ownerIn, ownersIn } from '../../src/collect/rows/rowOwner.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';

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

const disk = (name: string): string => VM.replace('virtualMachines/vm-1', `disks/${name}`);
const attached = (name: string): object => ({ managedDisk: { id: disk(name) } });

test.each([
  ['names each of its disks', { osDisk: attached('os'), dataDisks: [attached('d1')] }, ['os', 'd1']],
  ['has no data disks', { osDisk: attached('os') }, ['os']],
  ['has a disk without an ID', { osDisk: attached('os'), dataDisks: [{ managedDisk: {} }] }, undefined],
  ['has no OS disk', { dataDisks: [attached('d1')] }, undefined],
  ['has a list that is none', { osDisk: attached('os'), dataDisks: 'broken {' }, undefined],
  ['is text', 'broken {', undefined],
])('the disks of a VM whose storage profile %s', (_, storageProfile, names) => {
  const raw = { id: VM, properties: { storageProfile, securityProfile: 'broken {' } };
  expect(ownersIn(raw, SOURCES.virtualMachines.owner ?? [])).toEqual(names?.map((name) => disk(name).toLowerCase()));
});
