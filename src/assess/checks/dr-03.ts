import { copyOutcome } from './shared/copyOutcome.ts';
import { copyWaysOf } from './shared/remediation.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { evidence, hidden, limited, unknown } from './shared/outcome.ts';

export const dr03 = defineCheck({
  id: 'DR-03',
  version: 5,
  answers: ['R4'],
  subject: 'replicaDisk',
  title: 'The replica disk is at least as well protected as its source',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Attach a disk encryption set of the recovery region to the replica disk, or replicate again with a target disk encryption set.',
  ways: copyWaysOf('replica'),
  limits:
    'Encryption at rest is read from the replica disk itself. Azure Disk Encryption that Site Recovery declares and the disk does not show is Unknown: “declared by Site Recovery”. Another item or cluster of the vault that could not be read may name the same replica: what was read stands, limited.',
  attestable: 'that the volumes of the replica are under Azure Disk Encryption, where only Site Recovery declares it',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-how-to-enable-replication-cmk-disks',
  controls: [
    'NIST SP 800-53 r5 CP-6',
    'NIST SP 800-53 r5 SC-28(1)',
    'ISO/IEC 27001:2022 A.8.14',
    'ISO/IEC 27001:2022 A.8.24',
  ],
  needs: ['declared', 'replica', 'source', 'sourceInDoubt', 'isOfEarlierDisk', 'otherListers'],
  assess: ({ declared, replica, source, sourceInDoubt, isOfEarlierDisk, otherListers }) => {
    const facts = evidence({ Replica: replica.id, 'Declared target set': declared.recoveryDiskEncryptionSetId });
    if (replica.found.kind === 'unsure') return hidden('The replica disk', replica.found.gaps, facts);
    if (replica.found.kind === 'absent')
      return unknown('Site Recovery names a replica disk that was not found.', facts);
    if (source === undefined) return unknown('Site Recovery does not name the source of the replica.', facts);
    if (source.id === replica.id) return unknown('Site Recovery names the disk itself as its replica.', facts);
    if (sourceInDoubt)
      return unknown(
        'Site Recovery names it as the replica of more than one disk: which of them it holds is not known.',
        facts,
      );
    if (isOfEarlierDisk)
      return unknown(
        'The disk that Site Recovery names as its source was created after it, or Azure does not say when: it may be the replica of an earlier disk with the same ID.',
        facts,
      );
    const outcome = copyOutcome(
      replica.found.row.guarded,
      source,
      'replica',
      { 'Declared target set': declared.recoveryDiskEncryptionSetId },
      'replica',
    );
    return limited(outcome, otherListers);
  },
});
