import { gapOf } from '../../domain/estate.ts';
import type { RestoreJob, RestoreJobDetail } from '../../domain/facts.ts';
import { armPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON } from './shared/columns.ts';
import { everyJob } from './shared/restoreJob.ts';
import { BAG_FIELDS, toRestoreBag } from './shared/restoreBag.ts';

export const restoreJobDetails = defineSource({
  id: 'restoreJobDetails',
  title: 'restore job details',
  needs: ['restoreJobs', 'earlierRestoreJobs'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for await (const job of everyJob(given)) {
        if (hasPage(job)) yield detailsOf(job);
        else if (job.bag === undefined)
          yield gapOf(
            'restoreJobDetails',
            job,
            'notRead',
            `Azure gives the details of cross-region restore job ${job.jobId} to a POST request only, which is never sent.`,
          );
      }
    },
  },
  read: toRestoreJobDetail,
  live: { by: 'id' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    ...BAG_FIELDS,
  },
  actions: [{ action: 'Microsoft.RecoveryServices/vaults/backupJobs/read', limit: 'backup' }],
});

/**
 * Whether the job has a page of its own that a GET opens: one below a region, of a cross-region restore, has none.
 * @see https://learn.microsoft.com/rest/api/backup/backup-crr-job-details/get
 */
export function hasPage(job: RestoreJob): boolean {
  return armPath(job.resourceId).after('vaults') !== '';
}

export function detailsOf(job: RestoreJob): ArmCall {
  const path = armPath(job.resourceId);
  return {
    about: job.id,
    onlyThat: true,
    what: `The details of restore job ${job.jobId}`,
    shape: 'single',
    call: (arm, options) =>
      arm
        .backup(path.subscription)
        .jobDetails.get(path.after('vaults'), path.resourceGroup, path.after('backupJobs'), options),
  };
}

function toRestoreJobDetail({ resource, properties }: Row): RestoreJobDetail {
  return { ...resource, ...toRestoreBag(properties.required('extendedInfo').required('propertyBag')) };
}
