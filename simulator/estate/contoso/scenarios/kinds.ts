import { diskDocument, empty } from '../../documents/disk.ts';
import { galleryImageVersionDocument, imageDocument } from '../../documents/image.ts';
import { resourceId } from '../../documents/place.ts';
import { scaleSetDocument, scaleSetInstanceDocument } from '../../documents/scaleSet.ts';
import { virtualMachineDocument } from '../../documents/virtualMachine.ts';
import { disksOf } from '../../workload/machine.ts';
import { BUILT } from '../../workload/shared.ts';
import { NORTH, place, WEST } from '../platform.ts';
import { goodKey, machineIn, type ScenarioBuilder } from '../scenario.ts';

/** Its instances are ordinary VMs, each with disks of its own. */
const flexibleScaleSet: ScenarioBuilder = (bank) => {
  const where = place('workplace', 'rg-portal-weu');
  const scaleSetId = bank.world.add(
    scaleSetDocument({ place: where, name: 'vmss-portal', mode: 'Flexible', capacity: 1 }),
  );
  const machine = machineIn(bank, 'workplace', {
    group: where.group,
    name: 'vmss-portal_4f2a91c7',
    osDisk: { encryption: goodKey(bank, 'workplace') },
    encryptionAtHost: false,
    scaleSetId,
  });
  return {
    name: 'flexible-scale-set',
    about: 'An instance of a flexible scale set: customer key, no encryption at host, no backup.',
    disks: disksOf(machine),
  };
};

/** Three instances of two disks each, none of which is a resource of its own. */
const uniformScaleSet: ScenarioBuilder = (bank) => {
  const where = place('workplace', 'rg-render-weu');
  const id = bank.world.add(scaleSetDocument({ place: where, name: 'vmss-render', mode: 'Uniform', capacity: 3 }));
  for (const index of [0, 1, 2]) bank.world.add(scaleSetInstanceDocument(id, where, index, 1));
  return {
    name: 'uniform-scale-set',
    about: 'Three instances of a uniform scale set, whose disks are counted and not judged.',
    disks: [],
  };
};

const images: ScenarioBuilder = (bank) => {
  const where = place('core', 'rg-images-weu');
  const source = resourceId(where, 'Microsoft.Compute/virtualMachines', 'vm-golden-01');
  bank.world.add(imageDocument(where, 'img-teller-2026', source));
  bank.world.add(imageDocument(where, 'img-teller-2025', source));
  bank.world.add(galleryImageVersionDocument(where, ['galcontoso', 'teller', '1.4.0'], [WEST, NORTH], BUILT));
  return {
    name: 'images-and-gallery-versions',
    about: 'Two images of a VM that is gone, and a gallery image version in two regions.',
    disks: [],
  };
};

/** Its OS disk lives on the host; only the data disk is a managed disk. */
const ephemeralOsDisk: ScenarioBuilder = (bank) => {
  const where = place('workplace', 'rg-signage-weu');
  const id = resourceId(where, 'Microsoft.Compute/virtualMachines', 'vm-signage-01');
  const encryption = goodKey(bank, 'workplace');
  const data = bank.world.add(
    diskDocument({
      place: where,
      name: 'vm-signage-01-data-0',
      encryption,
      creation: empty,
      created: BUILT,
      managedBy: [id],
    }),
  );
  bank.world.add(
    virtualMachineDocument({
      place: where,
      name: 'vm-signage-01',
      osType: 'Linux',
      osDisk: { id: resourceId(where, 'Microsoft.Compute/disks', 'vm-signage-01_OsDisk'), ephemeral: true },
      dataDisks: [{ id: data, diskEncryptionSetId: bank.platforms.workplace.diskEncryptionSet }],
      created: BUILT,
    }),
  );
  return {
    name: 'ephemeral-os-disk',
    about: 'The OS disk lives on the host, without encryption at host; the data disk has a customer key.',
    disks: [data],
  };
};

const unmanagedDisks: ScenarioBuilder = (bank) => {
  const where = place('core', 'rg-microfiche-weu');
  const vhd = (name: string): { id: string; vhdUri: string } => ({
    id: name,
    vhdUri: `https://stcontosocoreold.blob.core.windows.net/vhds/${name}.vhd`,
  });
  bank.world.add(
    virtualMachineDocument({
      place: where,
      name: 'vm-microfiche-01',
      osType: 'Windows',
      osDisk: vhd('vm-microfiche-01-os'),
      dataDisks: [vhd('vm-microfiche-01-data')],
      created: '2017-03-06T09:00:00.000Z',
      powerState: 'deallocated',
    }),
  );
  return {
    name: 'unmanaged-disks',
    about: 'An old VM whose two disks are blobs in a storage account.',
    disks: [],
  };
};

export const kindScenarios: readonly ScenarioBuilder[] = [
  flexibleScaleSet,
  uniformScaleSet,
  images,
  ephemeralOsDisk,
  unmanagedDisks,
];
