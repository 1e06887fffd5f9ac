import { describe, expect, test } from 'vitest';
import { approvedPrincipals } from '../../../src/assess/access/judge.ts';
import {
  couldTakeKeys,
  judgeKeyAccess,
  judgeKeyUsers,
  keyHolders,
  permissionModel,
} from '../../../src/assess/access/keyVault.ts';
import { armId } from '../../../src/domain/armId.ts';
import type { KeyVault } from '../../../src/domain/facts.ts';
import {
  access,
  assigned,
  denied,
  gap,
  GROUP,
  KEY,
  keyVault,
  OWNER,
  role,
  SUBSCRIPTION,
  VAULT,
  type Rows,
} from './build.ts';
import { ROLES } from './builtInRoles.ts';

const ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
const OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const KEY_VAULT_CONTRIBUTOR = 'f25e0fa2-a7c8-4377-a976-54943a77a395';
const service = { principalType: 'ServicePrincipal' };
const group = { principalType: 'Group' };
const VERSION = `${KEY}/versions/0123456789abcdef0123456789abcdef`;
const reader = assigned('reader', READER, SUBSCRIPTION);

function policies(...accessPolicies: (readonly [string, ...string[]])[]): KeyVault {
  const lines = accessPolicies.map(([objectId, ...keyPermissions]) => ({
    objectId,
    keyPermissions,
    secretPermissions: [],
  }));
  return keyVault({ enableRbacAuthorization: false, accessPolicies: lines });
}

const throughApp = (...keyPermissions: string[]) => ({
  objectId: 'des',
  applicationId: 'app',
  keyPermissions,
  secretPermissions: [],
});

describe('which of the two permission models counts', () => {
  test.each([
    [true, 'roles'],
    [false, 'accessPolicies'],
    [undefined, 'notSaid'],
  ] as const)('enableRbacAuthorization %s: %s', (enableRbacAuthorization, model) => {
    expect(permissionModel(keyVault({ enableRbacAuthorization }))).toBe(model);
  });

  test('the other one is ignored', () => {
    const index = access({ assignments: [assigned('role', OFFICER, VAULT)], roles: ROLES });
    const lines = [{ objectId: 'line', keyPermissions: ['unwrapKey'], secretPermissions: [] }];
    const names = (vault: KeyVault): string[] =>
      keyHolders(index, 'keyUse', vault).holders.map((grant) => grant.principalId);
    expect(names(keyVault({ accessPolicies: lines }))).toEqual(['role']);
    expect(names(keyVault({ accessPolicies: lines, enableRbacAuthorization: false }))).toEqual(['line']);
  });
});

test('a vault that does not say its model: its list is believed, and roles are not ruled out', () => {
  const index = access({ assignments: [assigned('role', OFFICER, VAULT)], roles: ROLES });
  const lines = [{ objectId: 'line', keyPermissions: ['unwrapKey'], secretPermissions: [] }];
  const { holders } = keyHolders(
    index,
    'keyUse',
    keyVault({ accessPolicies: lines, enableRbacAuthorization: undefined }),
  );
  expect(Object.fromEntries(holders.map((grant) => [grant.principalId, grant.doubts]))).toEqual({
    line: ['principalTypeUnknown'],
    role: ['modelNotSaid'],
  });
});

describe('access policies', () => {
  const index = access({
    assignments: [assigned('ann', READER, SUBSCRIPTION), assigned('crew', READER, GROUP, group)],
    roles: ROLES,
  });
  test.each([
    ['use', 'keyUse', ['Get', 'UNWRAPKEY'], true],
    ['wrapping alone is no use', 'keyUse', ['wrapKey', 'get', 'list'], false],
    ['export', 'keyExport', ['backup'], true],
    ['release', 'keyUseOrExport', ['release'], true],
    ['all', 'keyUse', ['all'], true],
    ['nothing', 'keyUse', [], false],
    ['restore is not backup', 'keyExport', ['restore'], false],
  ] as const)('%s', (_, capability, words, expected) => {
    expect(keyHolders(index, capability, policies(['ann', ...words])).holders.length > 0).toBe(expected);
  });

  test('a kind of principal is known only from elsewhere', () => {
    const { holders } = keyHolders(
      index,
      'keyUse',
      policies(['ANN', 'decrypt'], ['crew', 'decrypt'], ['x', 'decrypt']),
    );
    expect(holders.map((grant) => grant.doubts)).toEqual([[], ['membersUnseen'], ['principalTypeUnknown']]);
    expect(holders[0]).toMatchObject({
      principalId: 'ann',
      via: 'accessPolicy',
      scope: VAULT.toLowerCase(),
      can: ['decrypt'],
    });
  });

  test('a permission that nobody lists may be any', () => {
    const { holders } = keyHolders(index, 'keyUse', policies(['ann', 'list', 'Transmute']));
    expect(holders.map(({ can, doubts }) => [can, doubts])).toEqual([[['transmute'], ['permissionUnlisted']]]);
  });

  test('"all" may leave purging out', () => {
    const doubts = (...words: string[]) =>
      keyHolders(index, 'keyPurge', policies(['ann', ...words])).holders[0]?.doubts;
    expect(doubts('all')).toEqual(['purgeInAll']);
    expect(doubts('all', 'purge')).toEqual([]);
  });
});

