import { describe, expect, test } from 'vitest';
import type { Capability } from '../../../src/assess/access/capabilities.ts';
import type { Doubt } from '../../../src/assess/access/grant.ts';
import type { RoleDefinition } from '../../../src/domain/access.ts';
import {
  access,
  assigned,
  block,
  classic,
  denied,
  DISK,
  EVERYBODY,
  gap,
  GROUP,
  KEY,
  LANDING,
  OWNER,
  role,
  SNAPSHOT,
  SUBSCRIPTION,
  TOP,
  VAULT,
  type Rows,
} from './build.ts';
import { ROLES } from './builtInRoles.ts';

const EXPORTER = role('e0000000-0000-0000-0000-000000000001', 'Disk exporter', {
  actions: ['Microsoft.Compute/disks/beginGetAccess/action'],
});
const EXPORT = EXPORTER.name;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const DELEGATED =
  "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[x] GuidEquals {5e467623-bb1f-42f4-a55d-6e525e11384b})";

/** Principals with the doubts of their grants, in order. */
function who(rows: Rows, capability: Capability = 'exportDisk', resource = DISK): Record<string, readonly Doubt[]> {
  const { holders } = access({ roles: [EXPORTER, ...ROLES], ...rows }).holders(capability, resource);
  return Object.fromEntries(holders.map((grant) => [grant.principalId, grant.doubts]));
}

describe('scopes', () => {
  test.each([
    ['the tenant', '/'],
    ['the top management group', TOP],
    ['a management group in another case', LANDING.toUpperCase()],
    ['the subscription', SUBSCRIPTION],
    ['the subscription, capital S and a slash', `/Subscriptions/${SUBSCRIPTION.slice('/subscriptions/'.length)}/`],
    ['the resource group in upper case', GROUP.toUpperCase()],
    ['the disk in lower case', DISK.toLowerCase()],
  ])('granted at %s reaches the disk', (_, scope) => {
    expect(who({ assignments: [assigned('ann', EXPORT, scope)] })).toEqual({ ann: [] });
  });

  test.each([
    ['another subscription', '/subscriptions/22222222-2222-2222-2222-222222222222'],
    ['another resource group', `${SUBSCRIPTION}/resourceGroups/rg-app2`],
    ['a group whose name the group begins with', `${SUBSCRIPTION}/resourceGroups/rg`],
    ['another management group', '/providers/Microsoft.Management/managementGroups/other'],
    ['another disk', `${DISK}2`],
    ['a billing account', '/providers/Microsoft.Billing/billingAccounts/1'],
  ])('granted at %s does not', (_, scope) => {
    expect(who({ assignments: [assigned('ann', EXPORT, scope)] })).toEqual({});
  });

  test('asked at a scope: what reaches the scope, nearest first, not what is inside', () => {
    const scopes = { top: TOP, landing: LANDING, sub: SUBSCRIPTION, disk: DISK };
    const assignments = Object.entries(scopes).map(([name, scope]) => assigned(name, EXPORT, scope));
    const names = (scope: string) => Object.keys(who({ assignments }, 'exportDisk', scope));
    expect(names(TOP)).toEqual(['top']);
    expect(names(LANDING)).toEqual(['landing', 'top']);
    expect(names(SUBSCRIPTION)).toEqual(['sub', 'landing', 'top']);
    expect(names(DISK)).toEqual(['disk', 'sub', 'landing', 'top']);
  });

  test('a scope that is missing from the row is read from the assignment’s id', () => {
    expect(who({ assignments: [assigned('ann', EXPORT, GROUP, { scope: '' })] })).toEqual({ ann: [] });
  });

  test('grants inside a resource count only where they are asked for', () => {
    const index = access({ assignments: [assigned('ann', OWNER, KEY), assigned('ben', OWNER, VAULT)], roles: ROLES });
    const names = (list: readonly { principalId: string }[]): string[] => list.map((grant) => grant.principalId);
    expect(names(index.holders('grantAccess', VAULT).holders)).toEqual(['ben']);
    expect(names(index.holdersWithin('grantAccess', VAULT).holders)).toEqual(['ben', 'ann']);
    expect(names(index.holders('grantAccess', KEY).holders)).toEqual(['ann', 'ben']);
  });

  test('the scopes where it is granted, each with its own grants', () => {
    const index = access({
      assignments: [assigned('ann', EXPORT, GROUP), assigned('ben', EXPORT, TOP), assigned('eve', OWNER, VAULT)],
      roles: [EXPORTER, ...ROLES],
    });
    expect(index.grantScopes('exportDisk')).toEqual([TOP.toLowerCase(), GROUP.toLowerCase(), VAULT.toLowerCase()]);
    expect(index.grantedAt('exportDisk', GROUP).map((grant) => grant.principalId)).toEqual(['ann']);
    expect(index.grantedAt('exportDisk', DISK)).toEqual([]);
  });

  test('a grant names who, which role, where, and what it can do', () => {
    const [grant] = access({ assignments: [assigned('ANN', EXPORT, GROUP)], roles: [EXPORTER] }).holders(
      'exportDisk',
      DISK,
    ).holders;
    expect(grant).toMatchObject({
      principalId: 'ann',
      principalType: 'User',
      roleName: 'Disk exporter',
      scope: GROUP.toLowerCase(),
      via: 'rbac',
      conditional: false,
      can: ['Microsoft.Compute/disks/beginGetAccess/action'],
    });
  });
});

