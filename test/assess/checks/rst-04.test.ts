import { describe, expect, test } from 'vitest';
import { judgeEstate } from '../../../src/assess/assess.ts';
import type { ArmId } from '../../../src/domain/armId.ts';
import type { SeenRestore } from '../../../src/domain/carried.ts';
import { casesOf } from '../cases.ts';
import { cleanEstate, ITEM, JOB, OS_DISK, RESTORED, VM } from '../cleanEstate.ts';
import { baselineWith, type Draft, SUB } from '../estateOf.ts';

const ASKED = baselineWith({ restore: { provenWithinDays: 90 } });

/** A restore of the VM as Resource Graph lists it. */
const JOB_ROW = {
  vaultId: undefined,
  jobId: 'aaaaaaaa-0000-0000-0000-000000000001',
  operation: 'Restore',
  status: 'Completed',
  startTime: '2026-11-20T10:10:00.000Z',
  endTime: '2026-11-20T10:20:00.000Z',
  entityFriendlyName: 'vm-1',
  dataSourceId: VM,
  containerName: undefined,
  isUserTriggered: true,
  bag: undefined,
};

const WITHIN_TEN = baselineWith({ restore: { provenWithinDays: 10 } });

/** A restore that an earlier run saw. */
function seenEarlier(draft: Draft, part: Partial<SeenRestore> = {}, run = 'run-1'): void {
  draft.put('carriedRestores', `${JOB}0#${run}`, {
    restoreJobId: `${JOB}0` as ArmId,
    jobId: 'earlier',
    vmId: VM,
    status: 'Completed',
    endTime: '2026-09-10T10:00:00.000Z',
    recoveryPointTime: '2026-09-09T22:00:00.000Z',
    disksInPoint: 2,
    disksFound: ['disk-a' as ArmId, 'disk-b' as ArmId],
    run,
    ...part,
  });
}

/** No job that Azure still lists, and an unbroken watch since a moment. */
function onlyWatch(draft: Draft, since: string | undefined, until = '2026-11-17T06:00:00.000Z'): void {
  draft.drop('restoreJobs', JOB).drop('restoreJobDetails', JOB);
  if (since !== undefined) draft.put('restoreWatches', `/subscriptions/${SUB}`, { since, until, run: 'run-1' });
}

