import { counted } from '../../base/counted.ts';
import { copyOutcome } from './shared/copyOutcome.ts';
import { copyWaysOf } from './shared/remediation.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { notApplicable, unknown } from './shared/outcome.ts';

export const bkp05 = defineCheck({
  id: 'BKP-05',
  version: 5,
  answers: ['R2'],
  subject: 'snapshot',
  title: 'The snapshot is at least as well protected as its source disk',
  severity: 'High',
  rollsUp: true,
  remediation: 'Take a new snapshot under a disk encryption set like that of the disk, and delete this one.',
  ways: copyWaysOf('copy'),
  limits:
    'The source is judged as it is now, not as it was when the snapshot was taken. A snapshot of a volume in an Elastic SAN is of no disk. Snapshots that disk backup took (Backup vaults) are judged like any other.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions',
  controls: ['NIST SP 800-53 r5 CP-9(8)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['guarded', 'source'],
  assess: ({ guarded, source }) => {
    if (source.kind === 'notACopy') return notApplicable(source.because);
    if (source.kind === 'lost')
      return unknown(`Its source disk could not be identified. ${source.because}`, undefined, source.gaps);
    const through =
      source.through.length === 0 ? undefined : `${counted(source.through.length, 'snapshot')} in between`;
    return copyOutcome(guarded, source.disk, 'snapshot', { Through: through });
  },
});