describe('roles', () => {
  const custom = (...permissions: Parameters<typeof block>[0][]): RoleDefinition =>
    role('c0', 'Custom', ...permissions);
  test.each<[string, RoleDefinition, Capability, boolean]>([
    [
      'a wildcard in the middle',
      custom({ actions: ['Microsoft.Compute/*/beginGetAccess/action'] }),
      'exportDisk',
      true,
    ],
    [
      'a wildcard minus its own exception',
      custom({ actions: ['*'], notActions: ['*/beginGetAccess/*'] }),
      'exportDisk',
      false,
    ],
    [
      'the exception in another case',
      custom({ actions: ['*'], notActions: ['MICROSOFT.COMPUTE/DISKS/*'] }),
      'exportDisk',
      false,
    ],
    [
      'an exception for something else',
      custom({ actions: ['*'], notActions: ['Microsoft.Compute/snapshots/*'] }),
      'exportDisk',
      true,
    ],
    [
      'another block gives it back',
      custom({ actions: ['*'], notActions: ['Microsoft.Compute/*'] }, { actions: ['Microsoft.Compute/disks/*'] }),
      'exportDisk',
      true,
    ],
    [
      'an exception of another block',
      custom({ actions: ['Microsoft.Compute/disks/*'] }, { notActions: ['*'] }),
      'exportDisk',
      true,
    ],
    ['control-plane * is not the data plane', custom({ actions: ['*'] }), 'keyUse', false],
    ['data-plane * is not the control plane', custom({ dataActions: ['*'] }), 'exportDisk', false],
    [
      'data-plane * minus its own exception',
      custom({ dataActions: ['*'], notDataActions: ['*/unwrap/action'] }),
      'keyUnwrap',
      false,
    ],
    ['… and what is left of it', custom({ dataActions: ['*'], notDataActions: ['*/unwrap/action'] }), 'keyUse', true],
    [
      'a control-plane exception does not touch data',
      custom({ dataActions: ['*'], notActions: ['*'] }),
      'keyUse',
      true,
    ],
    [
      'roleDefinitions/write grants access too',
      custom({ actions: ['Microsoft.Authorization/roleDefinitions/*'] }),
      'grantAccess',
      true,
    ],
    [
      'the second way to a restore point',
      custom({ actions: ['*/retrieveSasUris/action'] }),
      'exportRestorePoint',
      true,
    ],
    ['no permissions at all', custom(), 'exportDisk', false],
  ])('%s', (_, definition, capability, expected) => {
    const held = who({ assignments: [assigned('ann', 'c0', SUBSCRIPTION)], roles: [definition] }, capability);
    expect(held).toEqual(expected ? { ann: [] } : {});
  });

  test('an exception of one role takes nothing from another role', () => {
    const bare = role('c1', 'All but disks', { actions: ['*'], notActions: ['Microsoft.Compute/disks/*'] });
    const assignments = [assigned('ann', 'c1', SUBSCRIPTION), assigned('ann', EXPORT, GROUP)];
    expect(who({ assignments, roles: [bare, EXPORTER] })).toEqual({ ann: [] });
  });

  test('a definition that was not read may allow anything', () => {
    const rows = { assignments: [assigned('ann', 'unread', SUBSCRIPTION)], roles: [] };
    expect(who(rows)).toEqual({ ann: ['roleUnread'] });
    expect(who(rows, 'keyUse')).toEqual({ ann: ['roleUnread'] });
    const withGap = access({ ...rows, gaps: [gap('roleDefinitions')] }).holders('exportDisk', DISK);
    expect(withGap.holders[0]?.gaps.map((entry) => entry.source)).toEqual(['roleDefinitions']);
    expect(withGap.doubts).toEqual(['the role definition was not among those read, so what it allows is not known']);
  });

  test('a definition that was read with two contents is in doubt', () => {
    const again = {
      ...EXPORTER,
      id: `${EXPORTER.id}/../${EXPORT}` as typeof EXPORTER.id,
      permissions: [block({ actions: ['*/read'] })],
    };
    expect(who({ assignments: [assigned('ann', EXPORT, GROUP)], roles: [EXPORTER, again] })).toEqual({
      ann: ['roleInConflict'],
    });
    const twin = { ...again, permissions: EXPORTER.permissions };
    expect(who({ assignments: [assigned('ann', EXPORT, GROUP)], roles: [EXPORTER, twin] })).toEqual({ ann: [] });
    const conflict = gap('roleDefinitions', '*', EXPORTER.id);
    expect(who({ assignments: [assigned('ann', EXPORT, GROUP)], roles: [EXPORTER], gaps: [conflict] })).toEqual({
      ann: ['roleInConflict'],
    });
  });
});

