import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { armId } from '../../../src/domain/armId.ts';
import { machineInItemId, nameOfItem } from '../../../src/assess/chain/joins/itemIds.ts';
import {
  cleanEstate,
  COLLECTION,
  DATA_DISK,
  ITEM,
  LONE_DISK,
  OS_DISK,
  RESTORE_POINT,
  restorePointOf,
  VM,
} from '../cleanEstate.ts';
import { id, OTHER_SUB, SUB, vmId } from '../estateOf.ts';

const item = (group: string, vm: string, ofGroup = group, ofVm = vm): string =>
  `${id('Microsoft.RecoveryServices/vaults', 'rsv')}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;${group};${vm}/protectedItems/VM;iaasvmcontainerv2;${ofGroup};${ofVm}`;

test.each([
  [item('rg-App', 'vm_1'), 'rgapp;vm1'],
  [item('rg-app', 'vm-1', 'rg-app', 'vm-2'), undefined],
  [item('rg-app', 'vm-1', 'rg-2', 'vm-1'), undefined],
  [item('rg-app', '-'), undefined],
  [item('rg', 'vm').replace('IaasVMContainer;iaasvmcontainerv2', 'VMAppContainer;Compute'), undefined],
  [item('rg', 'vm').replaceAll('containerv2', 'container'), undefined],
  ['/subscriptions/s/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/v', undefined],
])('%s names %s', (itemId, machine) => {
  expect(machineInItemId(itemId)).toBe(machine);
});

const NAME = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._()-]{0,20}$/);

test('property: whatever group and VM are called and however Azure shortens them, the item is one of that VM', () => {
  fc.assert(
    fc.property(NAME, NAME, fc.boolean(), (group, vm, isShort) => {
      const short = (name: string): string => (isShort ? name.replaceAll(/[^a-z0-9]/gi, '') : name);
      const read = machineInItemId(item(group, short(vm)));
      expect(read).toBe(machineInItemId(item(group.toUpperCase(), vm)));
    }),
  );
});

test('an item is called by its VM, never by the name that Azure Backup makes of it', () => {
  const name = 'VM;iaasvmcontainerv2;rg-app;vm-1';
  const own = { id: ITEM, name, friendlyName: undefined, sourceResourceId: undefined };
  expect(nameOfItem({ ...own, friendlyName: 'vm one' })).toBe('vm one');
  expect(nameOfItem({ ...own, sourceResourceId: vmId('vm-9') })).toBe('vm-9');
  expect(nameOfItem(own)).toBe('vm-1');
  expect(nameOfItem({ ...own, id: armId('/subscriptions/s/other') })).toBe(name);
  const draft = cleanEstate();
  draft.drop('restorePointCollections', COLLECTION).drop('restorePoints', RESTORE_POINT);
  for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
  draft.patch('protectedItems', ITEM, { friendlyName: undefined });
  expect(draft.verdict('BKP-04', ITEM)).toMatchObject({ status: 'Unknown', subjectName: 'vm-1' });
});

describe('a backup item that could not be read', () => {
  const other = vmId('vm-9', 'rg-app');
  const lost = (subject: string) => {
    const draft = cleanEstate();
    const machine = draft.rows.virtualMachines.get(VM);
    if (machine !== undefined) draft.put('virtualMachines', other, { ...machine, id: other, name: 'vm-9' });
    draft.drop('protectedItems', ITEM);
    for (const source of ['recoveryPoints', 'recoveryPointDetails', 'diskExclusions'] as const)
      for (const key of [...draft.rows[source].keys()]) draft.drop(source, key);
    return draft.gap('protectedItems', SUB, { kind: 'malformedRow', subject: armId(subject) });
  };
  const backedUp = (subject: string, vm: string) => lost(subject).verdict('BKP-01', vm).status;

  test('concerns the VM that its id names, and no other', () => {
    expect(backedUp(item('rg-app', 'vm-1'), VM)).toBe('Unknown');
    expect(backedUp(item('rg-app', 'vm-1'), other)).toBe('NotApplicable');
    const { chains } = lost(item('rg-app', 'vm-1')).assess();
    const r2 = new Map(chains.map(({ disk, requirements }) => [disk, requirements.R2.status]));
    expect([r2.get(OS_DISK), r2.get(DATA_DISK), r2.get(LONE_DISK)]).toEqual(['Unknown', 'Unknown', 'NotApplicable']);
  });

  test('in a vault of another subscription: the same', () => {
    const draft = lost(item('rg-app', 'vm-1').replace(SUB, OTHER_SUB));
    const gaps = draft.gaps.map((gap) => ({ ...gap, subscription: OTHER_SUB }));
    draft.gaps.splice(0, gaps.length, ...gaps);
    expect(draft.verdict('BKP-01', VM).status).toBe('Unknown');
    expect(draft.verdict('BKP-01', other)).toMatchObject({ status: 'NotApplicable' });
    expect(draft.verdict('BKP-01', other).limitations).toBeUndefined();
  });

  test('concerns every VM of the subscription where its id names none', () => {
    const unnamed = `${id('Microsoft.RecoveryServices/vaults', 'rsv')}/backupFabrics/Azure/protectionContainers/x/protectedItems/y`;
    expect(backedUp(unnamed, VM)).toBe('Unknown');
    expect(backedUp(unnamed, other)).toBe('Unknown');
  });
});
