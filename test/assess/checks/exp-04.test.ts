import { expect, test } from 'vitest';
import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import { ANN, CREW, DISK_BACKUP_READER, EVE, give, GROUP, OWNER, SUBSCRIPTION, TOP } from '../cleanAccess.ts';
import {
  ADE_KEK,
  adeEstate,
  cleanEstate,
  DATA_DISK,
  DES,
  EXTENSION,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  SNAPSHOT,
} from '../cleanEstate.ts';
import { OTHER_SUB, SUB } from '../estateOf.ts';
import { approving, deny, group, OPEN } from '../drafts.ts';

const CONFIDENTIAL = { ...PLATFORM, securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey' };

casesOf('EXP-04', DATA_DISK, [
  { name: 'shut, and nobody may open it', status: 'Compliant', because: /nobody has the right/ },
  {
    name: 'ADE on the disk and its snapshot',
    from: adeEstate,
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { ...PLATFORM, ade: ADE_KEK }),
    status: 'Compliant',
    because: /stays encrypted by Azure Disk Encryption/,
  },
  {
    name: 'ADE stays though the export is open',
    from: adeEstate,
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, { ...PLATFORM, ade: ADE_KEK, ...OPEN }).patch('disks', DATA_DISK, OPEN),
    status: 'Compliant',
  },
  {
    name: 'open',
    given: (draft) => draft.patch('disks', DATA_DISK, OPEN),
    status: 'NonCompliant',
    because: /export of the disk would be readable/,
  },
  {
    name: 'open, under confidential disk encryption',
    given: (draft) => draft.patch('disks', LONE_DISK, { ...OPEN, ...CONFIDENTIAL }),
    subject: LONE_DISK,
    status: 'NonCompliant',
    because: /does not say that confidential disk encryption keeps a downloaded copy unreadable. It can be exported/,
  },
  {
    name: 'open, of a security type that nobody knows',
    given: (draft) => draft.patch('disks', LONE_DISK, { ...OPEN, securityType: 'ConfidentialVM_OfTomorrow' }),
    subject: LONE_DISK,
    status: 'Unknown',
    because: /whether it is under confidential disk encryption is not known/,
  },
  {
    name: 'open, and only the state of its VM is encrypted',
    given: (draft) =>
      draft.patch('disks', LONE_DISK, {
        ...OPEN,
        ...PLATFORM,
        securityType: 'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey',
      }),
    subject: LONE_DISK,
    status: 'NonCompliant',
    because: /would be readable/,
  },
  {
    name: 'shut, under confidential disk encryption',
    given: (draft) => draft.patch('disks', LONE_DISK, CONFIDENTIAL),
    subject: LONE_DISK,
    status: 'Compliant',
  },
  {
    name: 'a link is open',
    given: (draft) => draft.patch('disks', DATA_DISK, { diskState: 'ActiveSAS' }),
    status: 'NonCompliant',
  },
  {
    name: 'its snapshot is open',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, OPEN),
    status: 'NonCompliant',
    because: /snapshot vm-1-data-snap would be readable/,
  },
  {
    name: 'ADE disk, a snapshot without ADE is open',
    from: adeEstate,
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { ...PLATFORM, ...OPEN }),
    status: 'NonCompliant',
  },
  {
    name: 'open, ADE and a customer key declared together: one of the two words is wrong',
    from: adeEstate,
    given: (draft) =>
      draft.patch('disks', DATA_DISK, {
        ...OPEN,
        encryptionType: 'EncryptionAtRestWithCustomerKey',
        diskEncryptionSetId: DES,
      }),
    status: 'Unknown',
    because: /declared together.*exported from every network/,
  },
  {
    name: 'the same, and the disk encryption set was not read: the contradiction is hidden, not gone',
    from: adeEstate,
    given: (draft) =>
      draft
        .patch('disks', DATA_DISK, {
          ...OPEN,
          encryptionType: 'EncryptionAtRestWithCustomerKey',
          diskEncryptionSetId: DES,
        })
        .lose('diskEncryptionSets', DES, 'subscription'),
    status: 'Unknown',
    because: /whether a customer-managed key contradicts it is not known.*exported from every network/,
  },
  {
    name: 'open, ADE in doubt',
    from: adeEstate,
    given: (draft) => draft.drop('vmExtensions', EXTENSION).patch('disks', DATA_DISK, OPEN),
    status: 'Unknown',
    because: /^Could not determine whether an export/,
  },
  {
    name: 'ADE, snapshots not read',
    from: adeEstate,
    given: (draft) => draft.lose('snapshots', SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'snapshots of another subscription not read',
    from: adeEstate,
    given: (draft) => draft.drop('snapshots', SNAPSHOT).gap('snapshots', OTHER_SUB),
    status: 'Compliant',
    limitations: [`snapshots ${OTHER_SUB}`],
  },
  {
    name: 'policy that nobody knows',
    given: (draft) => draft.patch('disks', DATA_DISK, { networkAccessPolicy: 'X' }),
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'Every managed disk can be exported.' },
]);

moreCasesOf('EXP-04', LONE_DISK, [
  {
    name: 'shut, but somebody outside the set may export it',
    given: (draft) => give(draft, EVE, DISK_BACKUP_READER, TOP),
    status: 'NonCompliant',
    because: /would be readable.* User .* Disk Backup Reader/,
  },
  {
    name: 'approved',
    given: (draft) => give(draft, ANN, DISK_BACKUP_READER, TOP),
    baseline: approving([ANN]),
    status: 'Compliant',
    because: /is approved/,
  },
  {
    name: 'of one disk only',
    given: (draft) => give(draft, EVE, DISK_BACKUP_READER, OS_DISK),
    status: 'Compliant',
  },
  {
    name: 'a group that nobody approved',
    given: (draft) => give(draft, CREW, OWNER, SUBSCRIPTION, group),
    status: 'NonCompliant',
    because: /members are not visible/,
  },
  {
    name: 'assignments not read',
    given: (draft) => draft.gap('roleAssignments', SUB),
    status: 'Unknown',
    gaps: [`roleAssignments ${SUB}`],
  },
  {
    name: 'whose right is denied at its resource group',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      deny(draft, GROUP, { actions: ['*/action'] });
    },
    status: 'Compliant',
  },
  {
    name: 'Azure Disk Encryption, whoever may export it',
    from: adeEstate,
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
    subject: OS_DISK,
    status: 'Compliant',
  },
  {
    name: 'a snapshot of it alone may be exported',
    given: (draft) => give(draft, EVE, OWNER, SNAPSHOT),
    subject: DATA_DISK,
    status: 'NonCompliant',
    because: /snapshot vm-1-data-snap would be readable/,
  },
]);

test('a snapshot of a volume in an Elastic SAN is of no disk, and hides none of theirs', () => {
  const draft = cleanEstate();
  const creation = draft.rows.snapshots.get(SNAPSHOT)?.creation;
  if (creation === undefined) throw new Error('the clean estate has its snapshot');
  draft.patch('snapshots', SNAPSHOT, {
    creation: { ...creation, createOption: 'CopyFromSanSnapshot', sourceResourceId: undefined },
  });
  for (const disk of [OS_DISK, DATA_DISK, LONE_DISK])
    expect(draft.verdict('EXP-04', disk)).toMatchObject({ status: 'Compliant', gaps: [] });
});
