import { diskDocument, empty, openToAll, platformKey, shut } from '../../documents/disk.ts';
import { disksOf } from '../../workload/machine.ts';
import { place } from '../platform.ts';
import { addRestore } from '../../workload/restore.ts';
import { goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';

/** Fixed between the weeks. */
const exportShutInWeek2: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-callcentre-weu',
    name: 'vm-callcentre-01',
    osDisk: { encryption: goodKey(bank, 'core'), network: bank.week === 1 ? openToAll : shut },
  });
  return {
    name: 'export-shut-in-week-2',
    about: 'Export was open to all in week 1 and is shut in week 2.',
    disks: disksOf(machine),
  };
};

/** New between the weeks: somebody restored in a hurry. */
const restoredWeakerInWeek2: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-onboarding-weu',
    name: 'vm-onboarding-01',
    osDisk: { encryption: goodKey(bank, 'core') },
    backup: { vault: bank.platforms.core.vault },
  });
  const copies =
    bank.week === 1
      ? []
      : addRestore(bank.world, {
          machine,
          tier: 'snapshot',
          encryption: platformKey,
          at: '2026-11-19T16:50:00.000Z',
        });
  return {
    name: 'restored-weaker-in-week-2',
    about: 'In week 2 a restored copy of the disk has come back with the platform key.',
    disks: [...disksOf(machine), ...copies],
  };
};

const deletedInWeek2: ScenarioBuilder = (bank) => {
  const disks =
    bank.week === 2
      ? []
      : [
          bank.world.add(
            diskDocument({
              place: place('workplace', 'rg-lab-weu'),
              name: 'disk-forgotten-2021',
              encryption: platformKey,
              creation: empty,
              created: '2021-06-02T14:00:00.000Z',
            }),
          ),
        ];
  return { name: 'deleted-in-week-2', about: 'A forgotten disk that was deleted between the weeks.', disks };
};

const createdInWeek2: ScenarioBuilder = (bank) => {
  const disks =
    bank.week === 1
      ? []
      : disksOf(
          machineIn(bank, 'core', {
            group: 'rg-openbanking-weu',
            name: 'vm-openbanking-01',
            osDisk: { encryption: goodKey(bank, 'core') },
            created: '2026-11-18T09:00:00.000Z',
          }),
        );
  return { name: 'created-in-week-2', about: 'A new VM, built as it should be.', disks };
};

/** Azure writes a number where it wrote a word before, as its own example of a snapshot does. */
const unreadableInWeek2: ScenarioBuilder = (bank) => {
  const machine = machineIn(bank, 'core', {
    group: 'rg-letters-weu',
    name: 'vm-letters-01',
    osDisk: {
      encryption: goodKey(bank, 'core'),
      network: bank.week === 1 ? shut : { ...shut, networkAccessPolicy: '2' },
    },
  });
  return {
    name: 'value-unreadable-in-week-2',
    about: 'In week 2 the network access policy of the disk is a value that nobody knows.',
    disks: disksOf(machine),
  };
};

export const changeScenarios: readonly ScenarioBuilder[] = [
  exportShutInWeek2,
  restoredWeakerInWeek2,
  deletedInWeek2,
  createdInWeek2,
  unreadableInWeek2,
];
