import type { RestoreJob, RestoreJobDetail } from '../../domain/facts.ts';
import { armPath } from '../armPath.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import type { Row } from '../reading.ts';
import { COMMON } from './shared/columns.ts';

const ENCRYPTION_INFO = ['Encryption Info Blob Name', 'Secured Encryption Info Blob Name'];

export const restoreJobDetails = defineSource({
  id: 'restoreJobDetails',
  title: 'restore job details',
  needs: ['restoreJobs'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for await (const job of given.each('restoreJobs')) yield detailsOf(job);
    },
  },
  read: toRestoreJobDetail,
  live: { by: 'id' },
  belongsTo: ({ id }) => [id],
  sheet: true,
  fields: { ...COMMON },
  actions: [{ action: 'Microsoft.RecoveryServices/vaults/backupJobs/read', limit: 'backup' }],
});

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

/** @see https://learn.microsoft.com/rest/api/backup/job-details/get */
function toRestoreJobDetail({ resource, properties }: Row): RestoreJobDetail {
  const bag = properties.required('extendedInfo').required('propertyBag');
  return {
    ...resource,
    jobType: bag.text('Job Type'),
    recoveryPointTime: bag.instant('Recovery point time'),
    targetResourceGroup: bag.text('Target resource group'),
    targetStorageAccountName: bag.text('Target Storage Account Name'),
    leftEncryptionInfo: ENCRYPTION_INFO.some((name) => bag.text(name) !== undefined),
  };
}
