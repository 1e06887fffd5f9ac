import { copyOutcome } from './shared/copyOutcome.ts';
import { COPY_WAYS } from './shared/remediation.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { evidence, unknown } from './shared/outcome.ts';

export const dr06 = defineCheck({
  id: 'DR-06',
  version: 1,
  answers: ['R4'],
  subject: 'failoverDisk',
  title: 'A disk left by a failover or test failover is at least as well protected as its source',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Clean up the test failover; assign a disk encryption set like that of the source to any disk that stays.',
  ways: COPY_WAYS,
  limits: 'The source is judged as it is now. A test disk that was renamed or moved is not recognised.',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill',
  controls: ['NIST SP 800-53 r5 CP-7', 'NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['copy', 'source', 'madeBy'],
  assess: ({ copy, source, madeBy }) => {
    const facts = { 'Left by': madeBy };
    if (source === undefined)
      return unknown(`A ${madeBy} left it; Azure does not say from which disk.`, evidence(facts));
    return copyOutcome(copy.guarded, source, `disk left by a ${madeBy}`, facts);
  },
});
