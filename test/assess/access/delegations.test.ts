import { describe, expect, test } from 'vitest';
import type { RegistrationAssignment, RegistrationDefinition } from '../../../src/domain/facts.ts';
import { armId } from '../../../src/domain/armId.ts';
import { describeGrant } from '../../../src/assess/access/grant.ts';
import { approvedPrincipals, judgeHoldersBy, judgeScope, type AccessReview } from '../../../src/assess/access/judge.ts';
import { judgeBothBy } from '../../../src/assess/access/both.ts';
import { access, assigned, DISK, gap, GROUP, keyVault, resource, SUBSCRIPTION, type Rows } from './build.ts';
import { ROLES } from './builtInRoles.ts';

const TENANT = '99999999-0000-0000-0000-000000000001';
const EXPORTER = '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const DEFINITION = armId(`${SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationDefinitions/d`);

function definition(more: Partial<RegistrationDefinition> = {}): RegistrationDefinition {
  return {
    ...resource(DEFINITION),
    managedByTenantId: TENANT,
    managedByTenantName: 'Fabrikam',
    authorizations: [{ principalId: 'ops', principalName: 'Operators', roleDefinitionId: EXPORTER }],
    eligibleAuthorizations: [],
    ...more,
  };
}

function delegation(scope: string, more: Partial<RegistrationAssignment> = {}): RegistrationAssignment {
  return {
    ...resource(`${scope}/providers/Microsoft.ManagedServices/registrationAssignments/a`),
    registrationDefinitionId: DEFINITION,
    provisioningState: 'Succeeded',
    terms: undefined,
    ...more,
  };
}

const OPS = { principalId: 'ops', principalName: undefined, roleDefinitionId: EXPORTER };

/** An auditor above, so that the subscription is not one of which nothing was shown. */
const AUDITOR = assigned('auditor', READER, '/', { principalType: 'Group' });

function judged(rows: Rows, approved: readonly string[] = []): AccessReview {
  const index = access({ roles: ROLES, assignments: [AUDITOR], managedBy: [TENANT], ...rows });
  return judgeHoldersBy(index, approvedPrincipals(approved))('exportDisk', DISK);
}

describe('rights of another tenant', () => {
  test.each([
    ['the subscription', SUBSCRIPTION],
    ['the resource group', GROUP],
  ])('given at %s are as good as a role assignment', (_, scope) => {
    const rows = { delegations: [delegation(scope)], definitions: [definition()] };
    const { status, proven } = judged(rows);
    expect(status).toBe('NonCompliant');
    expect(proven.map(describeGrant).join()).toBe(
      `Principal ops (Operators) of tenant ${TENANT} (Fabrikam) through Disk Backup Reader at ${scope.toLowerCase()}, given by Azure Lighthouse (Azure does not say whether it is a person, an application or a group of that tenant)`,
    );
    expect(judged(rows, ['OPS']).status).toBe('Compliant');
  });

  test('given at another resource group do not reach the disk', () => {
    const rows = { delegations: [delegation(`${SUBSCRIPTION}/resourceGroups/other`)], definitions: [definition()] };
    expect(judged(rows)).toMatchObject({ status: 'Compliant', holders: 0 });
  });

  test('the definition that the answer itself holds is enough', () => {
    expect(judged({ delegations: [delegation(SUBSCRIPTION, { terms: definition() })] }).status).toBe('NonCompliant');
  });

  test('each principal of one delegation is named', () => {
    const both = definition({
      authorizations: ['one', 'two'].map((principalId) => ({
        principalId,
        principalName: undefined,
        roleDefinitionId: EXPORTER,
      })),
    });
    const index = access({ roles: ROLES, delegations: [delegation(SUBSCRIPTION)], definitions: [both] });
    expect(judgeScope(index, SUBSCRIPTION, new Set()).proven.map(({ principalId }) => principalId)).toEqual([
      'one',
      'two',
    ]);
  });

  test.each<[string, Rows, string]>([
    ['no delegation was shown', {}, `is managed by tenant ${TENANT}`],
    ['the delegation of another tenant was shown', other(), `is managed by tenant ${TENANT}`],
    ['the definition was not read', { delegations: [delegation(SUBSCRIPTION)] }, `grants to tenant ${TENANT}`],
    ['delegations could not be read', { gaps: [gap('registrationAssignments')] }, `is managed by tenant ${TENANT}`],
    [
      'the delegation lists no role',
      { delegations: [delegation(SUBSCRIPTION)], definitions: [definition({ authorizations: [] })] },
      `grants to tenant ${TENANT}`,
    ],
    ['a tenant is not named', { managedBy: [''] }, 'a tenant that it does not name'],
    ['definitions have a gap, no tenant is known', { managedBy: [], gaps: [gap('registrationDefinitions')] }, 'read'],
  ])('unknown where %s', (_, rows, because) => {
    const { status, gaps } = judged(rows);
    expect(status).toBe('Unknown');
    expect(gaps.map((each) => each.because).join(' ')).toContain(because);
  });

  test.each<[string, Partial<RegistrationAssignment>, Partial<RegistrationDefinition>]>([
    ['has to be activated first', {}, eligible()],
    ['is of a delegation that may be ending', { provisioningState: 'Deleting' }, {}],
    ['is of a delegation in a state that is not said', { provisioningState: undefined }, {}],
    ['is of a role that was not read', {}, { authorizations: [{ ...OPS, roleDefinitionId: 'ffff' }] }],
  ])('unknown where the right %s', (_, assignment, terms) => {
    const rows = { delegations: [delegation(SUBSCRIPTION, assignment)], definitions: [definition(terms)] };
    expect(judged(rows)).toMatchObject({ status: 'Unknown', provenCount: 0, uncertainCount: 1 });
    expect(judged(rows, ['ops']).status).toBe('Compliant');
  });

  test('no principal of this tenant is in a group of another', () => {
    const vault = keyVault();
    const officer = assigned('officer', '14b46e9e-c2b7-41b4-b07b-48a6ebf60603', vault.id);
    const index = access({
      roles: ROLES,
      assignments: [AUDITOR, officer],
      delegations: [delegation(SUBSCRIPTION)],
      definitions: [definition()],
    });
    const judge = judgeBothBy(index, { exporters: new Set(), keyUsers: new Set() });
    expect(judge(DISK, vault)).toMatchObject({ status: 'Compliant', uncertain: [] });
  });
});

function eligible(): Partial<RegistrationDefinition> {
  return { authorizations: [], eligibleAuthorizations: [OPS] };
}

function other(): Rows {
  return {
    delegations: [delegation(SUBSCRIPTION)],
    definitions: [definition({ managedByTenantId: 'other', authorizations: [{ ...OPS, roleDefinitionId: READER }] })],
  };
}
