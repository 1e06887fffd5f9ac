import type { ArmDocument } from '../../../tenant.ts';
import { diskDocument, empty, shut } from '../../documents/disk.ts';
import { disksOf } from '../../workload/machine.ts';
import { place } from '../platform.ts';
import { BUILT } from '../../workload/shared.ts';
import { goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';

const asString = (row: ArmDocument): ArmDocument => ({ ...row, properties: JSON.stringify(row.properties) });

/** Azure writes one resource as `/subscriptions/…`, `/Subscriptions/…` and all lower case. */
const oddCase: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'workplace', {
    group: 'RG-Intranet-WEU',
    name: 'VM-Intranet-01',
    osDisk: { encryption: goodKey(bank, 'workplace'), name: 'VM-Intranet-01-OsDisk' },
    writeId: (id) => id.toLowerCase().replace('/subscriptions/', '/Subscriptions/'),
    diskRow: (row) => ({ ...row, id: row.id.replace('/subscriptions/', '/Subscriptions/') }),
    backup: {
      vault: bank.platforms.workplace.vault,
      itemRow: (row) => ({ ...row, id: row.id.replace('/subscriptions/', '/Subscriptions/') }),
    },
  });
  return {
    name: 'ids-in-odd-case',
    about: 'The VM, its disk and its disk encryption set name each other in other cases than their own ids.',
    disks: disksOf(machine),
  };
};

const propertiesAsString: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'workplace', {
    group: 'rg-wiki-weu',
    name: 'vm-wiki-01',
    osDisk: { encryption: goodKey(bank, 'workplace') },
    diskRow: asString,
    backup: { vault: bank.platforms.workplace.vault, itemRow: asString },
  });
  return {
    name: 'properties-as-string',
    about: 'Resource Graph gives the properties of the disk and of its protected item as a string of JSON.',
    disks: disksOf(machine),
  };
};

const unknownEncryptionType: ScenarioBuilder = (bank) => {
  const set = bank.platforms.workplace.diskEncryptionSet;
  const machine = machineIn(bank, 'workplace', {
    group: 'rg-lab-weu',
    name: 'vm-lab-01',
    osDisk: { encryption: { type: 'EncryptionAtRestWithExternalKey', diskEncryptionSetId: set } },
  });
  return {
    name: 'unknown-encryption-type',
    about: 'An encryption type that did not exist when the rules were written.',
    disks: disksOf(machine),
  };
};

const noEncryptionBlock: ScenarioBuilder = (bank) => {
  const disk = bank.world.add(
    diskDocument({
      place: place('workplace', 'rg-lab-weu'),
      name: 'disk-lab-scratch',
      encryption: undefined,
      creation: empty,
      created: BUILT,
      network: shut,
    }),
  );
  return { name: 'no-encryption-block', about: 'Azure says nothing of how the disk is encrypted.', disks: [disk] };
};

/** Its disks exist, but no answer shows them before access is granted. */
const sealed: ScenarioBuilder = (bank) => {
  const key = { encryption: goodKey(bank, 'sealed') };
  const machine = machineIn(bank, 'sealed', {
    group: 'rg-board-weu',
    name: 'vm-board-01',
    osDisk: key,
    dataDisks: [key, key],
    backup: { vault: bank.platforms.sealed.vault },
  });
  return {
    name: 'subscription-unreadable',
    about: 'The subscription stands under the management group, but the caller may not read it in the first week.',
    disks: disksOf(machine),
  };
};

export const readingScenarios: readonly ScenarioBuilder[] = [
  oddCase,
  propertiesAsString,
  unknownEncryptionType,
  noEncryptionBlock,
  sealed,
];
