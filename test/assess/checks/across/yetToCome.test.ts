import { moreCasesOf } from '../../cases.ts';
import { cleanEstate, DATA_DISK, ITEM, JOB, LONE_DISK, POINT, VM } from '../../cleanEstate.ts';
import { addDiskBackup, DISK_SNAPSHOT, INSTANCE } from '../../diskBackupEstate.ts';
import { baselineWith, type Draft } from '../../estateOf.ts';

/** A moment long after the run: whatever says it, that has not happened. */
const FUTURE = '2031-01-01T00:00:00.000Z';

function pointToCome(draft: Draft): void {
  draft.patch('recoveryPoints', POINT, { time: FUTURE }).patch('recoveryPointDetails', POINT, { time: FUTURE });
}

moreCasesOf('BKP-07', DATA_DISK, [
  {
    name: 'the newest point is yet to come',
    given: pointToCome,
    status: 'Unknown',
    because: /Could not determine which recovery point is the newest/,
  },
  {
    name: 'by its own time the disk is yet to come',
    given: (draft) => draft.patch('disks', DATA_DISK, { timeCreated: FUTURE }),
    status: 'Unknown',
    because: /created after this run/,
  },
]);

moreCasesOf('RST-03', ITEM, [{ name: 'the newest point is yet to come', given: pointToCome, status: 'Unknown' }]);
moreCasesOf('RST-03', INSTANCE, [
  {
    name: 'a snapshot is yet to come',
    from: () => addDiskBackup(cleanEstate()),
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, { timeCreated: FUTURE }),
    status: 'Unknown',
    because: /Could not determine which snapshot is the newest/,
  },
]);

moreCasesOf('RST-04', VM, [
  {
    name: 'the restore is yet to end',
    baseline: baselineWith({ restore: { provenWithinDays: 30 } }),
    given: (draft) => draft.patch('restoreJobs', JOB, { endTime: FUTURE }),
    status: 'Unknown',
    because: /after this run/,
  },
]);

moreCasesOf('BKP-07', LONE_DISK, [{ name: 'a disk that no VM holds', given: pointToCome, status: 'NotApplicable' }]);
