import { describe, expect, test } from 'vitest';
import { armId } from '../../../../src/domain/armId.ts';
import { gapIn, moreCasesOf } from '../../cases.ts';
import { ADE_KEK, DATA_DISK, DES, ITEM, KEY, LONE_DISK, OS_DISK, PLATFORM, VM } from '../../cleanEstate.ts';
import {
  BACKUP_VAULT,
  DISK_SNAPSHOT,
  diskBackupEstate,
  INSTANCE,
  OLD_DISK_SNAPSHOT,
  putInstance,
  putSnapshot,
} from '../../diskBackupEstate.ts';
import { baselineWith, id, OTHER_SUB, SUB, type Draft } from '../../estateOf.ts';

const from = diskBackupEstate;
const required = baselineWith({ backup: { required: true } });
const OTHER_VAULT = armId(BACKUP_VAULT.replace(SUB, OTHER_SUB));
const ELSEWHERE = armId(`${OTHER_VAULT}/backupinstances/nameless`);
const snapshotOf = (name: string) => armId(id('Microsoft.Compute/snapshots', name, 'rg-snapshots'));

/** Disk backup, with a snapshot, of both disks of the VM, which has no backup of its own. */
function everyDisk(): Draft {
  const draft = diskBackupEstate().drop('protectedItems', ITEM);
  for (const disk of [OS_DISK, DATA_DISK]) {
    putInstance(draft, disk);
    putSnapshot(draft, snapshotOf(`${disk.slice(-7)}-1`), { timeCreated: '2026-11-23T20:00:00.000Z' }, disk);
  }
  return draft;
}

function requiredRow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('The estate has an instance.');
  return row;
}

function osDiskOnly(): Draft {
  const draft = diskBackupEstate().drop('protectedItems', ITEM);
  putInstance(draft, OS_DISK);
  return draft;
}

moreCasesOf('BKP-01', INSTANCE, [
  { name: 'protected, with a recent snapshot', from, status: 'Compliant', because: /2026-11-23/ },
  ...[
    'Invalid',
    'NotProtected',
    'ProtectionError',
    'ProtectionStopped',
    'BackupsSuspended',
    'BackupSchedulesSuspended',
    'ConfiguringProtection',
    'ConfiguringProtectionFailed',
  ].map((state) => ({
    name: `state ${state}`,
    from,
    given: (draft: Draft) => draft.patch('backupInstances', INSTANCE, { currentProtectionState: state }),
    status: 'NonCompliant' as const,
    because: new RegExp(`"${state}" \\([a-zA-Z; ]+\\)`),
  })),
  {
    name: 'state good, status bad',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { protectionStatus: 'ConfiguringProtectionFailed' }),
    status: 'NonCompliant',
  },
  {
    name: 'state that nobody knows',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { currentProtectionState: 'UpdatingProtection' }),
    status: 'Unknown',
    because: /"UpdatingProtection"/,
  },
  ...(['currentProtectionState', 'protectionStatus'] as const).map((word) => ({
    name: `of two words that Azure always tells, ${word} is not said`,
    from,
    given: (draft: Draft) => draft.patch('backupInstances', INSTANCE, { [word]: undefined }),
    status: 'Unknown' as const,
    because: /did not report/,
  })),
  {
    name: 'configured, yet it reports an error that does not tell its code',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { errorCode: '' }),
    status: 'Unknown',
    because: /error without a code/,
  },
  {
    name: 'neither state nor status said',
    from,
    given: (draft) =>
      draft.patch('backupInstances', INSTANCE, { currentProtectionState: undefined, protectionStatus: undefined }),
    status: 'Unknown',
    because: /did not report/,
  },
  {
    name: 'configured, yet it reports an error',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { errorCode: 'UserErrorMissingPermissions' }),
    status: 'Unknown',
    because: /"UserErrorMissingPermissions"/,
  },
  {
    name: 'newest snapshot two weeks old',
    from,
    given: (draft) =>
      draft.drop('snapshots', OLD_DISK_SNAPSHOT).patch('snapshots', DISK_SNAPSHOT, {
        timeCreated: '2026-11-10T22:00:00.000Z',
      }),
    status: 'NonCompliant',
    because: /older than 8 days/,
  },
  {
    name: 'no snapshot in its resource group',
    from,
    given: (draft) => draft.drop('snapshots', OLD_DISK_SNAPSHOT).drop('snapshots', DISK_SNAPSHOT),
    status: 'NonCompliant',
    because: /no snapshot/,
  },
  {
    name: 'no snapshot seen, some not read',
    from,
    given: (draft) => draft.drop('snapshots', OLD_DISK_SNAPSHOT).lose('snapshots', DISK_SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'a full snapshot there is none of disk backup',
    from,
    given: (draft) =>
      draft.drop('snapshots', OLD_DISK_SNAPSHOT).patch('snapshots', DISK_SNAPSHOT, { incremental: false }),
    status: 'NonCompliant',
    because: /no snapshot/,
  },
  {
    name: 'when it was taken is not said',
    from,
    given: (draft) =>
      draft.drop('snapshots', OLD_DISK_SNAPSHOT).patch('snapshots', DISK_SNAPSHOT, { timeCreated: undefined }),
    status: 'Unknown',
  },
  {
    name: 'where the snapshots lie is not said',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { snapshotGroupId: undefined }),
    status: 'Unknown',
    because: /in which resource group/,
  },
  {
    name: 'the disk declares Azure Disk Encryption, which disk backup cannot protect',
    from,
    given: (draft) => draft.patch('disks', LONE_DISK, { ...PLATFORM, ade: ADE_KEK }),
    status: 'Unknown',
    because: /does not support/,
  },
  {
    name: 'disk not read',
    from,
    given: (draft) => draft.lose('disks', LONE_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'disk deleted',
    from,
    given: (draft) => draft.drop('disks', LONE_DISK),
    status: 'Unknown',
    because: /no longer exists/,
  },
  {
    name: 'soft-deleted',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { currentProtectionState: 'SoftDeleted' }),
    status: 'NotApplicable',
  },
]);

