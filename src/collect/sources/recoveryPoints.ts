import { subscriptionOf } from '../../domain/armId.ts';
import type { AdeKeys, ProtectedItem, RecoveryPoint } from '../../domain/facts.ts';
import { armPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall, type Chosen, type Fields } from '../defineSource.ts';
import type { Block, Row } from '../rows/reading.ts';
import { COMMON } from './shared/columns.ts';
import { protectedItemId } from './shared/vaultIds.ts';
import { isMachine } from './shared/vaults.ts';

const TITLE = 'recovery points';

/** What both of its pages tell: the list, and the point's own. */
export const RECOVERY_POINT_FIELDS = {
  ...COMMON,
  'properties.recoveryPointTime': 'time',
  'properties.recoveryPointType': 'word',
  'properties.isSourceVMEncrypted': 'word',
  'properties.keyAndSecret.encryptionMechanism': 'word',
  'properties.keyAndSecret.bekDetails.secretUrl': 'id',
  'properties.keyAndSecret.bekDetails.secretVaultId': 'id',
  'properties.keyAndSecret.kekDetails.keyUrl': 'id',
  'properties.keyAndSecret.kekDetails.keyVaultId': 'id',
  'properties.recoveryPointTierDetails[].type': 'word',
  'properties.recoveryPointTierDetails[].status': 'word',
  'properties.recoveryPointDiskConfiguration.includedDiskList[].lun': 'number',
  'properties.recoveryPointDiskConfiguration.includedDiskList[].name': 'name',
  'properties.recoveryPointDiskConfiguration.excludedDiskList[].lun': 'number',
  'properties.recoveryPointDiskConfiguration.excludedDiskList[].name': 'name',
  'properties.recoveryPointDiskConfiguration.numberOfDisksIncludedInBackup': 'number',
  'properties.recoveryPointDiskConfiguration.numberOfDisksAttachedToVm': 'number',
  'properties.securityType': 'word',
  'properties.recoveryPointProperties.expiryTime': 'time',
  'properties.recoveryPointProperties.isSoftDeleted': 'word',
} as const satisfies Fields;

export const recoveryPoints = defineSource({
  id: 'recoveryPoints',
  title: TITLE,
  needs: ['protectedItems', 'diskExclusions'],
  ask: {
    of: 'arm',
    standsIn: 'dated',
    calls: async function* (given) {
      for await (const item of given.each('protectedItems')) {
        if (!isMachine(item)) continue;
        // Nothing more is asked of a vault that could not list its items.
        const failure = given.failureOf('diskExclusions', item.vaultId);
        if (failure === undefined) yield recoveryPointsOf(item);
        else
          yield {
            source: 'recoveryPoints',
            subscription: subscriptionOf(item.id),
            subject: item.id,
            kind: 'notRead',
            because: `The ${TITLE} of ${item.friendlyName ?? item.name} were not queried, because its vault could not be read: ${failure.because}.`,
          };
      }
    },
  },
  read: toRecoveryPoint,
  live: { by: 'question' },
  sheet: { belongsTo: (row, chosen) => (chosen.subjects.has(row.protectedItemId) ? ofDisks(row, chosen) : undefined) },
  fields: RECOVERY_POINT_FIELDS,
  actions: [
    {
      action: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read',
      limit: 'backup',
    },
  ],
});

/** All that are retained, each time: one that is old may still be the one that breaks the chain. */
export function recoveryPointsOf(item: ProtectedItem): ArmCall {
  return {
    about: item.id,
    onlyThat: true,
    what: `The recovery points of ${item.friendlyName ?? item.name}`,
    shape: 'list',
    call: (arm, options) => arm.get(`${pointsPath(item.resourceId)}?api-version=${POINTS_VERSION}`, options),
  };
}

/**
 * Newer than that of the SDK (2023-06-01); asked past it, since these are most of a run's requests and it takes twice the time
 * for each.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list
 */
export const POINTS_VERSION = '2025-02-01';

