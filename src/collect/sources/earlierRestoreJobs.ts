import { DAY, isoDay } from '../../base/time.ts';
import { defineSource } from '../defineSource.ts';
import { RESTORE_JOB_FIELDS, toRestoreJob } from './shared/restoreJob.ts';
import { vaultsInUse } from './shared/vaults.ts';

/**
 * Days that are looked back in ARM's list: as many as the longest window that Microsoft shows (1 January 2016 to 29 November 2017). Whether
 * a longer one is answered, and how long Azure keeps a job, is not documented.
 * @see https://github.com/Azure/azure-rest-api-specs (recoveryservicesbackup, ListJobsWithStartTimeAndEndTimeFilter)
 */
const LOOKED_BACK = 698;

/**
 * Restores that Resource Graph no longer has, as ARM lists them: once for each vault, where no earlier run listed and carried them.
 * @see https://learn.microsoft.com/rest/api/backup/backup-jobs/list
 */
export const earlierRestoreJobs = defineSource({
  id: 'earlierRestoreJobs',
  title: 'earlier restore jobs',
  needs: ['recoveryServicesVaults', 'protectedItems'],
  ask: {
    of: 'arm',
    isDue: (given, subscription) => !given.watchedIn(subscription),
    calls: async function* (given) {
      // Whole days: what is asked does not depend on the second at which a run began.
      const until = Math.ceil(Date.parse(given.asOf) / DAY) * DAY;
      for (const { id, path } of await vaultsInUse(given, 'protectedItems')) {
        if (given.listedBefore(id)) continue;
        yield {
          about: id,
          onlyThat: true,
          what: `The earlier restore jobs of vault ${path.after('vaults')}`,
          shape: 'list',
          call: (arm, options) =>
            arm
              .backup(path.subscription)
              .backupJobs.list(path.after('vaults'), path.resourceGroup, {
                filter: `operation eq 'Restore' and backupManagementType eq 'AzureIaasVM' and startTime eq '${moment(until - LOOKED_BACK * DAY)}' and endTime eq '${moment(until)}'`,
                ...options,
              })
              .byPage(),
        };
      }
    },
  },
  read: toRestoreJob,
  live: { by: 'nothing', because: 'Restore jobs that Resource Graph no longer has are not listed by the live answer.' },
  fields: RESTORE_JOB_FIELDS,
  actions: [{ action: 'Microsoft.RecoveryServices/vaults/backupJobs/read', limit: 'backup' }],
});

/** Midnight, UTC, in the form of time that the filter takes. */
function moment(milliseconds: number): string {
  return `${isoDay(new Date(milliseconds).toISOString())} 12:00:00 AM`;
}
