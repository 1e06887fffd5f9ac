import { describe, expect, it } from 'vitest';
import { contoso, CONTOSO_SUBSCRIPTIONS, withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { estate } from '../../simulator/estate/generator/index.ts';
import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';
import { at, rowsOfType, textAt } from './estateReading.ts';

const OPERATORS = { principalId: 'b0000000-0000-4000-8000-000000000001', name: 'Operators', role: 'owner' };
const OTHER_TENANT = 'a0000000-0000-4000-8000-000000000001';
const open = contoso(1, withOpenScenarios(), [
  { subscription: 'workplace', tenantId: OTHER_TENANT, authorizations: [OPERATORS] },
]);
const EXTENSION = 'microsoft.compute/virtualmachines/extensions';
const SITE = 'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers';

function machinesWith(tenant: Tenant, publisher: string): ReadonlySet<string> {
  const rows = rowsOfType(tenant, EXTENSION).filter((row) => textAt(row, 'properties', 'publisher') === publisher);
  return new Set(rows.map(({ id }) => id.slice(0, id.indexOf('/extensions/')).toLowerCase()));
}

describe.each<[string, Tenant]>([
  ['Contoso', contoso(1)],
  ['the generated bank', estate(4, 600)],
])('extensions of services in %s', (_, tenant) => {
  it('stand on every replicated VM, and on every VM that is backed up', () => {
    const replicated = rowsOfType(tenant, `${SITE}/replicationprotecteditems`).filter(
      (row) => textAt(row, 'properties', 'providerSpecificDetails', 'instanceType') === 'A2A',
    );
    const here = replicated.filter((row) => textAt(row, 'properties', 'activeLocation') === 'Primary');
    // What was failed over has no extension here any more; the VM that took its place has one once it is protected the other way.
    const there = replicated.filter((row) => !here.includes(row));
    const named = (rows: readonly ArmDocument[], name: string): readonly (string | undefined)[] =>
      rows.map((row) => textAt(row, 'properties', 'providerSpecificDetails', name)?.toLowerCase());
    const site = machinesWith(tenant, 'Microsoft.Azure.RecoveryServices.SiteRecovery');
    expect(site.size).toBeGreaterThan(0);
    const [sources, recovered] = [named(here, 'fabricObjectId'), named(there, 'recoveryAzureVMName')];
    for (const machine of sources) expect([...site]).toContain(machine);
    for (const machine of site)
      expect([...sources, ...recovered]).toContain(sources.includes(machine) ? machine : machine.split('/').at(-1));
    const items = rowsOfType(
      tenant,
      'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems',
    ).filter((row) => textAt(row, 'properties', 'backupManagementType') === 'AzureIaasVM');
    const backedUp = machinesWith(tenant, 'Microsoft.Azure.RecoveryServices');
    for (const machine of backedUp)
      expect(items.some((row) => textAt(row, 'properties', 'sourceResourceId')?.toLowerCase() === machine)).toBe(true);
  });
});

describe('what the demo does not show is there to be read', () => {
  const one = (rows: readonly ArmDocument[]): ArmDocument => {
    expect(rows).toHaveLength(1);
    return rows[0] as ArmDocument;
  };

  it('a recovery plan names its machine and its script, as a row and by GET', () => {
    const row = one(rowsOfType(open, 'microsoft.recoveryservices/vaults/replicationrecoveryplans'));
    expect(row.id.startsWith('/Subscriptions/')).toBe(true);
    const [boot] = (at(row, 'properties', 'groups') as { groupType: string }[]).filter(
      ({ groupType }) => groupType === 'Boot',
    );
    expect(JSON.stringify(boot)).toMatch(/vm-remittance-01.*Enable-EncryptionAtHost/);
    expect(open.get(row.id.toLowerCase())?.name).toBe('rp-remittance');
  });

  it('three other providers share a vault with Azure VMs', () => {
    const rows = rowsOfType(open, `${SITE}/replicationprotecteditems`);
    const providers = rows.map((row) => textAt(row, 'properties', 'providerSpecificDetails', 'instanceType'));
    expect([...new Set(providers)].sort()).toEqual(['A2A', 'HyperVReplicaAzure', 'InMageAzureV2', 'InMageRcm']);
  });

  it('a restore by disk backup names the disk it made', () => {
    const rows = [...open.rows('recoveryservicesresources')];
    const job = one(rows.filter(({ type }) => type === 'microsoft.dataprotection/backupvaults/backupjobs'));
    const made = textAt(job, 'properties', 'extendedInfo', 'recoveryDestination') ?? '';
    expect(open.get(made.toLowerCase())?.name).toBe('disk-tariffs-restored');
  });

  it('a disk left by a failover is a restore from a bookmark; a point being made has no disk points', () => {
    const disks = rowsOfType(open, 'microsoft.compute/disks');
    const sources = disks.map((row) => textAt(row, 'properties', 'creationData', 'sourceResourceId') ?? '');
    expect(sources.filter((id) => /-ASRReplica\/bookmark\/[0-9a-f-]{36}$/.test(id))).toHaveLength(4);
    const creating = rowsOfType(open, 'microsoft.compute/restorepointcollections')
      .flatMap(({ id }) => [...(open.list(`${id.toLowerCase()}/restorepoints`) ?? [])])
      .filter((point) => textAt(point, 'properties', 'provisioningState') === 'Creating');
    expect(JSON.stringify(one(creating))).not.toContain('diskRestorePoint');
  });

  it('a subscription that another tenant runs says so, and who', () => {
    const id = `/subscriptions/${CONTOSO_SUBSCRIPTIONS.workplace.id}`;
    expect(open.get(id)?.['managedByTenants']).toEqual([{ tenantId: OTHER_TENANT }]);
    const [assignment, definition] = ['assignments', 'definitions'].map((kind) =>
      one(
        [...open.rows('managedservicesresources')].filter(
          (row) => row.type === `microsoft.managedservices/registration${kind}` && row.id.startsWith(`${id}/`),
        ),
      ),
    );
    expect(textAt(assignment as ArmDocument, 'properties', 'registrationDefinitionId')).toBe(definition?.id);
    expect(JSON.stringify(definition)).toContain(OPERATORS.principalId);
    expect([...(open.list(`${id}/providers/microsoft.managedservices/registrationassignments`) ?? [])]).toHaveLength(1);
    expect(contoso(1).get(id)?.['managedByTenants']).toEqual([]);
  });
});
