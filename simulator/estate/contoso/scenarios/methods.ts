import { customerKey, platformKey } from '../../documents/disk.ts';
import { disksOf } from '../../workload/machine.ts';
import { place, WEST } from '../platform.ts';
import { addDiskEncryptionSet, addKey } from '../../workload/shared.ts';
import { adeKeysOf, goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';
import { addAdeExtension } from '../../workload/ade.ts';

const platformKeyOnly: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-branch-weu',
    name: 'vm-teller-01',
    osType: 'Windows',
    osDisk: { encryption: platformKey },
  });
  return { name: 'platform-key-only', about: "Microsoft's key alone.", disks: disksOf(machine) };
};

/** Windows, backed up, with a key encryption key: accepted as own key, but the method is retired in September 2028. */
const adeWithKek: ScenarioBuilder = (bank) => {
  const ade = adeKeysOf(bank, { name: 'vm-clearing-01', withKek: true });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-clearing-weu',
    name: 'vm-clearing-01',
    osType: 'Windows',
    osDisk: { encryption: platformKey, ade },
    dataDisks: [{ encryption: platformKey, ade }],
    encryptionAtHost: false,
    backup: { vault: bank.platforms.payments.vault },
  });
  addAdeExtension(bank.world, machine, ade);
  return {
    name: 'ade-with-kek',
    about: 'Azure Disk Encryption whose secret is wrapped with a key of the bank.',
    disks: disksOf(machine),
  };
};

const adeBekOnly: ScenarioBuilder = (bank) => {
  const ade = adeKeysOf(bank, { name: 'vm-cheque-01', withKek: false });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-cheque-weu',
    name: 'vm-cheque-01',
    osDisk: { encryption: platformKey, ade },
    encryptionAtHost: false,
  });
  addAdeExtension(bank.world, machine, ade);
  return {
    name: 'ade-bek-only',
    about: 'Azure Disk Encryption without a key encryption key.',
    disks: disksOf(machine),
  };
};

/** Both forms that are seen after a switch-off: the flag that stays, and the settings that say off. */
const adeOnceNowOff: ScenarioBuilder = (bank) => {
  const ade = adeKeysOf(bank, { name: 'vm-giro-01', withKek: true });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-giro-weu',
    name: 'vm-giro-01',
    osDisk: { encryption: platformKey, ade },
    dataDisks: [{ encryption: platformKey, ade: { ...ade, enabled: false } }],
    encryptionAtHost: false,
  });
  addAdeExtension(bank.world, machine, ade, 'DisableEncryption');
  return {
    name: 'ade-once-now-off',
    about: 'The extension was told to decrypt; the OS disk still says encrypted, the data disk says off.',
    disks: disksOf(machine),
  };
};

const confidentialVm: ScenarioBuilder = (bank) => {
  const { keyVault } = bank.platforms.payments;
  const set = addDiskEncryptionSet(bank.world, place('payments', 'rg-security-weu'), 'des-cvm-weu', {
    encryptionType: 'ConfidentialVmEncryptedWithCustomerKey',
    key: addKey(bank.world, { vaultId: keyVault, location: WEST, name: 'cvm-cmk' }),
    keyVaultId: keyVault,
    autoRotation: false,
  });
  const machine = machineIn(bank, 'payments', {
    group: 'rg-hsmproxy-weu',
    name: 'vm-hsmproxy-01',
    securityType: 'ConfidentialVM',
    osDisk: {
      encryption: platformKey,
      securityProfile: {
        securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
        secureVMDiskEncryptionSetId: set,
      },
      modelSecurityProfile: { securityEncryptionType: 'DiskWithVMGuestState', diskEncryptionSet: { id: set } },
    },
    dataDisks: [{ encryption: platformKey }],
    encryptionAtHost: false,
  });
  return {
    name: 'confidential-vm-data-disk-not',
    about: 'Confidential disk encryption covers the OS disk only; the data disk has the platform key.',
    disks: disksOf(machine),
  };
};

const noEncryptionAtHost: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-scoring-weu',
    name: 'vm-scoring-01',
    osDisk: { encryption: customerKey(bank.platforms.core.diskEncryptionSet) },
    encryptionAtHost: false,
  });
  return {
    name: 'no-encryption-at-host',
    about: 'Customer key on the disk, but temp disk and caches stay in the clear on the host.',
    disks: disksOf(machine),
  };
};

/** The supplier forbids any change to its image: a case for an exemption, for a while. */
const vendorAppliance: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'workplace', {
    group: 'rg-swiftgw-weu',
    name: 'vm-swiftgw-01',
    osDisk: { encryption: platformKey },
    dataDisks: [{ encryption: goodKey(bank, 'workplace') }],
    tags: { application: 'swift-gateway', supplier: 'Fabrikam Messaging', 'exception-ticket': 'CHG0041877' },
  });
  return {
    name: 'vendor-appliance',
    about: "A supplier's appliance whose OS disk may not be re-encrypted: worth an exemption.",
    disks: disksOf(machine),
  };
};

export const methodScenarios: readonly ScenarioBuilder[] = [
  platformKeyOnly,
  adeWithKek,
  adeBekOnly,
  adeOnceNowOff,
  confidentialVm,
  noEncryptionAtHost,
  vendorAppliance,
];
