import { BOTH, compliant, disk, item, key, unknown, vm, type Row } from './types.ts';

/** Nothing shows them before access is granted; then they turn out to be as they should. */
const sealed = (name: string): readonly Row[] => [
  { scenario: 'subscription-unreadable', weeks: [1], disk: name, absent: true, checks: [] },
  {
    scenario: 'subscription-unreadable',
    weeks: [2],
    disk: name,
    checks: [
      compliant('KEY-01', disk(name), 'Customer key of the set of its subscription.'),
      compliant('EXP-01', disk(name), 'DenyAll.'),
      compliant('BKP-01', vm('vm-board-01'), 'Protected, with a point of the last day.'),
      compliant('BKP-07', disk(name), 'No disk is excluded.'),
    ],
    expected: { R1: 'Compliant', R2: 'Compliant' },
  },
];

export const readingRows: readonly Row[] = [
  {
    scenario: 'ids-in-odd-case',
    weeks: BOTH,
    disk: 'VM-Intranet-01-OsDisk',
    checks: [
      compliant('KEY-01', disk('VM-Intranet-01-OsDisk'), 'Customer key, in whatever case its set is written.'),
      compliant('KEY-02', key('kv-contoso-wrk-weu', 'disk-cmk'), 'The set and its key are found.'),
      compliant('BKP-01', vm('VM-Intranet-01'), 'The item is found by the id of its VM.'),
      compliant('BKP-07', disk('VM-Intranet-01-OsDisk'), 'Nothing is excluded.'),
      compliant('MTH-02', vm('VM-Intranet-01'), 'The VM is found, with encryption at host.'),
    ],
  },
  {
    scenario: 'properties-as-string',
    weeks: BOTH,
    disk: 'vm-wiki-01-osdisk',
    checks: [
      compliant('KEY-01', disk('vm-wiki-01-osdisk'), 'The string holds the same JSON.'),
      compliant('BKP-01', vm('vm-wiki-01'), 'So does that of the item.'),
      compliant('BKP-02', item('rg-wiki-weu', 'vm-wiki-01'), 'Its recovery points are found.'),
      compliant('EXP-01', disk('vm-wiki-01-osdisk'), 'DenyAll.'),
    ],
  },
  {
    scenario: 'unknown-encryption-type',
    weeks: BOTH,
    disk: 'vm-lab-01-osdisk',
    checks: [
      unknown('KEY-01', disk('vm-lab-01-osdisk'), 'An encryption type that nobody knows is never compliant.'),
      unknown('MTH-01', disk('vm-lab-01-osdisk'), 'Nor is its method known.'),
      compliant('EXP-01', disk('vm-lab-01-osdisk'), 'Other questions are answered all the same.'),
    ],
  },
  {
    scenario: 'no-encryption-block',
    weeks: BOTH,
    disk: 'disk-lab-scratch',
    checks: [
      unknown('KEY-01', disk('disk-lab-scratch'), 'Azure did not say.'),
      unknown('MTH-01', disk('disk-lab-scratch'), 'Azure did not say.'),
      compliant('EXP-01', disk('disk-lab-scratch'), 'DenyAll.'),
    ],
  },
  ...sealed('vm-board-01-osdisk'),
  ...sealed('vm-board-01-data-0'),
  ...sealed('vm-board-01-data-1'),
];
