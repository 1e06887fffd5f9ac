import { accountOutcome } from './shared/accountOutcome.ts';
import { defineCheck } from './shared/defineCheck.ts';

export const rst05 = defineCheck({
  id: 'RST-05',
  version: 3,
  answers: ['R3', 'R6'],
  subject: 'stagingAccount',
  title: 'The storage account that a restore left copies in is encrypted and locked down as the baseline requires',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Delete the VHDs and key blobs that the restore left; put the account under a customer-managed key, HTTPS only, and close it to public networks.',
  limits: 'The blobs themselves are not listed. The network rules of the account are read, not who holds its keys.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#storage-accounts',
  controls: ['MCSB v1 DP-5', 'NIST SP 800-53 r5 SC-12', 'NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['named'],
  assess: ({ named }, { restore }) =>
    accountOutcome(named, restore.requireStagingCustomerKey, 'restore staging account'),
});
