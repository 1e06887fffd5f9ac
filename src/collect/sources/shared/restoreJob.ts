import { ancestorOfType, type ArmId } from '../../../domain/armId.ts';
import { mayBeOfMachine, restores } from '../../../domain/backupKinds.ts';
import type { RestoreJob } from '../../../domain/facts.ts';
import type { Fields, Given } from '../../defineSource.ts';
import { MalformedRowError, type Row } from '../../rows/reading.ts';
import { COMMON } from './columns.ts';
import { BAG_FIELDS, toRestoreBag, VAULT_IN_BAG_FIELDS, vaultInBag } from './restoreBag.ts';

/** What a row of Resource Graph and an entry of ARM's list tell of a job. */
export const RESTORE_JOB_FIELDS: Fields = {
  ...COMMON,
  'properties.operation': 'word',
  'properties.status': 'word',
  'properties.startTime': 'time',
  'properties.endTime': 'time',
  'properties.entityFriendlyName': 'name',
  'properties.dataSourceId': 'id',
  'properties.containerName': 'name',
  'properties.backupManagementType': 'word',
  'properties.isUserTriggered': 'word',
  ...BAG_FIELDS,
  ...VAULT_IN_BAG_FIELDS,
};

/** @see https://learn.microsoft.com/rest/api/backup/backup-crr-jobs/list */
const CROSS_REGION =
  /^\/subscriptions\/[^/]+\/providers\/microsoft\.recoveryservices\/locations\/[^/]+\/backupjobs\/[^/]+$/;

/**
 * Undefined for a job that is known to restore nothing, or no VM.
 * @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph
 * @throws MalformedRowError when it is neither below a vault nor a cross-region restore below a region.
 */
export function toRestoreJob({ resource, properties }: Row): RestoreJob | undefined {
  const operation = properties.text('operation');
  if (restores(operation) === 'no' || !mayBeOfMachine(properties.text('backupManagementType'))) return undefined;
  const bag = properties.block('extendedInfo')?.block('propertyBag');
  return {
    ...resource,
    vaultId: vaultOfJob(resource.id) ?? (bag === undefined ? undefined : vaultInBag(bag)),
    jobId: resource.name.toLowerCase(),
    operation,
    status: properties.text('status'),
    startTime: properties.instant('startTime'),
    endTime: properties.instant('endTime'),
    entityFriendlyName: properties.text('entityFriendlyName'),
    dataSourceId: properties.id('dataSourceId'),
    containerName: properties.text('containerName'),
    isUserTriggered: properties.flag('isUserTriggered'),
    bag: bag === undefined ? undefined : toRestoreBag(bag),
  };
}

function vaultOfJob(id: ArmId): ArmId | undefined {
  const vault = ancestorOfType(id, 'microsoft.recoveryservices/vaults');
  if (vault === undefined && !CROSS_REGION.test(id))
    throw new MalformedRowError(
      'id is neither that of a job in a Recovery Services vault nor of a cross-region restore',
    );
  return vault;
}

type Jobs = 'restoreJobs' | 'earlierRestoreJobs';

/** Each job once: that of Resource Graph, which names its VM, where it has one. */
export async function* everyJob(given: Given<Jobs>): AsyncGenerator<RestoreJob, void, undefined> {
  yield* given.each('restoreJobs');
  for await (const job of given.each('earlierRestoreJobs'))
    if (given.find('restoreJobs', job.id) === undefined) yield job;
}

export function jobAt(given: Given<Jobs>, id: ArmId): RestoreJob | undefined {
  return given.find('restoreJobs', id) ?? given.find('earlierRestoreJobs', id);
}