describe('who can use or export the keys of a vault, against those who may (CTL-01)', () => {
  const judged = (rows: Rows, vault = keyVault(), approved: readonly string[] = []) =>
    judgeKeyUsers(
      access({ roles: ROLES, ...rows, assignments: [reader, ...(rows.assignments ?? [])] }),
      vault,
      approvedPrincipals(approved),
    );
  test.each<[string, Rows, KeyVault, readonly string[], string]>([
    ['nobody', {}, keyVault(), [], 'Compliant'],
    [
      'Owner of the subscription cannot, without more',
      { assignments: [assigned('ann', OWNER, SUBSCRIPTION)] },
      keyVault(),
      [],
      'Compliant',
    ],
    ['a crypto officer', { assignments: [assigned('ann', OFFICER, SUBSCRIPTION)] }, keyVault(), [], 'NonCompliant'],
    ['an approved one', { assignments: [assigned('ann', OFFICER, SUBSCRIPTION)] }, keyVault(), ['ANN'], 'Compliant'],
    ['on one key only', { assignments: [assigned('ann', OFFICER, KEY)] }, keyVault(), [], 'NonCompliant'],
    ['a group', { assignments: [assigned('crew', OFFICER, GROUP, group)] }, keyVault(), [], 'NonCompliant'],
    [
      'denied',
      { assignments: [assigned('ann', OFFICER, GROUP)], denies: [denied(VAULT, { dataActions: ['*'] })] },
      keyVault(),
      [],
      'Compliant',
    ],
    [
      'denied on the control plane only',
      { assignments: [assigned('ann', OFFICER, GROUP)], denies: [denied(VAULT, { actions: ['*'] })] },
      keyVault(),
      [],
      'NonCompliant',
    ],
    [
      'assignments of one key not read',
      { gaps: [gap('roleAssignments', '*', `${KEY}/providers/Microsoft.Authorization/roleAssignments/1`)] },
      keyVault(),
      [],
      'Unknown',
    ],
    [
      'assignments not read, but access policies count',
      { gaps: [gap('roleAssignments')] },
      policies(),
      [],
      'Compliant',
    ],
    ['an access policy for somebody', {}, policies(['reader', 'unwrapKey']), [], 'NonCompliant'],
    ['an access policy for who knows whom', {}, policies(['x', 'unwrapKey']), [], 'Unknown'],
    ['an approved access policy', {}, policies(['x', 'unwrapKey']), ['x'], 'Compliant'],
    [
      'an access policy for somebody through one application: a way all the same',
      { assignments: [assigned('des', READER, VAULT)] },
      keyVault({ enableRbacAuthorization: false, accessPolicies: [throughApp('unwrapKey')] }),
      [],
      'NonCompliant',
    ],
    ['on one version of a key', { assignments: [assigned('ann', OFFICER, VERSION)] }, keyVault(), [], 'Unknown'],
  ])('%s', (_, rows, vault, approved, status) => {
    expect(judged(rows, vault, approved).status).toBe(status);
  });
});

describe('who could give themselves the keys', () => {
  const index = access({
    assignments: [
      assigned('owner', OWNER, SUBSCRIPTION),
      assigned('contributor', KEY_VAULT_CONTRIBUTOR, GROUP),
      assigned('onekey', OWNER, KEY),
    ],
    roles: ROLES,
  });
  const names = (vault: KeyVault, key?: typeof vault.id): string[] =>
    [...new Set(couldTakeKeys(index, vault, key).holders.map((grant) => grant.principalId))].sort();
  test('by roles: who assigns roles, not who writes the vault', () => {
    expect(names(keyVault())).toEqual(['onekey', 'owner']);
    expect(names(keyVault(), armId(`${KEY}2`))).toEqual(['owner']);
  });
  test('by access policies: who writes the vault, too', () => {
    expect(names(policies())).toEqual(['contributor', 'onekey', 'owner']);
  });
});

