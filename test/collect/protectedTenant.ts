import type { Tenant } from '../../simulator/index.ts';
import { addMachine } from '../../simulator/estate/workload/machine.ts';
import type { Platform } from '../../simulator/estate/workload/platform.ts';
import { addRecoveryVault, BUILT } from '../../simulator/estate/workload/shared.ts';
import { createWorld } from '../../simulator/estate/world.ts';
import { GROUP, subscriptionId, TENANT_ID } from './plainTenant.ts';

/** A tenant of nothing but backed-up machines, each with one disk and one recovery point: so many in each subscription. */
export function protectedTenant(machinesIn: readonly number[], now = '2026-11-23T06:00:00.000Z'): Tenant {
  const world = createWorld({
    now,
    tenantId: TENANT_ID,
    subscriptions: machinesIn.map((_, index) => ({
      id: subscriptionId(index),
      name: `sub ${index}`,
      ancestors: [{ name: GROUP, displayName: GROUP }],
    })),
  });
  for (const [index, machines] of machinesIn.entries()) {
    const place = { subscription: subscriptionId(index), group: 'rg', location: 'westeurope' };
    const vault = addRecoveryVault(world, { place, name: 'vault' });
    for (let machine = 0; machine < machines; machine += 1)
      addMachine(world, {
        place,
        platform: platformOf(vault),
        name: `vm-${String(machine).padStart(5, '0')}`,
        created: BUILT,
        osDisk: { encryption: undefined },
        backup: { vault, schedule: { everyDays: 1, kept: 1 }, restorePoints: 'outOfSight' },
      });
  }
  return world.toTenant();
}

/** Of a platform only the vault is used. */
function platformOf(vault: string): Platform {
  return {
    vault,
    keyVault: '',
    keyVaultRecovery: '',
    diskEncryptionSet: '',
    diskEncryptionSetRecovery: '',
    platformKeyVault: '',
    siteRecoveryVault: '',
    cacheAccount: '',
    stagingAccount: '',
    recoveryLocation: '',
    restoreGroup: '',
  };
}
