import { describe, expect, test } from 'vitest';
import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';
import type { Fault } from '../../simulator/index.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../../src/domain/estate.ts';
import type { SourceId } from '../../src/domain/facts.ts';
import type { Status } from '../../src/domain/check.ts';
import { GROUP, plainTenant, subscriptionId, TENANT_ID } from './plainTenant.ts';
import { collectFrom, type Run } from './run.ts';

const AUTHORIZATION = '/providers/Microsoft.Authorization';
const ABOVE = `/providers/Microsoft.Management/managementGroups/${GROUP}`;
const scope = (subscription: number): string => `/subscriptions/${subscriptionId(subscription)}`;
const EVE = 'EEEEEEEE-0000-4000-8000-000000000001';

function row(id: string, type: string, properties: unknown, more: Partial<ArmDocument> = {}): ArmDocument {
  const subscription = /^\/subscriptions\/([^/]+)/.exec(id)?.[1] ?? '';
  return {
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    type: `microsoft.authorization/${type}`,
    tenantId: TENANT_ID,
    subscriptionId: subscription,
    resourceGroup: '',
    properties,
    ...more,
  };
}

function assigned(at: string, name: string, more: Readonly<Record<string, unknown>> = {}): ArmDocument {
  return row(`${at}${AUTHORIZATION}/roleAssignments/${name}`, 'roleassignments', {
    scope: at,
    roleDefinitionId: `${AUTHORIZATION}/roleDefinitions/exporter`,
    principalId: EVE,
    principalType: 'User',
    ...more,
  });
}

const EXPORTER = row(`${AUTHORIZATION}/roleDefinitions/exporter`, 'roledefinitions', {
  roleName: 'Mover',
  type: 'CustomRole',
  assignableScopes: ['/'],
  permissions: [
    {
      actions: ['Microsoft.Compute/*', '*/read'],
      notActions: ['Microsoft.Compute/disks/delete'],
      dataActions: [],
      notDataActions: [],
    },
  ],
});

const deny = (at: string, name: string): ArmDocument =>
  row(`${at}${AUTHORIZATION}/denyAssignments/${name}`, 'denyassignments', {
    denyAssignmentName: name,
    scope: at,
    permissions: [
      { actions: ['Microsoft.Compute/*/beginGetAccess/action'], notActions: [], dataActions: [], notDataActions: [] },
    ],
    principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    excludePrincipals: [{ id: EVE, type: 'User' }],
    doNotApplyToChildScopes: false,
  });

/** Subscriptions of one disk each below one management group, with rows of `authorizationresources` and deny assignments. */
function tenant(subscriptions: number, rows: readonly ArmDocument[], denies: readonly ArmDocument[] = []): Tenant {
  const plain = plainTenant(Array.from({ length: subscriptions }, () => 1));
  return {
    ...plain,
    rows: (table, only) => (table === 'authorizationresources' ? rows : plain.rows(table, only)),
    list: (path) => {
      const of = /^\/subscriptions\/([^/]+)\/providers\/microsoft\.authorization\/denyassignments$/.exec(path)?.[1];
      return of === undefined
        ? plain.list(path)
        : denies.filter((entry) => entry.subscriptionId === '' || entry.subscriptionId === of);
    },
  };
}

const ROWS = [EXPORTER, assigned(ABOVE, 'inherited'), assigned(scope(0), 'own')];
const above = (run: Run, source: SourceId) =>
  run.population.find((entry) => entry.source === source && entry.subscriptionId === '');
const gapsOf = (run: Run, source: SourceId): readonly Pick<Gap, 'kind' | 'subscription'>[] =>
  run.estate[source].gaps.map(({ kind, subscription }) => ({ kind, subscription }));

/** What EXP-03 says of each subscription, and EXP-04 of its one disk. */
function verdicts(run: Run): readonly (readonly [string, string, Status])[] {
  const record = assessEstate({
    ...run,
    baseline: DEFAULT_BASELINE,
    baselineSha256: '',
    scope: { tenantId: undefined, managementGroups: [], subscriptions: [] },
    codeVersion: '0.0.0',
  });
  return record.verdicts
    .filter(({ check }) => check === 'EXP-03')
    .map(({ check, subjectName, status }) => [check, subjectName, status] as const);
}

