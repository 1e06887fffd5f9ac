import {
  BOTH,
  compliant,
  disk,
  item,
  nonCompliant,
  notApplicable,
  restorePoints,
  snapshot,
  unknown,
  vault,
  vm,
  type Row,
} from './types.ts';

const CARDS = 'rg-cards-weu/providers/Microsoft.Compute/virtualMachines/vm-app-01';
const LOANS = 'rg-loans-weu/providers/Microsoft.Compute/virtualMachines/vm-app-01';

export const backupRows: readonly Row[] = [
  {
    scenario: 'cmk-disk-in-pmk-vault',
    weeks: BOTH,
    disk: 'vm-savings-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-savings-01-osdisk'), 'Customer key on the disk.'),
      compliant('BKP-01', vm('vm-savings-01'), 'Protected, healthy, fresh.'),
      nonCompliant('BKP-03', vault('rsv-pmk-weu'), 'No encryption block: the vault has a platform key.'),
    ],
  },
  {
    scenario: 'cmk-vault',
    weeks: BOTH,
    disk: 'vm-interest-01-osdisk',
    checks: [
      compliant('BKP-01', vm('vm-interest-01'), 'Protected, healthy, fresh.'),
      compliant('BKP-02', item('rg-interest-weu', 'vm-interest-01'), 'No ADE to keep; valid vault tiers.'),
      compliant('BKP-03', vault('rsv-cmk-weu'), 'CustomerManaged and Succeeded.'),
      compliant('BKP-04', restorePoints('vm-interest-01'), 'Instant restore points under the same set.'),
      compliant('BKP-07', disk('vm-interest-01-osdisk'), 'Nothing is excluded.'),
      // Absence is proven only without a gap: a Site Recovery vault may stand in another subscription than its VMs.
      notApplicable(
        'DR-01',
        vm('vm-interest-01'),
        'No item was read, and the VM does not have the agent of Site Recovery.',
      ),
    ],
  },
  {
    scenario: 'vault-key-not-effective',
    weeks: BOTH,
    disk: 'vm-factoring-01-osdisk',
    checks: [
      nonCompliant('BKP-03', vault('rsv-halfway-weu'), 'keyUri is set, but lastUpdateStatus is Failed: not in effect.'),
    ],
  },
  {
    scenario: 'vault-soft-delete-off',
    weeks: BOTH,
    disk: 'vm-notary-01-osdisk',
    checks: [
      compliant('BKP-03', vault('rsv-nosoftdelete-weu'), 'Its customer key is in effect.'),
      nonCompliant('BKP-06', vault('rsv-nosoftdelete-weu'), 'Soft delete is Disabled.'),
    ],
  },
  {
    scenario: 'cross-region-restore-loses-key',
    weeks: BOTH,
    disk: 'vm-insurance-01-osdisk',
    checks: [
      nonCompliant('BKP-03', vault('rsv-crossregion-weu'), 'Platform key on the vault.'),
      nonCompliant(
        'RST-06',
        item('rg-insurance-weu', 'vm-insurance-01'),
        'A cross-region restore comes out with a platform key.',
      ),
    ],
  },
  {
    scenario: 'entra-export-with-backup',
    weeks: BOTH,
    disk: 'vm-compliance-01-osdisk',
    checks: [
      nonCompliant(
        'MTH-04',
        disk('vm-compliance-01-osdisk'),
        'Azure Backup does not support dataAccessAuthMode AzureActiveDirectory.',
      ),
    ],
  },
  {
    scenario: 'vm-not-backed-up',
    weeks: BOTH,
    disk: 'vm-pricing-01-osdisk',
    checks: [
      notApplicable('BKP-01', vm('vm-pricing-01'), 'No item, and the default baseline does not require backup.'),
      notApplicable('BKP-07', disk('vm-pricing-01-osdisk'), 'No backup to be in.'),
    ],
  },
  {
    scenario: 'backup-stale',
    weeks: BOTH,
    disk: 'vm-reporting-01-osdisk',
    checks: [nonCompliant('BKP-01', vm('vm-reporting-01'), 'ProtectionError; the newest point is 19 days old.')],
  },
  {
    scenario: 'backup-stopped',
    weeks: BOTH,
    disk: 'vm-statements-01-osdisk',
    checks: [nonCompliant('BKP-01', vm('vm-statements-01'), 'ProtectionStopped, however fresh the last point.')],
  },
  {
    scenario: 'disk-excluded-from-backup',
    weeks: BOTH,
    disk: 'vm-datamart-01-osdisk',
    checks: [
      compliant('BKP-01', vm('vm-datamart-01'), 'The VM is protected.'),
      compliant('BKP-07', disk('vm-datamart-01-osdisk'), 'Only LUN 0 is excluded.'),
    ],
  },
  {
    scenario: 'disk-excluded-from-backup',
    weeks: BOTH,
    disk: 'vm-datamart-01-data-0',
    checks: [
      nonCompliant('BKP-07', disk('vm-datamart-01-data-0'), 'diskLunList holds its LUN 0, and nobody approved it.'),
    ],
  },
  {
    scenario: 'same-vm-name-twice',
    weeks: BOTH,
    disk: 'vm-app-01-cards-osdisk',
    checks: [
      compliant('BKP-01', CARDS, 'This vm-app-01 is backed up.'),
      compliant('BKP-07', disk('vm-app-01-cards-osdisk'), 'Nothing is excluded.'),
    ],
  },
  {
    scenario: 'same-vm-name-twice',
    weeks: BOTH,
    disk: 'vm-app-01-loans-osdisk',
    checks: [
      notApplicable('BKP-01', LOANS, 'This vm-app-01 has no item; the other one does not count.'),
      notApplicable('BKP-07', disk('vm-app-01-loans-osdisk'), 'No backup to be in.'),
    ],
  },
  {
    scenario: 'snapshot-platform-key',
    weeks: BOTH,
    disk: 'vm-audit-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-audit-01-osdisk'), 'Customer key on the disk.'),
      nonCompliant('BKP-05', snapshot('vm-audit-01-osdisk-before-patch'), 'The snapshot lost the customer key.'),
    ],
  },
  {
    scenario: 'restore-point-platform-key',
    weeks: BOTH,
    disk: 'vm-ratings-01-osdisk',
    checks: [
      nonCompliant(
        'BKP-04',
        restorePoints('vm-ratings-01'),
        'Platform key on the instant restore points of a customer-key disk.',
      ),
    ],
  },
  {
    scenario: 'restore-point-encryption-unsaid',
    weeks: BOTH,
    disk: 'vm-limits-01-osdisk',
    checks: [unknown('BKP-04', restorePoints('vm-limits-01'), 'The disk restore points have no encryption block.')],
  },
  {
    scenario: 'recovery-point-without-ade',
    weeks: BOTH,
    disk: 'vm-sepa-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-sepa-01-osdisk'), 'ADE with KEK on the disk.'),
      nonCompliant(
        'BKP-02',
        item('rg-sepa-weu', 'vm-sepa-01'),
        'The source is under ADE, its points say not encrypted.',
      ),
    ],
  },
  {
    scenario: 'backup-outlives-ade',
    weeks: BOTH,
    disk: 'vm-longterm-01-osdisk',
    checks: [
      compliant('BKP-02', item('rg-longterm-weu', 'vm-longterm-01'), 'Its points carry key and secret.'),
      nonCompliant('BKP-08', item('rg-longterm-weu', 'vm-longterm-01'), 'Kept until late 2031, past 15 Sep 2028.'),
    ],
  },
];
