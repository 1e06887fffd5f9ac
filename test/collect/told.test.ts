import { expect, test } from 'vitest';
import { createTallies } from '../../src/collect/rows/tallies.ts';

const SUB = '/subscriptions/11111111-1111-1111-1111-111111111111';
const ITEM = `${SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/rsv/backupFabrics/Azure/protectionContainers/c/protectedItems/i`;
const DENY = `${SUB}/providers/Microsoft.Authorization/denyAssignments/d`;

const exclusion = (diskExclusionProperties: unknown): unknown => ({
  id: ITEM,
  properties: { extendedProperties: { diskExclusionProperties } },
});

test('an empty list of disks is a list, a missing one was not read', () => {
  const { diskExclusions } = createTallies();
  diskExclusions.add(exclusion({ diskLunList: [], isInclusionList: true }), 1);
  expect([...diskExclusions.rows().values()]).toMatchObject([{ diskLuns: [], isInclusionList: true }]);
  for (const without of [{ isInclusionList: false }, { diskLunList: null, isInclusionList: true }]) {
    const { diskExclusions: other } = createTallies();
    other.add(exclusion(without), 1);
    expect(other.rows().size).toBe(0);
    expect(other.gaps()).toMatchObject([{ kind: 'malformedRow', subject: ITEM.toLowerCase() }]);
  }
});

const permissions = [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }];

test('a denial that does not say whom it spares, or how far it reaches, takes no right away', () => {
  const whole = { scope: SUB, permissions, principals: [], excludePrincipals: [] };
  const { denyAssignments: one } = createTallies();
  one.add({ id: DENY, properties: { ...whole, excludePrincipals: undefined } }, 1);
  expect(one.rows().size).toBe(0);
  expect(one.gaps()).toHaveLength(1);
  for (const [said, taken] of [
    [undefined, undefined],
    [false, false],
    ['no', true],
  ] as const) {
    const { denyAssignments } = createTallies();
    denyAssignments.add({ id: DENY, properties: { ...whole, doNotApplyToChildScopes: said } }, 1);
    expect([...denyAssignments.rows().values()]).toMatchObject([{ doNotApplyToChildScopes: taken }]);
  }
});

test('rows that spell an id otherwise say the same', () => {
  const assignment = (scope: string, roleDefinitionId: string): unknown => ({
    id: `${SUB}/providers/Microsoft.Authorization/roleAssignments/a`,
    properties: { scope, roleDefinitionId, principalId: 'p', principalType: 'User' },
  });
  const role = '/providers/Microsoft.Authorization/RoleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
  const { roleAssignments } = createTallies();
  roleAssignments.add(assignment(SUB, role), 1);
  roleAssignments.add(assignment(`${SUB.toUpperCase()}/`, role.toLowerCase()), 1);
  expect(roleAssignments.gaps()).toEqual([]);
  expect(roleAssignments.countsIn('11111111-1111-1111-1111-111111111111')).toMatchObject({
    received: 2,
    duplicates: 1,
  });
  roleAssignments.add(assignment(`${SUB}/resourceGroups/rg`, role), 1);
  expect(roleAssignments.gaps()).toMatchObject([{ kind: 'conflictingRows' }]);
});
