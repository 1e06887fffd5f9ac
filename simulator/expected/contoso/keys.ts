import { BOTH, compliant, disk, key, nonCompliant, set, unknown, vault, type Row } from './types.ts';

const CORE = 'kv-contoso-core-weu';
const hsm = (name: string): string => `/managedHSMs/${name}`;
const hsmKey = (name: string): string => `${hsm(name)}/keys/disk-cmk/*`;
const PARTNER = 'https://kv-fabrikam-keys.vault.azure.net';

export const keyRows: readonly Row[] = [
  {
    scenario: 'des-key-disabled',
    weeks: BOTH,
    disk: 'vm-mortgage-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-mortgage-01-osdisk'), 'It is under a customer key, usable or not.'),
      nonCompliant('KEY-02', key(CORE, 'disk-cmk-mortgage'), 'The key version is disabled.'),
    ],
  },
  {
    scenario: 'des-key-expired',
    weeks: BOTH,
    disk: 'vm-fx-01-osdisk',
    checks: [
      nonCompliant('KEY-02', key(CORE, 'disk-cmk-fx'), 'The key version expired on 1 Nov 2026.'),
      nonCompliant('KEY-04', set('des-key-expired'), 'No automatic rotation, and the version has expired.'),
    ],
  },
  {
    scenario: 'des-key-version-gone',
    weeks: BOTH,
    disk: 'vm-collateral-01-osdisk',
    checks: [
      nonCompliant(
        'KEY-02',
        key(CORE, 'disk-cmk-collateral'),
        'The vault does not have the version that the set names.',
      ),
      unknown('KEY-04', set('des-key-version-gone'), 'No automatic rotation, and no version whose age could be told.'),
    ],
  },
  {
    scenario: 'key-vault-without-purge-protection',
    weeks: BOTH,
    disk: 'vm-brokerage-01-osdisk',
    checks: [
      compliant('KEY-02', key('kv-contoso-core-old', 'disk-cmk'), 'The key itself is good.'),
      nonCompliant('KEY-03', vault('kv-contoso-core-old'), 'enablePurgeProtection is left out: it is off.'),
    ],
  },
  {
    scenario: 'des-auto-rotation-error',
    weeks: BOTH,
    disk: 'vm-pension-01-osdisk',
    checks: [
      compliant('KEY-02', key(CORE, 'disk-cmk-pension'), 'The key itself is good.'),
      nonCompliant('KEY-04', set('des-rotation-error'), 'autoKeyRotationError ManagedServiceIdentityNotFound.'),
    ],
  },
  {
    scenario: 'des-old-key-without-rotation',
    weeks: BOTH,
    disk: 'vm-custody-01-osdisk',
    checks: [
      compliant('KEY-02', key(CORE, 'disk-cmk-custody'), 'Old, but enabled and not expired.'),
      nonCompliant('KEY-04', set('des-old-key'), 'No rotation, and the version of May 2024 is older than 365 days.'),
    ],
  },
  {
    scenario: 'des-identity-without-access',
    weeks: BOTH,
    disk: 'vm-leasing-01-osdisk',
    checks: [
      compliant('KEY-02', key('kv-contoso-core-lease', 'disk-cmk'), 'The key itself is good.'),
      nonCompliant('KEY-05', set('des-no-access'), 'No role of its identity on the vault gives wrap and unwrap.'),
    ],
  },
  {
    scenario: 'des-key-expires-in-week-2',
    weeks: [1],
    disk: 'vm-deposits-01-osdisk',
    checks: [
      compliant('KEY-02', key(CORE, 'disk-cmk-deposits'), 'It expires on 20 Nov 2026 only.'),
      nonCompliant(
        'KEY-04',
        set('des-key-expiring'),
        'No rotation, and four days to its expiry: within the notice of 30.',
      ),
    ],
  },
  {
    scenario: 'des-key-expires-in-week-2',
    weeks: [2],
    disk: 'vm-deposits-01-osdisk',
    checks: [nonCompliant('KEY-02', key(CORE, 'disk-cmk-deposits'), 'It expired on 20 Nov 2026.')],
  },
  {
    scenario: 'key-in-managed-hsm',
    weeks: BOTH,
    disk: 'vm-bullion-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-bullion-01-osdisk'), 'A key of the bank, in an HSM of the bank.'),
      compliant('KEY-02', hsmKey('hsm-contoso-weu'), 'The management plane shows it: enabled, until June 2027.'),
      compliant('KEY-03', hsm('hsm-contoso-weu'), 'Soft delete and purge protection are on.'),
      compliant('KEY-04', set('des-hsm'), 'It rotates automatically.'),
      unknown('KEY-05', set('des-hsm'), 'Roles inside the HSM are not shown by Azure Resource Manager.'),
      unknown('CTL-01', hsm('hsm-contoso-weu'), 'For the same reason nobody can say who uses the keys.'),
      compliant('CTL-02', disk('vm-bullion-01-osdisk'), 'Nobody can export it, whoever may use the key.'),
    ],
    expected: { R1: 'Unknown', R5: 'Unknown', R6: 'Compliant' },
  },
  {
    scenario: 'managed-hsm-without-purge-protection',
    weeks: BOTH,
    disk: 'vm-reserves-01-osdisk',
    checks: [
      compliant('KEY-02', hsmKey('hsm-contoso-old'), 'The key itself is good.'),
      nonCompliant('KEY-03', hsm('hsm-contoso-old'), 'enablePurgeProtection is false.'),
    ],
    expected: { R1: 'NonCompliant', R5: 'NonCompliant' },
  },
  {
    scenario: 'key-in-another-tenant',
    weeks: BOTH,
    disk: 'vm-partner-01-osdisk',
    checks: [
      unknown('KEY-01', disk('vm-partner-01-osdisk'), 'Whether the bank controls the other tenant is not visible.'),
      unknown('KEY-02', `${PARTNER}/keys/contoso-disks/*`, 'A key of another tenant cannot be read.'),
      unknown('KEY-03', PARTNER, 'Nor can its vault.'),
      compliant('KEY-04', set('des-partner'), 'The set, which is ours, follows new versions.'),
      unknown('KEY-05', set('des-partner'), 'What the partner granted stands in its tenant.'),
      unknown('CTL-01', PARTNER, 'So does who uses the key.'),
      compliant('CTL-02', disk('vm-partner-01-osdisk'), 'Nobody can export it, whoever may use the key.'),
      compliant('MTH-01', disk('vm-partner-01-osdisk'), 'The method is SSE with a customer key, wherever that lies.'),
    ],
    expected: { R1: 'Unknown', R5: 'Unknown', R6: 'Compliant' },
  },
];
