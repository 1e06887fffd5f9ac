import { casesOf, gapIn } from '../cases.ts';
import { armId } from '../../../src/domain/armId.ts';
import {
  ADE_BEK,
  adeEstate,
  COLLECTION,
  DATA_DISK,
  DES,
  ITEM,
  KEY,
  KEY_VAULT,
  OLD_POINT,
  OS_DISK,
  PLATFORM,
  POINT,
  RESTORE_POINT,
  restorePointOf,
  sayEncryption,
  VAULT,
  VAULT_KEY,
  VM,
} from '../cleanEstate.ts';
import { platformVault, points } from '../drafts.ts';
import { SUB, type Draft } from '../estateOf.ts';

/** Before Azure Backup copies it to the vault. */
function instantOnly(draft: Draft): Draft {
  return points(draft, { tiers: [{ type: 'InstantRP', status: 'Valid' }] });
}

/** As a Standard policy keeps them: out of sight. */
function unseen(draft: Draft): Draft {
  for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
  return draft.drop('restorePoints', RESTORE_POINT).drop('restorePointCollections', COLLECTION);
}

casesOf('RST-03', ITEM, [
  { name: 'vault key usable', status: 'Compliant', because: /The key of the vault/ },
  {
    name: 'vault key disabled',
    given: (draft) => draft.patch('keys', VAULT_KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /vault: The key version is disabled/,
  },
  {
    name: 'no key needed',
    given: platformVault,
    status: 'Compliant',
    because: /no key of the organisation/,
  },
  {
    name: 'in snapshots alone, whose key is usable',
    given: instantOnly,
    status: 'Compliant',
    because: /The key of the snapshot of vm-1-(os|data): The key version exists/,
  },
  {
    name: 'in snapshots alone, whose key is disabled',
    given: (draft) => instantOnly(draft).patch('keys', KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /The key of the snapshot of vm-1-\w+: The key version is disabled/,
  },
  {
    name: 'in the vault and in snapshots whose key is disabled: the vault is enough',
    given: (draft) => draft.patch('keys', KEY, { enabled: false }),
    status: 'Compliant',
  },
  {
    name: 'in snapshots alone, whose set is gone',
    given: (draft) => {
      const gone = armId(`${DES}-gone`);
      sayEncryption(instantOnly(draft), { diskEncryptionSetId: gone });
    },
    status: 'Unknown',
    because: /disk encryption set of the snapshot of vm-1-\w+ was not found/,
  },
  {
    name: 'in snapshots alone, whose set was not read',
    given: (draft) => instantOnly(draft).lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: gapIn('diskEncryptionSets'),
  },
  {
    name: 'in snapshots alone, which do not say what protects them',
    given: (draft) => sayEncryption(instantOnly(draft), { encryptionType: undefined, diskEncryptionSetId: undefined }),
    status: 'Unknown',
    because: /Could not determine which key the snapshot/,
  },
  {
    name: 'in snapshots alone, under the platform key',
    given: (draft) => sayEncryption(instantOnly(draft), PLATFORM),
    status: 'Compliant',
    because: /no key of the organisation/,
  },
  {
    name: 'in snapshots alone, of which none is shown',
    given: (draft) => unseen(instantOnly(draft)),
    status: 'Unknown',
    because: /none of them is shown/,
  },
  {
    name: 'in snapshots alone, of which none is shown, of disks under the platform key',
    given: (draft) => unseen(instantOnly(draft)).patch('disks', OS_DISK, PLATFORM).patch('disks', DATA_DISK, PLATFORM),
    status: 'Compliant',
    because: /no key of the organisation/,
  },
  {
    name: 'in snapshots alone, of which none is shown, of a VM that does not name its OS disk',
    given: (draft) => {
      unseen(instantOnly(draft)).patch('disks', OS_DISK, PLATFORM).patch('disks', DATA_DISK, PLATFORM);
      draft.patch('virtualMachines', VM, { osDisk: undefined });
    },
    status: 'Unknown',
    because: /none of them is shown/,
  },
  {
    name: 'in snapshots alone, the restore points not read',
    given: (draft) => instantOnly(draft).gap('restorePoints', SUB, { subject: COLLECTION }),
    status: 'Unknown',
    gaps: gapIn('restorePoints'),
  },
  {
    name: 'the vault names no key, its encryption in effect says that it has one',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    status: 'Unknown',
    because: /names no key, yet its encryption in effect is "CustomerManaged"/,
  },
  { name: 'ADE with KEK, usable', from: adeEstate, status: 'Compliant' },
  {
    name: 'every recovery point soft-deleted, its tiers valid',
    given: (draft) => points(draft, { isSoftDeleted: true }),
    status: 'NotApplicable',
  },
  {
    name: 'ADE with KEK that is gone',
    from: adeEstate,
    given: (draft) =>
      points(draft, {
        keys: {
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: 'https://kv-core.vault.azure.net/keys/ade-kek/0000000000000000000000000000ffff',
          keyVaultId: KEY_VAULT,
        },
      }),
    status: 'NonCompliant',
    because: /does not exist/,
  },
  {
    name: 'an old KEK does not matter where the newest point has another',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', OLD_POINT, {
        keys: {
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: 'https://kv-core.vault.azure.net/keys/ade-kek/0000000000000000000000000000ffff',
          keyVaultId: KEY_VAULT,
        },
      }),
    status: 'Compliant',
  },
  {
    name: 'ADE without KEK needs a secret, which is never read',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: ADE_BEK.keys[0] }),
    status: 'Unknown',
    because: /secrets are never read/,
  },
  {
    name: 'a point lost: it may be the newest',
    given: (draft) => draft.lose('recoveryPoints', OLD_POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'a newer point in a state that nobody knows',
    given: (draft) => draft.patch('recoveryPoints', POINT, { tiers: [{ type: 'HardenedRP', status: 'Maybe' }] }),
    status: 'Unknown',
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Deleted' }] }),
    status: 'NotApplicable',
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
]);
