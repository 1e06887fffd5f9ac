import { subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { ProtectedItem, RecoveryPoint, RestoreBag } from '../../domain/facts.ts';
import { newestUsable, usabilityOf } from '../../domain/recoveryPoint.ts';
import { armPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall, type Given } from '../defineSource.ts';
import { POINTS_VERSION, pointsPath, RECOVERY_POINT_FIELDS, toRecoveryPoint } from './recoveryPoints.ts';
import { everyJob, jobAt } from './shared/restoreJob.ts';
import { isMachine } from './shared/vaults.ts';

const TITLE = 'recovery point details';

/**
 * Points by a request of their own: only that answer names the disks inside and the secret and key of Azure Disk Encryption. One
 * request for the newest usable point of each item, for each that a restore was made from, and, of a source that is encrypted or
 * may be, for every usable one.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/get
 */
export const recoveryPointDetails = defineSource({
  id: 'recoveryPointDetails',
  title: TITLE,
  needs: ['protectedItems', 'recoveryPoints', 'restoreJobs', 'earlierRestoreJobs', 'restoreJobDetails'],
  ask: {
    of: 'arm',
    standsIn: 'lasting',
    foresee: async function* (given) {
      for await (const item of given.each('protectedItems'))
        if (isMachine(item) && item.lastRecoveryPoint !== undefined) yield { about: item.id };
    },
    calls: async function* (given) {
      const { newest, older } = await pointsToOpen(given);
      for await (const item of given.each('protectedItems')) {
        if (!isMachine(item)) continue;
        const point = newest.get(item.id);
        if (point !== undefined) yield detailOf(item, point);
        for (const other of older.get(item.id) ?? [])
          if (other !== point) yield { ...detailOf(item, other), spare: true };
        const failure = given.failureOf('recoveryPoints', item.id);
        if (point === undefined && failure !== undefined)
          yield {
            source: 'recoveryPointDetails',
            subscription: subscriptionOf(item.id),
            subject: item.id,
            kind: 'notRead',
            because: `No recovery point of ${item.friendlyName ?? item.name} was opened, since they could not be listed: ${failure.because}.`,
          };
      }
    },
  },
  read: toRecoveryPoint,
  live: { by: 'nothing', because: 'The newest recovery point is not opened by the live answer.' },
  fields: RECOVERY_POINT_FIELDS,
  actions: [
    {
      action: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read',
      limit: 'backup',
    },
  ],
});

/** The newest usable point of each item and those of the older ones that are to be opened; no other point is kept. */
async function pointsToOpen(
  given: Given<'protectedItems' | 'recoveryPoints' | 'restoreJobs' | 'earlierRestoreJobs' | 'restoreJobDetails'>,
): Promise<{
  readonly newest: ReadonlyMap<ArmId, RecoveryPoint>;
  readonly older: ReadonlyMap<ArmId, readonly RecoveryPoint[]>;
}> {
  const isRestored = await pointsRestored(given);
  const newest = new Map<ArmId, RecoveryPoint>();
  const older = new Map<ArmId, RecoveryPoint[]>();
  for await (const point of given.each('recoveryPoints')) {
    const { protectedItemId } = point;
    const best = newest.get(protectedItemId);
    const newer = newestUsable(best === undefined ? [point] : [best, point]).point;
    if (newer !== undefined) newest.set(protectedItemId, newer);
    const vmId = given.find('protectedItems', protectedItemId)?.sourceResourceId;
    const restored = point.numberOfDisksIncluded === undefined && isRestored(vmId, point.time);
    if (!restored && !mayHoldKeys(point)) continue;
    const known = older.get(protectedItemId);
    if (known === undefined) older.set(protectedItemId, [point]);
    else known.push(point);
  }
  return { newest, older };
}

/** Which key wraps the secret of an encrypted source, the list does not say. */
function mayHoldKeys(point: RecoveryPoint): boolean {
  return point.isSourceVmEncrypted !== false && point.keys === undefined && usabilityOf(point) !== 'no';
}

/**
 * The recovery points that restores were made from where their jobs do not name the disks, as VM and moment: the point's own
 * page may tell how many it held.
 */
async function pointsRestored(
  given: Given<'restoreJobs' | 'earlierRestoreJobs' | 'restoreJobDetails'>,
): Promise<(vmId: ArmId | undefined, time: string | undefined) => boolean> {
  const keys = new Set<string>();
  const add = (vmId: ArmId | undefined, bag: RestoreBag): void => {
    const { recoveryPointTime, restoredDisks, backedUpDisks } = bag;
    if (recoveryPointTime !== undefined && restoredDisks === undefined && backedUpDisks === undefined)
      keys.add(`${vmId ?? ''} ${second(recoveryPointTime)}`);
  };
  for await (const { dataSourceId, bag } of everyJob(given)) if (bag !== undefined) add(dataSourceId, bag);
  for await (const detail of given.each('restoreJobDetails')) add(jobAt(given, detail.id)?.dataSourceId, detail);
  return (vmId, time) => keys.has(`${vmId ?? ''} ${second(time)}`);
}

/** A job tells the moment of its point to the second. */
function second(time: string | undefined): string {
  return time?.slice(0, '2026-11-24T06:00:00'.length) ?? '';
}

function detailOf(item: ProtectedItem, point: RecoveryPoint): ArmCall {
  const name = encodeURIComponent(armPath(point.resourceId).after('recoveryPoints'));
  return {
    about: point.id,
    onlyThat: true,
    what: `Recovery point ${point.name} of ${item.friendlyName ?? item.name}`,
    shape: 'single',
    call: (arm, options) => arm.get(`${pointsPath(point.resourceId)}/${name}?api-version=${POINTS_VERSION}`, options),
  };
}