describe('principals and conditions', () => {
  test.each<[string | undefined, readonly Doubt[]]>([
    ['User', []],
    ['ServicePrincipal', []],
    ['Device', []],
    ['Group', ['membersUnseen']],
    ['ForeignGroup', ['membersUnseen']],
    ['Something new', ['principalTypeUnknown']],
    [undefined, ['principalTypeUnknown']],
  ])('%s', (principalType, doubts) => {
    expect(who({ assignments: [assigned('ann', EXPORT, GROUP, { principalType })] })).toEqual({ ann: doubts });
  });

  test('a kind that one row leaves out is taken from another row, unless two rows differ', () => {
    const bare = assigned('ann', EXPORT, GROUP, { principalType: undefined });
    expect(who({ assignments: [bare, assigned('Ann', OWNER, TOP)] })).toEqual({ ann: [] });
    const clash = [assigned('ann', READER, TOP), assigned('ann', READER, GROUP, { principalType: 'Group' })];
    expect(who({ assignments: [bare, ...clash] })).toEqual({ ann: ['principalTypeUnknown'] });
  });

  test('a condition that guards another operation proves the grant; any other leaves it open', () => {
    const owner = (condition: string): Rows => ({ assignments: [assigned('ann', OWNER, SUBSCRIPTION, { condition })] });
    expect(who(owner(DELEGATED))).toEqual({ ann: [] });
    expect(who(owner(DELEGATED), 'grantAccess')).toEqual({ ann: [] }); // through roleDefinitions/write
    expect(who(owner("@Principal[a] StringEquals 'b'"))).toEqual({ ann: ['condition'] });
    expect(who(owner('   '))).toEqual({ ann: [] });
    const [grant] = access({ ...owner(DELEGATED), roles: ROLES }).holders('exportDisk', DISK).holders;
    expect(grant?.conditional).toBe(true);
  });

  test('a condition inside the role counts as well', () => {
    const access = role('8b54135c', 'Key Vault Data Access Administrator', {
      actions: ['Microsoft.Authorization/roleAssignments/write'],
      condition: DELEGATED,
    });
    expect(who({ assignments: [assigned('ann', access.name, VAULT)], roles: [access] }, 'grantAccess', VAULT)).toEqual({
      ann: ['condition'],
    });
  });

  test('classic administrators: doubtful, except the one who only pays', () => {
    const classics = [
      classic(SUBSCRIPTION, 'Co@contoso.com', 'CoAdministrator'),
      classic(SUBSCRIPTION, 'service@contoso.com', 'ServiceAdministrator;AccountAdministrator'),
      classic(SUBSCRIPTION, 'payer@contoso.com', 'AccountAdministrator'),
    ];
    const held = { 'co@contoso.com': ['classicRetired'], 'service@contoso.com': ['classicRetired'] };
    expect(who({ classics })).toEqual(held);
    expect(who({ classics }, 'grantAccess', VAULT)).toEqual(held);
    expect(who({ classics }, 'keyUse', VAULT)).toEqual({});
  });
});

