import { says, values } from '../base/openEnum.ts';
import { instant, isYetToCome } from '../base/time.ts';
import { momentInPointName } from './azureNames.ts';
import type { Lookup } from './estate.ts';
import type { RecoveryPoint, RecoveryPointTier } from './facts/backup.ts';
import type { RestorePoint } from './facts/restorePoints.ts';
import type { AdeKeys, Snapshot } from './facts/storedBytes.ts';

const USABLE = values('Valid', 'Rehydrated');
const GONE = values('Deleted', 'Disabled');
const TYPES = values('InstantRP', 'HardenedRP', 'ArchivedRP');
const INSTANT_TYPES = values('InstantRP');
const VAULT_TYPES = values('HardenedRP', 'ArchivedRP');

/**
 * Whether a restore could start from a recovery point: a tier that is `Deleted` stays listed, and a point that is
 * soft-deleted has to be undeleted first, whatever its tiers say.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list
 * @see https://learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about
 */
export function usabilityOf(point: RecoveryPoint): 'yes' | 'no' | 'unknown' {
  if (point.isSoftDeleted === true) return 'no';
  let doubtful = point.tiers.length === 0;
  for (const tier of point.tiers) {
    if (says(tier.status, USABLE) && says(tier.type, TYPES)) return point.isSoftDeleted === false ? 'yes' : 'unknown';
    if (!says(tier.status, GONE)) doubtful = true;
  }
  return doubtful ? 'unknown' : 'no';
}

/** Tiers that may hold a copy of the data, of a type or in a state that this version does not know. */
export function unknownTiers(point: RecoveryPoint): readonly RecoveryPointTier[] {
  return point.isSoftDeleted === true
    ? []
    : point.tiers.filter(({ type, status }) => !says(status, GONE) && !(says(type, TYPES) && says(status, USABLE)));
}

/** Usable tiers that lie in the vault, under the vault's key. */
export function vaultTiers(point: RecoveryPoint): readonly RecoveryPointTier[] {
  return point.tiers.filter((tier) => says(tier.status, USABLE) && says(tier.type, VAULT_TYPES));
}

/** Usable tiers that are snapshots outside the vault, from which Azure Backup restores at once. */
export function instantTiers(point: RecoveryPoint): readonly RecoveryPointTier[] {
  return point.tiers.filter((tier) => says(tier.status, USABLE) && says(tier.type, INSTANT_TYPES));
}

/**
 * A point as both of its pages show it: the list leaves out what its own page names. If they contradict each other, the
 * better value is not believed: the worse one stands or, if neither is worse, none. A page that should have been read and
 * was not might contradict the list: then only the worse values of the list stand.
 */
export function withOwnPage(listed: RecoveryPoint, own: Lookup<RecoveryPoint> | undefined): RecoveryPoint {
  if (own === undefined || own.kind === 'absent') return listed;
  if (own.kind === 'unsure')
    return {
      ...listed,
      isSourceVmEncrypted: undefined,
      isSoftDeleted: listed.isSoftDeleted === true ? true : undefined,
    };
  const page = own.row;
  return {
    ...listed,
    keys: keysOfBoth(listed.keys, page.keys),
    encryptionMechanism: agreed(listed.encryptionMechanism, page.encryptionMechanism),
    // Either is the worse word: for what it needs that it was, for what it lost that it was not.
    isSourceVmEncrypted: agreed(listed.isSourceVmEncrypted, page.isSourceVmEncrypted),
    tiers: tiersOfBoth(listed.tiers, page.tiers),
    // Kept for long is the worse word for a key that has to outlive it, gone already for a restore.
    ...expiryOfBoth(listed.expiryTime, page.expiryTime),
    ...(page.isExpiryUntold === true ? { isExpiryUntold: true } : {}),
    // False also where a page leaves it out: true by either is a word of Azure's.
    isSoftDeleted:
      listed.isSoftDeleted === undefined || page.isSoftDeleted === undefined
        ? undefined
        : listed.isSoftDeleted || page.isSoftDeleted,
  };
}

/** What one says and the other does not contradict. */
function agreed<Word>(one: Word | undefined, other: Word | undefined): Word | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one === other ? one : undefined;
}

/** What the two do not say alike, it is not known to have. */
function keysOfBoth(one: RecoveryPoint['keys'], other: RecoveryPoint['keys']): RecoveryPoint['keys'] {
  if (one === undefined || other === undefined) return one ?? other;
  const same = <Field extends keyof AdeKeys>(field: Field): AdeKeys[Field] | undefined =>
    one[field] === other[field] ? one[field] : undefined;
  return {
    secretUrl: same('secretUrl'),
    secretVaultId: same('secretVaultId'),
    keyUrl: same('keyUrl'),
    keyVaultId: same('keyVaultId'),
  };
}

function expiryOfBoth(
  one: string | undefined,
  other: string | undefined,
): Pick<RecoveryPoint, 'expiryTime' | 'earlierExpiryTime'> {
  const [first, second] = [instant(one), instant(other)];
  if (first === undefined) return { expiryTime: other ?? one };
  if (second === undefined || first === second) return { expiryTime: one };
  return first > second ? { expiryTime: one, earlierExpiryTime: other } : { expiryTime: other, earlierExpiryTime: one };
}

