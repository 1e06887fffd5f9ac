import { account, BOTH, cluster, compliant, disk, nonCompliant, vm, type Row } from './types.ts';

const scenario = { scenario: 'shared-disks-of-a-cluster', weeks: BOTH } as const;

export const clusterRows: readonly Row[] = [
  ...['vm-sqlha-01', 'vm-sqlha-02'].flatMap((name): Row[] => [
    {
      ...scenario,
      disk: `${name}-osdisk`,
      checks: [
        compliant(
          'DR-01',
          vm(name),
          'The VM and the shared disks of its cluster are protected, Normal, RPO 300 seconds.',
        ),
        compliant('DR-02', disk(`${name}-osdisk`), 'Listed by the item of its VM.'),
        compliant('DR-03', disk(`${name}-osdisk-ASRReplica`), 'Customer key here as there.'),
      ],
    },
    {
      ...scenario,
      disk: `${name}-osdisk-ASRReplica`,
      checks: [compliant('KEY-01', disk(`${name}-osdisk-ASRReplica`), 'Customer key of des-neu.')],
    },
  ]),
  {
    ...scenario,
    disk: 'disk-sqlha-data',
    checks: [
      compliant('DR-02', disk('disk-sqlha-data'), 'Listed by the cluster; the items of its VMs do not know it.'),
      compliant('DR-03', disk('disk-sqlha-data-ASRReplica'), 'Customer key here as there.'),
      nonCompliant(
        'DR-04',
        cluster('wsfc-sqlha'),
        'A failover of the cluster needs a set for disk-sqlha-log too, and none is named.',
      ),
      compliant('DR-05', account('stcontosopaycache'), 'Customer key, HTTPS only, shut.'),
      nonCompliant('BKP-07', disk('disk-sqlha-data'), 'One of its VMs is backed up, without it: its LUN is left out.'),
      compliant('MTH-02', vm('vm-sqlha-01'), 'Encryption at host on the one VM that holds it'),
      compliant('MTH-02', vm('vm-sqlha-02'), 'and on the other.'),
    ],
    expected: { R2: 'NonCompliant', R4: 'NonCompliant' },
  },
  {
    ...scenario,
    disk: 'disk-sqlha-data-ASRReplica',
    checks: [compliant('KEY-01', disk('disk-sqlha-data-ASRReplica'), 'Customer key of des-neu.')],
  },
  {
    ...scenario,
    disk: 'disk-sqlha-log',
    checks: [
      compliant('DR-02', disk('disk-sqlha-log'), 'Listed by the cluster.'),
      nonCompliant('DR-03', disk('disk-sqlha-log-ASRReplica'), 'The replica fell to the platform key.'),
    ],
    expected: { R4: 'NonCompliant' },
  },
  {
    ...scenario,
    disk: 'disk-sqlha-log-ASRReplica',
    checks: [nonCompliant('KEY-01', disk('disk-sqlha-log-ASRReplica'), 'Platform key.')],
  },
  {
    ...scenario,
    disk: 'disk-sqlha-quorum',
    checks: [nonCompliant('DR-02', disk('disk-sqlha-quorum'), 'Neither the items of its VMs nor the cluster list it.')],
    expected: { R4: 'NonCompliant' },
  },
];
