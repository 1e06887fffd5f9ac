import type { RestoreJob, RestoreJobDetail } from '../../domain/facts.ts';
import { armPath } from '../armPath.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import type { Row } from '../reading.ts';
import { judged } from './shared/belonging.ts';
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
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    'properties.extendedInfo.propertyBag.Job Type': 'word',
    'properties.extendedInfo.propertyBag.Recovery point time': 'time',
    'properties.extendedInfo.propertyBag.Target resource group': 'name',
    'properties.extendedInfo.propertyBag.Target Storage Account Name': 'name',
    'properties.extendedInfo.propertyBag.Encryption Info Blob Name': 'name',
    'properties.extendedInfo.propertyBag.Secured Encryption Info Blob Name': 'name',
  },
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
