import { defineCheck } from '../defineCheck.ts';
import { networkOutcome } from '../exportGuard.ts';

export const exp01 = defineCheck({
  id: 'EXP-01',
  version: 1,
  answers: ['R6'],
  subject: 'disk',
  alsoJudges: ['snapshot'],
  title: 'Network export is shut: denied to all, or by private endpoint alone with public network access disabled',
  severity: 'Medium',
  rollsUp: false,
  remediation: 'Set the network access policy to DenyAll, or to AllowPrivate with public network access disabled.',
  limits: 'Who may change the policy is not judged; who may export is judged by EXP-03.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview',
  controls: [
    'MCSB v2 NS-2',
    'CIS Azure Foundations 3.0 8.5',
    'ISO/IEC 27001:2022 A.8.24',
    'PCI DSS 4.0.1 1.4.4',
    'PCI DSS 4.0.1 7.3.1',
  ],
  needs: ['bytes'],
  assess: ({ bytes }) => networkOutcome(bytes),
});
