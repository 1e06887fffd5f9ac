import { BOTH, compliant, disk, key, nonCompliant, set, unknown, vault, type Row } from './types.ts';

/** A resource group as a scope of role assignments. */
const group = (name: string): string => `/resourceGroups/${name}`;

export const accessRows: readonly Row[] = [
  {
    scenario: 'exporters-approved-group',
    weeks: BOTH,
    disk: 'vm-retail-01-osdisk',
    checks: [
      compliant(
        'EXP-03',
        group('rg-retail-weu'),
        'The only grant goes to export-operators, whom the baseline approves.',
      ),
      compliant('EXP-04', disk('vm-retail-01-osdisk'), 'DenyAll, no link, and only approved exporters.'),
      compliant(
        'CTL-01',
        vault('kv-contoso-core-weu'),
        'key-officers are approved; the sets and vaults use it by design.',
      ),
      compliant('CTL-02', disk('vm-retail-01-osdisk'), 'Both groups are approved, each for its half.'),
    ],
    expected: { R1: 'Compliant', R5: 'Compliant', R6: 'Compliant' },
  },
  {
    scenario: 'owner-from-management-group',
    weeks: BOTH,
    disk: 'vm-kiosk-01-osdisk',
    checks: [
      nonCompliant(
        'EXP-03',
        '/managementGroups/contoso-nonproduction',
        'The contractor is Owner there; platform-engineers, who are Contributor there, are approved.',
      ),
      compliant('EXP-03', '/subscriptions/0c0de003-5b1a-4f0e-9a01-c04e00000003', 'Nothing is granted at it.'),
      nonCompliant('EXP-04', disk('vm-kiosk-01-osdisk'), 'Shut by network, but the inherited Owner can export it.'),
      compliant('CTL-01', vault('kv-contoso-wrk-weu'), 'An Owner has no data-plane right, so cannot use the key.'),
      compliant('CTL-02', disk('vm-kiosk-01-osdisk'), 'The contractor exports, but does not hold the key.'),
    ],
    expected: { R5: 'Compliant', R6: 'NonCompliant' },
  },
  {
    scenario: 'export-denied-by-stack',
    weeks: BOTH,
    disk: 'vm-badge-01-osdisk',
    checks: [compliant('EXP-04', disk('vm-badge-01-osdisk'), 'The deny assignment takes it from the Owner as well.')],
    expected: { R6: 'Compliant' },
  },
  {
    scenario: 'export-from-another-tenant',
    weeks: BOTH,
    disk: 'vm-bancassurance-01-osdisk',
    checks: [
      nonCompliant(
        'EXP-03',
        group('rg-bancassurance-weu'),
        'Operators of Fabrikam hold Disk Backup Reader here by Azure Lighthouse, and nobody approved them.',
      ),
      nonCompliant('EXP-04', disk('vm-bancassurance-01-osdisk'), 'Shut by network, but they can export it.'),
      compliant('CTL-01', vault('kv-contoso-pay-weu'), 'Nothing was given to them at the vault.'),
      compliant(
        'CTL-02',
        disk('vm-bancassurance-01-osdisk'),
        'They hold no key, and whoever does is of the bank and in no group of theirs.',
      ),
    ],
    expected: { R5: 'Compliant', R6: 'NonCompliant' },
  },
  {
    scenario: 'custom-roles-with-wildcards',
    weeks: BOTH,
    disk: 'vm-recon-01-osdisk',
    checks: [
      compliant('EXP-04', disk('vm-recon-01-osdisk'), 'Microsoft.Compute/*, but notActions take every export out.'),
    ],
    expected: { R6: 'Compliant' },
  },
  {
    scenario: 'custom-roles-with-wildcards',
    weeks: BOTH,
    disk: 'vm-recon-02-osdisk',
    checks: [
      nonCompliant('EXP-03', group('rg-recon-lab-weu'), '*/action holds beginGetAccess; notActions leave it alone.'),
      nonCompliant('EXP-04', disk('vm-recon-02-osdisk'), 'The reconciler is not approved.'),
    ],
    expected: { R6: 'NonCompliant' },
  },
  {
    scenario: 'export-under-a-condition',
    weeks: BOTH,
    disk: 'vm-wealth-01-osdisk',
    checks: [
      unknown(
        'EXP-03',
        group('rg-wealth-weu'),
        'The condition guards beginGetAccess itself, by an attribute nobody sees.',
      ),
      unknown('EXP-04', disk('vm-wealth-01-osdisk'), 'Everything else holds; the condition is open.'),
    ],
    expected: { R6: 'Unknown' },
  },
  {
    scenario: 'key-vault-with-access-policies',
    weeks: BOTH,
    disk: 'vm-loyalty-01-osdisk',
    checks: [
      compliant('KEY-05', set('des-loyalty'), 'Its policy has get, wrapKey and unwrapKey.'),
      compliant('CTL-01', vault('kv-contoso-pay-loyal'), 'Its set is the only one in the policies.'),
      compliant('CTL-02', disk('vm-loyalty-01-osdisk'), 'Nobody can export it.'),
    ],
    expected: { R1: 'Compliant', R5: 'Compliant', R6: 'Compliant' },
  },
  {
    scenario: 'des-identity-lost-unwrap',
    weeks: BOTH,
    disk: 'vm-gift-01-osdisk',
    checks: [
      compliant('KEY-02', key('kv-contoso-pay-gift', 'disk-cmk'), 'The key itself is good.'),
      nonCompliant('KEY-05', set('des-gift'), 'Get and WrapKey are left, UnwrapKey is gone.'),
    ],
    expected: { R1: 'NonCompliant' },
  },
  {
    scenario: 'one-person-exports-and-holds-the-key',
    weeks: BOTH,
    disk: 'vm-margin-01-osdisk',
    checks: [
      nonCompliant('EXP-03', group('rg-margin-weu'), 'The database administrator is Contributor there.'),
      nonCompliant('EXP-04', disk('vm-margin-01-osdisk'), 'The same person can export it.'),
      nonCompliant('CTL-01', vault('kv-contoso-core-margin'), 'And is Crypto Officer of the vault, not approved.'),
      nonCompliant('CTL-02', disk('vm-margin-01-osdisk'), 'Both halves in one hand.'),
      compliant('KEY-05', set('des-margin'), 'The set has its role.'),
    ],
    expected: { R1: 'Compliant', R5: 'NonCompliant', R6: 'NonCompliant' },
  },
  {
    scenario: 'purge-right',
    weeks: BOTH,
    disk: 'vm-retention-01-osdisk',
    checks: [
      compliant('CTL-01', vault('kv-contoso-pay-keep'), 'To purge is to destroy, not to use: shown, not judged here.'),
      compliant('KEY-03', vault('kv-contoso-pay-keep'), 'Purge protection holds the purge off.'),
    ],
    expected: { R5: 'Compliant' },
  },
];
