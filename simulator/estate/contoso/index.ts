import type { Tenant } from '../../tenant.ts';
import { DEFAULT_PRINCIPAL } from '../../principal.ts';
import { builtInRoleRows, policyExemptionRow, roleAssignmentRow, ROLES } from '../documents/authorization.ts';
import { managementGroupId } from '../documents/containers.ts';
import type { ManagedBySpec } from '../documents/lighthouse.ts';
import { createWorld, type World } from '../world.ts';
import {
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_TENANT_ID,
  PRINCIPALS,
  SUBSCRIPTIONS,
  WEEKS,
  type SubscriptionKey,
  type Week,
} from './identity.ts';
import { addPlatform, place } from './platform.ts';
import { addKeyVault, BUILT } from '../workload/shared.ts';
import type { Bank, Scenario, ScenarioBuilder } from './scenario.ts';
import { accessScenarios } from './scenarios/access.ts';
import { backupScenarios } from './scenarios/backups.ts';
import { chainScenarios } from './scenarios/chains.ts';
import { changeScenarios } from './scenarios/changes.ts';
import { cleanScenarios } from './scenarios/clean.ts';
import { clusterScenarios } from './scenarios/clusters.ts';
import { diskBackupScenarios } from './scenarios/diskBackups.ts';
import { elsewhereScenarios } from './scenarios/elsewhere.ts';
import { exportScenarios } from './scenarios/exporting.ts';
import { keyScenarios } from './scenarios/keys.ts';
import { kindScenarios } from './scenarios/kinds.ts';
import { methodScenarios } from './scenarios/methods.ts';
import { openScenarios } from './scenarios/open.ts';
import { readingScenarios } from './scenarios/reading.ts';
import { siteRecoveryScenarios } from './scenarios/siteRecovery.ts';
import { replicationScenarios } from './scenarios/replications.ts';
import { restorePointScenarios } from './scenarios/restorePoints.ts';
import { restoreScenarios } from './scenarios/restores.ts';

export {
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
  unreadableIn,
  SUBSCRIPTIONS as CONTOSO_SUBSCRIPTIONS,
} from './identity.ts';
export type { Week } from './identity.ts';

/** A part of the bank that has every kind of link: disks, keys, backups, a restored copy, a replica. */
export const SMALL_PART: readonly ScenarioBuilder[] = [...cleanScenarios.slice(0, 1), ...backupScenarios.slice(0, 2)];

/** The bank with what the demo does not show (`scenarios/open.ts`). */
export const withOpenScenarios = (): readonly ScenarioBuilder[] => [...EVERY, ...openScenarios];

/** A tenant whose people run a subscription of the bank by Azure Lighthouse. */
export interface ManagedBy {
  readonly subscription: SubscriptionKey;
  readonly tenantId: string;
  /** Object ids in that tenant, with the role of each. */
  readonly authorizations: ManagedBySpec['authorizations'];
}

/** The made-up bank, and what is to be seen in it. */
export interface Contoso extends Tenant {
  readonly scenarios: readonly Scenario[];
}

/** So small that every list of a run takes more than one page. */
const SMALL_PAGES: Readonly<Record<string, number>> = {
  subscriptions: 2,
  descendants: 4,
  vaults: 2,
  backupprotecteditems: 5,
  recoverypoints: 8,
  backupjobs: 40,
  replicationprotecteditems: 3,
  replicationprotectionclusters: 1,
  keys: 3,
  versions: 1,
};

/** Every scenario, one builder each. */
const EVERY: readonly ScenarioBuilder[] = [
  ...cleanScenarios,
  ...methodScenarios,
  ...kindScenarios,
  ...keyScenarios,
  ...backupScenarios,
  ...diskBackupScenarios,
  ...restorePointScenarios,
  ...chainScenarios,
  ...restoreScenarios,
  ...replicationScenarios,
  ...clusterScenarios,
  ...siteRecoveryScenarios,
  ...exportScenarios,
  ...accessScenarios,
  ...readingScenarios,
  ...changeScenarios,
  ...elsewhereScenarios,
];

