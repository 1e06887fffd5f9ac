import { BOTH, compliant, disk, exempt, item, key, nonCompliant, type Row, unknown, vault, vm } from './types.ts';

/** Of both disks of the VM: nothing but the retirement of ADE is against it, so that the exemption is all that is left. */
const CLEARING = {
  1: { R7: 'NonCompliant', overall: 'NonCompliant' },
  2: { R7: 'Exempt', overall: 'Exempt' },
} as const;

export const methodRows: readonly Row[] = [
  {
    scenario: 'platform-key-only',
    weeks: BOTH,
    disk: 'vm-teller-01-osdisk',
    checks: [
      nonCompliant('KEY-01', disk('vm-teller-01-osdisk'), 'The platform key alone is no key of the organisation.'),
      nonCompliant('MTH-01', disk('vm-teller-01-osdisk'), 'SSE with platform key is not approved.'),
      compliant('MTH-02', vm('vm-teller-01'), 'Encryption at host is on; that is another question.'),
    ],
  },
  ...BOTH.flatMap((week): readonly Row[] => [
    {
      scenario: 'ade-with-kek',
      weeks: [week],
      disk: 'vm-clearing-01-osdisk',
      checks: [
        compliant('KEY-01', disk('vm-clearing-01-osdisk'), 'ADE with KEK is accepted by the default baseline.'),
        compliant('KEY-02', key('kv-contoso-pay-ade', 'kek-vm-clearing-01'), 'The KEK exists and is enabled.'),
        compliant('KEY-03', vault('kv-contoso-pay-ade'), 'Soft delete and purge protection are on.'),
        compliant(
          'BKP-02',
          item('rg-clearing-weu', 'vm-clearing-01'),
          'Every point says encrypted and carries key and secret.',
        ),
        compliant(
          'BKP-08',
          item('rg-clearing-weu', 'vm-clearing-01'),
          'Points are kept for 30 days, long before 15 Sep 2028.',
        ),
        compliant(
          'RST-03',
          item('rg-clearing-weu', 'vm-clearing-01'),
          'The KEK of the newest point exists and is enabled.',
        ),
        compliant('EXP-04', disk('vm-clearing-01-osdisk'), 'An exported VHD stays encrypted in the guest.'),
        compliant('MTH-01', disk('vm-clearing-01-osdisk'), 'ADE with KEK on a platform key is approved and supported.'),
        compliant('MTH-02', vm('vm-clearing-01'), 'ADE on every disk covers temp disk and caches.'),
        week === 1
          ? nonCompliant('MTH-03', vm('vm-clearing-01'), 'ADE retires on 15 Sep 2028, within 24 months.')
          : exempt('MTH-03', vm('vm-clearing-01'), 'As before; the baseline of week 2 exempts the VM (EX-2026-07).'),
      ],
      expected: CLEARING[week],
    },
    {
      scenario: 'ade-with-kek',
      weeks: [week],
      disk: 'vm-clearing-01-data-0',
      checks: [
        compliant('KEY-01', disk('vm-clearing-01-data-0'), 'ADE with KEK is accepted by the default baseline.'),
        compliant('EXP-04', disk('vm-clearing-01-data-0'), 'An exported VHD stays encrypted in the guest.'),
      ],
      expected: CLEARING[week],
    },
  ]),
  {
    scenario: 'ade-bek-only',
    weeks: BOTH,
    disk: 'vm-cheque-01-osdisk',
    checks: [
      nonCompliant(
        'KEY-01',
        disk('vm-cheque-01-osdisk'),
        'Without a KEK there is a secret, but no key of the organisation.',
      ),
      nonCompliant('MTH-01', disk('vm-cheque-01-osdisk'), 'ADE without KEK is not approved.'),
      compliant('EXP-04', disk('vm-cheque-01-osdisk'), 'An exported VHD stays encrypted in the guest all the same.'),
      compliant('CTL-02', disk('vm-cheque-01-osdisk'), 'Azure Backup alone reads the secret, and nobody can export.'),
      compliant(
        'CTL-01',
        vault('kv-contoso-pay-ade'),
        'The application of Azure Backup, which the baseline approves, is the only one in the policies, for keys and secrets.',
      ),
      compliant('MTH-02', vm('vm-cheque-01'), 'ADE on every disk covers temp disk and caches.'),
      nonCompliant('MTH-03', vm('vm-cheque-01'), 'ADE retires on 15 Sep 2028, within 24 months.'),
    ],
  },
  {
    scenario: 'ade-once-now-off',
    weeks: BOTH,
    disk: 'vm-giro-01-osdisk',
    checks: [
      unknown(
        'KEY-01',
        disk('vm-giro-01-osdisk'),
        'The disk says on, the extension was told to decrypt: contradictory.',
      ),
      unknown('MTH-01', disk('vm-giro-01-osdisk'), 'The method in force cannot be told.'),
      compliant(
        'EXP-04',
        disk('vm-giro-01-osdisk'),
        'ADE is in doubt, but export is shut, and nobody holds the right to it.',
      ),
      nonCompliant('MTH-02', vm('vm-giro-01'), 'No encryption at host, and the data disk is not under ADE.'),
      unknown('MTH-03', vm('vm-giro-01'), 'Whether the OS disk is under ADE is in doubt.'),
    ],
  },
  {
    scenario: 'ade-once-now-off',
    weeks: BOTH,
    disk: 'vm-giro-01-data-0',
    checks: [
      nonCompliant(
        'KEY-01',
        disk('vm-giro-01-data-0'),
        'The disk says off, as does the extension: the platform key is left.',
      ),
      nonCompliant('MTH-01', disk('vm-giro-01-data-0'), 'SSE with platform key is not approved.'),
    ],
  },
  {
    scenario: 'confidential-vm-data-disk-not',
    weeks: BOTH,
    disk: 'vm-hsmproxy-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-hsmproxy-01-osdisk'), 'Confidential disk encryption with a customer key.'),
      compliant(
        'KEY-02',
        key('kv-contoso-pay-weu', 'cvm-cmk'),
        'The key of its secure VM disk encryption set can be used.',
      ),
      compliant('MTH-01', disk('vm-hsmproxy-01-osdisk'), 'Confidential with a customer key is approved.'),
    ],
  },
  {
    scenario: 'confidential-vm-data-disk-not',
    weeks: BOTH,
    disk: 'vm-hsmproxy-01-data-0',
    checks: [
      nonCompliant(
        'KEY-01',
        disk('vm-hsmproxy-01-data-0'),
        'Confidential encryption covers the OS disk only; here is a platform key.',
      ),
      nonCompliant('MTH-01', disk('vm-hsmproxy-01-data-0'), 'SSE with platform key is not approved.'),
    ],
  },
  {
    scenario: 'no-encryption-at-host',
    weeks: BOTH,
    disk: 'vm-scoring-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-scoring-01-osdisk'), 'Customer key on the disk.'),
      nonCompliant('MTH-02', vm('vm-scoring-01'), 'No encryption at host and no ADE: the temp disk is in the clear.'),
    ],
  },
  {
    scenario: 'vendor-appliance',
    weeks: BOTH,
    disk: 'vm-swiftgw-01-osdisk',
    checks: [
      nonCompliant(
        'KEY-01',
        disk('vm-swiftgw-01-osdisk'),
        'Platform key; becomes Exempt under an exemption, this beneath.',
      ),
    ],
  },
  {
    scenario: 'vendor-appliance',
    weeks: BOTH,
    disk: 'vm-swiftgw-01-data-0',
    checks: [compliant('KEY-01', disk('vm-swiftgw-01-data-0'), 'The data disk has a customer key.')],
  },
];
