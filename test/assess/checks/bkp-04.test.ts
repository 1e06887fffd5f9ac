import { describe, expect, test } from 'vitest';
import { armId } from '../../../src/domain/armId.ts';
import { casesOf } from '../cases.ts';
import {
  adeEstate,
  cleanEstate,
  COLLECTION,
  DATA_DISK,
  DES,
  ITEM,
  OLD_POINT,
  OS_DISK,
  PLATFORM,
  POINT,
  RECOVERY_DES,
  RECOVERY_POINT,
  RESTORE_POINT,
  restorePointOf,
  sayEncryption,
  SHUT,
  VM,
} from '../cleanEstate.ts';
import { points } from '../drafts.ts';
import { type Draft, id, SUB } from '../estateOf.ts';

const UNSAID = { encryptionType: undefined, diskEncryptionSetId: undefined };

const OWN = armId(id('Microsoft.Compute/restorePointCollections', 'rpc-before-upgrade'));

/** The collection of the clean estate as a user's own, with its restore point. */
function asUserTook(draft: Draft): void {
  const point = `${OWN}/restorepoints/monday`;
  const copy = `${point}/diskrestorepoints/vm-1-os_b70cd924-3362-4a80-93c2-9415eaa12745`;
  draft.put('restorePointCollections', OWN, { sourceId: VM });
  draft.put('restorePoints', point, {
    collectionId: OWN,
    time: '2026-11-23T22:00:30.000Z',
    disks: [],
  });
  draft.put('diskRestorePoints', copy, {
    restorePointId: armId(point),
    sourceId: OS_DISK,
    sourceUniqueId: undefined,
    encryptionType: 'EncryptionAtRestWithCustomerKey',
    diskEncryptionSetId: DES,
    securityType: undefined,
    secureVmDiskEncryptionSetId: undefined,
    ...SHUT,
  });
}

/** No restore point in the collection, and none promised by a recovery point. */
function emptied(draft: Draft): void {
  draft.drop('restorePoints', RESTORE_POINT);
  for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
}

const onlyInVault = { tiers: [{ type: 'HardenedRP', status: 'Valid' }] };

function noneInstant(draft: Draft): void {
  points(draft, onlyInVault);
}