describe('deny assignments', () => {
  const ALL = { actions: ['*'] };
  const ann = assigned('ann', EXPORT, SUBSCRIPTION);
  const crew = assigned('crew', EXPORT, SUBSCRIPTION, { principalType: 'Group' });
  const user = (id: string): { id: string; type: string } => ({ id, type: 'User' });
  const group = (id: string): { id: string; type: string } => ({ id, type: 'Group' });

  test.each<[string, Rows, Record<string, readonly Doubt[]>]>([
    ['everybody', { denies: [denied(GROUP, ALL)] }, {}],
    ['everybody, at the disk', { denies: [denied(DISK.toUpperCase(), ALL)] }, {}],
    ['everybody, at the management group', { denies: [denied(TOP, ALL)] }, {}],
    ['elsewhere', { denies: [denied(VAULT, ALL)] }, { ann: [], crew: ['membersUnseen'] }],
    [
      'everybody, but with this operation left out',
      {
        denies: [
          denied(GROUP, { actions: ['*/action'], notActions: ['Microsoft.Compute/disks/beginGetAccess/action'] }),
        ],
      },
      { ann: [], crew: ['membersUnseen'] },
    ],
    ['data operations only', { denies: [denied(GROUP, { dataActions: ['*'] })] }, { ann: [], crew: ['membersUnseen'] }],
    [
      'not the scopes below',
      { denies: [denied(GROUP, ALL, { doNotApplyToChildScopes: true })] },
      { ann: [], crew: ['membersUnseen'] },
    ],
    ['not the scopes below, but this one', { denies: [denied(DISK, ALL, { doNotApplyToChildScopes: true })] }, {}],
    ['only logs', { denies: [denied(GROUP, ALL, { effect: 'audit' })] }, { ann: [], crew: ['membersUnseen'] }],
    ['enforced, in words', { denies: [denied(GROUP, ALL, { effect: 'Enforced' })] }, {}],
    [
      'an effect that is not known',
      { denies: [denied(GROUP, ALL, { effect: 'later' })] },
      { ann: ['denyPossible'], crew: ['denyPossible', 'membersUnseen'] },
    ],
    [
      'under a condition',
      { denies: [denied(GROUP, ALL, { condition: '@Resource[a] StringEquals {b}' })] },
      { ann: ['denyPossible'], crew: ['denyPossible', 'membersUnseen'] },
    ],
    ['one person', { denies: [denied(GROUP, ALL, { principals: [user('ANN')] })] }, { crew: ['membersUnseen'] }],
    ['the group itself', { denies: [denied(GROUP, ALL, { principals: [group('crew')] })] }, { ann: ['denyPossible'] }],
    [
      'a group that may hold them',
      { denies: [denied(GROUP, ALL, { principals: [group('g')] })] },
      { ann: ['denyPossible'], crew: ['denyPossible', 'membersUnseen'] },
    ],
    [
      'everybody but her',
      { denies: [denied(GROUP, ALL, { excludePrincipals: [user('Ann')] })] },
      { ann: [], crew: ['denyPossible', 'membersUnseen'] },
    ],
    [
      'everybody but another person',
      { denies: [denied(GROUP, ALL, { excludePrincipals: [user('ben')] })] },
      { crew: ['denyPossible', 'membersUnseen'] },
    ],
    [
      'everybody but a group',
      { denies: [denied(GROUP, ALL, { excludePrincipals: [group('g')] })] },
      { ann: ['denyPossible'], crew: ['denyPossible', 'membersUnseen'] },
    ],
    [
      'everybody but something unnamed',
      { denies: [denied(GROUP, ALL, { excludePrincipals: [{ id: 'x', type: undefined }] })] },
      { ann: ['denyPossible'], crew: ['denyPossible', 'membersUnseen'] },
    ],
  ])('%s', (_, rows, expected) => {
    expect(who({ assignments: [ann, crew], ...rows })).toEqual(expected);
  });

  test('a management group that is denied for itself alone', () => {
    const denies = [denied(LANDING, ALL, { doNotApplyToChildScopes: true })];
    expect(who({ assignments: [assigned('ann', EXPORT, TOP)], denies }, 'exportDisk', LANDING)).toEqual({});
    expect(who({ assignments: [assigned('ann', EXPORT, TOP)], denies }, 'exportDisk', TOP)).toEqual({ ann: [] });
    expect(who({ assignments: [assigned('ann', EXPORT, TOP)], denies })).toEqual({ ann: [] });
  });

  test('a grant below a denied scope is denied as well', () => {
    expect(who({ assignments: [assigned('ann', EXPORT, DISK)], denies: [denied(SUBSCRIPTION, ALL)] })).toEqual({});
  });

  test('of two ways to one capability, the one that is left', () => {
    const denies = [denied(GROUP, { actions: ['*/roleAssignments/write'] })];
    const { holders } = access({ assignments: [assigned('ann', OWNER, TOP)], roles: ROLES, denies }).holders(
      'grantAccess',
      DISK,
    );
    expect(holders.map((grant) => grant.can)).toEqual([['Microsoft.Authorization/roleDefinitions/write']]);
  });

  test('classic administrators are denied too', () => {
    expect(
      who({ classics: [classic(SUBSCRIPTION, 'co@contoso.com', 'CoAdministrator')], denies: [denied(GROUP, ALL)] }),
    ).toEqual({});
    const spared = denied(GROUP, ALL, { excludePrincipals: [user('ben')], principals: [EVERYBODY] });
    expect(who({ classics: [classic(SUBSCRIPTION, 'co@contoso.com', 'CoAdministrator')], denies: [spared] })).toEqual({
      'co@contoso.com': ['classicRetired'],
    });
  });
});

