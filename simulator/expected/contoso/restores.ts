import { account, BOTH, compliant, disk, item, job, key, nonCompliant, unknown, type Row } from './types.ts';

export const restoreRows: readonly Row[] = [
  {
    scenario: 'restored-weaker-snapshot-tier',
    weeks: BOTH,
    disk: 'vm-kyc-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-kyc-01-osdisk'), 'The source has a customer key.'),
      nonCompliant('RST-01', disk('vm-kyc-01-osdisk-20261111-130500'), 'Its restored copy lost it.'),
      compliant('RST-02', job('79be232e-9975-4fd5-a5a7-d1106146912c'), 'One disk in the point, one with the tag.'),
    ],
  },
  {
    scenario: 'restored-weaker-snapshot-tier',
    weeks: BOTH,
    disk: 'vm-kyc-01-osdisk-20261111-130500',
    checks: [
      nonCompliant('RST-01', disk('vm-kyc-01-osdisk-20261111-130500'), 'Platform key; the source has a customer key.'),
      nonCompliant('KEY-01', disk('vm-kyc-01-osdisk-20261111-130500'), 'A disk like any other, under a platform key.'),
      nonCompliant('EXP-01', disk('vm-kyc-01-osdisk-20261111-130500'), 'AllowAll and public.'),
      nonCompliant('EXP-04', disk('vm-kyc-01-osdisk-20261111-130500'), 'No ADE, and export is open.'),
    ],
  },
  {
    scenario: 'restored-weaker-vault-tier',
    weeks: BOTH,
    disk: 'vm-aml-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-aml-01-osdisk'), 'The source has a customer key.'),
      nonCompliant('RST-01', disk('vm-aml-01-osdisk-20261110-074500'), 'Its restored copy lost it.'),
      compliant('RST-05', account('stcontosocorestaging'), 'The VHD lies in an account that is as it should be.'),
    ],
  },
  {
    scenario: 'restored-weaker-vault-tier',
    weeks: BOTH,
    disk: 'vm-aml-01-osdisk-20261110-074500',
    checks: [
      nonCompliant(
        'RST-01',
        disk('vm-aml-01-osdisk-20261110-074500'),
        'Platform key; the job names the VM, the VHD its OS disk.',
      ),
      nonCompliant('KEY-01', disk('vm-aml-01-osdisk-20261110-074500'), 'Platform key.'),
    ],
  },
  {
    scenario: 'restored-equal',
    weeks: BOTH,
    disk: 'vm-fraud-01-osdisk',
    checks: [
      compliant('RST-01', disk('vm-fraud-01-osdisk-20261113-101500'), 'Restored under the set of its source.'),
      unknown(
        'RST-02',
        job('3be4d20c-c114-435a-ac32-ae1da79ac7f3'),
        'Restored from the vault: Azure counts the disks of a whole backup nowhere, and its snapshots are gone.',
      ),
    ],
  },
  {
    scenario: 'restored-equal',
    weeks: BOTH,
    disk: 'vm-fraud-01-osdisk-20261113-101500',
    checks: [compliant('KEY-01', disk('vm-fraud-01-osdisk-20261113-101500'), 'Customer key.')],
  },
  {
    scenario: 'restored-lost-double-encryption',
    weeks: BOTH,
    disk: 'vm-escrow-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-escrow-01-osdisk'), 'Two layers, one of them a customer key.'),
      nonCompliant('RST-01', disk('vm-escrow-01-osdisk-20261113-152000'), 'Its restored copy lost the second layer.'),
    ],
  },
  {
    scenario: 'restored-lost-double-encryption',
    weeks: BOTH,
    disk: 'vm-escrow-01-osdisk-20261113-152000',
    checks: [
      compliant('KEY-01', disk('vm-escrow-01-osdisk-20261113-152000'), 'By itself it is good: a customer key.'),
      nonCompliant(
        'RST-01',
        disk('vm-escrow-01-osdisk-20261113-152000'),
        'Losing double encryption is a break all the same.',
      ),
    ],
  },
  {
    scenario: 'restore-staging-open',
    weeks: BOTH,
    disk: 'vm-tax-01-osdisk',
    checks: [
      compliant('RST-01', disk('vm-tax-01-osdisk-20261112-182500'), 'The disk came back as it was.'),
      nonCompliant(
        'RST-05',
        account('stcontosocorequick'),
        'Its VHD lies in an account with a platform key, open to all.',
      ),
    ],
  },
  {
    scenario: 'restore-staging-open',
    weeks: BOTH,
    disk: 'vm-tax-01-osdisk-20261112-182500',
    checks: [compliant('KEY-01', disk('vm-tax-01-osdisk-20261112-182500'), 'Customer key.')],
  },
  {
    scenario: 'restored-disk-gone',
    weeks: BOTH,
    disk: 'vm-dunning-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-dunning-01-osdisk'), 'Customer key.'),
      unknown(
        'RST-02',
        job('9cb94230-36e1-484b-a125-625ec9ec7fc0'),
        'No disk has the tag; that it was deleted is not known.',
      ),
    ],
  },
  {
    scenario: 'recovery-point-key-disabled',
    weeks: BOTH,
    disk: 'vm-instant-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-instant-01-osdisk'), 'ADE with KEK.'),
      compliant('KEY-02', key('kv-contoso-pay-ade', 'kek-vm-instant-01'), 'The KEK of the disk can be used.'),
      nonCompliant(
        'RST-03',
        item('rg-instant-weu', 'vm-instant-01'),
        'The KEK of its newest recovery point is disabled.',
      ),
    ],
  },
];
