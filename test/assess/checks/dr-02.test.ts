import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import {
  CLUSTER,
  clusterEstate,
  DATA_DISK,
  DATA_REPLICA,
  DISK,
  OS_DISK,
  OS_REPLICA,
  REPLICATED,
  replicatedDisk,
  VM,
} from '../cleanEstate.ts';
import { baselineWith, type Draft, id, vmId } from '../estateOf.ts';
import { cluster, clustersRefused, detail, FAILED_OVER, notReplicated, osLeg } from '../drafts.ts';
import { HELD_BY_NO_VM } from '../detached.ts';

casesOf('DR-02', DATA_DISK, [
  { name: 'inside', status: 'Compliant' },
  { name: 'left out', given: detail({ disks: [replicatedDisk(OS_DISK, OS_REPLICA)] }), status: 'NonCompliant' },
  {
    name: 'left out, approved',
    given: detail({ disks: [replicatedDisk(OS_DISK, OS_REPLICA)] }),
    baseline: baselineWith({ dr: { approvedUnreplicatedDisks: [DATA_DISK.toUpperCase()] } }),
    status: 'Compliant',
  },
  {
    name: 'a leg without an id',
    given: detail({ disks: [replicatedDisk(OS_DISK, OS_REPLICA, { diskId: undefined })] }),
    status: 'Unknown',
  },
  { name: 'state that nobody knows', given: osLeg({ diskState: 'Odd' }), subject: OS_DISK, status: 'Unknown' },
  {
    name: 'its initial replication is not complete',
    given: osLeg({ diskState: 'InitialReplicationPending' }),
    subject: OS_DISK,
    status: 'NonCompliant',
    because: /"InitialReplicationPending": its initial replication is not complete/,
    remediation: /^Let the initial replication/,
  },
  {
    name: 'no state',
    given: osLeg({ diskState: undefined }),
    subject: OS_DISK,
    status: 'Unknown',
    because: /without the state of its replication/,
  },
  { name: 'shared, in its cluster', from: clusterEstate, status: 'Compliant' },
  {
    name: 'shared, missing in its cluster',
    from: clusterEstate,
    given: cluster({ disks: [] }),
    status: 'NonCompliant',
    because: /does not list this disk/,
  },
  {
    name: 'shared, its VM is in no cluster',
    from: clusterEstate,
    given: cluster({ itemIds: [], disks: [] }),
    status: 'NonCompliant',
    because: /no replication cluster/,
  },
  {
    name: 'shared, listed in a cluster that does not name its items',
    from: clusterEstate,
    given: cluster({ itemIds: [] }),
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shared, a leg of the cluster without an id',
    from: clusterEstate,
    given: cluster({ disks: [replicatedDisk(DATA_DISK, DATA_REPLICA, { diskId: undefined })] }),
    status: 'Unknown',
  },
  {
    name: 'shared, in a state that nobody knows',
    from: clusterEstate,
    given: cluster({ disks: [replicatedDisk(DATA_DISK, DATA_REPLICA, { diskState: 'Unavailable' })] }),
    status: 'Unknown',
    because: /"Unavailable"/,
  },
  {
    name: 'shared, and the clusters were not read',
    from: clusterEstate,
    given: clustersRefused,
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shared, but the cluster alone was not readable',
    from: clusterEstate,
    given: (draft) => draft.lose('replicationClusters', CLUSTER),
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shared, its disk names no second VM yet: the VM that lists it holds it',
    from: clusterEstate,
    given: (draft) => {
      // The only replicated VM is the one that the disk does not name.
      notReplicated(draft).patch('disks', DATA_DISK, { managedBy: [VM] });
    },
    status: 'Compliant',
  },
  {
    name: 'shared, but an ordinary item lists it',
    given: (draft) => draft.patch('disks', DATA_DISK, { maxShares: 3 }),
    status: 'Compliant',
  },
  { name: 'VM not replicated', given: notReplicated, status: 'NotApplicable' },
  {
    name: 'details lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  ...HELD_BY_NO_VM,
]);

/** The VM runs in the recovery region, on the disk that the failover made. */
function failedOver(draft: Draft): void {
  const machine = draft.rows.virtualMachines.get(VM);
  if (machine?.osDisk === undefined) throw new Error('The clean estate has a VM.');
  const there = vmId('vm-1', 'rg-north');
  draft.put('virtualMachines', there, {
    ...machine,
    id: there,
    resourceId: there,
    osDisk: { ...machine.osDisk, diskId: FAILED_OVER },
    dataDisks: [],
  });
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os', 'rg-north'), { ...DISK, managedBy: [there] });
  detail({ activeLocation: 'Recovery', recoveryVmId: there })(draft);
  osLeg({ recoveryTargetDiskId: FAILED_OVER })(draft);
}

moreCasesOf('DR-02', FAILED_OVER, [
  {
    name: 'failed over and reprotected: the disk in the recovery region is the target of a leg',
    given: failedOver,
    status: 'Compliant',
  },
  {
    name: 'failed over and reprotected: a disk that no leg names',
    given: (draft) => {
      failedOver(draft);
      osLeg({ recoveryTargetDiskId: undefined })(draft);
    },
    status: 'NonCompliant',
  },
]);
