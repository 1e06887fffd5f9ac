import { BOTH, compliant, disk, nonCompliant, notApplicable, vm, type Row } from './types.ts';

export const kindRows: readonly Row[] = [
  {
    scenario: 'flexible-scale-set',
    weeks: BOTH,
    disk: 'vmss-portal_4f2a91c7-osdisk',
    checks: [
      compliant('KEY-01', disk('vmss-portal_4f2a91c7-osdisk'), 'Customer key: the instance is an ordinary VM.'),
      nonCompliant('MTH-02', vm('vmss-portal_4f2a91c7'), 'Neither encryption at host nor Azure Disk Encryption.'),
      notApplicable('BKP-01', vm('vmss-portal_4f2a91c7'), 'No item, and the baseline asks for none.'),
    ],
    expected: { R1: 'Compliant', R2: 'NotApplicable', R7: 'NonCompliant' },
  },
  {
    scenario: 'ephemeral-os-disk',
    weeks: BOTH,
    disk: 'vm-signage-01-data-0',
    checks: [
      compliant('KEY-01', disk('vm-signage-01-data-0'), 'Customer key.'),
      nonCompliant('MTH-02', vm('vm-signage-01'), 'The ephemeral OS disk lies on the host, unencrypted.'),
    ],
    expected: { R7: 'NonCompliant' },
  },
];

/** What must be listed as not assessed in both weeks: everything, and nothing else. */
export const EXPECTED_NOT_ASSESSED: readonly {
  readonly kind: string;
  readonly subscription: string;
  readonly count: number;
  readonly because: string;
}[] = [
  {
    kind: 'Backup vault instances',
    subscription: 'contoso-core-banking',
    count: 1,
    because: 'One of storage blobs; those of disks are judged.',
  },
  {
    kind: 'Cross-tenant keys',
    subscription: 'contoso-core-banking',
    count: 1,
    because: 'One disk encryption set names a key of another tenant.',
  },
  {
    kind: 'Disks of uniform scale set instances',
    subscription: 'contoso-workplace',
    count: 6,
    because: 'vmss-render: three instances, each with an OS disk and a data disk.',
  },
  { kind: 'Ephemeral OS disks', subscription: 'contoso-workplace', count: 1, because: 'vm-signage-01.' },
  {
    kind: 'Gallery image versions',
    subscription: 'contoso-core-banking',
    count: 1,
    because: 'galcontoso/teller/1.4.0, however many regions it lies in.',
  },
  { kind: 'Images', subscription: 'contoso-core-banking', count: 2, because: 'img-teller-2025 and img-teller-2026.' },
  {
    kind: 'Instances of uniform scale sets',
    subscription: 'contoso-workplace',
    count: 3,
    because: 'Of vmss-render; the instance of the flexible vmss-portal is a VM, and judged.',
  },
  {
    kind: 'Replicated machines outside Azure',
    subscription: 'contoso-payments',
    count: 3,
    because: 'One each of InMageRcm, InMageAzureV2 and HyperVReplicaAzure, in the vault of the Azure VMs.',
  },
  {
    kind: 'Uniform scale sets',
    subscription: 'contoso-workplace',
    count: 1,
    because: 'vmss-render; vmss-portal is flexible.',
  },
  {
    kind: 'Unmanaged disks',
    subscription: 'contoso-core-banking',
    count: 2,
    because: 'The OS disk and the data disk of vm-microfiche-01.',
  },
];
