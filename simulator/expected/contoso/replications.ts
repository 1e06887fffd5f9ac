import { account, BOTH, compliant, disk, key, nonCompliant, replicated, vm, type Row } from './types.ts';

export const replicationRows: readonly Row[] = [
  {
    scenario: 'asr-matching-des',
    weeks: BOTH,
    disk: 'vm-acquiring-01-osdisk',
    checks: [
      compliant('DR-01', vm('vm-acquiring-01'), 'Protected, Normal, RPO 300 seconds.'),
      compliant('DR-02', disk('vm-acquiring-01-osdisk'), 'Listed.'),
      compliant('DR-03', disk('vm-acquiring-01-osdisk-ASRReplica'), 'Customer key here as there.'),
      compliant(
        'DR-04',
        replicated('3fd34bb7e6384f03a3d062d6ca869a72'),
        'des-neu exists in northeurope, its key can be used.',
      ),
      compliant('DR-05', account('stcontosopaycache'), 'Customer key, HTTPS only, shut.'),
      nonCompliant('DR-07', replicated('3fd34bb7e6384f03a3d062d6ca869a72'), 'Encryption at host is not carried over.'),
    ],
  },
  {
    scenario: 'asr-matching-des',
    weeks: BOTH,
    disk: 'vm-acquiring-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-acquiring-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'asr-replica-platform-key',
    weeks: BOTH,
    disk: 'vm-issuing-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-issuing-01-osdisk'), 'The source has a customer key.'),
      compliant('DR-01', vm('vm-issuing-01'), 'Replication itself is healthy.'),
      nonCompliant('DR-03', disk('vm-issuing-01-osdisk-ASRReplica'), 'The replica has a platform key.'),
      nonCompliant(
        'DR-04',
        replicated('66a46ea6efe84835a8ac1a9f561acfb1'),
        'Neither item nor replica names a target set.',
      ),
    ],
  },
  {
    scenario: 'asr-replica-platform-key',
    weeks: BOTH,
    disk: 'vm-issuing-01-osdisk-ASRReplica',
    checks: [nonCompliant('KEY-01', disk('vm-issuing-01-osdisk-ASRReplica'), 'Platform key.')],
  },
  {
    scenario: 'asr-set-unsaid-replica-cmk',
    weeks: BOTH,
    disk: 'vm-disputes-01-osdisk',
    checks: [
      compliant(
        'DR-03',
        disk('vm-disputes-01-osdisk-ASRReplica'),
        'The replica disk itself says customer key; null in the item proves nothing.',
      ),
      compliant(
        'DR-04',
        replicated('e0e086996314468ba7795d7ab7d8c156'),
        'The set of the replica is the target, and good.',
      ),
    ],
  },
  {
    scenario: 'asr-set-unsaid-replica-cmk',
    weeks: BOTH,
    disk: 'vm-disputes-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-disputes-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'disk-left-out-of-replication',
    weeks: BOTH,
    disk: 'vm-settlement-01-osdisk',
    checks: [
      compliant('DR-01', vm('vm-settlement-01'), 'The VM is replicated and healthy.'),
      compliant('DR-02', disk('vm-settlement-01-osdisk'), 'Listed.'),
    ],
  },
  {
    scenario: 'disk-left-out-of-replication',
    weeks: BOTH,
    disk: 'vm-settlement-01-data-0',
    checks: [
      nonCompliant('DR-02', disk('vm-settlement-01-data-0'), 'In the VM, but not among the protected managed disks.'),
    ],
  },
  {
    scenario: 'disk-left-out-of-replication',
    weeks: BOTH,
    disk: 'vm-settlement-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-settlement-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'replication-unhealthy',
    weeks: BOTH,
    disk: 'vm-batch-01-osdisk',
    checks: [
      nonCompliant('DR-01', vm('vm-batch-01'), 'Health Critical, RPO 10,800 seconds against one hour.'),
      compliant('DR-03', disk('vm-batch-01-osdisk-ASRReplica'), 'The replica, late as it is, kept the customer key.'),
    ],
  },
  {
    scenario: 'replication-unhealthy',
    weeks: BOTH,
    disk: 'vm-batch-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-batch-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'leftover-test-failover-disk',
    weeks: BOTH,
    disk: 'vm-wallet-01-osdisk',
    checks: [
      compliant('DR-03', disk('vm-wallet-01-osdisk-ASRReplica'), 'The replica is good.'),
      nonCompliant('DR-06', disk('vm-wallet-01-osdisk-ASRtest'), 'The disk that the test left lost the customer key.'),
    ],
  },
  {
    scenario: 'leftover-test-failover-disk',
    weeks: BOTH,
    disk: 'vm-wallet-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-wallet-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'leftover-test-failover-disk',
    weeks: BOTH,
    disk: 'vm-wallet-01-osdisk-ASRtest',
    checks: [
      nonCompliant('KEY-01', disk('vm-wallet-01-osdisk-ASRtest'), 'Platform key.'),
      nonCompliant(
        'DR-06',
        disk('vm-wallet-01-osdisk-ASRtest'),
        'Weaker than vm-wallet-01-osdisk, whose tfoDiskName it bears.',
      ),
    ],
  },
  {
    scenario: 'cache-account-platform-key',
    weeks: BOTH,
    disk: 'vm-billing-01-osdisk',
    checks: [
      compliant('DR-03', disk('vm-billing-01-osdisk-ASRReplica'), 'The replica is good.'),
      nonCompliant('DR-05', account('stcontosopayoldcache'), 'Platform key, open to every network.'),
    ],
  },
  {
    scenario: 'cache-account-platform-key',
    weeks: BOTH,
    disk: 'vm-billing-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-billing-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'ade-in-asr-keys-missing',
    weeks: BOTH,
    disk: 'vm-target2-01-osdisk',
    checks: [
      compliant('KEY-02', key('kv-contoso-pay-ade', 'kek-vm-target2-01'), 'At home the KEK can be used.'),
      compliant('DR-03', disk('vm-target2-01-osdisk-ASRReplica'), 'The replica is under ADE with KEK, as declared.'),
      nonCompliant(
        'DR-04',
        replicated('c251f9b4830c4bdaadbade9dcd53f5fa'),
        'The KEK that a failover needs is not in the recovery vault.',
      ),
    ],
  },
  {
    scenario: 'ade-in-asr-keys-missing',
    weeks: BOTH,
    disk: 'vm-target2-01-osdisk-ASRReplica',
    checks: [
      nonCompliant('KEY-02', key('kv-contoso-pay-ade-asr', 'kek-vm-target2-01'), 'The vault exists, the key does not.'),
    ],
  },
];