casesOf('RST-04', VM, [
  { name: 'no interval asked', status: 'NotApplicable', because: /requires no restore interval/ },
  {
    name: 'a restore that Azure lists, all disks found',
    baseline: ASKED,
    status: 'Compliant',
    because: /2026-11-20 is proven: the disk that it had to create was found/,
  },
  {
    name: 'a restore that an earlier run saw, gone from Azure',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, undefined);
      seenEarlier(draft);
    },
    status: 'Compliant',
    because: /2026-09-10 is proven: all 2 disks that it had to create were/,
  },
  {
    name: 'disks that two runs found, one each',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, undefined);
      seenEarlier(draft, { disksFound: ['disk-a' as ArmId], disksInPoint: undefined });
      seenEarlier(draft, { disksFound: ['disk-b' as ArmId] }, 'run-2');
    },
    status: 'Compliant',
  },
  {
    name: 'an earlier restore of which one disk was never seen',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      seenEarlier(draft, { disksFound: ['disk-a' as ArmId] });
    },
    status: 'Unknown',
    because: /1 of the 2 disks/,
  },
  {
    name: 'a restore whose recovery point is not known',
    baseline: ASKED,
    given: (draft) => draft.patch('restoreJobDetails', JOB, { recoveryPointTime: undefined }),
    status: 'Unknown',
    because: /how many disks/,
  },
  {
    name: 'a restore of one of three disks, which the job names',
    baseline: ASKED,
    given: (draft) =>
      draft.patch('restoreJobDetails', JOB, {
        recoveryPointTime: undefined,
        restoredDisks: ['vm-1-os'],
        backedUpDisks: ['vm-1-os', 'vm-1-data', 'vm-1-log'],
      }),
    status: 'Compliant',
    because: /the disk that it had to create was found, of the 3 that were backed up/,
  },
  {
    name: 'an operation that is not known, watched for longer than the interval',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      draft.put('restoreJobs', JOB, { ...JOB_ROW, operation: 'InstantRecovery' });
    },
    status: 'Unknown',
    because: /"InstantRecovery".* does not know the operation/,
  },
  {
    name: 'a status that is not known, watched for longer than the interval',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      draft.put('restoreJobs', JOB, { ...JOB_ROW, status: 'CompletedWithErrors' });
    },
    status: 'Unknown',
    because: /does not know the status/,
  },
  {
    name: 'a job without a VM, of the container of its item',
    baseline: ASKED,
    given: (draft) =>
      draft.patch('restoreJobs', JOB, { dataSourceId: undefined, containerName: 'iaasvmcontainerv2;rg-app;vm1' }),
    status: 'Compliant',
  },
  {
    name: 'a job whose VM nothing tells, watched for longer than the interval',
    baseline: WITHIN_TEN,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      draft.put('restoreJobs', JOB, { ...JOB_ROW, dataSourceId: undefined, containerName: undefined });
    },
    status: 'Unknown',
    because: /does not name the virtual machine/,
    gaps: [`restoreJobs ${SUB}`],
  },
  {
    name: 'a restore without an end',
    baseline: ASKED,
    given: (draft) => draft.patch('restoreJobs', JOB, { endTime: undefined }),
    status: 'Unknown',
    because: /does not say/,
  },
  {
    name: 'a failed restore is none',
    baseline: ASKED,
    given: (draft) => draft.patch('restoreJobs', JOB, { status: 'Failed' }),
    status: 'Unknown',
    because: /restores before 2026-11-10 are not/,
  },
  {
    name: 'too old a restore, watched for longer than the interval',
    baseline: WITHIN_TEN,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      seenEarlier(draft);
    },
    status: 'NonCompliant',
    because: /within 10 days/,
  },
  {
    name: 'none at all, watched for longer than the interval',
    baseline: ASKED,
    given: (draft) => onlyWatch(draft, '2026-01-01T00:00:00.000Z'),
    status: 'NonCompliant',
  },
  {
    name: 'none, watched for less than the interval',
    baseline: ASKED,
    given: (draft) => onlyWatch(draft, '2026-10-01T00:00:00.000Z'),
    status: 'Unknown',
    because: /before 2026-10-01 are not/,
  },
  {
    name: 'none, and the watch was broken for more than Azure looks back',
    baseline: ASKED,
    given: (draft) => onlyWatch(draft, '2026-01-01T00:00:00.000Z', '2026-11-01T06:00:00.000Z'),
    status: 'Unknown',
    because: /before 2026-11-10 are not/,
  },
  {
    name: 'carried facts that could not be taken over',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      draft.gap('carriedRestores', '*', { kind: 'notRead' });
    },
    status: 'Unknown',
    gaps: ['carriedRestores *'],
  },
  {
    name: 'jobs that may not be read',
    baseline: ASKED,
    given: (draft) => {
      onlyWatch(draft, '2026-01-01T00:00:00.000Z');
      draft.gap('restoreJobs', SUB);
    },
    status: 'Unknown',
    gaps: [`restoreJobs ${SUB}`],
  },
  {
    name: 'disks that may not be read',
    baseline: ASKED,
    given: (draft) => draft.lose('disks', RESTORED),
    status: 'Unknown',
    gaps: [`disks ${SUB}`],
  },
  {
    name: 'a VM that is not backed up',
    baseline: ASKED,
    given: (draft) => draft.drop('protectedItems', ITEM),
    status: 'NotApplicable',
    because: /nothing to restore/,
  },
  {
    name: 'a VM that may be backed up',
    baseline: ASKED,
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: [`protectedItems ${SUB}`],
  },
]);

describe('what a run leaves for later ones', () => {
  test('the restores that it saw, and since when they are known', () => {
    const draft = cleanEstate();
    const { seen } = judgeEstate(draft.input());
    expect(seen.restores).toMatchObject([
      { restoreJobId: JOB, vmId: VM, disksInPoint: 1, disksFound: [RESTORED], run: undefined },
    ]);
    expect(seen.watches.find((watch) => watch.subscriptionId === SUB)).toMatchObject({
      since: '2026-11-10T06:00:00.000Z',
      until: draft.asOf,
    });
  });

  test('nothing of a restore that is under way or failed', () => {
    for (const status of ['InProgress', 'Failed', undefined]) {
      const draft = cleanEstate();
      draft.patch('restoreJobs', JOB, { status });
      expect(judgeEstate(draft.input()).seen.restores).toEqual([]);
    }
  });

  test('the watch goes on, or stands where it was in a subscription whose jobs were not read', () => {
    const draft = cleanEstate();
    const before = { since: '2026-03-01T00:00:00.000Z', until: '2026-11-17T06:00:00.000Z', run: 'run-1' };
    draft.put('restoreWatches', `/subscriptions/${SUB}`, before);
    const [watch] = judgeEstate(draft.input()).seen.watches;
    expect(watch).toMatchObject({ since: before.since, until: draft.asOf });
    draft.gap('restoreJobs', SUB);
    expect(judgeEstate(draft.input()).seen.watches[0]).toMatchObject({ since: before.since, until: before.until });
  });

  test('a carried restore is not judged as a job that Azure lists', () => {
    const draft = cleanEstate();
    seenEarlier(draft, { disksFound: [] });
    expect(draft.assess().verdicts.filter((verdict) => verdict.check === 'RST-02')).toHaveLength(1);
    expect(draft.chain(OS_DISK).requirements.R3.status).toBe('Compliant');
  });
});
