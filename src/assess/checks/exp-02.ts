import { defineCheck } from './shared/defineCheck.ts';
import { linkOutcome } from './shared/exportGuard.ts';

export const exp02 = defineCheck({
  id: 'EXP-02',
  version: 3,
  answers: ['R6'],
  subject: 'disk',
  alsoJudges: ['snapshot'],
  title: 'No export link to the data is open',
  severity: 'High',
  rollsUp: false,
  remediation: 'Revoke the access (endGetAccess), and find out who opened it.',
  limits:
    'A link opened and closed between two runs is not seen. A link made to upload a disk counts as open: Azure does not say that nothing can be read through it. Site Recovery keeps its own link to each replica; Azure does not show a second one beside it, so the open link of a replica that an active item names is taken as Site Recovery’s. For a restore point, Azure does not show whether a link is open.',
  attestable: 'that the open link of a replica is the one that Site Recovery keeps',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/windows/download-vhd',
  controls: ['MCSB v2 NS-2', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['bytes', 'serviceLink'],
  assess: ({ bytes, serviceLink }) => linkOutcome(bytes, serviceLink),
});