casesOf('BKP-04', COLLECTION, [
  {
    name: 'both disks under the set of their source',
    status: 'Compliant',
    because: /Each of the 2 disks in 1 restore point is/,
  },
  {
    name: 'another customer key is no break',
    given: (draft) => sayEncryption(draft, { diskEncryptionSetId: RECOVERY_DES }),
    status: 'Compliant',
  },
  {
    name: 'platform key on copies of a customer-key disk',
    given: (draft) => sayEncryption(draft, PLATFORM),
    status: 'NonCompliant',
    because: /is not encrypted with a customer-managed key/,
  },
  {
    name: 'platform key on one copy only',
    given: (draft) => {
      draft.patch('restorePoints', RESTORE_POINT, { disks: [] });
      draft.patch('diskRestorePoints', restorePointOf(DATA_DISK), PLATFORM);
    },
    status: 'NonCompliant',
    because: /vm-1-data/,
  },
  {
    name: 'copies that do not say, restore point that does',
    given: (draft) => sayEncryption(draft, UNSAID, {}),
    status: 'Compliant',
  },
  { name: 'nobody says', given: (draft) => sayEncryption(draft, UNSAID), status: 'Unknown', because: /did not say/ },
  {
    name: 'the restore point and the copies contradict each other',
    given: (draft) => sayEncryption(draft, {}, PLATFORM),
    status: 'Unknown',
    because: /EncryptionAtRestWithPlatformKey, the disk inside it EncryptionAtRestWithCustomerKey/,
  },
  {
    name: 'a type that nobody knows',
    given: (draft) => sayEncryption(draft, { encryptionType: 'EncryptionInSpace' }),
    status: 'Unknown',
    because: /"EncryptionInSpace"/,
  },
  {
    name: 'an older point of which only the restore point speaks',
    given: (draft) => {
      for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
    },
    status: 'Compliant',
  },
  {
    name: 'of confidential encryption the restore point alone proves nothing',
    given: (draft) => {
      draft.drop('diskRestorePoints', restorePointOf(OS_DISK));
      const disks = draft.rows.restorePoints.get(RESTORE_POINT)?.disks ?? [];
      draft.patch('restorePoints', RESTORE_POINT, {
        disks: disks.map((disk) => ({ ...disk, securityEncryptionType: 'DiskWithVMGuestState' })),
      });
    },
    status: 'Unknown',
    because: /"DiskWithVMGuestState"/,
  },
  {
    name: 'a copy that may not be read',
    given: (draft) => {
      for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
      draft.gap('diskRestorePoints', SUB, { subject: RESTORE_POINT });
    },
    status: 'Unknown',
    gaps: [`diskRestorePoints ${SUB}`],
  },
  {
    name: 'a restore point that names no disks, one of its copies not read',
    given: (draft) => {
      draft.patch('restorePoints', RESTORE_POINT, { disks: [] });
      draft.lose('diskRestorePoints', restorePointOf(DATA_DISK));
    },
    status: 'Unknown',
    gaps: [`diskRestorePoints ${SUB}`],
  },
  {
    name: 'a collection that may not be read',
    given: (draft) => {
      emptied(draft);
      draft.gap('restorePoints', SUB, { subject: COLLECTION });
    },
    status: 'Unknown',
    gaps: [`restorePoints ${SUB}`],
  },
  {
    name: 'a source disk that may not be read',
    given: (draft) => draft.lose('disks', OS_DISK),
    status: 'Unknown',
    gaps: [`disks ${SUB}`],
  },
  { name: 'a source disk that is gone', given: (draft) => draft.drop('disks', OS_DISK), status: 'Unknown' },
  {
    name: 'a copy of nobody knows which disk',
    given: (draft) => {
      draft.patch('restorePoints', RESTORE_POINT, { disks: [] });
      draft.patch('diskRestorePoints', restorePointOf(OS_DISK), { sourceId: undefined });
    },
    status: 'Unknown',
    because: /Could not determine/,
  },
  {
    name: 'a restore point without disks',
    given: (draft) => {
      emptied(draft);
      draft.put('restorePoints', RESTORE_POINT, { collectionId: COLLECTION, time: undefined, disks: [] });
    },
    status: 'Unknown',
    because: /does not say which disks/,
  },
  {
    name: 'an empty collection beside recovery points that live in snapshots',
    given: emptied,
    status: 'Unknown',
    because: /no restore point shows/,
  },
  {
    name: 'an empty collection, every recovery point in the vault',
    given: (draft) => {
      emptied(draft);
      noneInstant(draft);
    },
    status: 'NotApplicable',
  },
  { name: 'ADE, as the recovery point of the moment says', from: adeEstate, status: 'Compliant' },
  {
    name: 'ADE, and the recovery point of the moment says not encrypted',
    from: adeEstate,
    given: (draft) => points(draft, { isSourceVmEncrypted: false, keys: undefined }),
    status: 'NonCompliant',
    because: /is not under Azure Disk Encryption/,
  },
  {
    name: 'ADE, and which keys the recovery point of the moment needs was not read',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: undefined }).lose('recoveryPointDetails', POINT),
    status: 'Unknown',
  },
  {
    name: 'ADE, and no recovery point of the moment',
    from: adeEstate,
    given: (draft) => draft.drop('recoveryPoints', POINT),
    status: 'Unknown',
    because: /does not show whether its bytes/,
  },
  {
    name: 'taken by a user, not by Azure Backup',
    given: asUserTook,
    subject: OWN,
    status: 'Compliant',
  },
  {
    name: 'taken by a user of a disk under ADE: no recovery point speaks for it',
    from: adeEstate,
    given: asUserTook,
    subject: OWN,
    status: 'Unknown',
    because: /does not show whether its bytes/,
  },
  {
    name: 'no collection at all, yet recovery points in snapshots',
    given: (draft) => {
      emptied(draft);
      draft.drop('restorePointCollections', COLLECTION);
    },
    subject: ITEM,
    status: 'Unknown',
    because: /3 recovery points may have a snapshot/,
  },
]);

