import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPABILITIES, type Capability } from '../../../src/assess/access/capabilities.ts';
import { approvedPrincipals, judgeHoldersBy } from '../../../src/assess/access/judge.ts';
import type { DenyAssignment, RoleAssignment, RoleDefinition } from '../../../src/domain/access.ts';
import type { Gap } from '../../../src/domain/estate.ts';
import { subscriptionOf } from '../../../src/domain/armId.ts';
import { access, assigned, block, denied, EVERYBODY, gap, role, SUBSCRIPTION, type Rows } from './build.ts';
import { naiveHolders, type NaiveEstate } from './naive.ts';

const OTHER = '/subscriptions/22222222-2222-2222-2222-222222222222';
const MANAGEMENT_GROUPS = new Map([
  [subscriptionOf(SUBSCRIPTION), ['landing', 'top']],
  [subscriptionOf(OTHER), ['top']],
]);
const management = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;
const GROUPS = [SUBSCRIPTION, OTHER].flatMap((subscription) =>
  ['rg', 'rg2'].map((name) => `${subscription}/resourceGroups/${name}`),
);
const DISKS = GROUPS.flatMap((group) =>
  ['a', 'ab'].map((name) => `${group}/providers/Microsoft.Compute/disks/${name}`),
);
const VAULTS = GROUPS.map((group) => `${group}/providers/Microsoft.KeyVault/vaults/kv`);
const KEYS = VAULTS.map((vault) => `${vault}/keys/k`);
const RESOURCES = [
  ...DISKS,
  ...VAULTS,
  ...KEYS,
  ...GROUPS,
  SUBSCRIPTION,
  OTHER,
  management('landing'),
  management('top'),
  '/',
];

const cased = (text: string, mode: number): string =>
  mode === 1 ? text.toLowerCase() : mode === 2 ? text.toUpperCase() : mode === 3 && text !== '/' ? `${text}/` : text;
const scope = fc.tuple(fc.constantFrom(...RESOURCES), fc.nat({ max: 3 })).map(([text, mode]) => cased(text, mode));
const principal = fc.constantFrom('u1', 'u2', 'g1', 'g2', 'x1');
const TYPES = new Map<string, string | undefined>([
  ['u1', 'User'],
  ['u2', 'ServicePrincipal'],
  ['g1', 'Group'],
  ['g2', 'Group'],
]);

const pattern = fc.constantFrom(
  '*',
  '*/action',
  '*/write',
  'Microsoft.Compute/*',
  'Microsoft.Compute/disks/*',
  'Microsoft.Compute/disks/beginGetAccess/action',
  'microsoft.keyvault/VAULTS/*',
  'Microsoft.KeyVault/vaults/keys/*/action',
  'Microsoft.KeyVault/vaults/keys/read',
  'Microsoft.Authorization/*',
);
const patterns = fc.array(pattern, { maxLength: 2 });
const permissions = fc
  .record({ actions: patterns, notActions: patterns, dataActions: patterns, notDataActions: patterns })
  .map(block);
const roles = fc
  .array(fc.array(permissions, { maxLength: 2 }), { minLength: 1, maxLength: 4 })
  .map((list): RoleDefinition[] => list.map((blocks, at) => role(`r${String(at)}`, `Role ${String(at)}`, ...blocks)));

/** A condition that leaves every operation of the catalogue alone, and one that may stop any. */
const HARMLESS = "!(ActionMatches{'Microsoft.Storage/*'}) OR @Resource[a] StringEquals 'b'";
const assignments = fc
  .array(
    fc.tuple(
      principal,
      fc.nat({ max: 4 }),
      scope,
      fc.constantFrom(undefined, undefined, HARMLESS, "@Principal[a] StringEquals 'b'"),
    ),
    { maxLength: 12 },
  )
  .map((list): RoleAssignment[] =>
    list.map(([who, which, where, condition], at) =>
      assigned(who, `r${String(which)}`, where, { name: `a${String(at)}`, principalType: TYPES.get(who), condition }),
    ),
  );
const denyPrincipal = fc.oneof(
  fc.constant(EVERYBODY),
  principal.map((id) => ({ id, type: TYPES.get(id) })),
);
const denies = fc
  .array(
    fc.tuple(
      scope,
      permissions,
      fc.array(denyPrincipal, { minLength: 1, maxLength: 2 }),
      fc.array(principal, { maxLength: 1 }),
      fc.boolean(),
      fc.constantFrom(undefined, 'enforced', 'audit', 'other'),
    ),
    { maxLength: 3 },
  )
  .map((list): DenyAssignment[] =>
    list.map(([where, blocked, principals, excluded, alone, effect], at) =>
      denied(where, blocked, {
        name: `d${String(at)}`,
        principals,
        excludePrincipals: excluded.map((id) => ({ id, type: TYPES.get(id) })),
        doNotApplyToChildScopes: alone,
        effect,
      }),
    ),
  );
