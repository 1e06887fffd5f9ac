import { BOTH, compliant, disk, key, nonCompliant, set, unknown, vault, type Row } from './types.ts';

const CORE = 'kv-contoso-core-weu';

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
];
