import { armId } from '../../../src/domain/armId.ts';
import type { CreationData } from '../../../src/domain/facts.ts';
import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import { adeEstate, DATA_DISK, PLATFORM, RECOVERY_DES, SNAPSHOT } from '../cleanEstate.ts';
import { doubleEncrypted } from '../drafts.ts';
import { type Draft, id } from '../estateOf.ts';

const creationOf = (draft: Draft): CreationData => {
  const row = draft.rows.snapshots.get(SNAPSHOT);
  if (row === undefined) throw new Error('the clean estate has its snapshot');
  return row.creation;
};

casesOf('BKP-05', SNAPSHOT, [
  {
    name: 'of an earlier disk with the same id, weaker',
    given: (draft) =>
      draft
        .patch('disks', DATA_DISK, { uniqueId: 'B' })
        .patch('snapshots', SNAPSHOT, { ...PLATFORM, creation: { ...creationOf(draft), sourceUniqueId: 'a' } }),
    status: 'NotApplicable',
    because: /earlier disk/,
  },
  {
    name: 'of this very disk by its unique id, in any case',
    given: (draft) =>
      draft
        .patch('disks', DATA_DISK, { uniqueId: 'A' })
        .patch('snapshots', SNAPSHOT, { creation: { ...creationOf(draft), sourceUniqueId: 'a' } }),
    status: 'Compliant',
  },
  {
    name: 'older than the disk, and no unique id tells of which it was taken',
    given: (draft) => draft.patch('disks', DATA_DISK, { timeCreated: '2026-11-24T05:00:00.000Z' }),
    status: 'Unknown',
    because: /older than disk/,
  },
  {
    name: 'of a volume in an Elastic SAN',
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, {
        creation: { ...creationOf(draft), createOption: 'CopyFromSanSnapshot', sourceResourceId: undefined },
      }),
    status: 'NotApplicable',
    because: /not taken of a disk/,
  },
  { name: 'same set as its disk', status: 'Compliant' },
  {
    name: 'other customer key',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { diskEncryptionSetId: RECOVERY_DES }),
    status: 'Compliant',
    because: /a different disk encryption set/,
  },
  {
    name: 'platform key',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, PLATFORM),
    status: 'NonCompliant',
    because: /is not encrypted with a customer-managed key/,
  },
  {
    name: 'of a disk of which only the guest state is encrypted',
    given: (draft) =>
      draft.patch('disks', DATA_DISK, {
        securityType: 'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey',
      }),
    status: 'NonCompliant',
    because: /^The snapshot has no encrypted guest state of a confidential VM, unlike/,
    remediation: /^Confidential disk encryption is chosen/,
  },
  {
    name: 'platform key of a platform-keyed disk',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, PLATFORM).patch('disks', DATA_DISK, PLATFORM),
    status: 'Compliant',
  },
  {
    name: 'lost double encryption',
    given: doubleEncrypted(DATA_DISK),
    status: 'NonCompliant',
    because: /has no double encryption/,
  },
  {
    name: 'lost ADE, though under a customer key',
    from: adeEstate,
    status: 'NonCompliant',
    because: /is not under Azure Disk Encryption/,
    remediation: /takes no customer-managed key/,
  },
  {
    name: 'unknown encryption type',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { encryptionType: '0' }),
    status: 'Unknown',
    because: /"0"/,
  },
  {
    name: 'source not read',
    given: (draft) => draft.lose('disks', DATA_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'source deleted',
    given: (draft) => draft.drop('disks', DATA_DISK),
    status: 'Unknown',
    because: /no longer exists/,
  },
  {
    name: 'imported, not taken of a disk',
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, {
        creation: {
          createOption: 'Import',
          sourceResourceId: undefined,
          sourceUri: 'https://st.blob.core.windows.net/x/y.vhd',
          storageAccountId: undefined,
          sourceUniqueId: undefined,
        },
      }),
    status: 'NotApplicable',
  },
  {
    name: 'create option that nobody knows',
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, {
        creation: {
          createOption: 'Dream',
          sourceResourceId: DATA_DISK,
          sourceUri: undefined,
          storageAccountId: undefined,
          sourceUniqueId: undefined,
        },
      }),
    status: 'Unknown',
    because: /Dream/,
  },
]);

const COPY = armId(id('Microsoft.Compute/snapshots', 'vm-1-data-snap-copy'));

/** A snapshot of the snapshot, under the same key. */
function copied(draft: Draft): Draft {
  const first = draft.rows.snapshots.get(SNAPSHOT);
  if (first === undefined) throw new Error('The clean estate has a snapshot.');
  draft.put('snapshots', id('Microsoft.Compute/snapshots', 'vm-1-data-snap-copy'), {
    ...first,
    id: COPY,
    resourceId: COPY,
    name: 'vm-1-data-snap-copy',
    creation: { ...first.creation, sourceResourceId: first.resourceId },
  });
  return draft;
}

moreCasesOf('BKP-05', COPY, [
  { name: 'a snapshot of a snapshot, as good as the disk', given: copied, status: 'Compliant' },
  {
    name: 'a snapshot of a snapshot under the platform key: the disk behind both decides',
    given: (draft) => copied(draft).patch('snapshots', COPY, PLATFORM).patch('snapshots', SNAPSHOT, PLATFORM),
    status: 'NonCompliant',
  },
  {
    name: 'a snapshot of a snapshot that was lost',
    given: (draft) => copied(draft).lose('snapshots', SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'a snapshot of a snapshot that is gone',
    given: (draft) => copied(draft).drop('snapshots', SNAPSHOT),
    status: 'Unknown',
  },
]);
