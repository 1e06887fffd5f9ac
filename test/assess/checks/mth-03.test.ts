import { casesOf, gapIn } from '../cases.ts';
import { addExtension, adeEstate, EXTENSION, OS_DISK, VM } from '../cleanEstate.ts';
import { baselineWith, SUB } from '../estateOf.ts';
import { ofKind } from '../drafts.ts';

casesOf('MTH-03', VM, [
  { name: 'no method that retires', status: 'Compliant' },
  {
    name: 'ADE',
    from: adeEstate,
    status: 'NonCompliant',
    because: /2028-09-15/,
    remediation: /cannot be turned into encryption at host in place/,
  },
  {
    name: 'ADE, horizon shorter than its time',
    from: adeEstate,
    baseline: baselineWith({ methods: { retirementHorizonMonths: 12 } }),
    status: 'Compliant',
  },
  { name: 'ADE in doubt', from: adeEstate, given: (draft) => draft.drop('vmExtensions', EXTENSION), status: 'Unknown' },
  {
    name: 'extensions not read',
    given: (draft) => draft.gap('vmExtensions', SUB),
    status: 'Unknown',
    gaps: gapIn('vmExtensions'),
  },
  { name: 'a disk lost', given: (draft) => draft.lose('disks', OS_DISK), status: 'Unknown', gaps: gapIn('disks') },
  { never: 'NotApplicable', because: 'Every VM has a method in force.' },
  {
    name: 'an ephemeral OS disk, whose id leads to no disk',
    given: (draft) => ofKind({ ephemeral: true }, true)(draft).drop('disks', OS_DISK),
    status: 'Compliant',
  },
  {
    name: 'unmanaged disks of a VM with the extension',
    given: (draft) => {
      addExtension(draft);
      ofKind({ diskId: undefined }, false)(draft).patch('virtualMachines', VM, { dataDisks: [] });
    },
    status: 'Unknown',
    because: /unmanaged/,
  },
]);
