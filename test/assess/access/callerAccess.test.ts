import { describe, expect, test } from 'vitest';
import { armId } from '../../../src/domain/armId.ts';
import type { RoleAssignment, RoleDefinition } from '../../../src/domain/access.ts';
import type { Collection, Estate, Gap } from '../../../src/domain/estate.ts';
import { callerAccess } from '../../../src/assess/access/callerAccess.ts';

const ME = '99999999-9999-4999-8999-999999999999';
const SCOPE = '/providers/Microsoft.Management/managementGroups/contoso';

function resource(resourceId: string) {
  return {
    id: armId(resourceId),
    resourceId,
    name: '',
    subscriptionId: '',
    resourceGroup: '',
    location: undefined,
    tags: {},
  };
}

function role(
  guid: string,
  roleName: string,
  actions: readonly string[],
  dataActions: readonly string[] = [],
): RoleDefinition {
  return {
    ...resource(`/providers/Microsoft.Authorization/roleDefinitions/${guid}`),
    roleName,
    roleType: 'CustomRole',
    permissions: [{ actions, notActions: [], dataActions, notDataActions: [] }],
    assignableScopes: [],
  };
}

function assignment(principalId: string, guid: string, principalType = 'ServicePrincipal'): RoleAssignment {
  return {
    ...resource(`${SCOPE}/providers/Microsoft.Authorization/roleAssignments/${principalId}-${guid}`),
    scope: SCOPE,
    // With a subscription in front, as Azure gives it for some.
    roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${guid.toUpperCase()}`,
    principalId: principalId.toUpperCase(),
    principalType,
    condition: undefined,
    conditionVersion: undefined,
  };
}

function estate(
  assignments: readonly RoleAssignment[],
  definitions: readonly RoleDefinition[],
  gaps: readonly Gap[] = [],
): Estate {
  const collection = <Row extends { readonly id: string }>(rows: readonly Row[]): Collection<Row> =>
    ({ rows: new Map(rows.map((row) => [row.id, row])), gaps }) as unknown as Collection<Row>;
  return {
    roleAssignments: collection(assignments),
    roleDefinitions: collection(definitions),
  } as unknown as Estate;
}

const READER = role('reader', 'Unbroken evidence reader', ['Microsoft.Compute/disks/read', '*/read']);
const OWNER = role('owner', 'Owner', ['*']);
const WRITER = role('writer', 'Writer', ['Microsoft.Compute/disks/read', 'Microsoft.Compute/disks/write']);
const DATA = role('data', 'Data', ['*/read'], ['Microsoft.KeyVault/vaults/secrets/getSecret/action']);

describe('what the identity that asked may do', () => {
  test('reads only: every action of every role ends in /read', () => {
    const access = callerAccess(estate([assignment(ME, 'reader'), assignment('other', 'owner')], [READER, OWNER]), ME);
    expect(access).toMatchObject({ objectId: ME, result: 'readOnly', groupAssignments: 0 });
    expect(access.grants).toHaveLength(1);
    expect(access.grants[0]).toMatchObject({ roleName: 'Unbroken evidence reader', scope: SCOPE, beyondReading: [] });
  });

  test.each([
    [OWNER, 'owner', ['*']],
    [WRITER, 'writer', ['Microsoft.Compute/disks/write']],
    [DATA, 'data', ['Microsoft.KeyVault/vaults/secrets/getSecret/action']],
  ])('one role that does more is told, even where a gap hides others: %#', (definition, guid, beyond) => {
    const gap: Gap = { source: 'roleAssignments', subscription: '*', kind: 'serviceError', because: 'It failed.' };
    const access = callerAccess(
      estate([assignment(ME, 'reader'), assignment(ME, guid)], [READER, definition], [gap]),
      ME,
    );
    expect(access.result).toBe('beyondReading');
    expect(access.because).toContain('1 of its 2 role assignments');
    expect(access.grants.flatMap((grant) => grant.beyondReading)).toEqual(beyond);
  });

  test('is Unknown where it cannot be told', () => {
    const gap: Gap = { source: 'roleDefinitions', subscription: '*', kind: 'serviceError', because: 'It failed.' };
    const mine = [assignment(ME, 'reader')];
    expect(callerAccess(estate(mine, [READER]), undefined)).toMatchObject({ result: 'unknown', grants: [] });
    expect(callerAccess(estate(mine, [READER], [gap]), ME).result).toBe('unknown');
    expect(callerAccess(estate(mine, []), ME)).toMatchObject({ result: 'unknown', grants: [{ roleRead: false }] });
    expect(callerAccess(estate([assignment('crowd', 'owner', 'Group')], [OWNER]), ME)).toMatchObject({
      result: 'unknown',
      groupAssignments: 1,
      because: 'No role assignment of the identity itself was seen: it reads through a group, or from above the scope.',
    });
  });
});