describe('assignments above the subscriptions', () => {
  test('come with the rest, once, and count at no subscription', async () => {
    const run = await collectFrom({ tenant: tenant(2, ROWS) });
    expect([...run.estate.roleAssignments.rows.values()]).toMatchObject([
      { name: 'inherited', subscriptionId: '', scope: ABOVE, principalId: EVE.toLowerCase(), principalType: 'User' },
      { name: 'own', subscriptionId: subscriptionId(0), scope: scope(0) },
    ]);
    expect(run.estate.roleAssignments.gaps).toEqual([]);
    expect(above(run, 'roleAssignments')).toMatchObject({ counted: 1, kept: 1, whole: true });
    expect(above(run, 'roleDefinitions')).toMatchObject({ counted: 1, kept: 1, whole: true });
  });

  test('lead to a finding where they were made, and not below', async () => {
    const run = await collectFrom({ tenant: tenant(2, [EXPORTER, assigned(ABOVE, 'inherited')]) });
    expect(verdicts(run)).toEqual([
      ['EXP-03', GROUP, 'NonCompliant'],
      ['EXP-03', `sub ${subscriptionId(0)}`, 'Compliant'],
      ['EXP-03', `sub ${subscriptionId(1)}`, 'Compliant'],
    ]);
  });

  test('1,001 subscriptions: they come with both batches and are kept once; there is no one count to hold them against', async () => {
    const run = await collectFrom({ tenant: tenant(1001, ROWS) });
    expect(run.estate.roleAssignments.rows.size).toBe(2);
    expect(run.estate.roleAssignments.gaps).toEqual([]);
    expect(above(run, 'roleAssignments')).toMatchObject({ counted: undefined, received: 2, kept: 1, whole: true });
  });

  test('a role keeps its wildcards and its exceptions', async () => {
    const run = await collectFrom({ tenant: tenant(1, ROWS) });
    expect([...run.estate.roleDefinitions.rows.values()]).toMatchObject([
      {
        roleName: 'Mover',
        roleType: 'CustomRole',
        permissions: [
          {
            actions: ['Microsoft.Compute/*', '*/read'],
            notActions: ['Microsoft.Compute/disks/delete'],
            dataActions: [],
          },
        ],
      },
    ]);
  });
});

describe('what is lost', () => {
  const ASSIGNMENTS = /authorization\/roleassignments'\n\| project .*\n\| order/;
  const COUNT = /authorization\/roleassignments'\n\| project .*\n\| summarize/;
  const failing = (query: RegExp): Fault => ({ match: { query }, effect: { kind: 'status', status: 500 } });
  const everywhere = (kind: Gap['kind']) => ({ kind, subscription: EVERY_SUBSCRIPTION });

  test.each<[string, Fault, Gap['kind']]>([
    ['the rows', failing(ASSIGNMENTS), 'serviceError'],
    ['the count', failing(COUNT), 'serviceError'],
    [
      'a row that the count has',
      {
        match: { query: ASSIGNMENTS },
        effect: {
          kind: 'changeAnswer',
          change: (body) => {
            const answer = body as { data: { name: string }[] };
            return { ...answer, data: answer.data.filter(({ name }) => name !== 'inherited') };
          },
        },
      },
      'countMismatch',
    ],
    [
      'a row above that cannot be read',
      {
        match: { table: 'authorizationresources' },
        effect: {
          kind: 'changeRow',
          where: (entry) => entry.name === 'inherited',
          change: (entry) => ({ ...entry, properties: { scope: ABOVE } }),
        },
      },
      'malformedRow',
    ],
  ])('%s: a gap in every subscription, and no verdict of any is Compliant', async (_, fault, kind) => {
    const run = await collectFrom({ tenant: tenant(2, ROWS), faults: [fault] });
    expect(gapsOf(run, 'roleAssignments')).toContainEqual(everywhere(kind));
    expect(above(run, 'roleAssignments')?.whole ?? false).toBe(false);
    for (const [, , status] of verdicts(run)) expect(status).not.toBe('Compliant');
  });

  test('a row above that says two things: a gap in every subscription; what it says differently is Unknown, and only that', async () => {
    const run = await collectFrom({
      tenant: tenant(2, ROWS),
      faults: [
        {
          match: { table: 'authorizationresources' },
          effect: {
            kind: 'duplicateRow',
            where: (entry) => entry.name === 'inherited',
            change: (entry) => ({ ...entry, properties: { ...(entry.properties as object), principalType: 'Group' } }),
          },
        },
      ],
    });
    expect(gapsOf(run, 'roleAssignments')).toContainEqual(everywhere('conflictingRows'));
    expect(above(run, 'roleAssignments')?.whole).toBe(false);
    expect(verdicts(run)).toEqual([
      ['EXP-03', GROUP, 'Unknown'],
      ['EXP-03', `sub ${subscriptionId(0)}`, 'Unknown'],
      ['EXP-03', `sub ${subscriptionId(1)}`, 'Compliant'],
    ]);
  });

  test('in one subscription: a gap there', async () => {
    const rows = [...ROWS, assigned(scope(1), 'malformed', { principalId: undefined })];
    const run = await collectFrom({ tenant: tenant(3, rows) });
    expect(gapsOf(run, 'roleAssignments')).toEqual([{ kind: 'malformedRow', subscription: subscriptionId(1) }]);
    expect(verdicts(run)).toEqual([
      ['EXP-03', GROUP, 'NonCompliant'],
      ['EXP-03', `sub ${subscriptionId(0)}`, 'NonCompliant'],
      ['EXP-03', `sub ${subscriptionId(1)}`, 'Unknown'],
      ['EXP-03', `sub ${subscriptionId(2)}`, 'Compliant'],
    ]);
  });

  test('not one assignment: whoever reads a subscription was given a role, so they were withheld', async () => {
    const run = await collectFrom({ tenant: tenant(1, []) });
    expect(run.estate.roleAssignments).toEqual({ rows: new Map(), gaps: [] });
    expect(verdicts(run)).toEqual([['EXP-03', `sub ${subscriptionId(0)}`, 'Unknown']]);
  });
});