/**
 * The hand-written estate of Contoso Bank: about a hundred disks in three subscriptions and one that the caller cannot
 * read in the first week (start the simulator with `unreadableIn(week)` unreadable), as they stand in one of two weeks. A part of it is enough where the subject is the run, not the verdicts.
 */
export function contoso(
  week: Week,
  builders: readonly ScenarioBuilder[] = EVERY,
  managedBy: readonly ManagedBy[] = [],
): Contoso {
  const world = createWorld({
    now: WEEKS[week],
    tenantId: CONTOSO_TENANT_ID,
    subscriptions: Object.values(SUBSCRIPTIONS),
  });
  addAccess(world);
  for (const { subscription, ...other } of managedBy)
    world.delegate({ subscription: SUBSCRIPTIONS[subscription].id, ...other });
  const bank: Bank = {
    world,
    week,
    platforms: {
      core: addPlatform(world, 'core'),
      payments: addPlatform(world, 'payments'),
      workplace: addPlatform(world, 'workplace'),
      sealed: addPlatform(world, 'sealed'),
    },
    adeVault: addKeyVault(world, {
      place: place('payments', 'rg-security-weu'),
      name: 'kv-contoso-pay-ade',
      purgeProtection: true,
      enabledForDiskEncryption: true,
      accessPolicies: [
        // The application of Azure Backup: it reads secrets and keys to take them along.
        { objectId: PRINCIPALS.backupService, keys: ['Get', 'List', 'Backup'], secrets: ['Get', 'List', 'Backup'] },
      ],
    }),
  };
  const scenarios = builders.map((build) => build(bank));
  return { ...world.toTenant(), pageSizes: SMALL_PAGES, scenarios };
}

/** Who may do what across the bank; what stands at a resource group or a resource is with its scenario. */
function addAccess(world: World): void {
  for (const row of builtInRoleRows(world.tenantId)) world.addRow('authorizationresources', row);
  const assignments = [
    { scope: managementGroupId(CONTOSO_MANAGEMENT_GROUP), role: ROLES.reader, principalId: PRINCIPALS.securityAudit },
    {
      scope: managementGroupId('contoso-nonproduction'),
      role: ROLES.contributor,
      principalId: PRINCIPALS.platformEngineers,
    },
    {
      scope: `/subscriptions/${SUBSCRIPTIONS.core.id}`,
      role: ROLES.vmContributor,
      principalId: PRINCIPALS.platformEngineers,
    },
  ];
  for (const assignment of assignments)
    world.addRow(
      'authorizationresources',
      roleAssignmentRow(world.tenantId, { ...assignment, principalType: 'Group', created: BUILT }),
    );
  const asker = { principalId: DEFAULT_PRINCIPAL.oid, principalType: 'ServicePrincipal' } as const;
  const scope = managementGroupId(CONTOSO_MANAGEMENT_GROUP);
  world.addRow(
    'authorizationresources',
    roleAssignmentRow(world.tenantId, { scope, role: ROLES.reader, ...asker, created: BUILT }),
  );
  const assignmentId = `${scope}/providers/Microsoft.Authorization/policyAssignments/mcsb`;
  for (const exemption of [
    {
      scope: managementGroupId('contoso-nonproduction'),
      name: 'px-sandbox',
      displayName: 'No customer keys outside production',
      category: 'Waiver',
      references: ['managedDisksShouldBeEncryptedWithCustomerManagedKey'],
    },
    {
      scope: `/subscriptions/${SUBSCRIPTIONS.core.id}`,
      name: 'px-core-hsm',
      displayName: 'Keys of core banking are held in an HSM',
      category: 'Mitigated',
      references: [],
      expiresOn: '2026-12-31T00:00:00Z',
    },
  ] as const)
    world.addRow('policyresources', policyExemptionRow(world.tenantId, { ...exemption, assignmentId }));
}
