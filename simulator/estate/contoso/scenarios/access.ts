import {
  customRoleRow,
  denyAssignmentDocument,
  roleAssignmentRow,
  ROLES,
  type RoleAssignmentSpec,
} from '../../documents/authorization.ts';
import { managementGroupId } from '../../documents/containers.ts';
import { customerKey } from '../../documents/disk.ts';
import { diskEncryptionSetPrincipal } from '../../documents/keyVault.ts';
import { guidOf, resourceId } from '../../documents/place.ts';
import { disksOf } from '../../workload/machine.ts';
import type { Machine } from '../../workload/plans.ts';
import { addDiskEncryptionSet, addKey, addKeyVault, BUILT } from '../../workload/shared.ts';
import { PRINCIPALS, SUBSCRIPTIONS, type SubscriptionKey } from '../identity.ts';
import { place, WEST } from '../platform.ts';
import { goodKey, machineIn, type Bank, type Scenario, type ScenarioBuilder } from '../scenario.ts';

const EXPORT = 'Microsoft.Compute/disks/beginGetAccess/action';

function assign(bank: Bank, spec: Omit<RoleAssignmentSpec, 'created'>): void {
  bank.world.addRow('authorizationresources', roleAssignmentRow(bank.world.tenantId, { ...spec, created: BUILT }));
}

/** One VM with one disk under the good key of its subscription; whoever may export it is with the scenario. */
function inGroup(bank: Bank, subscription: SubscriptionKey, group: string, name: string): Machine {
  return machineIn(bank, subscription, { group, name, osDisk: { encryption: goodKey(bank, subscription) } });
}

function groupOf(machine: Machine): string {
  return `/subscriptions/${machine.place.subscription}/resourceGroups/${machine.place.group}`;
}

interface OwnVault {
  readonly subscription: SubscriptionKey;
  readonly group: string;
  readonly vm: string;
  readonly vault: string;
  readonly set: string;
  /** Permissions of the set in the access policies; undefined: the vault uses roles, and the set has its role. */
  readonly policy?: readonly string[];
}

/** One VM whose disk depends on a vault of its own, so that who may use it concerns no other disk. */
function onOwnVault(bank: Bank, spec: OwnVault): { readonly machine: Machine; readonly vault: string } {
  const security = place(spec.subscription, 'rg-security-weu');
  const setId = resourceId(security, 'Microsoft.Compute/diskEncryptionSets', spec.set);
  const vault = addKeyVault(bank.world, {
    place: security,
    name: spec.vault,
    purgeProtection: true,
    ...(spec.policy === undefined
      ? {}
      : { accessPolicies: [{ objectId: diskEncryptionSetPrincipal(setId), keys: spec.policy, secrets: [] }] }),
  });
  const key = addKey(bank.world, { vaultId: vault, location: WEST, name: 'disk-cmk' });
  const access = spec.policy === undefined;
  const set = addDiskEncryptionSet(bank.world, security, spec.set, { key, keyVaultId: vault, access });
  const osDisk = { encryption: customerKey(set) };
  return { machine: machineIn(bank, spec.subscription, { group: spec.group, name: spec.vm, osDisk }), vault };
}

function scenario(name: string, about: string, ...machines: readonly Machine[]): Scenario {
  return { name, about, disks: machines.flatMap(disksOf) };
}

const approvedGroup: ScenarioBuilder = (bank) => {
  const machine = inGroup(bank, 'core', 'rg-retail-weu', 'vm-retail-01');
  const principal = { principalId: PRINCIPALS.exportOperators, principalType: 'Group' } as const;
  assign(bank, { scope: groupOf(machine), role: ROLES.diskBackupReader, ...principal });
  assign(bank, {
    scope: bank.platforms.core.keyVault,
    role: ROLES.cryptoOfficer,
    principalId: PRINCIPALS.keyOfficers,
    principalType: 'Group',
  });
  return scenario(
    'exporters-approved-group',
    'One group may export the disk, another holds its key, and the baseline approves both.',
    machine,
  );
};

const inheritedOwner: ScenarioBuilder = (bank) => {
  const machine = inGroup(bank, 'workplace', 'rg-kiosk-weu', 'vm-kiosk-01');
  const scope = managementGroupId('contoso-nonproduction');
  assign(bank, { scope, role: ROLES.owner, principalId: PRINCIPALS.contractor, principalType: 'User' });
  return scenario('owner-from-management-group', 'A contractor is Owner two levels above the disk.', machine);
};

/** The Owner of `owner-from-management-group` stands above this disk too. */
const denied: ScenarioBuilder = (bank) => {
  const machine = inGroup(bank, 'workplace', 'rg-badge-weu', 'vm-badge-01');
  bank.world.add(
    denyAssignmentDocument(groupOf(machine), 'Deny assignment of deployment stack badges', [
      'Microsoft.Compute/*/beginGetAccess/action',
    ]),
  );
  return scenario('export-denied-by-stack', 'A deny assignment takes the export from everybody.', machine);
};