describe('deny assignments', () => {
  const group = `${scope(0)}/resourceGroups/rg`;

  test('of each subscription, those from above once', async () => {
    const run = await collectFrom({ tenant: tenant(2, ROWS, [deny(ABOVE, 'stack'), deny(group, 'app')]) });
    expect([...run.estate.denyAssignments.rows.values()]).toMatchObject([
      {
        name: 'stack',
        subscriptionId: '',
        scope: ABOVE,
        permissions: [{ actions: ['Microsoft.Compute/*/beginGetAccess/action'] }],
        principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
        excludePrincipals: [{ id: EVE.toLowerCase(), type: 'User' }],
        doNotApplyToChildScopes: false,
        effect: undefined,
      },
      { name: 'app', subscriptionId: subscriptionId(0), scope: group },
    ]);
    expect(run.estate.denyAssignments.gaps).toEqual([]);
  });

  test('that may not be read: a gap of that subscription, and grants there are proven no more', async () => {
    const path = new RegExp(`^/subscriptions/${subscriptionId(0)}/providers/microsoft\\.authorization/denyassignments`);
    const run = await collectFrom({
      tenant: tenant(2, [EXPORTER, assigned(scope(0), 'own'), assigned(scope(1), 'other')]),
      faults: [{ match: { armPath: path }, effect: { kind: 'status', status: 403, code: 'AuthorizationFailed' } }],
    });
    expect(gapsOf(run, 'denyAssignments')).toEqual([{ kind: 'notAuthorised', subscription: subscriptionId(0) }]);
    expect(verdicts(run)).toEqual([
      ['EXP-03', `sub ${subscriptionId(0)}`, 'Unknown'],
      ['EXP-03', `sub ${subscriptionId(1)}`, 'NonCompliant'],
    ]);
  });
});

test('a classic administrator that is still listed', async () => {
  const id = `${scope(0)}${AUTHORIZATION}/classicAdministrators/1`;
  const classic = row(id, 'classicadministrators', { emailAddress: 'ann@contoso.example', role: 'CoAdministrator' });
  const run = await collectFrom({ tenant: tenant(1, [...ROWS, classic]) });
  expect([...run.estate.classicAdministrators.rows.values()]).toMatchObject([
    { emailAddress: 'ann@contoso.example', role: 'CoAdministrator', subscriptionId: subscriptionId(0) },
  ]);
});