/** Where the recovery points of an item are listed; `id` is that of the item, or of anything in it. */
export function pointsPath(id: string): string {
  const path = armPath(id);
  const fabric = path.after('backupFabrics');
  const steps = [
    ['subscriptions', path.subscription],
    ['resourceGroups', path.resourceGroup],
    ['providers', 'Microsoft.RecoveryServices'],
    ['vaults', path.after('vaults')],
    ['backupFabrics', fabric === '' ? 'Azure' : fabric],
    ['protectionContainers', path.after('protectionContainers')],
    ['protectedItems', path.after('protectedItems')],
  ] as const;
  return `${steps.map(([type, name]) => `/${type}/${encodeURIComponent(name)}`).join('')}/recoveryPoints`;
}

/** @see https://learn.microsoft.com/rest/api/backup/recovery-points/list */
export function toRecoveryPoint({ resource, properties }: Row): RecoveryPoint {
  const keys = properties.block('keyAndSecret');
  const disks = properties.block('recoveryPointDiskConfiguration');
  const retention = properties.block('recoveryPointProperties');
  const item = resource.id.replace(/\/recoverypoints\/[^/]+$/, '');
  return {
    ...resource,
    protectedItemId: protectedItemId(item),
    time: properties.instant('recoveryPointTime'),
    recoveryPointType: properties.text('recoveryPointType'),
    isSourceVmEncrypted: properties.flag('isSourceVMEncrypted'),
    encryptionMechanism: keys?.text('encryptionMechanism'),
    keys: keys === undefined ? undefined : toRecoveryPointKeys(keys),
    tiers: properties
      .list('recoveryPointTierDetails')
      .map((tier) => ({ type: tier.text('type'), status: tier.text('status') })),
    includedDisks: toDiskList(disks, 'includedDiskList'),
    excludedDisks: toDiskList(disks, 'excludedDiskList'),
    numberOfDisksIncluded: disks?.number('numberOfDisksIncludedInBackup'),
    numberOfDisksAttached: disks?.number('numberOfDisksAttachedToVm'),
    securityType: properties.text('securityType'),
    expiryTime: retention?.instant('expiryTime'),
    ...(retention !== undefined && !isMoment(retention.value('expiryTime')) ? { isExpiryUntold: true } : {}),
    isSoftDeleted: softDeleted(retention?.value('isSoftDeleted')),
  };
}

/** A date that stands for never is one too: that it never ends is told. */
function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/**
 * Answers of most api-versions leave the field out for a point that is not deleted.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list#recoverypointproperties
 */
function softDeleted(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return false;
  return typeof value === 'boolean' ? value : undefined;
}

/** The URLs; the key material beside them is gone before anything is parsed (redact.ts). */
function toRecoveryPointKeys(keys: Block): AdeKeys | undefined {
  const secret = keys.block('bekDetails');
  const key = keys.block('kekDetails');
  if (secret === undefined && key === undefined) return undefined;
  return {
    secretUrl: secret?.text('secretUrl'),
    secretVaultId: secret?.id('secretVaultId'),
    keyUrl: key?.text('keyUrl'),
    keyVaultId: key?.id('keyVaultId'),
  };
}

function toDiskList(disks: Block | undefined, name: string): RecoveryPoint['includedDisks'] {
  if (disks?.value(name) === undefined) return undefined;
  return disks.list(name).map((disk) => ({ lun: disk.number('lun'), name: disk.text('name') }));
}

/** A recovery point is of a whole machine: of its other disks, the number alone. */
function ofDisks(point: RecoveryPoint, { diskNames }: Chosen): RecoveryPoint {
  const isMine = ({ name }: { readonly name: string | undefined }): boolean =>
    name !== undefined && diskNames.has(name.toLowerCase());
  return {
    ...point,
    numberOfDisksIncluded: point.numberOfDisksIncluded ?? point.includedDisks?.length,
    includedDisks: point.includedDisks?.filter(isMine),
    excludedDisks: point.excludedDisks?.filter(isMine),
  };
}
