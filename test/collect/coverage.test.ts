import { describe, expect, test } from 'vitest';
import type { Fault } from '../../simulator/index.ts';
import { CredentialError, ScopeError } from '../../src/collect/errors.ts';
import { SOURCE_IDS } from '../../src/collect/sources/list.ts';
import type { Scope } from '../../src/domain/record.ts';
import { GROUP, plainTenant, subscriptionId, TENANT_ID } from './plainTenant.ts';
import { collectFrom } from './run.ts';

const scopeOf = (scope: Partial<Scope>): Scope => ({
  tenantId: undefined,
  managementGroups: [],
  subscriptions: [],
  ...scope,
});
const unreadable = (...indexes: number[]): Fault => ({
  effect: { kind: 'unreadable', subscriptions: indexes.map(subscriptionId) },
});
const ELSEWHERE = 'eeeeeeee-0000-4000-8000-000000000000';

describe('subscriptions that should be there', () => {
  test('403 on one sub: a coverage gap and a gap in every source, the rest whole', async () => {
    const run = await collectFrom({
      tenant: plainTenant([3, 4]),
      scope: scopeOf({ managementGroups: [GROUP] }),
      faults: [unreadable(1)],
    });
    expect(run.coverage).toEqual([
      {
        subscriptionId: subscriptionId(0),
        name: `sub ${subscriptionId(0)}`,
        expectedBy: ['managementGroup'],
        seen: true,
        read: true,
      },
      {
        subscriptionId: subscriptionId(1),
        name: `sub ${subscriptionId(1)}`,
        expectedBy: ['managementGroup'],
        seen: false,
        read: false,
      },
    ]);
    for (const source of SOURCE_IDS)
      expect(run.estate[source].gaps).toMatchObject([{ kind: 'notAuthorised', subscription: subscriptionId(1) }]);
    expect(run.estate.disks.gaps[0]?.because).toBe(
      `No managed disks were read: the identity may not read subscription ${subscriptionId(1)}.`,
    );
    expect(run.estate.disks.rows.size).toBe(3);
    const holes = run.population.filter((row) => !row.whole);
    expect(holes.map((row) => row.subscriptionId)).toEqual(SOURCE_IDS.map(() => subscriptionId(1)));
  });

  test('the baseline’s list is asked for beside the scope, and a missing one is a hole', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1, 1, 1]),
      scope: scopeOf({ subscriptions: [subscriptionId(0)] }),
      expectedSubscriptions: [subscriptionId(1).toUpperCase(), ELSEWHERE],
    });
    expect(run.coverage).toMatchObject([
      { subscriptionId: subscriptionId(0), expectedBy: ['scope'], read: true },
      { subscriptionId: subscriptionId(1), expectedBy: ['baseline'], read: true },
      { subscriptionId: ELSEWHERE, expectedBy: ['baseline'], seen: false, exists: false, read: false },
    ]);
    expect(run.estate.disks.gaps).toEqual([
      {
        source: 'disks',
        subscription: ELSEWHERE,
        kind: 'notSeen',
        because: `No managed disks were read: subscription ${ELSEWHERE} does not exist in this tenant.`,
      },
    ]);
  });

  test('with no scope every subscription that is listed is read, and says so', async () => {
    const run = await collectFrom({ tenant: plainTenant([1, 1]), faults: [unreadable(1)] });
    expect(run.coverage).toMatchObject([{ subscriptionId: subscriptionId(0), expectedBy: ['listed'], read: true }]);
  });

  test('a management group that may not be listed: its subscriptions by their ancestors, and a gap over all', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1, 1]),
      scope: scopeOf({ managementGroups: [GROUP.toUpperCase()] }),
      faults: [{ match: { armPath: /descendants/ }, effect: { kind: 'status', status: 403 } }],
    });
    expect(run.coverage.map((row) => [row.seen, row.read])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(run.estate.subscriptions.gaps).toMatchObject([{ kind: 'notAuthorised', subscription: '*' }]);
    expect(run.estate.disks.rows.size).toBe(2);
  });

  test('more subscriptions than Resource Graph answers for is a gap over all', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1]),
      faults: [
        {
          match: { table: 'resourcecontainers' },
          effect: { kind: 'changeAnswer', change: (body) => ({ ...(body as object), totalRecords: 2 }) },
        },
      ],
    });
    expect(run.estate.subscriptions.gaps).toMatchObject([{ kind: 'countMismatch', subscription: '*' }]);
    expect(run.coverage[0]?.read).toBe(false);
  });

  test.each(['InvalidResourceType', 'NoRegisteredProviderFound', 'MissingApiVersionParameter'])(
    'a 404 %s of a management group proves nothing of it: its subscriptions are those that name it',
    async (code) => {
      const run = await collectFrom({
        tenant: plainTenant([1]),
        scope: scopeOf({ managementGroups: [GROUP] }),
        faults: [{ match: { armPath: /\/descendants$/ }, effect: { kind: 'status', status: 404, code } }],
      }).catch((error: unknown) => error as Error);
      expect(run instanceof Error ? run.message : JSON.stringify(run.coverage)).not.toContain('does not exist');
    },
  );

  test('a tenant named by its GUID leaves out what is delegated from elsewhere', async () => {
    const tenantId = 'abababab-0000-4000-8000-000000000000';
    await expect(collectFrom({ tenant: plainTenant([1]), scope: scopeOf({ tenantId }) })).rejects.toThrow(ScopeError);
    const run = await collectFrom({ tenant: plainTenant([1]), scope: scopeOf({ tenantId: TENANT_ID.toUpperCase() }) });
    expect(run.coverage).toHaveLength(1);
  });
});