const estate = fc.record({ assignments, roles, denies });
const capability = fc.constantFrom<Capability>(...CAPABILITIES);

const of = (rows: Rows) => access({ ...rows, managementGroups: MANAGEMENT_GROUPS });
const holding = (rows: Rows, what: Capability, resource: string): ReadonlySet<string> =>
  new Set(
    of(rows)
      .holders(what, resource)
      .holders.map((grant) => grant.principalId),
  );

function within(small: ReadonlySet<string>, large: ReadonlySet<string>): boolean {
  return [...small].every((name) => large.has(name));
}

describe('access, whatever the estate', () => {
  test('the scope tree says what a walk over every assignment says', () => {
    fc.assert(
      fc.property(estate, capability, fc.nat({ max: 3 }), (rows, what, mode) => {
        const index = of(rows);
        const naive: NaiveEstate = { ...rows, managementGroups: MANAGEMENT_GROUPS };
        for (const resource of RESOURCES) {
          const found = index.holders(what, cased(resource, mode)).holders.map((grant) => ({
            assignment: grant.assignmentId,
            proven: grant.doubts.length === 0,
            can: [...grant.can].sort(),
          }));
          const key = (row: { assignment: string | undefined }): string => row.assignment ?? '';
          found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
          expect(found, resource).toEqual(naiveHolders(naive, what, resource));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('removing an assignment never adds a holder', () => {
    fc.assert(
      fc.property(estate, capability, fc.constantFrom(...RESOURCES), fc.nat(), (rows, what, resource, pick) => {
        const left = rows.assignments.filter((_, at) => at !== pick % Math.max(1, rows.assignments.length));
        expect(within(holding({ ...rows, assignments: left }, what, resource), holding(rows, what, resource))).toBe(
          true,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('adding a deny assignment never adds a holder, and proves none', () => {
    const proven = (rows: Rows, what: Capability, resource: string): ReadonlySet<string> =>
      new Set(
        of(rows)
          .holders(what, resource)
          .holders.filter((grant) => grant.doubts.length === 0)
          .map((grant) => grant.principalId),
      );
    fc.assert(
      fc.property(estate, capability, fc.constantFrom(...RESOURCES), (rows, what, resource) => {
        const fewer = { ...rows, denies: rows.denies.slice(1) };
        expect(within(holding(rows, what, resource), holding(fewer, what, resource))).toBe(true);
        expect(within(proven(rows, what, resource), proven(fewer, what, resource))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('the order of rows does not matter', () => {
    fc.assert(
      fc.property(estate, capability, (rows, what) => {
        const turned = {
          assignments: [...rows.assignments].reverse(),
          roles: [...rows.roles].reverse(),
          denies: [...rows.denies].reverse(),
        };
        for (const resource of RESOURCES)
          expect(of(turned).holders(what, resource)).toEqual(of(rows).holders(what, resource));
      }),
      { numRuns: 40 },
    );
  });

  test('after losing rows with the gap that says so, a judgement is unchanged or Unknown', () => {
    const approved = fc.subarray(['u1', 'u2', 'g1', 'g2', 'x1']);
    const losses = fc.constantFrom<keyof Rows & ('assignments' | 'roles' | 'denies')>('assignments', 'roles', 'denies');
    const SOURCE = { assignments: 'roleAssignments', roles: 'roleDefinitions', denies: 'denyAssignments' } as const;
    fc.assert(
      fc.property(estate, approved, losses, fc.nat(), capability, (rows, allowed, lost, pick, what) => {
        const from: readonly { readonly id: string }[] = rows[lost];
        const left = from.filter((_, at) => at !== pick % Math.max(1, from.length));
        const gaps: Gap[] = [gap(SOURCE[lost])];
        const before = judgeHoldersBy(of(rows), approvedPrincipals(allowed));
        const after = judgeHoldersBy(of({ ...rows, [lost]: left, gaps }), approvedPrincipals(allowed));
        for (const resource of RESOURCES) {
          const then = before(what, resource).status;
          const now = after(what, resource).status;
          expect(now === then || now === 'Unknown', `${resource}: ${then} became ${now}`).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
