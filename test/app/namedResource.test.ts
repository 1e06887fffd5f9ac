import { expect, test } from 'vitest';
import { idsNamed, wantedOf } from '../../src/app/namedResource.ts';
import type { RunRecord } from '../../src/domain/record.ts';

const GROUP = '/subscriptions/0c0de001-5b1a-4f0e-9a01-c04e00000001/resourceGroups/rg-Sepa';
const DISK = `${GROUP}/providers/Microsoft.Compute/disks/disk-1`;
const KEY = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv/keys/disk-1`;

test.each([
  ['an id', DISK, DISK],
  ['an id with a slash behind it', `${DISK}/`, DISK],
  ['a page of a disk', `https://portal.azure.com/#@contoso.com/resource${DISK}/overview`, DISK],
  ['a page of a thing within a thing', `https://portal.azure.cn/#resource${KEY}/settings`, KEY],
  ['a page that has the id encoded', `https://portal.azure.com/#view/X/id/${encodeURIComponent(DISK)}`, DISK],
  ['a page with a query', `https://portal.azure.com/?l=en#@x/resource${DISK}?feature=1&y=/subscriptions/2`, DISK],
  ['a resource group', GROUP, GROUP],
])('%s is an id', (_, text, id) => {
  expect(wantedOf(text)).toEqual({ id: id.toLowerCase() });
});

test.each(['disk-1', ' disk-1 ', '100%', 'a%zz'])('"%s" is a name', (text) => {
  expect(wantedOf(text)).toEqual({ name: text.trim() });
});

test('who has the name goes before who is called after it', () => {
  const vm = `${GROUP}/providers/Microsoft.Compute/virtualMachines/vm-1`.toLowerCase();
  const item = `${GROUP}/…/protectedItems/vm;iaas;rg;vm-1`.toLowerCase();
  const verdicts = [
    { subject: item, subjectName: 'vm-1' },
    { subject: item.replace('vm-1', 'vm-2'), subjectName: 'vm-2' },
  ];
  const record = { verdicts } as unknown as RunRecord;
  const estate = { asOf: 'now', virtualMachines: { rows: new Map([[vm, {}]]), gaps: [] } };
  expect(idsNamed('VM-1', record, estate)).toEqual([vm]);
  expect(idsNamed('vm-2', record, estate)).toEqual([verdicts[1]?.subject]);
  expect(idsNamed('vm-3', record, estate)).toEqual([]);
});
