import { armId, type ArmId } from '../../../domain/armId.ts';
import type { RestoreBag } from '../../../domain/facts.ts';
import type { Fields } from '../../defineSource.ts';
import type { Block } from '../../rows/reading.ts';
import { under } from './columns.ts';

const ENCRYPTION_INFO = ['Encryption Info Blob Name', 'Secured Encryption Info Blob Name'];
/** What Azure writes as the target VM of a restore that makes none. */
const NO_VM = 'vmname';

/** Names are found in any case and with the trailing blank of `"Recovery point time "`. */
export const BAG_FIELDS: Fields = under('properties.extendedInfo.propertyBag', {
  'Job Type': 'word',
  'Recovery point time': 'time',
  'Target resource group': 'name',
  'Target Storage Account Name': 'name',
  'Target VM Name': 'name',
  'Original VM Name': 'name',
  'Restored disk(s)': 'name',
  'Backed-up disk(s)': 'name',
  'Encryption Info Blob Name': 'name',
  'Secured Encryption Info Blob Name': 'name',
});

/** The bag of a cross-region restore names its vault. */
export const VAULT_IN_BAG_FIELDS: Fields = under('properties.extendedInfo.propertyBag', {
  'Subscription Id of the vault': 'id',
  'Resource Group Name of the vault': 'name',
  'Vault name': 'name',
});

/** @see https://learn.microsoft.com/rest/api/backup/job-details/get */
export function toRestoreBag(bag: Block): RestoreBag {
  const target = bag.text('Target VM Name');
  return {
    jobType: bag.text('Job Type'),
    recoveryPointTime: bag.instant('Recovery point time'),
    targetResourceGroup: bag.text('Target resource group'),
    targetStorageAccountName: bag.text('Target Storage Account Name'),
    targetVmName: target?.trim().toLowerCase() === NO_VM ? undefined : target,
    originalVmName: bag.text('Original VM Name'),
    restoredDisks: namesIn(bag.text('Restored disk(s)')),
    backedUpDisks: namesIn(bag.text('Backed-up disk(s)')),
    leftEncryptionInfo: ENCRYPTION_INFO.some((name) => bag.text(name) !== undefined),
  };
}

/** The vault that the job of a cross-region restore names in its bag; undefined where it does not. */
export function vaultInBag(bag: Block): ArmId | undefined {
  const subscription = bag.text('Subscription Id of the vault');
  const group = bag.text('Resource Group Name of the vault');
  const vault = bag.text('Vault name');
  if (subscription === undefined || group === undefined || vault === undefined) return undefined;
  return armId(
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.RecoveryServices/vaults/${vault}`,
  );
}

/** `a; b; c`. */
function namesIn(text: string | undefined): readonly string[] | undefined {
  const names = text
    ?.split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names === undefined || names.length === 0 ? undefined : names;
}