moreCasesOf('BKP-01', VM, [
  {
    name: 'every disk under disk backup',
    from: everyDisk,
    baseline: required,
    status: 'Compliant',
    because: /every managed disk/,
  },
  {
    name: 'every managed disk, but one that is none',
    from: everyDisk,
    given: (draft) => {
      const [data] = draft.rows.virtualMachines.get(VM)?.dataDisks ?? [];
      if (data === undefined) throw new Error('The clean estate has a data disk.');
      const blob = { ...data, name: 'blob', diskId: undefined, lun: 9 };
      return draft.patch('virtualMachines', VM, { dataDisks: [data, blob] });
    },
    baseline: required,
    status: 'NonCompliant',
    because: /2 of its 3/,
  },
  {
    name: 'one of them fails',
    from: everyDisk,
    given: (draft) => putInstance(draft, DATA_DISK, { currentProtectionState: 'ProtectionError' }),
    status: 'NonCompliant',
  },
  {
    name: 'one of two disks, required',
    from: osDiskOnly,
    baseline: required,
    status: 'NonCompliant',
    because: /1 of its 2/,
  },
  { name: 'one of two disks, not required', from: osDiskOnly, status: 'NotApplicable', because: /1 of its 2/ },
  {
    name: 'instances not read',
    from: osDiskOnly,
    given: (draft) => draft.gap('backupInstances', SUB),
    status: 'Unknown',
    gaps: gapIn('backupInstances'),
  },
  {
    name: 'instances of another subscription not read, required',
    from: osDiskOnly,
    given: (draft) => draft.gap('backupInstances', OTHER_SUB),
    baseline: required,
    status: 'Unknown',
    gaps: [`backupInstances ${OTHER_SUB}`],
  },
  {
    name: 'an instance that names no disk may be of one of its disks',
    from: osDiskOnly,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { diskId: undefined }),
    status: 'Unknown',
    gaps: gapIn('backupInstances'),
  },
]);

moreCasesOf('BKP-01', VM, [
  {
    name: 'an instance that names no disk, in a vault of another subscription, required',
    from: osDiskOnly,
    given: (draft) =>
      draft.put('backupInstances', `${BACKUP_VAULT.replace(SUB, OTHER_SUB)}/backupInstances/nameless`, {
        ...requiredRow(draft.rows.backupInstances.get(INSTANCE)),
        ...{ id: ELSEWHERE, resourceId: ELSEWHERE, subscriptionId: OTHER_SUB, diskId: undefined },
      }),
    baseline: required,
    status: 'Unknown',
    gaps: [`backupInstances ${OTHER_SUB}`],
  },
]);

moreCasesOf('BKP-03', BACKUP_VAULT, [
  {
    name: 'one store known, of another nothing said',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { dataStores: ['OperationalStore', ''] }),
    status: 'Unknown',
  },
  { name: 'nothing of a disk lies in the vault', from, status: 'NotApplicable', because: /snapshots/ },
  {
    name: 'a store that nobody knows',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { dataStores: ['VaultStore'] }),
    status: 'Unknown',
    because: /"VaultStore"/,
  },
  {
    name: 'store not said',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { dataStores: [] }),
    status: 'Unknown',
  },
  {
    name: 'instances not read',
    from,
    given: (draft) => draft.lose('backupInstances', INSTANCE),
    status: 'Unknown',
    gaps: gapIn('backupInstances'),
  },
  {
    name: 'no disk backup in it',
    from,
    given: (draft) => draft.drop('backupInstances', INSTANCE),
    status: 'NotApplicable',
    because: /no disk backup/,
  },
]);

