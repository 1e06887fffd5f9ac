import { customerKey } from '../../documents/disk.ts';
import { guidOf, hexOf, lastSegment } from '../../documents/place.ts';
import { vaultUri } from '../../documents/keyVault.ts';
import type { Week } from '../identity.ts';
import { disksOf } from '../../workload/machine.ts';
import { place, WEST } from '../platform.ts';
import { addDiskEncryptionSet, addKey, addKeyVault, addManagedHsm, KEY_EXPIRES } from '../../workload/shared.ts';
import { machineIn, type Bank, type Scenario, type ScenarioBuilder } from '../scenario.ts';

const security = place('core', 'rg-security-weu');

interface KeyScenario {
  readonly name: string;
  readonly about: string;
  readonly vm: string;
  readonly group: string;
  readonly set: string;
  /** Makes the set's key and says how the set refers to it. */
  readonly key: (bank: Bank) => Omit<Parameters<typeof addDiskEncryptionSet>[3], 'encryptionType'>;
  /** The week since which Azure keeps the VM stopped, as its key cannot be used. */
  readonly stoppedSince?: Week;
}

/** One VM with one disk on a disk encryption set of its own. */
function onItsOwnSet(scenario: KeyScenario): ScenarioBuilder {
  return (bank): Scenario => {
    const set = addDiskEncryptionSet(bank.world, security, scenario.set, scenario.key(bank));
    const machine = machineIn(bank, 'core', {
      group: scenario.group,
      name: scenario.vm,
      osDisk: { encryption: customerKey(set) },
      ...(bank.week >= (scenario.stoppedSince ?? 3) ? { powerState: 'deallocated' as const } : {}),
    });
    return { name: scenario.name, about: scenario.about, disks: disksOf(machine) };
  };
}

const inCoreVault = (bank: Bank, key: Omit<Parameters<typeof addKey>[1], 'vaultId' | 'location'>) => {
  const { keyVault } = bank.platforms.core;
  return { key: addKey(bank.world, { vaultId: keyVault, location: WEST, ...key }), keyVaultId: keyVault };
};

/** A key in a managed HSM of its own; a disk encryption set names no vault then. */
const inManagedHsm = (bank: Bank, name: string, purgeProtection: boolean) => ({
  key: addKey(bank.world, {
    vaultId: addManagedHsm(bank.world, { place: security, name, purgeProtection }),
    location: WEST,
    name: 'disk-cmk',
  }),
});

