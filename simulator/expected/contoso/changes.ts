import { BOTH, compliant, disk, nonCompliant, unknown, type Row } from './types.ts';

export const changeRows: readonly Row[] = [
  {
    scenario: 'export-shut-in-week-2',
    weeks: [1],
    disk: 'vm-callcentre-01-osdisk',
    checks: [
      nonCompliant('EXP-01', disk('vm-callcentre-01-osdisk'), 'AllowAll and public.'),
      nonCompliant('EXP-04', disk('vm-callcentre-01-osdisk'), 'No ADE, and export is open.'),
    ],
  },
  {
    scenario: 'export-shut-in-week-2',
    weeks: [2],
    disk: 'vm-callcentre-01-osdisk',
    checks: [compliant('EXP-01', disk('vm-callcentre-01-osdisk'), 'DenyAll since: fixed.')],
  },
  {
    scenario: 'restored-weaker-in-week-2',
    weeks: BOTH,
    disk: 'vm-onboarding-01-osdisk',
    checks: [compliant('KEY-01', disk('vm-onboarding-01-osdisk'), 'The source has a customer key in both weeks.')],
  },
  {
    scenario: 'restored-weaker-in-week-2',
    weeks: [1],
    disk: 'vm-onboarding-01-osdisk-20261119-165000',
    absent: true,
    checks: [],
  },
  {
    scenario: 'restored-weaker-in-week-2',
    weeks: [2],
    disk: 'vm-onboarding-01-osdisk-20261119-165000',
    checks: [
      nonCompliant('RST-01', disk('vm-onboarding-01-osdisk-20261119-165000'), 'It came back with a platform key.'),
      nonCompliant('KEY-01', disk('vm-onboarding-01-osdisk-20261119-165000'), 'Platform key.'),
    ],
  },
  {
    scenario: 'deleted-in-week-2',
    weeks: [1],
    disk: 'disk-forgotten-2021',
    checks: [nonCompliant('KEY-01', disk('disk-forgotten-2021'), 'Platform key.')],
  },
  { scenario: 'deleted-in-week-2', weeks: [2], disk: 'disk-forgotten-2021', absent: true, checks: [] },
  { scenario: 'created-in-week-2', weeks: [1], disk: 'vm-openbanking-01-osdisk', absent: true, checks: [] },
  {
    scenario: 'created-in-week-2',
    weeks: [2],
    disk: 'vm-openbanking-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-openbanking-01-osdisk'), 'Built with a customer key.'),
      compliant('EXP-01', disk('vm-openbanking-01-osdisk'), 'Built with export shut.'),
    ],
  },
  {
    scenario: 'value-unreadable-in-week-2',
    weeks: [1],
    disk: 'vm-letters-01-osdisk',
    checks: [compliant('EXP-01', disk('vm-letters-01-osdisk'), 'DenyAll.')],
  },
  {
    scenario: 'value-unreadable-in-week-2',
    weeks: [2],
    disk: 'vm-letters-01-osdisk',
    checks: [
      unknown('EXP-01', disk('vm-letters-01-osdisk'), 'Network access policy "2" is a value that nobody knows.'),
      compliant('KEY-01', disk('vm-letters-01-osdisk'), 'The rest of the disk is read as before.'),
    ],
  },
];