moreCasesOf('BKP-05', DISK_SNAPSHOT, [
  { name: 'snapshot of disk backup under the set of its disk', from, status: 'Compliant' },
  {
    name: 'snapshot of disk backup under the platform key',
    from,
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, PLATFORM),
    status: 'NonCompliant',
  },
]);

moreCasesOf('BKP-06', BACKUP_VAULT, [
  { name: 'AlwaysOn', from, status: 'Compliant' },
  {
    name: 'On',
    from,
    given: (draft) => draft.patch('backupVaults', BACKUP_VAULT, { softDeleteState: 'On' }),
    status: 'Compliant',
  },
  {
    name: 'Off',
    from,
    given: (draft) => draft.patch('backupVaults', BACKUP_VAULT, { softDeleteState: 'Off' }),
    status: 'NonCompliant',
  },
  {
    name: 'a word of the other kind of vault',
    from,
    given: (draft) => draft.patch('backupVaults', BACKUP_VAULT, { softDeleteState: 'Enabled' }),
    status: 'Unknown',
  },
  {
    name: 'Locked asked, Unlocked found',
    from,
    baseline: baselineWith({ backup: { immutability: 'Locked' } }),
    status: 'NonCompliant',
  },
  {
    name: 'instances not read',
    from,
    given: (draft) => draft.lose('backupInstances', INSTANCE),
    status: 'Unknown',
    gaps: gapIn('backupInstances'),
  },
  {
    name: 'only a soft-deleted instance in it',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { currentProtectionState: 'SoftDeleted' }),
    status: 'NotApplicable',
  },
]);

moreCasesOf('BKP-07', DATA_DISK, [
  {
    name: 'disk backup covers it by itself',
    from: everyDisk,
    status: 'Compliant',
    because: /^Disk backup covers the disk/,
  },
  { name: 'disk backup covers the other disk only', from: osDiskOnly, status: 'NonCompliant' },
  {
    name: 'the other disk is covered in a vault of another subscription, not all of whose instances were read',
    from: osDiskOnly,
    given: (draft) =>
      draft
        .patch('backupInstances', putInstance(draft, OS_DISK), { vaultId: OTHER_VAULT })
        .gap('backupInstances', OTHER_SUB),
    status: 'Unknown',
    gaps: [`backupInstances ${OTHER_SUB}`],
  },
  {
    name: 'left out, which the baseline approves',
    from: osDiskOnly,
    baseline: baselineWith({ backup: { approvedExcludedDisks: [DATA_DISK] } }),
    status: 'Compliant',
  },
  {
    name: 'left out of the backup of its VM, in disk backup',
    from,
    given: (draft) => {
      draft.patch('diskExclusions', ITEM, { diskLuns: [0], isInclusionList: false });
      putInstance(draft, DATA_DISK);
    },
    status: 'Compliant',
  },
  {
    name: 'left out of the backup of its VM, disk backup not read',
    from,
    given: (draft) =>
      draft.patch('diskExclusions', ITEM, { diskLuns: [0], isInclusionList: false }).gap('backupInstances', SUB),
    status: 'Unknown',
    gaps: gapIn('backupInstances'),
  },
  {
    name: 'shared, in disk backup',
    from: everyDisk,
    given: (draft) => draft.patch('disks', DATA_DISK, { maxShares: 2 }),
    status: 'Compliant',
  },
]);

moreCasesOf('MTH-04', LONE_DISK, [
  {
    name: 'Entra authentication and disk backup: not documented',
    from,
    given: (draft) => draft.patch('disks', LONE_DISK, { dataAccessAuthMode: 'AzureActiveDirectory' }),
    status: 'Unknown',
    because: /not documented/,
  },
  {
    name: 'Entra authentication, disk backup not read',
    from,
    given: (draft) =>
      draft.patch('disks', LONE_DISK, { dataAccessAuthMode: 'AzureActiveDirectory' }).lose('backupInstances', INSTANCE),
    status: 'Unknown',
    gaps: gapIn('backupInstances'),
  },
]);

