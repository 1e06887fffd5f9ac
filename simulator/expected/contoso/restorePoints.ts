import { BOTH, compliant, disk, item, nonCompliant, unknown, type Row } from './types.ts';

const collection = (name: string): string => `/restorePointCollections/${name}`;

export const restorePointRows: readonly Row[] = [
  {
    scenario: 'own-restore-point-platform-key',
    weeks: BOTH,
    disk: 'vm-nightly-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-nightly-01-osdisk'), 'Customer key on the disk.'),
      nonCompliant(
        'BKP-04',
        collection('rpc-vm-nightly-01'),
        'Platform key on a restore point of a customer-key disk.',
      ),
    ],
    expected: { R2: 'NonCompliant' },
  },
  {
    scenario: 'restore-point-copied-abroad',
    weeks: BOTH,
    disk: 'vm-regional-01-osdisk',
    checks: [
      compliant('BKP-04', collection('rpc-vm-regional-01'), 'Under the set of the disk.'),
      nonCompliant(
        'BKP-04',
        collection('rpc-vm-regional-01-neu'),
        'Copied to North Europe, it came out under a platform key.',
      ),
    ],
    expected: { R2: 'NonCompliant' },
  },
  {
    scenario: 'restore-point-open-to-all',
    weeks: BOTH,
    disk: 'vm-subledger-01-osdisk',
    checks: [
      compliant('BKP-04', collection('rpc-vm-subledger-01'), 'Under the set of the disk.'),
      nonCompliant('EXP-01', disk('vm-subledger-01-osdisk'), 'The disk is DenyAll, its copy AllowAll.'),
      compliant('EXP-02', disk('vm-subledger-01-osdisk'), 'Azure tells no link of a restore point; the disk has none.'),
      nonCompliant('EXP-04', disk('vm-subledger-01-osdisk'), 'A downloaded copy would be readable: there is no ADE.'),
      compliant('CTL-02', disk('vm-subledger-01-osdisk'), 'Nobody holds the right to export a restore point.'),
    ],
    expected: { R2: 'Compliant', R6: 'NonCompliant' },
  },
  {
    scenario: 'instant-restore-out-of-sight',
    weeks: BOTH,
    disk: 'vm-mailroom-01-osdisk',
    checks: [
      compliant('BKP-02', item('rg-mailroom-weu', 'vm-mailroom-01'), 'No ADE to keep; valid vault tiers.'),
      unknown(
        'BKP-04',
        item('rg-mailroom-weu', 'vm-mailroom-01'),
        'Instant-tier points are Valid, but nothing shows them.',
      ),
    ],
    expected: { R2: 'Unknown' },
  },
];