describe('whose restore points a disk answers for', () => {
  test('a weak restore point is R2 of every disk of its VM', () => {
    const draft = cleanEstate();
    sayEncryption(draft, PLATFORM);
    for (const disk of [OS_DISK, DATA_DISK]) expect(draft.chain(disk).requirements.R2.status).toBe('NonCompliant');
  });

  test('a collection that was copied to another region belongs to the VM of its source', () => {
    const draft = cleanEstate();
    const copied = armId(id('Microsoft.Compute/restorePointCollections', 'rpc-north', 'rg-north'));
    draft.put('restorePointCollections', copied, { sourceId: COLLECTION, location: 'northeurope' });
    const point = armId(`${copied}/restorepoints/copied`);
    draft.put('restorePoints', point, {
      collectionId: copied,
      time: '2026-11-23T23:00:00.000Z',
      disks: [
        {
          diskId: OS_DISK,
          diskRestorePointId: armId(`${point}/diskrestorepoints/a`),
          securityEncryptionType: undefined,
          ...PLATFORM,
        },
      ],
    });
    expect(draft.verdict('BKP-04', copied).status).toBe('NonCompliant');
    expect(draft.chain(DATA_DISK).requirements.R2.behind).toContain(`BKP-04 ${copied}`);
  });

  test('a copy of an earlier disk with the same id is neither weaker nor stronger than the disk of today', () => {
    const draft = cleanEstate().patch('disks', OS_DISK, { uniqueId: 'B' });
    draft.patch('diskRestorePoints', restorePointOf(OS_DISK), { ...PLATFORM, sourceUniqueId: 'b' });
    expect(draft.verdict('BKP-04', COLLECTION).status).toBe('Unknown'); // its restore point says otherwise
    draft.patch('diskRestorePoints', restorePointOf(OS_DISK), { sourceUniqueId: 'A' });
    expect(draft.verdict('BKP-04', COLLECTION).status).toBe('Compliant');
    draft.patch('diskRestorePoints', restorePointOf(OS_DISK), { sourceUniqueId: undefined });
    draft.patch('disks', OS_DISK, { timeCreated: '2026-11-24T05:00:00.000Z' });
    expect(draft.verdict('BKP-04', COLLECTION).status).toBe('Unknown');
  });

  test('a tier of a type that nobody knows may be a snapshot', () => {
    const draft = cleanEstate();
    noneInstant(draft);
    draft.patch('recoveryPoints', OLD_POINT, { ...RECOVERY_POINT, tiers: [{ type: 'IASnapshotRP', status: 'Valid' }] });
    expect(draft.verdict('BKP-04', COLLECTION).evidence['Instant-restore recovery points']).toBe(1);
  });

  test('collections that name each other belong to nobody', () => {
    const draft = cleanEstate();
    draft.patch('restorePointCollections', COLLECTION, { sourceId: OWN });
    draft.put('restorePointCollections', OWN, { sourceId: COLLECTION });
    expect(draft.verdict('BKP-04', OWN).status).toBe('NotApplicable');
  });

  test('a soft-deleted or an older point promises no snapshot that is not there', () => {
    const draft = cleanEstate();
    noneInstant(draft);
    expect(draft.verdict('BKP-04', COLLECTION).status).toBe('Compliant');
    draft.patch('recoveryPoints', OLD_POINT, { ...RECOVERY_POINT });
    expect(draft.verdict('BKP-04', COLLECTION).evidence['Instant-restore recovery points']).toBe(1);
  });
});