describe('whether a disk encryption set can still use its key (KEY-05)', () => {
  const key = armId(KEY);
  const judged = (rows: Rows, vault = keyVault(), ids: readonly string[] = ['DES']) =>
    judgeKeyAccess(
      access({ roles: [...ROLES, NO_WRAP], ...rows, assignments: [reader, ...(rows.assignments ?? [])] }),
      vault,
      key,
      ids,
    );
  const NO_WRAP = role('n0', 'No wrap', {
    dataActions: ['Microsoft.KeyVault/vaults/keys/*'],
    notDataActions: ['Microsoft.KeyVault/vaults/keys/wrap/action'],
  });
  const user = (scope: string, more = {}) => assigned('des', ENCRYPTION_USER, scope, { ...service, ...more });

  test.each<[string, Rows, KeyVault, string, readonly string[]]>([
    ['the role on the key', { assignments: [user(KEY)] }, keyVault(), 'has', []],
    ['the role on the vault', { assignments: [user(VAULT)] }, keyVault(), 'has', []],
    [
      'another role with the operations',
      { assignments: [assigned('des', OFFICER, SUBSCRIPTION, service)] },
      keyVault(),
      'has',
      [],
    ],
    [
      'the kind of principal does not matter for the one named',
      { assignments: [user(VAULT, { principalType: undefined })] },
      keyVault(),
      'has',
      [],
    ],
    [
      'the role on another key',
      { assignments: [user(`${KEY}2`)] },
      keyVault(),
      'hasNot',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'the role on a version of the key',
      { assignments: [user(VERSION)] },
      keyVault(),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'the role on a version of another key',
      { assignments: [user(VERSION.replace(KEY, `${KEY}2`))] },
      keyVault(),
      'hasNot',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    ['no role', {}, keyVault(), 'hasNot', ['keyGet', 'keyWrap', 'keyUnwrap']],
    [
      'Owner of the vault is not enough',
      { assignments: [assigned('des', OWNER, VAULT, service)] },
      keyVault(),
      'hasNot',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'a role without wrap',
      { assignments: [assigned('des', 'n0', VAULT, service)] },
      keyVault(),
      'hasNot',
      ['keyWrap'],
    ],
    [
      'only in an access policy, which is ignored',
      {},
      keyVault({ accessPolicies: [{ objectId: 'des', keyPermissions: ['all'], secretPermissions: [] }] }),
      'hasNot',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'a group may hold it',
      { assignments: [assigned('crew', OFFICER, VAULT, group)] },
      keyVault(),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'another person holds it',
      { assignments: [assigned('ann', OFFICER, VAULT)] },
      keyVault(),
      'hasNot',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'its role was not read',
      { assignments: [assigned('des', 'unread', VAULT, service)] },
      keyVault(),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'assignments were not read',
      { gaps: [gap('roleAssignments')] },
      keyVault(),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'assignments were not read, but its role is seen',
      { assignments: [user(VAULT)], gaps: [gap('roleAssignments')] },
      keyVault(),
      'has',
      [],
    ],
    [
      'denied',
      { assignments: [user(VAULT)], denies: [denied(GROUP, { dataActions: ['*/unwrap/action'] })] },
      keyVault(),
      'hasNot',
      ['keyUnwrap'],
    ],
    [
      'deny assignments were not read',
      { assignments: [user(VAULT)], gaps: [gap('denyAssignments')] },
      keyVault(),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    ['an access policy', {}, policies(['Des', 'Get', 'WrapKey', 'UnwrapKey']), 'has', []],
    ['an access policy with all', {}, policies(['des', 'all']), 'has', []],
    [
      'an access policy through one application only',
      {},
      keyVault({ enableRbacAuthorization: false, accessPolicies: [throughApp('all')] }),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'an access policy through one application, and one without',
      {},
      keyVault({
        enableRbacAuthorization: false,
        accessPolicies: [throughApp('all'), { objectId: 'des', keyPermissions: ['all'], secretPermissions: [] }],
      }),
      'has',
      [],
    ],
    [
      'an access policy lacks what another one has through one application only',
      {},
      keyVault({
        enableRbacAuthorization: undefined,
        accessPolicies: [
          throughApp('unwrapKey'),
          { objectId: 'des', keyPermissions: ['get', 'wrapKey'], secretPermissions: [] },
        ],
      }),
      'unknown',
      ['keyUnwrap'],
    ],
    ['an access policy without unwrap', {}, policies(['des', 'get', 'wrapKey', 'decrypt']), 'hasNot', ['keyUnwrap']],
    [
      'an access policy of something that may be a group',
      {},
      policies(['x', 'all']),
      'unknown',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
    [
      'a role where access policies count',
      { assignments: [user(VAULT)] },
      policies(),
      'hasNot',
      ['keyGet', 'keyWrap', 'keyUnwrap'],
    ],
  ])('%s', (_, rows, vault, status, missing) => {
    const result = judged(rows, vault);
    expect(result.status).toBe(status);
    expect(result.identities.map((identity) => identity.missing)).toEqual([missing]);
  });

  test('two identities must agree, since Azure does not say which one is used; none says nothing', () => {
    expect(judged({ assignments: [user(VAULT)] }, keyVault(), ['des', 'other']).status).toBe('unknown');
    expect(judged({}, keyVault(), ['des', 'other']).status).toBe('hasNot');
    expect(judged({}, keyVault(), []).status).toBe('unknown');
  });

  test('says why it is not certain', () => {
    expect(judged({ assignments: [assigned('crew', OFFICER, VAULT, group)] }).doubts).toEqual([
      'the principal is a group, whose members are not visible',
    ]);
    expect(judged({ gaps: [gap('roleAssignments')] }).gaps).toHaveLength(1);
    expect(judged({ assignments: [user(VERSION)] }).doubts).toEqual([expect.stringMatching(/granted at one version/)]);
    expect(
      judged({}, keyVault({ enableRbacAuthorization: false, accessPolicies: [throughApp('all')] })).doubts,
    ).toContain('an access policy counts only where application app asks on its behalf');
  });
});
