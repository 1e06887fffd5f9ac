import { expect, test } from 'vitest';
import type { ReplicatedDisk } from '../../../../src/domain/facts.ts';
import { moreCasesOf } from '../../cases.ts';
import {
  CACHE,
  cleanEstate,
  clusterEstate,
  DATA_DISK,
  DES,
  ITEM,
  JOB,
  REPLICATED,
  RESTORED,
  STAGING,
  VM,
} from '../../cleanEstate.ts';
import { addDiskBackup, DISK_SNAPSHOT, INSTANCE } from '../../diskBackupEstate.ts';
import { cluster, detail } from '../../drafts.ts';
import { baselineWith, type Draft } from '../../estateOf.ts';

/** What every recorded answer of Azure's says: where it is missing, it might have been the word to the contrary. */

function legs(part: Partial<ReplicatedDisk>): (draft: Draft) => Draft {
  return (draft) => {
    const disks = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
    return detail({ disks: disks.map((disk) => ({ ...disk, ...part })) })(draft);
  };
}

moreCasesOf('KEY-04', DES, [
  {
    name: 'the state of the set is not said',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { provisioningState: undefined }),
    status: 'Unknown',
  },
]);
moreCasesOf('KEY-05', DES, [
  {
    name: 'the kind of its identity is not said',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { identityType: undefined }),
    status: 'Unknown',
  },
]);
moreCasesOf('BKP-01', VM, [
  {
    name: 'its vault lists the item without a state',
    given: (draft) => draft.patch('diskExclusions', ITEM, { protectionState: undefined }),
    status: 'Unknown',
    because: /in Resource Graph and \(not said\) in its vault/,
  },
]);
moreCasesOf('RST-03', INSTANCE, [
  {
    name: 'the state of the newest snapshot is not said',
    from: () => addDiskBackup(cleanEstate()),
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, { provisioningState: undefined }),
    status: 'Unknown',
  },
]);

moreCasesOf('DR-01', VM, [
  { name: 'failover health not said', given: detail({ failoverHealth: undefined }), status: 'Unknown' },
  { name: 'state of the VM in it not said', given: detail({ vmProtectionState: undefined }), status: 'Unknown' },
  { name: 'a recovery point that lags less than nothing', given: detail({ rpoInSeconds: -1 }), status: 'Unknown' },
  {
    name: 'whether a disk has to be copied anew is not said',
    given: legs({ resyncRequired: undefined }),
    status: 'Unknown',
    because: /needs resynchronisation/,
  },
  {
    name: 'the same of a shared disk',
    from: clusterEstate,
    given: (draft) => {
      const [row] = draft.rows.replicationClusters.values();
      cluster({ disks: (row?.disks ?? []).map((disk) => ({ ...disk, resyncRequired: undefined })) })(draft);
    },
    status: 'Unknown',
    because: /needs resynchronisation/,
  },
]);
moreCasesOf('DR-04', REPLICATED, [
  { name: 'encryption of the VM not said', given: detail({ vmEncryptionType: undefined }), status: 'Unknown' },
]);

const PLATFORM_ACCOUNT = { keySource: 'Microsoft.Storage', keyName: undefined, keyVaultUri: undefined };

test('a weak cache account that Site Recovery does not name is not forgotten', () => {
  const draft = cleanEstate().patch('storageAccounts', CACHE, PLATFORM_ACCOUNT);
  draft.patch('virtualMachines', VM, { encryptionAtHost: false });
  expect(draft.chain(DATA_DISK).requirements.R4.status).toBe('NonCompliant');
  legs({ stagingStorageAccountId: undefined })(draft);
  expect(draft.chain(DATA_DISK).requirements.R4).toMatchObject({
    status: 'Unknown',
    because: expect.stringMatching(/names no cache storage account/) as string,
  });
});

test('a weak staging account that the restore job does not name is not forgotten', () => {
  const draft = cleanEstate().patch('storageAccounts', STAGING, PLATFORM_ACCOUNT);
  expect(draft.chain(DATA_DISK).requirements.R3.status).toBe('NonCompliant');
  draft.patch('restoreJobDetails', JOB, { targetStorageAccountName: undefined });
  for (const requirement of ['R3', 'R6'] as const)
    expect(draft.chain(DATA_DISK).requirements[requirement]).toMatchObject({
      status: 'Unknown',
      because: expect.stringMatching(/does not name the storage account/) as string,
    });
  draft.patch('restoreJobs', JOB, { status: 'Failed' });
  expect(draft.chain(DATA_DISK).requirements.R3.status).toBe('Compliant');
});

moreCasesOf('DR-04', REPLICATED, [
  {
    name: 'encryption of a disk not said',
    given: legs({ isDiskEncrypted: undefined }),
    status: 'Unknown',
    because: /of each disk whether/,
  },
]);

const UNSAID = { timeCreated: undefined } as const;
const proving = baselineWith({ restore: { provenWithinDays: 30 } });
moreCasesOf('RST-02', JOB, [
  {
    name: 'when the restored disk was created is not said: the tag is anybody’s to copy',
    given: (draft) => draft.patch('disks', RESTORED, UNSAID),
    status: 'Unknown',
    because: /0 of 1 disks/,
  },
  {
    name: 'when the job began is not said',
    given: (draft) => draft.patch('restoreJobs', JOB, { startTime: undefined }),
    status: 'Unknown',
  },
]);
moreCasesOf('RST-04', VM, [
  {
    name: 'when the restored disk was created is not said',
    baseline: proving,
    given: (draft) => draft.patch('disks', RESTORED, UNSAID),
    status: 'Unknown',
  },
]);