/** No role assignment tells of it: the resource group is given to the tenant of a service provider. */
const otherTenant: ScenarioBuilder = (bank) => {
  const machine = inGroup(bank, 'payments', 'rg-bancassurance-weu', 'vm-bancassurance-01');
  bank.world.delegate({
    subscription: SUBSCRIPTIONS.payments.id,
    group: machine.place.group,
    tenantId: guidOf('fabrikam tenant'),
    authorizations: [
      { principalId: guidOf('fabrikam group operators'), name: 'Operators', role: ROLES.diskBackupReader },
      { principalId: guidOf('fabrikam group readers'), name: 'Readers', role: ROLES.reader },
    ],
  });
  return scenario(
    'export-from-another-tenant',
    'A resource group is managed by another tenant, whose operators may export disks.',
    machine,
  );
};

/** Two roles that read much alike: the exceptions of the first leave no way to export. */
const wildcards: ScenarioBuilder = (bank) => {
  const safe = inGroup(bank, 'payments', 'rg-recon-weu', 'vm-recon-01');
  const unsafe = inGroup(bank, 'payments', 'rg-recon-lab-weu', 'vm-recon-02');
  const define = (name: string, actions: readonly string[], notActions: readonly string[]): string => {
    const row = customRoleRow(bank.world.tenantId, SUBSCRIPTIONS.payments.id, name, actions, notActions);
    bank.world.addRow('authorizationresources', row);
    return guidOf(`role ${name}`);
  };
  const operator = define(
    'Contoso Compute Operator',
    ['Microsoft.Compute/*', 'Microsoft.Resources/subscriptions/resourceGroups/read'],
    ['Microsoft.Compute/*/beginGetAccess/action', 'Microsoft.Compute/*/retrieveSasUris/action'],
  );
  const lead = define('Contoso Compute Lead', ['*/action', '*/read'], ['Microsoft.Authorization/*']);
  const principal = { principalId: PRINCIPALS.reconciler, principalType: 'User' } as const;
  assign(bank, { scope: groupOf(safe), role: operator, ...principal });
  assign(bank, { scope: groupOf(unsafe), role: lead, ...principal });
  return scenario(
    'custom-roles-with-wildcards',
    'One custom role takes the export out, the other does not.',
    safe,
    unsafe,
  );
};

const conditional: ScenarioBuilder = (bank) => {
  const machine = inGroup(bank, 'core', 'rg-wealth-weu', 'vm-wealth-01');
  assign(bank, {
    scope: groupOf(machine),
    role: ROLES.diskBackupReader,
    principalId: PRINCIPALS.wealthAnalyst,
    principalType: 'User',
    condition: `((!(ActionMatches{'${EXPORT}'})) OR (@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Export] StringEquals 'yes'))`,
  });
  return scenario(
    'export-under-a-condition',
    'A person may export the disk under a condition that nobody can see met.',
    machine,
  );
};

const accessPolicies: ScenarioBuilder = (bank) => {
  const { machine } = onOwnVault(bank, {
    subscription: 'payments',
    group: 'rg-loyalty-weu',
    vm: 'vm-loyalty-01',
    vault: 'kv-contoso-pay-loyal',
    set: 'des-loyalty',
    policy: ['Get', 'WrapKey', 'UnwrapKey'],
  });
  return scenario(
    'key-vault-with-access-policies',
    'The set may use its key by an access policy, and nobody else may.',
    machine,
  );
};

const lostUnwrap: ScenarioBuilder = (bank) => {
  const { machine } = onOwnVault(bank, {
    subscription: 'payments',
    group: 'rg-gift-weu',
    vm: 'vm-gift-01',
    vault: 'kv-contoso-pay-gift',
    set: 'des-gift',
    policy: ['Get', 'WrapKey'],
  });
  return scenario('des-identity-lost-unwrap', 'Somebody took UnwrapKey out of the access policy of the set.', machine);
};

const bothHalves: ScenarioBuilder = (bank) => {
  const { machine, vault } = onOwnVault(bank, {
    subscription: 'core',
    group: 'rg-margin-weu',
    vm: 'vm-margin-01',
    vault: 'kv-contoso-core-margin',
    set: 'des-margin',
  });
  const principal = { principalId: PRINCIPALS.databaseAdministrator, principalType: 'User' } as const;
  assign(bank, { scope: groupOf(machine), role: ROLES.contributor, ...principal });
  assign(bank, { scope: vault, role: ROLES.cryptoOfficer, ...principal });
  return scenario('one-person-exports-and-holds-the-key', 'One person may export the disk and use its key.', machine);
};

const purge: ScenarioBuilder = (bank) => {
  const { machine } = onOwnVault(bank, {
    subscription: 'payments',
    group: 'rg-retention-weu',
    vm: 'vm-retention-01',
    vault: 'kv-contoso-pay-keep',
    set: 'des-retention',
  });
  const scope = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
  assign(bank, { scope, role: ROLES.purgeOperator, principalId: PRINCIPALS.vaultKeeper, principalType: 'User' });
  return scenario(
    'purge-right',
    'A person may purge deleted key vaults: they can destroy keys, never use them.',
    machine,
  );
};

export const accessScenarios: readonly ScenarioBuilder[] = [
  approvedGroup,
  inheritedOwner,
  denied,
  otherTenant,
  wildcards,
  conditional,
  accessPolicies,
  lostUnwrap,
  bothHalves,
  purge,
];