describe('a scope that resolves to nothing is a fault with one sentence', () => {
  const REMEDY = 'check the ids and the tenant, and give the identity the role Reader on the subscriptions';
  test.each([
    [
      'no such subscription',
      { subscriptions: [ELSEWHERE] },
      [],
      `No subscription could be read: subscription ${ELSEWHERE} does not exist in this tenant; ${REMEDY}.`,
    ],
    [
      'no id',
      { subscriptions: ['production'] },
      [],
      '"production" is not a subscription id: give the GUID that the portal or az account list shows.',
    ],
    [
      'no group',
      { managementGroups: ['nowhere'] },
      [],
      'Management group nowhere does not exist in this tenant; check its id (not its display name).',
    ],
    [
      'no permission',
      { subscriptions: [subscriptionId(0)] },
      [unreadable(0)],
      `No subscription could be read: the identity may not read subscription ${subscriptionId(0)}; Azure`,
    ],
    ['nothing visible', {}, [unreadable(0, 1)], 'No subscription could be read'],
  ] as const)('%s', async (_, scope, faults, message) => {
    const run = collectFrom({ tenant: plainTenant([1, 1]), scope: scopeOf(scope), faults });
    await expect(run).rejects.toThrow(ScopeError);
    await expect(run).rejects.toThrow(message.endsWith('Azure') ? message.slice(0, -7) : message);
  });
});

test('a service that cannot be reached says so', async () => {
  const faults: Fault[] = [{ match: { service: 'resourceGraph' }, effect: { kind: 'drop' } }];
  await expect(collectFrom({ tenant: plainTenant([1]), faults })).rejects.toThrow(
    'No subscription could be read: the connection failed (ECONNRESET); check the endpoint and the network, and try again.',
  );
});

describe('a credential that does not work is a fault with one sentence', () => {
  const TOKEN = 'canary-token';
  test('no token', async () => {
    const credential = {
      getToken: () => Promise.reject(Object.assign(new Error('no'), { name: 'CredentialUnavailableError' })),
    };
    const run = collectFrom({ tenant: plainTenant([1]), credential });
    await expect(run).rejects.toThrow(CredentialError);
    await expect(run).rejects.toThrow(/^Could not get a token for Azure: sign in \(az login\)/);
  });

  test('a token that Azure refuses, and that no message repeats', async () => {
    const credential = {
      getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const error: unknown = await collectFrom({ tenant: plainTenant([1]), credential }).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(CredentialError);
    expect(String(error)).toContain('Azure refused the identity (401 InvalidAuthenticationToken)');
    expect(String(error)).not.toContain(TOKEN);
  });

  test('a right that is lacking somewhere, told by a 401: a gap there, and the run goes on', async () => {
    for (const code of ['RBACAccessDenied', 'LinkedAuthorizationFailed', 'UserErrorUnauthorized', undefined]) {
      const effect = { kind: 'status', status: 401, ...(code === undefined ? {} : { code }) } as const;
      const run = await collectFrom({ tenant: plainTenant([1]), faults: [{ match: { query: /snapshots/ }, effect }] });
      expect(new Set(run.estate.snapshots.gaps.map((gap) => gap.kind))).toEqual(new Set(['notAuthorised']));
      expect(run.estate.disks.rows.size).toBe(1);
    }
  });

  test('a 401 without a word of rights at the very first call: the token', async () => {
    const faults: Fault[] = [{ match: { query: /./ }, effect: { kind: 'status', status: 401, code: 'Unauthorised' } }];
    await expect(collectFrom({ tenant: plainTenant([1]), faults })).rejects.toThrow(CredentialError);
  });

  test('a token that runs out on the way', async () => {
    const faults: Fault[] = [
      { match: { query: /disks/ }, effect: { kind: 'status', status: 401, code: 'ExpiredAuthenticationToken' } },
    ];
    await expect(collectFrom({ tenant: plainTenant([1]), faults })).rejects.toThrow(CredentialError);
  });
});

test('the caller is known by the object id in its token', async () => {
  const run = await collectFrom({ tenant: plainTenant([1]) });
  expect(run.caller.objectId).toMatch(/^[0-9a-f-]{36}$/);
});
