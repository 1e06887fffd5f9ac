import { defineCheck } from './shared/defineCheck.ts';
import { capturedOutcome, networkOutcome } from './shared/exportGuard.ts';
import { hidden, weakest } from './shared/outcome.ts';

export const exp01 = defineCheck({
  id: 'EXP-01',
  version: 5,
  answers: ['R6'],
  subject: 'disk',
  alsoJudges: ['snapshot'],
  title: 'Public network export is blocked',
  severity: 'Medium',
  rollsUp: false,
  remediation:
    'Set the network access policy to DenyAll, or public network access to Disabled. A restore point cannot be changed: delete one whose copy is open, or let Azure Backup expire it.',
  limits:
    'AllowPrivate still lets the disk be downloaded through its disk access; `exporting.private: "deny"` in the baseline makes that a finding. Who may change the policy is not judged; who may export is judged by EXP-03. Where the restore points of a VM that used the disk earlier could not be read, nothing shows that they are missing.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview',
  controls: [
    'MCSB v2 NS-2',
    'CIS Azure Foundations 3.0 8.5',
    'ISO/IEC 27001:2022 A.8.24',
    'PCI DSS 4.0.1 1.4.4',
    'PCI DSS 4.0.1 7.3.1',
  ],
  needs: ['bytes', 'captures'],
  assess: ({ bytes, captures }, { exporting }) => {
    const own = networkOutcome(bytes, exporting.private);
    const worst = weakest([own, ...captures.rows.map((capture) => capturedOutcome(capture, exporting.private))]) ?? own;
    const shown = { ...worst, evidence: { ...worst.evidence, 'Copies in restore points': captures.rows.length } };
    if (worst.status === 'NonCompliant' || captures.gaps.length === 0) return shown;
    return hidden('The restore points of the disk', captures.gaps, shown.evidence);
  },
});
