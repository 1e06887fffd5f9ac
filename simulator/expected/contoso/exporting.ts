import { BOTH, compliant, disk, nonCompliant, snapshot, type Row } from './types.ts';

export const exportRows: readonly Row[] = [
  {
    scenario: 'export-open-to-all',
    weeks: BOTH,
    disk: 'vm-crm-01-osdisk',
    checks: [
      nonCompliant('EXP-01', disk('vm-crm-01-osdisk'), 'AllowAll and public.'),
      compliant('EXP-02', disk('vm-crm-01-osdisk'), 'No link is open just now.'),
      nonCompliant('EXP-04', disk('vm-crm-01-osdisk'), 'No ADE, and EXP-01 does not hold.'),
    ],
  },
  {
    scenario: 'export-denied',
    weeks: BOTH,
    disk: 'vm-hr-01-osdisk',
    checks: [
      compliant('EXP-01', disk('vm-hr-01-osdisk'), 'DenyAll.'),
      compliant('EXP-02', disk('vm-hr-01-osdisk'), 'Attached.'),
    ],
  },
  {
    scenario: 'export-private-only',
    weeks: BOTH,
    disk: 'vm-legal-01-osdisk',
    checks: [compliant('EXP-01', disk('vm-legal-01-osdisk'), 'AllowPrivate with public network access Disabled.')],
  },
  {
    scenario: 'active-sas',
    weeks: BOTH,
    disk: 'disk-migration-crm',
    checks: [
      nonCompliant('EXP-01', disk('disk-migration-crm'), 'AllowAll and public.'),
      nonCompliant('EXP-02', disk('disk-migration-crm'), 'ActiveSAS, and no replication explains it.'),
      nonCompliant('EXP-04', disk('disk-migration-crm'), 'No ADE, and a link is open now.'),
    ],
  },
  {
    scenario: 'snapshot-export-open',
    weeks: BOTH,
    disk: 'vm-imaging-01-osdisk',
    checks: [
      compliant('EXP-01', disk('vm-imaging-01-osdisk'), 'DenyAll on the disk.'),
      nonCompliant('EXP-01', snapshot('vm-imaging-01-osdisk-copy'), 'AllowAll on its snapshot.'),
      compliant('BKP-05', snapshot('vm-imaging-01-osdisk-copy'), 'The snapshot kept the customer key.'),
      nonCompliant('EXP-04', disk('vm-imaging-01-osdisk'), 'The same bytes leave through the snapshot.'),
    ],
  },
  {
    scenario: 'exportable-by-role',
    weeks: BOTH,
    disk: 'vm-extract-01-osdisk',
    checks: [
      compliant('EXP-01', disk('vm-extract-01-osdisk'), 'DenyAll.'),
      // What its subject is, the principal or the scope, is decided where EXP-03 is built.
      nonCompliant(
        'EXP-03',
        '/resourceGroups/rg-datalake-weu*',
        'Two principals hold beginGetAccess there, neither approved.',
      ),
    ],
  },
];