/** Of two states of one tier the worse: gone by either is gone, and a state that is not known stays so. */
function tiersOfBoth(
  listed: readonly RecoveryPointTier[],
  own: readonly RecoveryPointTier[],
): readonly RecoveryPointTier[] {
  const typeOf = ({ type }: RecoveryPointTier): string => type?.toLowerCase() ?? '';
  const isKnown = (tier: RecoveryPointTier): boolean => says(tier.status, GONE) || says(tier.status, USABLE);
  const onPage = new Map(own.map((tier) => [typeOf(tier), tier]));
  const inList = new Set(listed.map(typeOf));
  const both = listed.map((tier) => {
    const other = onPage.get(typeOf(tier));
    if (other === undefined || says(tier.status, GONE)) return tier;
    return says(other.status, GONE) || !isKnown(other) ? other : tier;
  });
  // A usable tier that the list does not show is the better word.
  return [...both, ...own.filter((tier) => !inList.has(typeOf(tier)) && !says(tier.status, USABLE))];
}

/**
 * Whether its retention has ended, or may have ended where Azure does not say when it does: Azure removes the point at a moment of its
 * own choosing, and until then nothing says that a restore could start from it.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list#recoverypointproperties
 */
export function mayHaveExpired(
  { expiryTime, earlierExpiryTime = expiryTime, isExpiryUntold }: RecoveryPoint,
  asOf: string,
): boolean {
  if (isExpiryUntold === true && expiryTime === undefined) return true;
  return (instant(earlierExpiryTime) ?? Number.POSITIVE_INFINITY) <= (instant(asOf) ?? Number.NEGATIVE_INFINITY);
}

/**
 * The newest point that is usable. Undefined where there is none, or where an undecided point may be newer.
 * @param asOf where given, a point whose retention has ended by then, or whose time is yet to come, is undecided.
 */
export function newestUsable(
  points: Iterable<RecoveryPoint>,
  asOf?: string,
): {
  readonly point: RecoveryPoint | undefined;
  /** True when a point of unknown state or time may be the newest. */
  readonly doubtful: boolean;
} {
  let found: RecoveryPoint | undefined;
  let foundAt = Number.NEGATIVE_INFINITY;
  let doubtfulAt = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const usable = usabilityOf(point);
    if (usable === 'no') continue;
    const at = instant(point.time);
    if (at === undefined || (asOf !== undefined && isYetToCome(at, asOf))) doubtfulAt = Number.POSITIVE_INFINITY;
    else if (usable === 'unknown' || (asOf !== undefined && mayHaveExpired(point, asOf)))
      doubtfulAt = Math.max(doubtfulAt, at);
    else if (at > foundAt) {
      found = point;
      foundAt = at;
    }
  }
  return { point: found, doubtful: doubtfulAt > foundAt };
}

/** Milliseconds that the moment of an instant-restore snapshot and the time of its recovery point may lie apart. */
const SAME_MOMENT = 60_000;

/**
 * Whether a restore point holds the snapshots of the backup of a moment (milliseconds since 1970): its name tells when, where
 * Azure Backup made it, otherwise its own time.
 */
export function isOfMoment({ name, time }: Pick<RestorePoint, 'name' | 'time'>, moment: number | undefined): boolean {
  const taken = instant(momentInPointName(name) ?? time);
  return moment !== undefined && taken !== undefined && Math.abs(taken - moment) <= SAME_MOMENT;
}

/**
 * Whether a restore may start from a snapshot: it holds all of its disk and may be used. One that is copied in the background
 * says how far that is, and where it does not say, nothing shows that it is whole.
 * @see https://learn.microsoft.com/rest/api/compute/snapshots/get#snapshot
 * @see https://learn.microsoft.com/rest/api/compute/snapshots/get#snapshotaccessstate
 */
export function isWhole({
  completionPercent,
  provisioningState,
  creation,
  copyError,
  accessState,
}: Pick<Snapshot, 'completionPercent' | 'provisioningState' | 'creation' | 'copyError' | 'accessState'>):
  'yes' | 'no' | 'unknown' {
  if (copyError !== undefined || says(accessState, NOT_YET_USABLE)) return 'no';
  if (completionPercent !== undefined && completionPercent < 100) return 'no';
  if (completionPercent === undefined && says(creation.createOption, IN_BACKGROUND)) return 'unknown';
  if (accessState !== undefined && !says(accessState, RESTORABLE)) return 'unknown';
  // Azure says it of every snapshot.
  return says(provisioningState, MADE) ? 'yes' : 'unknown';
}

const NOT_YET_USABLE = values('Pending');
/** The others; `Unknown` is what Azure sends where nothing was said. */
const RESTORABLE = values('Unknown', 'Available', 'InstantAccess', 'AvailableWithInstantAccess');
const IN_BACKGROUND = values('CopyStart');
/** @see https://learn.microsoft.com/rest/api/compute/snapshots/get#snapshot */
const MADE = values('Succeeded');