moreCasesOf('RST-03', INSTANCE, [
  { name: 'key of the newest snapshot usable', from, status: 'Compliant', because: /key of the newest snapshot/ },
  {
    name: 'that key disabled',
    from,
    given: (draft) => draft.patch('keys', KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /disabled/,
  },
  {
    name: 'platform key',
    from,
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, PLATFORM),
    status: 'Compliant',
    because: /no key of the organisation/,
  },
  {
    name: 'platform key and Azure Disk Encryption, whose keys disk backup does not keep',
    from,
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, { ...PLATFORM, ade: ADE_KEK }),
    status: 'Unknown',
    because: /Azure Disk Encryption/,
  },
  {
    name: 'customer key without a set',
    from,
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, { diskEncryptionSetId: undefined }),
    status: 'Unknown',
  },
  {
    name: 'disk encryption set not read',
    from,
    given: (draft) => draft.lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: gapIn('diskEncryptionSets'),
  },
  {
    name: 'disk encryption set not found',
    from,
    given: (draft) => draft.drop('diskEncryptionSets', DES),
    status: 'Unknown',
  },
  {
    name: 'a snapshot lost: it may be the newest',
    from,
    given: (draft) => draft.lose('snapshots', OLD_DISK_SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'when a snapshot was taken is not said',
    from,
    given: (draft) => draft.patch('snapshots', OLD_DISK_SNAPSHOT, { timeCreated: undefined }),
    status: 'Unknown',
  },
  {
    name: 'where the snapshots lie is not said',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { snapshotGroupId: undefined }),
    status: 'Unknown',
  },
  {
    name: 'no snapshot',
    from,
    given: (draft) => draft.drop('snapshots', OLD_DISK_SNAPSHOT).drop('snapshots', DISK_SNAPSHOT),
    status: 'NotApplicable',
  },
  {
    name: 'soft-deleted',
    from,
    given: (draft) => draft.patch('backupInstances', INSTANCE, { currentProtectionState: 'SoftDeleted' }),
    status: 'NotApplicable',
  },
]);

describe('a disk takes R2 and R3 from its disk backup', () => {
  test('which is Compliant, where without one nothing is asked', () => {
    const { R2, R3 } = diskBackupEstate().chain(LONE_DISK).requirements;
    expect([R2.status, R3.status]).toEqual(['Compliant', 'Compliant']);
    expect(R2.behind).toEqual(
      expect.arrayContaining([`BKP-01 ${INSTANCE}`, `BKP-05 ${DISK_SNAPSHOT}`, `BKP-06 ${BACKUP_VAULT}`]),
    );
    expect(R3.behind).toContain(`RST-03 ${INSTANCE}`);
  });

  test('a weak snapshot, a vault that keeps nothing and a disabled key each reach it', () => {
    const weak = diskBackupEstate().patch('snapshots', DISK_SNAPSHOT, PLATFORM);
    expect(weak.chain(LONE_DISK).requirements.R2.behind[0]).toBe(`BKP-05 ${DISK_SNAPSHOT}`);
    const off = diskBackupEstate().patch('backupVaults', BACKUP_VAULT, { softDeleteState: 'Off' });
    expect(off.chain(LONE_DISK).requirements.R2.behind[0]).toBe(`BKP-06 ${BACKUP_VAULT}`);
    const disabled = diskBackupEstate().patch('keys', KEY, { enabled: false });
    expect(disabled.chain(LONE_DISK).requirements.R3.behind[0]).toBe(`RST-03 ${INSTANCE}`);
  });

  test('a vault that is named but was not read leaves it Unknown', () => {
    const cell = diskBackupEstate().lose('backupVaults', BACKUP_VAULT).chain(LONE_DISK).requirements.R2;
    expect([cell.status, cell.behind]).toEqual(['Unknown', expect.arrayContaining([`BKP-06 ${BACKUP_VAULT}`])]);
  });

  test('instances hidden in its own subscription leave it Unknown, in another one not', () => {
    const hidden = (subscription: string) =>
      diskBackupEstate().gap('backupInstances', subscription).chain(LONE_DISK).requirements.R2.status;
    expect([hidden(SUB), hidden(OTHER_SUB)]).toEqual(['Unknown', 'Compliant']);
  });

  test('a rule for a tag of the disk is in force for its disk backup', () => {
    const draft = diskBackupEstate().patch('disks', LONE_DISK, { tags: { data: 'archive' } });
    draft
      .drop('snapshots', DISK_SNAPSHOT)
      .patch('snapshots', OLD_DISK_SNAPSHOT, { timeCreated: '2026-10-30T00:00:00Z' });
    const rule = {
      id: 'archive',
      where: { tags: { data: ['archive'] } },
      set: { backup: { maximumRecoveryPointAgeDays: 60 } },
    };
    expect(draft.verdict('BKP-01', INSTANCE).status).toBe('NonCompliant');
    expect(draft.verdict('BKP-01', INSTANCE, baselineWith({}, { rules: [rule] })).status).toBe('Compliant');
  });
});
