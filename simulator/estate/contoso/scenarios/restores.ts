import { customerKey, doubleEncryption, openToAll, platformKey, type Encryption } from '../../documents/disk.ts';
import { storageAccountDocument } from '../../documents/storageAccount.ts';
import { keyDocument, keyUrl, keyVersionDocument } from '../../documents/keyVault.ts';
import { disksOf } from '../../workload/machine.ts';
import { place, WEST } from '../platform.ts';
import { addDiskEncryptionSet, addKey, KEY_CREATED, KEY_EXPIRES } from '../../workload/shared.ts';
import { addRestore, type RestorePlan } from '../../workload/restore.ts';
import { adeKeysOf, goodKey, machineIn, type Bank, type ScenarioBuilder } from '../scenario.ts';
import { addAdeExtension } from '../../workload/ade.ts';

interface RestoreScenario {
  readonly name: string;
  readonly about: string;
  readonly group: string;
  readonly vm: string;
  readonly source?: (bank: Bank) => Encryption;
  readonly restore: (bank: Bank) => Omit<RestorePlan, 'machine'>;
}

/** One backed-up VM with one disk under a customer key, and one restore of it. */
function restored(scenario: RestoreScenario): ScenarioBuilder {
  return (bank) => {
    const plan = scenario.restore(bank);
    const machine = machineIn(bank, 'core', {
      group: scenario.group,
      name: scenario.vm,
      osDisk: { encryption: scenario.source?.(bank) ?? goodKey(bank, 'core') },
      backup: { vault: bank.platforms.core.vault, ...(plan.tier === 'snapshot' ? { instantDays: 14 } : {}) },
    });
    const copies = addRestore(bank.world, { machine, ...plan });
    return {
      name: scenario.name,
      about: scenario.about,
      disks: [...disksOf(machine), ...copies],
    };
  };
}

/** The secret of the recovery points is wrapped with a key version that has since been disabled. */
const recoveryKeyDisabled: ScenarioBuilder = (bank) => {
  const ade = adeKeysOf(bank, { name: 'vm-instant-01', withKek: true });
  const old = { vaultId: bank.adeVault, location: WEST, name: 'kek-vm-instant-old', created: KEY_CREATED };
  const disabled = { ...old, enabled: false, expires: KEY_EXPIRES };
  bank.world.add(keyDocument(disabled));
  bank.world.add(keyVersionDocument(disabled));
  const machine = machineIn(bank, 'payments', {
    group: 'rg-instant-weu',
    name: 'vm-instant-01',
    osType: 'Windows',
    osDisk: { encryption: platformKey, ade },
    encryptionAtHost: false,
    backup: {
      vault: bank.platforms.payments.vault,
      ade: { secretUrl: ade.secretUrl, secretVaultId: bank.adeVault, keyUrl: keyUrl(old), keyVaultId: bank.adeVault },
    },
  });
  addAdeExtension(bank.world, machine, ade);
  return {
    name: 'recovery-point-key-disabled',
    about: 'The disk runs on a good key, but its recovery points need a key version that is disabled.',
    disks: disksOf(machine),
  };
};

const doubleSet = (bank: Bank): string => {
  const { keyVault } = bank.platforms.core;
  return addDiskEncryptionSet(bank.world, place('core', 'rg-security-weu'), 'des-double-custody', {
    encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys',
    key: addKey(bank.world, { vaultId: keyVault, location: WEST, name: 'disk-double-custody' }),
    keyVaultId: keyVault,
  });
};

export const restoreScenarios: readonly ScenarioBuilder[] = [
  restored({
    name: 'restored-weaker-snapshot-tier',
    about: 'Restored from the snapshot tier, and came back with the platform key, open to all.',
    group: 'rg-kyc-weu',
    vm: 'vm-kyc-01',
    restore: () => ({
      tier: 'snapshot',
      encryption: platformKey,
      network: openToAll,
      at: '2026-11-11T13:05:00.000Z',
    }),
  }),
  restored({
    name: 'restored-weaker-vault-tier',
    about: 'Restored from the vault tier through a staging account, and came back with the platform key.',
    group: 'rg-aml-weu',
    vm: 'vm-aml-01',
    restore: () => ({ tier: 'vault', encryption: platformKey, at: '2026-11-10T07:45:00.000Z' }),
  }),
  restored({
    name: 'restored-equal',
    about: 'Restored from the vault tier with the disk encryption set of its source.',
    group: 'rg-fraud-weu',
    vm: 'vm-fraud-01',
    restore: (bank) => ({ tier: 'vault', encryption: goodKey(bank, 'core'), at: '2026-11-13T10:15:00.000Z' }),
  }),
  restored({
    name: 'restored-lost-double-encryption',
    about:
      'The source has two layers, the restored disk only the customer key: good by itself, weaker than its source.',
    group: 'rg-escrow-weu',
    vm: 'vm-escrow-01',
    source: (bank) => doubleEncryption(doubleSet(bank)),
    restore: (bank) => ({
      tier: 'vault',
      encryption: customerKey(bank.platforms.core.diskEncryptionSet),
      at: '2026-11-13T15:20:00.000Z',
    }),
  }),
  restored({
    name: 'restore-staging-open',
    about:
      'The restored disk is as it should be, but the VHD that the restore left lies in an account with the platform key.',
    group: 'rg-tax-weu',
    vm: 'vm-tax-01',
    restore: (bank) => ({
      tier: 'vault',
      encryption: goodKey(bank, 'core'),
      at: '2026-11-12T18:25:00.000Z',
      stagingAccount: bank.world.add(
        storageAccountDocument({
          place: place('core', 'rg-restore-weu'),
          name: 'stcontosocorequick',
          publicNetworkAccess: 'Enabled',
          allowBlobPublicAccess: true,
          infrastructureEncryption: false,
          created: '2026-11-12T18:05:00.000Z',
        }),
      ),
    }),
  }),
  restored({
    name: 'restored-disk-gone',
    about: 'A restore ran on 14 November 2026; no disk of it is left in the estate.',
    group: 'rg-dunning-weu',
    vm: 'vm-dunning-01',
    restore: (bank) => ({
      tier: 'vault',
      encryption: goodKey(bank, 'core'),
      at: '2026-11-14T08:00:00.000Z',
      disksDeleted: true,
    }),
  }),
  recoveryKeyDisabled,
];