export const keyScenarios: readonly ScenarioBuilder[] = [
  onItsOwnSet({
    name: 'des-key-disabled',
    about: 'Somebody disabled the key: the VM is stopped and nothing on it can be read, by anyone.',
    vm: 'vm-mortgage-01',
    group: 'rg-mortgage-weu',
    set: 'des-key-disabled',
    key: (bank) => inCoreVault(bank, { name: 'disk-cmk-mortgage', enabled: false }),
    stoppedSince: 1,
  }),
  onItsOwnSet({
    name: 'des-key-expired',
    about: 'The key expired on 1 November 2026.',
    vm: 'vm-fx-01',
    group: 'rg-fx-weu',
    set: 'des-key-expired',
    key: (bank) => ({
      ...inCoreVault(bank, {
        name: 'disk-cmk-fx',
        created: '2025-11-01T08:00:00.000Z',
        notBefore: '2025-11-01T08:00:00.000Z',
        expires: '2026-11-01T08:00:00.000Z',
      }),
      autoRotation: false,
    }),
    stoppedSince: 1,
  }),
  onItsOwnSet({
    name: 'des-key-version-gone',
    about: 'The set names a key version that the vault does not have (any more).',
    vm: 'vm-collateral-01',
    group: 'rg-collateral-weu',
    set: 'des-key-version-gone',
    key: (bank) => {
      const { keyVault } = bank.platforms.core;
      addKey(bank.world, { vaultId: keyVault, location: WEST, name: 'disk-cmk-collateral', generation: 2 });
      return {
        key: `${vaultUri(lastSegment(keyVault))}keys/disk-cmk-collateral/${hexOf('a version that was purged')}`,
        keyVaultId: keyVault,
        autoRotation: false,
      };
    },
    stoppedSince: 1,
  }),
  onItsOwnSet({
    name: 'key-vault-without-purge-protection',
    about: 'The key stands in a vault from which it can be purged at once.',
    vm: 'vm-brokerage-01',
    group: 'rg-brokerage-weu',
    set: 'des-unprotected-vault',
    key: (bank) => {
      const vault = addKeyVault(bank.world, { place: security, name: 'kv-contoso-core-old', purgeProtection: false });
      return { key: addKey(bank.world, { vaultId: vault, location: WEST, name: 'disk-cmk' }), keyVaultId: vault };
    },
  }),
  onItsOwnSet({
    name: 'des-auto-rotation-error',
    about: 'Rotation is on, but Azure has given up since the identity is gone.',
    vm: 'vm-pension-01',
    group: 'rg-pension-weu',
    set: 'des-rotation-error',
    key: (bank) => ({
      ...inCoreVault(bank, { name: 'disk-cmk-pension' }),
      autoKeyRotationError: {
        code: 'ManagedServiceIdentityNotFound',
        message:
          "Auto-key rotation was disabled as managed service identity associated with DiskEncryptionSet 'des-rotation-error' was not found. Please update the resource with correct identity to re-enable auto-key rotation.",
      },
    }),
  }),
  onItsOwnSet({
    name: 'des-old-key-without-rotation',
    about: 'A key version of May 2024 that nobody rotates.',
    vm: 'vm-custody-01',
    group: 'rg-custody-weu',
    set: 'des-old-key',
    key: (bank) => ({
      ...inCoreVault(bank, {
        name: 'disk-cmk-custody',
        created: '2024-05-06T08:00:00.000Z',
        notBefore: '2024-05-06T08:00:00.000Z',
        expires: KEY_EXPIRES,
      }),
      autoRotation: false,
    }),
  }),
  onItsOwnSet({
    name: 'des-identity-without-access',
    about: "The set's identity has no role on the key vault.",
    vm: 'vm-leasing-01',
    group: 'rg-leasing-weu',
    set: 'des-no-access',
    key: (bank) => {
      const vault = addKeyVault(bank.world, { place: security, name: 'kv-contoso-core-lease', purgeProtection: true });
      const key = addKey(bank.world, { vaultId: vault, location: WEST, name: 'disk-cmk' });
      return { key, keyVaultId: vault, access: false };
    },
  }),
  onItsOwnSet({
    name: 'des-key-expires-in-week-2',
    about: 'The key expires on 20 November 2026, between the two weeks, and nobody rotates it.',
    vm: 'vm-deposits-01',
    group: 'rg-deposits-weu',
    set: 'des-key-expiring',
    key: (bank) => ({
      ...inCoreVault(bank, {
        name: 'disk-cmk-deposits',
        created: '2025-11-20T08:00:00.000Z',
        notBefore: '2025-11-20T08:00:00.000Z',
        expires: '2026-11-20T08:00:00.000Z',
      }),
      autoRotation: false,
    }),
    stoppedSince: 2,
  }),
  onItsOwnSet({
    name: 'key-in-managed-hsm',
    about: 'The key stands in a managed HSM, which shows it to Azure Resource Manager but not who may use it.',
    vm: 'vm-bullion-01',
    group: 'rg-bullion-weu',
    set: 'des-hsm',
    key: (bank) => inManagedHsm(bank, 'hsm-contoso-weu', true),
  }),
  onItsOwnSet({
    name: 'managed-hsm-without-purge-protection',
    about: 'The key stands in a managed HSM from which it can be purged at once.',
    vm: 'vm-reserves-01',
    group: 'rg-reserves-weu',
    set: 'des-hsm-unprotected',
    key: (bank) => inManagedHsm(bank, 'hsm-contoso-old', false),
  }),
  onItsOwnSet({
    name: 'key-in-another-tenant',
    about: 'A partner bank holds the key in its own tenant and admitted an application of Contoso.',
    vm: 'vm-partner-01',
    group: 'rg-partner-weu',
    set: 'des-partner',
    key: () => ({
      key: `${vaultUri('kv-fabrikam-keys')}keys/contoso-disks/${hexOf('the key of the partner')}`,
      federatedClientId: guidOf('the application that Fabrikam admitted'),
    }),
  }),
];
