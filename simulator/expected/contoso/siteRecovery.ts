import {
  attested,
  BOTH,
  compliant,
  disk,
  nonCompliant,
  notApplicable,
  replicated,
  unknown,
  vm,
  type Row,
} from './types.ts';

/** The disks of the machines outside Azure: nothing in Azure is their source, so that their own protection is the question. */
const SEEDS = ['srv-inmagercm-01', 'srv-inmageazurev2-01', 'srv-hypervreplicaazure-01'];

export const siteRecoveryRows: readonly Row[] = [
  ...BOTH.map((week): Row => ({
    scenario: 'plan-step-encryption-at-host',
    weeks: [week],
    disk: 'vm-remittance-01-osdisk',
    checks: [
      compliant('DR-03', disk('vm-remittance-01-osdisk-ASRReplica'), 'The replica is good.'),
      (week === 1 ? unknown : attested)(
        'DR-07',
        replicated('396e8b6fe9cc447ca08bb8aeae094ccc'),
        week === 1
          ? 'rp-remittance declares a step for encryption at host; what its runbook does is not seen.'
          : 'Azure still does not show what the runbook does; somebody who saw it at work attests it (AT-2026-03).',
      ),
    ],
    // Nothing else about the disk is unknown.
    expected: week === 1 ? { R4: 'Unknown' } : { R4: 'Unknown – attested', overall: 'Unknown – attested' },
  })),
  {
    scenario: 'plan-step-encryption-at-host',
    weeks: BOTH,
    disk: 'vm-remittance-01-osdisk-ASRReplica',
    checks: [
      compliant(
        'EXP-02',
        disk('vm-remittance-01-osdisk-ASRReplica'),
        'The open link is Site Recovery’s: a protected item names the disk as its replica.',
      ),
    ],
  },
  ...SEEDS.map((machine): Row => ({
    scenario: 'other-providers-in-the-vault',
    weeks: BOTH,
    disk: `asrseeddisk-${machine}`,
    checks: [
      compliant('KEY-01', disk(`asrseeddisk-${machine}`), 'Customer key of des-neu.'),
      compliant(
        'EXP-02',
        disk(`asrseeddisk-${machine}`),
        'The item of the machine names it as the disk it is written to.',
      ),
    ],
  })),
  {
    scenario: 'failed-over-by-bookmark',
    weeks: BOTH,
    disk: 'vm-nostro-01-osdisk',
    checks: [
      nonCompliant('DR-01', vm('vm-nostro-01'), 'It failed over; nothing replicates it back.'),
      notApplicable(
        'DR-04',
        replicated('348d5a03b1bc4e29a52c627ce58601bf'),
        'No further failover is prepared until it is protected again.',
      ),
      compliant('DR-06', disk('vm-nostro-01-osdisk-neu'), 'The failed-over disk has the customer key of its region.'),
    ],
  },
  {
    scenario: 'failed-over-by-bookmark',
    weeks: BOTH,
    disk: 'vm-nostro-01-osdisk-ASRReplica',
    checks: [
      unknown('EXP-02', disk('vm-nostro-01-osdisk-ASRReplica'), 'A link is open, and nothing is replicated any more.'),
    ],
  },
  {
    scenario: 'failed-over-by-bookmark',
    weeks: BOTH,
    disk: 'vm-nostro-01-osdisk-neu',
    checks: [
      compliant('KEY-01', disk('vm-nostro-01-osdisk-neu'), 'Customer key of des-neu.'),
      compliant('DR-06', disk('vm-nostro-01-osdisk-neu'), 'Not weaker than vm-nostro-01-osdisk.'),
    ],
  },
  {
    scenario: 'test-failover-copy-elsewhere',
    weeks: BOTH,
    disk: 'vm-collections-01-osdisk',
    checks: [
      compliant('DR-03', disk('vm-collections-01-osdisk-ASRReplica'), 'The replica is good.'),
      nonCompliant('DR-06', disk('vm-collections-01-osdisk-ASRtest'), 'A copy of its replica lost the customer key.'),
    ],
  },
  {
    scenario: 'test-failover-copy-elsewhere',
    weeks: BOTH,
    disk: 'vm-collections-01-osdisk-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-collections-01-osdisk-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'test-failover-copy-elsewhere',
    weeks: BOTH,
    disk: 'vm-collections-01-osdisk-ASRtest',
    checks: [
      nonCompliant('KEY-01', disk('vm-collections-01-osdisk-ASRtest'), 'Platform key.'),
      nonCompliant(
        'DR-06',
        disk('vm-collections-01-osdisk-ASRtest'),
        'Its creation data name the replica of vm-collections-01-osdisk, whatever group it lies in.',
      ),
    ],
  },
  {
    scenario: 'failed-over-replication-disabled',
    weeks: BOTH,
    disk: 'vm-chargebacks-01-osdisk',
    checks: [
      nonCompliant('KEY-01', disk('vm-chargebacks-01-osdisk'), 'Platform key.'),
      unknown(
        'DR-06',
        disk('vm-chargebacks-01-osdisk'),
        'A bookmark in its creation data: a failover left it, and no item tells of which disk.',
      ),
    ],
  },
];
