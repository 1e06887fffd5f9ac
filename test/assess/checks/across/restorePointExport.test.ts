import { expect, test } from 'vitest';
import { armId } from '../../../../src/domain/armId.ts';
import { moreCasesOf, type Case } from '../../cases.ts';
import { CRYPTO_OFFICER, EVE, give, OWNER } from '../../cleanAccess.ts';
import {
  adeEstate,
  cleanEstate,
  COLLECTION,
  DATA_DISK,
  DES,
  KEY_VAULT,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  RESTORE_POINT,
  restorePointOf,
  sayEncryption,
  SHUT,
} from '../../cleanEstate.ts';
import { SUB, vmId, type Draft } from '../../estateOf.ts';

const OPEN = { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' } as const;
const UNSAID = { networkAccessPolicy: undefined, publicNetworkAccess: undefined } as const;
const COPY = restorePointOf(OS_DISK);

/** Nothing says of which disk the copy is. */
function unnamed(draft: Draft): void {
  const point = draft.rows.restorePoints.get(RESTORE_POINT);
  const disks = (point?.disks ?? []).map((disk) =>
    disk.diskRestorePointId === COPY ? { ...disk, diskId: undefined } : disk,
  );
  draft.patch('restorePoints', RESTORE_POINT, { disks }).patch('diskRestorePoints', COPY, { sourceId: undefined });
}

/** A copy of a disk that no VM has any more. */
function ofLoneDisk(draft: Draft): void {
  draft.put('diskRestorePoints', `${RESTORE_POINT}/diskrestorepoints/disk-alone_1`, {
    restorePointId: RESTORE_POINT,
    sourceId: LONE_DISK,
    sourceUniqueId: undefined,
    encryptionType: 'EncryptionAtRestWithCustomerKey',
    diskEncryptionSetId: DES,
    securityType: undefined,
    secureVmDiskEncryptionSetId: undefined,
    ...SHUT,
    ...OPEN,
  });
}

const notRead: readonly Case[] = [
  {
    name: 'what the copy says is nothing',
    given: (draft) => draft.patch('diskRestorePoints', COPY, UNSAID),
    status: 'Unknown',
    because: /copy in restore point AzureBackup_20261123_220000.* policy \(not said\)/i,
  },
  {
    name: 'the copy itself was not read',
    given: (draft) => draft.drop('diskRestorePoints', COPY),
    status: 'Unknown',
    because: /was not read/,
  },
  {
    name: 'copies not read',
    given: (draft) => draft.drop('diskRestorePoints', COPY).gap('diskRestorePoints', SUB, { subject: RESTORE_POINT }),
    status: 'Unknown',
    gaps: [`diskRestorePoints ${SUB}`],
  },
  {
    name: 'restore points not read',
    given: (draft) => draft.gap('restorePoints', SUB, { subject: COLLECTION }),
    status: 'Unknown',
    gaps: [`restorePoints ${SUB}`],
  },
  {
    name: 'collections not read',
    given: (draft) => draft.gap('restorePointCollections', SUB),
    status: 'Unknown',
    gaps: [`restorePointCollections ${SUB}`],
  },
  {
    name: 'an open copy that may be of another disk of the VM',
    given: (draft) => {
      unnamed(draft);
      draft.patch('diskRestorePoints', COPY, OPEN);
    },
    status: 'Unknown',
    because: /does not say which disk|^Could not determine/,
  },
  { name: 'a shut copy that may be of another disk', given: unnamed, status: 'Compliant' },
];

moreCasesOf('EXP-01', OS_DISK, [
  {
    name: 'a copy that anybody may fetch',
    given: (draft) => draft.patch('diskRestorePoints', COPY, OPEN),
    status: 'NonCompliant',
    because: /^The copy in restore point AzureBackup_20261123_220000: it can be exported from every network/i,
    remediation: /delete one whose copy is open/,
  },
  {
    name: 'a copy for private endpoints only',
    given: (draft) => draft.patch('diskRestorePoints', COPY, { ...SHUT, networkAccessPolicy: 'AllowPrivate' }),
    status: 'Compliant',
  },
  {
    name: 'a copy of the other disk',
    given: (draft) => draft.patch('diskRestorePoints', restorePointOf(DATA_DISK), OPEN),
    status: 'Compliant',
  },
  { name: 'a copy of a detached disk', given: ofLoneDisk, subject: LONE_DISK, status: 'NonCompliant' },
  {
    name: 'a copy of a detached disk of which it is not said when it was created',
    given: (draft) => {
      ofLoneDisk(draft);
      draft.patch('disks', LONE_DISK, { timeCreated: undefined });
    },
    subject: LONE_DISK,
    status: 'Unknown',
  },
  {
    name: 'a copy that may be of an earlier disk with the ID of a detached one',
    given: (draft) => {
      ofLoneDisk(draft);
      draft.patch('disks', LONE_DISK, { timeCreated: '2026-11-23T23:30:00.000Z' });
    },
    subject: LONE_DISK,
    status: 'Unknown',
  },
  {
    name: 'copies of a detached disk may be in any restore point',
    given: (draft) => draft.gap('restorePoints', SUB, { subject: COLLECTION }),
    subject: LONE_DISK,
    status: 'Unknown',
    gaps: [`restorePoints ${SUB}`],
  },
  ...notRead,
]);

moreCasesOf('EXP-04', OS_DISK, [
  {
    name: 'a copy that anybody may fetch',
    given: (draft) => draft.patch('diskRestorePoints', COPY, OPEN),
    status: 'NonCompliant',
    because: /^An export of the copy in restore point AzureBackup_20261123_220000 would be readable\./i,
  },
  {
    name: 'somebody who may export restore points only',
    given: (draft) => give(draft, EVE, OWNER, COLLECTION),
    status: 'NonCompliant',
    because: /can export the copy in restore point/,
  },
  {
    name: 'an open copy of a disk under Azure Disk Encryption stays unreadable',
    from: adeEstate,
    given: (draft) => draft.patch('diskRestorePoints', COPY, OPEN),
    status: 'Compliant',
  },
  {
    name: 'an open copy of a disk under Azure Disk Encryption, of a moment that no recovery point tells',
    from: adeEstate,
    given: (draft) => {
      draft.patch('diskRestorePoints', COPY, OPEN);
      for (const id of draft.rows.recoveryPoints.keys()) draft.patch('recoveryPoints', id, { time: undefined });
    },
    status: 'Unknown',
    because: /^Could not determine whether an export/,
  },
  ...notRead,
]);

moreCasesOf('CTL-02', OS_DISK, [
  {
    name: 'both, through a copy that may be of an earlier disk with the ID of a detached one',
    given: (draft) => {
      ofLoneDisk(draft);
      draft.patch('disks', LONE_DISK, { timeCreated: undefined });
      give(draft, EVE, OWNER, armId(COLLECTION));
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    subject: LONE_DISK,
    status: 'Unknown',
    because: /may be a copy of another disk/,
  },
  {
    name: 'both, through a restore point',
    given: (draft) => {
      give(draft, EVE, OWNER, armId(COLLECTION));
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'NonCompliant',
    because: /can export the copy in restore point AzureBackup_20261123_220000 and use its key/i,
  },
  {
    name: 'restore points not read',
    given: (draft) => draft.gap('restorePoints', SUB, { subject: COLLECTION }),
    status: 'Unknown',
    gaps: [`restorePoints ${SUB}`],
  },
]);

/** R2 takes what holds a copy of the disk, whichever VM it was taken of. */
test('a weaker copy of a disk that no VM holds any more counts for it', () => {
  const draft = cleanEstate();
  ofLoneDisk(draft);
  expect(draft.chain(LONE_DISK).requirements.R2.status).toBe('Compliant');
  draft.patch('diskRestorePoints', armId(`${RESTORE_POINT}/diskrestorepoints/disk-alone_1`), PLATFORM);
  expect(draft.chain(LONE_DISK).requirements.R2.status).toBe('NonCompliant');
});

test('the restore points of a VM that was moved since count for its disks', () => {
  const draft = cleanEstate().patch('restorePointCollections', COLLECTION, { sourceId: vmId('vm-1', 'rg-before') });
  sayEncryption(draft, PLATFORM);
  expect(draft.chain(DATA_DISK).requirements.R2.status).toBe('NonCompliant');
});

test('where the restore points of its former VM were not read, what a disk has in them is not known', () => {
  const draft = cleanEstate().lose('restorePoints', RESTORE_POINT, 'row');
  expect(draft.chain(LONE_DISK).requirements.R2.status).toBe('Unknown');
});
