import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { addExtension, adeEstate, DATA_DISK, EXTENSION, OS_DISK, SECOND_VM, VM } from '../cleanEstate.ts';
import { baselineWith, type Draft } from '../estateOf.ts';
import { ofKind } from '../drafts.ts';

/** The VM under ADE, its data disk shared with a second one that is so too. */
function sharedAde(): Draft {
  const draft = adeEstate();
  const machine = draft.rows.virtualMachines.get(VM);
  const extension = draft.rows.vmExtensions.get(EXTENSION);
  if (machine === undefined || extension === undefined) throw new Error('The VM under ADE has an extension.');
  const named = { id: SECOND_VM, resourceId: SECOND_VM, name: 'vm-2' };
  draft.put('virtualMachines', SECOND_VM, { ...machine, ...named, osDisk: undefined });
  const id = armId(`${SECOND_VM}/extensions/AzureDiskEncryption`);
  draft.put('vmExtensions', id, { ...extension, id, resourceId: id, vmId: SECOND_VM });
  return draft.patch('disks', DATA_DISK, { managedBy: [VM, SECOND_VM], maxShares: 2 });
}

casesOf('MTH-02', VM, [
  { name: 'encryption-at-host satisfies temp-disk control', status: 'Compliant', because: /Encryption at host/ },
  { name: 'ADE on every disk', from: adeEstate, status: 'Compliant', because: /declared on every disk/ },
  {
    name: 'neither',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }),
    status: 'NonCompliant',
    remediation: /switch on encryption at host/,
  },
  {
    name: 'ADE on one disk of two: no way to encryption at host',
    from: adeEstate,
    given: (draft) =>
      draft.patch('vmExtensions', EXTENSION, { volumeType: 'OS' }).patch('disks', DATA_DISK, { ade: undefined }),
    status: 'NonCompliant',
    remediation: /ever had Azure Disk Encryption cannot take encryption at host/,
  },
  {
    name: 'an extension whose data disks are gone: the VM once had ADE',
    given: (draft) => {
      addExtension(draft);
      draft
        .patch('vmExtensions', EXTENSION, { volumeType: 'Data' })
        .patch('virtualMachines', VM, { encryptionAtHost: false, dataDisks: [] });
    },
    status: 'NonCompliant',
    remediation: /ever had Azure Disk Encryption cannot take encryption at host/,
  },
  {
    name: 'neither, a disk lost: it may have had ADE',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }).lose('disks', DATA_DISK),
    status: 'NonCompliant',
    remediation: /^Find out first .* only if not/,
  },
  {
    name: 'neither, an Ultra disk from before encryption at host',
    given: (draft) =>
      draft
        .patch('virtualMachines', VM, { encryptionAtHost: false })
        .patch('disks', DATA_DISK, { sku: 'UltraSSD_LRS', timeCreated: '2023-05-12T23:00:00Z' }),
    status: 'NonCompliant',
    remediation: /replace them with new disks/,
  },
  {
    name: 'not asked',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }),
    baseline: baselineWith({ methods: { requireTempDiskEncryption: false } }),
    status: 'NotApplicable',
  },
  {
    name: 'flag has no known value',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: undefined }),
    status: 'Unknown',
  },
  {
    name: 'ADE, a disk lost',
    from: adeEstate,
    given: (draft) => draft.lose('disks', DATA_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'an ephemeral OS disk under encryption at host',
    given: ofKind({ ephemeral: true }, true),
    status: 'Compliant',
  },
  {
    name: 'an ephemeral OS disk, which has an id but is no disk, without encryption at host',
    given: (draft) => ofKind({ ephemeral: true }, false)(draft).drop('disks', OS_DISK),
    status: 'NonCompliant',
    because: /ephemeral disk/,
    remediation: /cannot be deallocated: deploy it again with encryption at host/,
  },
  {
    name: 'an ephemeral OS disk beside a data disk that declares ADE',
    from: adeEstate,
    given: ofKind({ ephemeral: true }, false),
    status: 'NonCompliant',
    because: /ephemeral disk/,
  },
  {
    name: 'unmanaged disks without ADE',
    given: ofKind({ diskId: undefined }, false),
    status: 'NonCompliant',
  },
  {
    name: 'unmanaged disks of a VM that may have ADE',
    from: adeEstate,
    given: ofKind({ diskId: undefined }, false),
    status: 'Unknown',
    because: /unmanaged/,
  },
  {
    name: 'a shared disk: ADE as all its VMs declare it',
    from: sharedAde,
    status: 'Compliant',
  },
  {
    name: 'a shared disk that another VM does not put under ADE',
    from: sharedAde,
    given: (draft) => draft.drop('vmExtensions', armId(`${SECOND_VM}/extensions/AzureDiskEncryption`)),
    status: 'Unknown',
  },
]);
