import {
  account,
  BOTH,
  compliant,
  disk,
  item,
  job,
  key,
  nonCompliant,
  notApplicable,
  replicated,
  restorePoints,
  set,
  snapshot,
  vault,
  vm,
  type Row,
} from './types.ts';

const LEDGER = item('rg-ledger-weu', 'vm-ledger-01');
const LEDGER_REPLICATED = replicated('17c9acaeb0ba474ca99ead30140269b7');

export const cleanRows: readonly Row[] = [
  {
    scenario: 'clean-cmk-chain',
    weeks: BOTH,
    disk: 'vm-ledger-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-ledger-01-osdisk'), 'EncryptionAtRestWithCustomerKey on des-weu.'),
      compliant(
        'KEY-02',
        key('kv-contoso-core-weu', 'disk-cmk'),
        'The version exists, is enabled, expires in June 2027.',
      ),
      compliant('KEY-03', vault('kv-contoso-core-weu'), 'Soft delete and purge protection are on.'),
      compliant('KEY-04', set('des-weu'), 'Rotates automatically, no error.'),
      compliant('KEY-05', set('des-weu'), 'Its identity is Crypto Service Encryption User on the vault.'),
      compliant('BKP-01', vm('vm-ledger-01'), 'Protected, health Passed, newest point of this morning.'),
      compliant('BKP-02', LEDGER, 'No ADE to keep; every point has a valid vault tier.'),
      compliant('BKP-03', vault('rsv-cmk-weu'), 'CustomerManaged, Succeeded, and its key can be used.'),
      compliant('BKP-04', restorePoints('vm-ledger-01'), 'The instant restore points are under des-weu too.'),
      compliant('BKP-06', vault('rsv-cmk-weu'), 'Soft delete AlwaysON; immutability is not asked.'),
      compliant('BKP-07', disk('vm-ledger-01-osdisk'), 'No LUN is excluded.'),
      compliant(
        'RST-02',
        job('2e613536-959c-4c92-af0d-077f8cd126ee'),
        'Two disks in the recovery point, two with the tag.',
      ),
      compliant('RST-03', LEDGER, 'The newest point needs the key of the vault only, which can be used.'),
      notApplicable('RST-04', vm('vm-ledger-01'), 'The default baseline asks for no restore interval.'),
      notApplicable('RST-06', LEDGER, 'No cross-region restore, no zone redundancy.'),
      compliant('DR-01', vm('vm-ledger-01'), 'Protected, Normal, RPO 300 seconds.'),
      compliant('DR-02', disk('vm-ledger-01-osdisk'), 'Listed among the protected managed disks.'),
      compliant('DR-03', disk('vm-ledger-01-osdisk-ASRReplica'), 'Customer key here as there.'),
      compliant('DR-04', LEDGER_REPLICATED, 'des-neu stands in northeurope and its key can be used.'),
      compliant('DR-05', account('stcontosocorecache'), 'Customer key, HTTPS only, public access disabled.'),
      // Azure's own limit: nothing that the bank does to the VM makes this one clean, only an exemption (Mitigated).
      nonCompliant(
        'DR-07',
        LEDGER_REPLICATED,
        'Site Recovery does not carry encryption at host over (docs/checks.md, DR-07).',
      ),
      compliant('EXP-01', disk('vm-ledger-01-osdisk'), 'DenyAll.'),
      compliant('EXP-02', disk('vm-ledger-01-osdisk'), 'Attached: no link is open.'),
      compliant('MTH-01', disk('vm-ledger-01-osdisk'), 'SSE with customer key is approved.'),
      compliant('MTH-02', vm('vm-ledger-01'), 'Encryption at host is on.'),
      compliant('MTH-03', vm('vm-ledger-01'), 'No ADE.'),
      compliant('MTH-04', disk('vm-ledger-01-osdisk'), 'It asks for no Entra authentication at export.'),
    ],
  },
  {
    scenario: 'clean-cmk-chain',
    weeks: BOTH,
    disk: 'vm-ledger-01-data-0',
    checks: [
      compliant('KEY-01', disk('vm-ledger-01-data-0'), 'EncryptionAtRestWithCustomerKey on des-weu.'),
      compliant('BKP-05', snapshot('vm-ledger-01-data-0-before-close'), 'The snapshot is under des-weu too.'),
      compliant('EXP-01', snapshot('vm-ledger-01-data-0-before-close'), 'DenyAll.'),
      compliant('BKP-07', disk('vm-ledger-01-data-0'), 'No LUN is excluded.'),
      compliant('DR-02', disk('vm-ledger-01-data-0'), 'Listed among the protected managed disks.'),
      compliant('DR-03', disk('vm-ledger-01-data-0-ASRReplica'), 'Customer key here as there.'),
      compliant('RST-01', disk('vm-ledger-01-datadisk-000-20261112-093000'), 'Restored under des-weu.'),
    ],
  },
  {
    scenario: 'clean-cmk-chain',
    weeks: BOTH,
    disk: 'vm-ledger-01-osdisk-20261112-093000',
    checks: [
      compliant('RST-01', disk('vm-ledger-01-osdisk-20261112-093000'), 'Restored under des-weu, as its source.'),
      compliant('KEY-01', disk('vm-ledger-01-osdisk-20261112-093000'), 'A disk like any other, under a customer key.'),
    ],
  },
  {
    scenario: 'clean-cmk-chain',
    weeks: BOTH,
    disk: 'vm-ledger-01-datadisk-000-20261112-093000',
    checks: [compliant('KEY-01', disk('vm-ledger-01-datadisk-000-20261112-093000'), 'Under a customer key.')],
  },
  {
    scenario: 'clean-cmk-chain',
    weeks: BOTH,
    disk: 'vm-ledger-01-osdisk-ASRReplica',
    checks: [
      compliant('KEY-01', disk('vm-ledger-01-osdisk-ASRReplica'), 'Customer key of des-neu.'),
      compliant(
        'KEY-02',
        key('kv-contoso-core-neu', 'disk-cmk'),
        'The version exists, is enabled, expires in June 2027.',
      ),
      compliant('EXP-01', disk('vm-ledger-01-osdisk-ASRReplica'), 'DenyAll.'),
      // Site Recovery keeps a link of its own open on every replica; issue 13 §2 takes it as known where the item proves it.
      compliant(
        'EXP-02',
        disk('vm-ledger-01-osdisk-ASRReplica'),
        'ActiveSAS on a replica that a protected item names.',
      ),
    ],
  },
  {
    scenario: 'clean-cmk-chain',
    weeks: BOTH,
    disk: 'vm-ledger-01-data-0-ASRReplica',
    checks: [compliant('KEY-01', disk('vm-ledger-01-data-0-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    scenario: 'double-encryption',
    weeks: BOTH,
    disk: 'vm-vaultdb-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-vaultdb-01-osdisk'), 'PlatformAndCustomerKeys holds a customer key.'),
      compliant('KEY-02', key('kv-contoso-core-weu', 'disk-double-cmk'), 'The version exists and is enabled.'),
      compliant('MTH-01', disk('vm-vaultdb-01-osdisk'), 'Double encryption is approved.'),
    ],
  },
  {
    scenario: 'encryption-at-host',
    weeks: BOTH,
    disk: 'vm-treasury-01-osdisk',
    checks: [
      compliant('MTH-02', vm('vm-treasury-01'), 'encryptionAtHost is true.'),
      compliant('KEY-01', disk('vm-treasury-01-osdisk'), 'Customer key.'),
    ],
  },
  {
    scenario: 'deallocated-vm',
    weeks: BOTH,
    disk: 'vm-yearend-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-yearend-01-osdisk'), 'A deallocated VM keeps the key of its disks.'),
      compliant('EXP-02', disk('vm-yearend-01-osdisk'), 'Reserved is no open link.'),
    ],
  },
  {
    scenario: 'unattached-disk',
    weeks: BOTH,
    disk: 'disk-archive-2019',
    checks: [
      compliant('KEY-01', disk('disk-archive-2019'), 'Customer key.'),
      compliant('EXP-01', disk('disk-archive-2019'), 'DenyAll.'),
      compliant('EXP-02', disk('disk-archive-2019'), 'Unattached is no open link.'),
      notApplicable('BKP-07', disk('disk-archive-2019'), 'No VM, so no VM backup to be in.'),
      notApplicable('DR-02', disk('disk-archive-2019'), 'No VM, so no replication to be in.'),
    ],
  },
];
