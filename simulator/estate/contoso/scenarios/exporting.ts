import { customRoleRow, roleAssignmentRow, ROLES } from '../../documents/authorization.ts';
import { copyOf, diskDocument, empty, openToAll, snapshotDocument, type Network } from '../../documents/disk.ts';
import { guidOf, resourceId } from '../../documents/place.ts';
import { daysBefore } from '../../documents/time.ts';
import { PRINCIPALS, SUBSCRIPTIONS } from '../identity.ts';
import { disksOf } from '../../workload/machine.ts';
import { place } from '../platform.ts';
import { BUILT } from '../../workload/shared.ts';
import { goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';

/** One VM with one disk under a good customer key, and some way out. */
function withNetwork(
  name: string,
  about: string,
  vm: { readonly group: string; readonly name: string },
  network: (bank: Bank) => Network | undefined,
): ScenarioBuilder {
  return (bank) => {
    const way = network(bank);
    const machine = machineIn(bank, 'core', {
      group: vm.group,
      name: vm.name,
      osDisk: { encryption: goodKey(bank, 'core'), ...(way === undefined ? {} : { network: way }) },
    });
    return { name, about, disks: disksOf(machine) };
  };
}

const privateOnly = (bank: Bank): Network => {
  const where = place('core', 'rg-network-weu');
  const diskAccessId = bank.world.add({
    id: resourceId(where, 'Microsoft.Compute/diskAccesses', 'da-core-weu'),
    name: 'da-core-weu',
    type: 'Microsoft.Compute/diskAccesses',
    location: where.location,
    tags: {},
    properties: {
      provisioningState: 'Succeeded',
      timeCreated: BUILT,
      privateEndpointConnections: [
        {
          name: 'pe-da-core-weu',
          properties: { privateLinkServiceConnectionState: { status: 'Approved' }, provisioningState: 'Succeeded' },
        },
      ],
    },
  });
  return { networkAccessPolicy: 'AllowPrivate', publicNetworkAccess: 'Disabled', diskAccessId };
};

const activeSas: ScenarioBuilder = (bank) => {
  const disk = bank.world.add(
    diskDocument({
      place: place('core', 'rg-migration-weu'),
      name: 'disk-migration-crm',
      encryption: goodKey(bank, 'core'),
      creation: empty,
      created: '2026-08-17T11:00:00.000Z',
      network: openToAll,
      diskState: 'ActiveSAS',
      sizeGb: 256,
    }),
  );
  return { name: 'active-sas', about: 'A download link to the disk is open now.', disks: [disk] };
};

/** The disk is shut, but a snapshot of it is not: the same bytes leave through the snapshot. */
const openSnapshot: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-archive-weu',
    name: 'vm-imaging-01',
    osDisk: { encryption: goodKey(bank, 'core') },
  });
  bank.world.add(
    snapshotDocument({
      place: machine.place,
      name: 'vm-imaging-01-osdisk-copy',
      encryption: goodKey(bank, 'core'),
      creation: copyOf(machine.osDisk.id),
      created: daysBefore(bank.world.now, 40),
      incremental: true,
      network: openToAll,
      osType: 'Linux',
    }),
  );
  return {
    name: 'snapshot-export-open',
    about: 'Export of the disk is shut, export of its snapshot is open to all.',
    disks: disksOf(machine),
  };
};

/** Two roles on one resource group: one built in with a harmless name, one made by the bank. */
const exportableByRole: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'payments', {
    group: 'rg-datalake-weu',
    name: 'vm-extract-01',
    osDisk: { encryption: goodKey(bank, 'payments') },
  });
  const scope = `/subscriptions/${machine.place.subscription}/resourceGroups/${machine.place.group}`;
  const assign = (role: string, principalId: string, principalType: 'Group' | 'ServicePrincipal'): void =>
    bank.world.addRow(
      'authorizationresources',
      roleAssignmentRow(bank.world.tenantId, { scope, role, principalId, principalType, created: BUILT }),
    );
  bank.world.addRow(
    'authorizationresources',
    customRoleRow(
      bank.world.tenantId,
      SUBSCRIPTIONS.payments.id,
      'Contoso Disk Mover',
      ['Microsoft.Compute/disks/*', 'Microsoft.Compute/snapshots/read'],
      ['Microsoft.Compute/disks/delete'],
    ),
  );
  assign(ROLES.diskBackupReader, PRINCIPALS.backupVendor, 'ServicePrincipal');
  assign(guidOf('role Contoso Disk Mover'), PRINCIPALS.diskExporters, 'Group');
  return {
    name: 'exportable-by-role',
    about: 'Export is shut by network, but two principals hold the right to export.',
    disks: disksOf(machine),
  };
};

export const exportScenarios: readonly ScenarioBuilder[] = [
  withNetwork(
    'export-open-to-all',
    'Anybody with the right may download the disk from anywhere.',
    { group: 'rg-crm-weu', name: 'vm-crm-01' },
    () => openToAll,
  ),
  withNetwork('export-denied', 'No export at all.', { group: 'rg-hr-weu', name: 'vm-hr-01' }, () => undefined),
  withNetwork(
    'export-private-only',
    "Export through the bank's private endpoint only.",
    { group: 'rg-legal-weu', name: 'vm-legal-01' },
    privateOnly,
  ),
  activeSas,
  openSnapshot,
  exportableByRole,
];
