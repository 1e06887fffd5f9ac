import { BOTH, compliant, disk, nonCompliant, snapshot, type Row } from './types.ts';

export const chainRows: readonly Row[] = [
  {
    scenario: 'snapshot-of-a-snapshot',
    weeks: BOTH,
    disk: 'vm-branch-01-osdisk',
    checks: [
      compliant('BKP-05', snapshot('vm-branch-01-osdisk-monthly'), 'Under the set of its disk.'),
      nonCompliant(
        'BKP-05',
        snapshot('vm-branch-01-osdisk-monthly-copy'),
        'Platform key; through the first snapshot it holds the bytes of a customer-key disk.',
      ),
    ],
    expected: { R2: 'NonCompliant' },
  },
  {
    scenario: 'restored-from-a-restored-disk',
    weeks: BOTH,
    disk: 'vm-sanctions-01-osdisk',
    checks: [
      compliant('RST-01', disk('vm-sanctions-01-osdisk-20261101-080000'), 'Restored under the set of its source.'),
      nonCompliant(
        'RST-01',
        disk('vm-sanctions-02-osdisk-20261113-110000'),
        'The copy of its copy lost the customer key.',
      ),
    ],
  },
  {
    scenario: 'restored-from-a-restored-disk',
    weeks: BOTH,
    disk: 'vm-sanctions-01-osdisk-20261101-080000',
    checks: [
      compliant('RST-01', disk('vm-sanctions-01-osdisk-20261101-080000'), 'As good as the disk it came from.'),
      nonCompliant('RST-01', disk('vm-sanctions-02-osdisk-20261113-110000'), 'Its own copy lost the customer key.'),
    ],
    expected: { R3: 'NonCompliant' },
  },
  {
    scenario: 'restored-from-a-restored-disk',
    weeks: BOTH,
    disk: 'vm-sanctions-02-osdisk-20261113-110000',
    checks: [
      nonCompliant(
        'RST-01',
        disk('vm-sanctions-02-osdisk-20261113-110000'),
        'Platform key; the restored disk that it was backed up from has a customer key.',
      ),
    ],
    expected: { R3: 'NonCompliant' },
  },
  {
    scenario: 'failed-over-and-reprotected',
    weeks: BOTH,
    disk: 'vm-continuity-01-osdisk',
    checks: [compliant('KEY-01', disk('vm-continuity-01-osdisk'), 'The disk that was left has a customer key.')],
    expected: { R4: 'NonCompliant' },
  },
  {
    scenario: 'failed-over-and-reprotected',
    weeks: BOTH,
    disk: 'vm-continuity-01-osdisk-failover',
    checks: [
      nonCompliant(
        'DR-06',
        disk('vm-continuity-01-osdisk-failover'),
        'Platform key where its source has a customer key.',
      ),
      compliant('DR-02', disk('vm-continuity-01-osdisk-failover'), 'The replication names it as the target of a leg.'),
    ],
    expected: { R4: 'NonCompliant' },
  },
  {
    scenario: 'failed-over-and-reprotected',
    weeks: BOTH,
    disk: 'vm-continuity-01-data-0-failover',
    checks: [
      compliant('DR-06', disk('vm-continuity-01-data-0-failover'), 'Under the set of the recovery region.'),
      compliant('DR-02', disk('vm-continuity-01-data-0-failover'), 'The replication names it as the target of a leg.'),
    ],
  },
  {
    scenario: 'failed-over-and-reprotected',
    weeks: BOTH,
    disk: 'vm-continuity-01-data-0',
    checks: [compliant('KEY-01', disk('vm-continuity-01-data-0'), 'The disk that was left has a customer key.')],
  },
  ...['vm-continuity-01-osdisk-ASRReplica', 'vm-continuity-01-data-0-ASRReplica'].map((replica) => ({
    scenario: 'failed-over-and-reprotected',
    weeks: BOTH,
    disk: replica,
    checks: [compliant('DR-03', disk(replica), 'Under the set of the recovery region.')],
  })),
];
