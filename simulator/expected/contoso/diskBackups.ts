import {
  backupVault,
  BOTH,
  compliant,
  disk,
  diskBackupSnapshot,
  instance,
  nonCompliant,
  notApplicable,
  vm,
  type Row,
} from './types.ts';

export const diskBackupRows: readonly Row[] = [
  {
    scenario: 'disk-backup',
    weeks: BOTH,
    disk: 'vm-archive-01-osdisk',
    checks: [
      compliant('BKP-01', instance('vm-archive-01-osdisk'), 'ProtectionConfigured; a snapshot of this morning.'),
      compliant('BKP-01', vm('vm-archive-01'), 'Its one disk is under disk backup.'),
      notApplicable(
        'BKP-03',
        backupVault('bv-core-weu'),
        'Nothing of a disk lies in a Backup vault: OperationalStore.',
      ),
      compliant('BKP-06', backupVault('bv-core-weu'), 'Soft delete is AlwaysOn.'),
      compliant('BKP-07', disk('vm-archive-01-osdisk'), 'Disk backup covers it by itself.'),
      compliant('RST-03', instance('vm-archive-01-osdisk'), 'The key of its newest snapshot is enabled.'),
    ],
    expected: { R2: 'Compliant' },
  },
  {
    scenario: 'disk-backup-platform-key',
    weeks: BOTH,
    disk: 'disk-claims-2019',
    checks: [
      compliant('BKP-01', instance('disk-claims-2019'), 'Protected, with a snapshot of this morning.'),
      nonCompliant('BKP-05', diskBackupSnapshot('disk-claims-2019'), 'Platform key on a copy of a customer-key disk.'),
      compliant('BKP-06', backupVault('bv-claims-weu'), 'Soft delete is On.'),
      compliant('RST-03', instance('disk-claims-2019'), 'A snapshot under the platform key needs no key of the bank.'),
    ],
    expected: { R2: 'NonCompliant' },
  },
  {
    scenario: 'disk-backup-in-error',
    weeks: BOTH,
    disk: 'vm-underwriting-01-osdisk',
    checks: [
      nonCompliant('BKP-01', instance('vm-underwriting-01-osdisk'), 'ProtectionError.'),
      notApplicable(
        'BKP-01',
        vm('vm-underwriting-01'),
        'One of two disks is no backup of the VM, and none is required.',
      ),
      compliant('BKP-05', diskBackupSnapshot('vm-underwriting-01-osdisk'), 'Under the set of its disk.'),
      compliant('BKP-07', disk('vm-underwriting-01-osdisk'), 'It is in disk backup, however that fares.'),
    ],
    expected: { R2: 'NonCompliant' },
  },
  {
    scenario: 'disk-backup-in-error',
    weeks: BOTH,
    disk: 'vm-underwriting-01-data-0',
    checks: [
      nonCompliant('BKP-07', disk('vm-underwriting-01-data-0'), 'Disk backup covers the other disk of its VM only.'),
    ],
    expected: { R2: 'NonCompliant' },
  },
  {
    scenario: 'backup-vault-soft-delete-off',
    weeks: BOTH,
    disk: 'disk-minutes-2020',
    checks: [
      compliant('BKP-01', instance('disk-minutes-2020'), 'Protected, with a snapshot of this morning.'),
      compliant('BKP-05', diskBackupSnapshot('disk-minutes-2020'), 'Under the set of its disk.'),
      nonCompliant('BKP-06', backupVault('bv-nosoftdelete-weu'), 'Soft delete is Off.'),
    ],
    expected: { R2: 'NonCompliant' },
  },
];
