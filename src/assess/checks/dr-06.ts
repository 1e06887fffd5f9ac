import { copyOutcome } from './shared/copyOutcome.ts';
import { copyWaysOf } from './shared/remediation.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { attestable, evidence, hidden, unknown } from './shared/outcome.ts';

export const dr06 = defineCheck({
  id: 'DR-06',
  version: 4,
  answers: ['R4'],
  subject: 'failoverDisk',
  alsoJudges: ['failoverSnapshot'],
  title: 'A disk left by a failover or test failover is at least as well protected as its source',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Clean up the test failover; assign a disk encryption set like that of the source to any disk that stays.',
  ways: copyWaysOf('failover'),
  limits:
    'Copies of a replica, and of what a failover left, are followed through disks, snapshots, images and versions in a gallery, and snapshots of these are judged too. The source is judged as it is now. Where no replicated item names the replica any more (replication disabled, or reprotected), the source of the disk is not known: Unknown.',
  attestable: 'which disk a failed-over disk comes from, and that it is at least as well protected as that disk',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill',
  controls: ['NIST SP 800-53 r5 CP-7', 'NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['copy', 'madeFrom', 'source', 'sourceInDoubt', 'isOfEarlierDisk', 'madeBy', 'hiddenSource'],
  assess: ({ copy, madeFrom, source, sourceInDoubt, isOfEarlierDisk, madeBy, hiddenSource }) => {
    const facts = { 'Made by': madeBy, 'Made from': madeFrom };
    const what = madeBy === 'copy of the replica' ? madeBy : `disk left by a ${madeBy}`;
    if (sourceInDoubt)
      return unknown(
        `Site Recovery names more than one disk as the source of this ${what}: which of them it holds is not known.`,
        evidence(facts),
      );
    if (isOfEarlierDisk)
      return attestable(
        unknown(
          `The disk that has the ID of its source was created after this ${what}, or Azure does not say when: it may be of an earlier disk.`,
          evidence(facts),
        ),
      );
    if (source !== undefined) {
      const outcome = copyOutcome(copy.guarded, source, what, facts, 'failover');
      return attestable(outcome, source.found.kind === 'absent');
    }
    if (hiddenSource.length > 0) return hidden(`The source of this ${what}`, hiddenSource, evidence(facts));
    return attestable(unknown(`No replicated item says which disk is the source of this ${what}.`, evidence(facts)));
  },
});