describe('what could not be read', () => {
  const assignments = [assigned('ann', EXPORT, SUBSCRIPTION)];
  const subscription = SUBSCRIPTION.split('/')[2] ?? '';
  const gapsAt = (rows: Rows, resource = DISK): readonly string[] =>
    access({ assignments, roles: [EXPORTER], ...rows })
      .holders('exportDisk', resource)
      .gaps.map((entry) => entry.because);

  test('nothing hidden, no gaps', () => {
    expect(gapsAt({})).toEqual([]);
  });

  test.each([
    ['everywhere', gap('roleAssignments'), true],
    ['in this subscription', gap('roleAssignments', subscription), true],
    ['in another subscription', gap('roleAssignments', '22222222-2222-2222-2222-222222222222'), false],
    ['at the management group', gap('roleAssignments', '*', TOP), true],
    ['at another management group', gap('roleAssignments', '*', `${TOP}2`), false],
    [
      'one assignment of the resource group',
      gap('roleAssignments', subscription, `${GROUP}/providers/Microsoft.Authorization/roleAssignments/1`),
      true,
    ],
    [
      'one assignment of another resource',
      gap('roleAssignments', subscription, `${SNAPSHOT}/providers/Microsoft.Authorization/roleAssignments/1`),
      false,
    ],
    ['classic administrators', gap('classicAdministrators', subscription), true],
    ['role definitions: no matter where every role was found', gap('roleDefinitions'), false],
    ['deny assignments hide no holder', gap('denyAssignments'), false],
  ])('%s', (_, entry, reached) => {
    expect(gapsAt({ gaps: [entry] })).toEqual(reached ? [entry.because] : []);
  });

  test('without the deny assignments, no grant is proven', () => {
    expect(who({ assignments, gaps: [gap('denyAssignments', subscription)] })).toEqual({ ann: ['denyUnread'] });
    expect(who({ assignments, gaps: [gap('denyAssignments', 'other')] })).toEqual({ ann: [] });
    const below = gap('denyAssignments', subscription, GROUP);
    expect(who({ assignments, gaps: [below] })).toEqual({ ann: ['denyUnread'] });
    expect(who({ assignments, gaps: [below] }, 'exportDisk', SUBSCRIPTION)).toEqual({ ann: [] });
    const [grant] = access({ assignments, roles: [EXPORTER], gaps: [below] }).holders('exportDisk', DISK).holders;
    expect(grant?.gaps).toEqual([below]);
  });

  test('an assignment that was read with two contents is in doubt', () => {
    const entry = gap('roleAssignments', subscription, assignments[0]?.id);
    expect(who({ assignments, gaps: [entry] })).toEqual({ ann: ['assignmentInConflict'] });
  });

  test('a subscription without a single assignment was not shown in full', () => {
    expect(gapsAt({ assignments: [] })).toEqual([
      `No role assignments were returned at or above subscription ${subscription}, although at least one is needed to read it.`,
    ]);
    expect(gapsAt({ assignments: [assigned('reader', 'acdd72a7', TOP)], roles: [role('acdd72a7', 'Reader')] })).toEqual(
      [],
    );
  });

  test('a subscription outside the run, or hung nowhere though management groups are in use', () => {
    const unread = `Subscription ${subscription} and what is above it were not read in this run.`;
    expect(gapsAt({ managementGroups: new Map() })).toEqual([unread]);
    const rootless = new Map([[subscription, []]]);
    expect(gapsAt({ managementGroups: rootless })).toEqual([]);
    expect(gapsAt({ managementGroups: rootless, assignments: [...assignments, assigned('ben', EXPORT, TOP)] })).toEqual(
      [
        `The management groups above subscription ${subscription} are not known, so grants made there cannot be placed.`,
      ],
    );
  });

  test('a management group of which nothing is known', () => {
    expect(gapsAt({}, `${TOP}2`)).toEqual([`What is above ${TOP.toLowerCase()}2 is not known.`]);
  });
});
