import { account, BOTH, compliant, disk, item, key, nonCompliant, set, vm, type Row } from './types.ts';

/** Core banking, where what these rows name lies; the disks are in payments. */
const CORE = '/subscriptions/0c0de001-5b1a-4f0e-9a01-c04e00000001/resourceGroups';
const inCore = (group: string, provider: string, name: string): string =>
  `${CORE}/${group}/providers/Microsoft.${provider}${name}`;
const CORE_VAULT = inCore('rg-backup-weu', 'RecoveryServices', '/vaults/rsv-cmk-weu');
const TRUSTEES = `${CORE_VAULT}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-trustees-weu;vm-trustees-01${item('rg-trustees-weu', 'vm-trustees-01')}`;
const REPLICA = inCore('rg-trustees-weu-asr', 'Compute', disk('vm-trustees-01-osdisk-ASRReplica'));

const replicaIn = (name: string): string => inCore('rg-trustees-weu-asr', 'Compute', disk(name));
const DATA_DISKS = [0, 1, 2, 3, 4, 5].map((at) => `vm-trustees-01-data-${String(at)}`);

export const elsewhereRows: readonly Row[] = [
  ...DATA_DISKS.map((name): Row => ({
    scenario: 'served-by-another-subscription',
    weeks: BOTH,
    disk: name,
    checks: [
      compliant('KEY-01', disk(name), 'Customer key of des-trustees-weu.'),
      compliant('BKP-07', disk(name), 'No LUN is excluded.'),
      compliant('DR-02', disk(name), 'Listed among the protected managed disks.'),
    ],
  })),
  ...['vm-trustees-01-osdisk', ...DATA_DISKS].map((name): Row => ({
    scenario: 'served-by-another-subscription',
    weeks: BOTH,
    disk: `${name}-ASRReplica`,
    checks: [
      compliant('KEY-01', disk(`${name}-ASRReplica`), 'Customer key of des-neu of core banking.'),
      compliant('DR-03', replicaIn(`${name}-ASRReplica`), 'Customer key here as there: not weaker.'),
    ],
  })),
  {
    scenario: 'served-by-another-subscription',
    weeks: BOTH,
    disk: 'vm-trustees-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-trustees-01-osdisk'), 'Customer key of des-trustees-weu.'),
      compliant(
        'KEY-02',
        `${CORE}/rg-security-weu/providers/Microsoft.KeyVault${key('kv-contoso-core-weu', 'disk-cmk-trustees')}`,
        'The key is in the other subscription, enabled, and expires in June 2027.',
      ),
      compliant('KEY-05', set('des-trustees-weu'), 'Its identity may wrap on the vault of the other subscription.'),
      compliant('BKP-01', vm('vm-trustees-01'), 'The item lies in the vault of core banking and names this VM.'),
      compliant('BKP-02', TRUSTEES, 'No ADE to keep; every point has a valid vault tier.'),
      compliant('BKP-03', CORE_VAULT, 'The vault of core banking has a customer key in effect.'),
      compliant('BKP-07', disk('vm-trustees-01-osdisk'), 'No LUN is excluded.'),
      compliant('DR-01', vm('vm-trustees-01'), 'Protected, Normal, RPO 300 seconds, by a vault elsewhere.'),
      compliant('DR-02', disk('vm-trustees-01-osdisk'), 'Listed among the protected managed disks.'),
      compliant('DR-03', REPLICA, 'The replica lies in core banking, under its des-neu.'),
      compliant('DR-05', inCore('rg-storage-weu', 'Storage', account('stcontosocorecache')), 'Customer key, shut.'),
    ],
  },
  {
    scenario: 'served-by-another-subscription',
    weeks: BOTH,
    disk: 'vm-trustees-01-osdisk-20261110-101500',
    checks: [
      compliant('RST-01', disk('vm-trustees-01-osdisk-20261110-101500'), 'Restored under des-trustees-weu.'),
      compliant('RST-05', inCore('rg-storage-weu', 'Storage', account('stcontosocorestaging')), 'Customer key, shut.'),
    ],
  },
  {
    scenario: 'restored-into-another-subscription',
    weeks: BOTH,
    disk: 'vm-outpost-01-osdisk',
    checks: [
      nonCompliant('KEY-01', disk('vm-outpost-01-osdisk'), 'Platform key.'),
      compliant('BKP-01', vm('vm-outpost-01'), 'The item lies in the vault of core banking and names this VM.'),
    ],
  },
  {
    scenario: 'restored-into-another-subscription',
    weeks: BOTH,
    disk: 'vm-outpost-01-osdisk-20261111-101500',
    checks: [
      compliant('RST-01', disk('vm-outpost-01-osdisk-20261111-101500'), 'Platform key here as there: not weaker.'),
      nonCompliant('KEY-01', disk('vm-outpost-01-osdisk-20261111-101500'), 'Platform key.'),
    ],
  },
];
