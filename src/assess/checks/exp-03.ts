import { judgesOf } from '../access/judges.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { grantEvidence, grantOutcome } from './shared/grantOutcome.ts';

export const exp03 = defineCheck({
  id: 'EXP-03',
  version: 4,
  answers: ['R6'],
  subject: 'scope',
  title: 'Principals who can export disks are within the approved set',
  severity: 'High',
  rollsUp: false,
  remediation:
    'Remove the role assignment, or give a role without beginGetAccess; approve in the baseline those who need to export.',
  limits:
    'Only the right to export is judged: other ways to the data, such as restoring a backup elsewhere, mounting a recovery point or running a command in the VM, are not. Each scope shows what is granted at that scope, not what it inherits; EXP-04 covers both for each disk. A group outside the approved set is a finding, whoever its members are: neither members nor eligible assignments of this tenant (Privileged Identity Management) are visible. A right delegated to another tenant through Azure Lighthouse counts as a role assignment; the members of its groups are not visible.',
  attestable:
    'that everyone who holds the right is approved: members of the groups of a managing tenant, and whom the condition on a grant lets through',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/windows/download-vhd',
  controls: ['NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['scope', 'access'],
  assess: ({ scope, access }, { exporting }) => {
    const review = judgesOf(access, exporting).scope(scope);
    return grantOutcome(review, 'can export disks or snapshots by a grant made here', grantEvidence(review));
  },
});
