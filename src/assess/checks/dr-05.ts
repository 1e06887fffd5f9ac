import { accountOutcome } from './shared/accountOutcome.ts';
import { defineCheck } from './shared/defineCheck.ts';

export const dr05 = defineCheck({
  id: 'DR-05',
  version: 3,
  answers: ['R4'],
  subject: 'cacheAccount',
  title: 'The cache storage account of Site Recovery is encrypted and locked down as the baseline requires',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Put the cache account under a customer-managed key, HTTPS only, without anonymous blobs, open to selected networks only.',
  limits: 'The blobs themselves are not listed. The network rules of the account are read, not who holds its keys.',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix#cache-storage',
  controls: ['MCSB v1 DP-5', 'NIST SP 800-53 r5 SC-12', 'NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['named'],
  assess: ({ named }, { dr }) => accountOutcome(named, dr.requireCacheCustomerKey, 'cache account'),
});
