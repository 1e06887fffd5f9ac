import type { Outcome } from '../../../domain/check.ts';
import { compareProtection } from './notWeaker.ts';
import { attestable, compliant, evidence, hidden, nonCompliant, unknown } from './outcome.ts';
import { toCopyLikeSource, type CopyKind } from './remediation.ts';
import type { Guarded, NamedDisk } from '../../chain/subjects.ts';

/** The outcome of "not weaker than the disk it was made of", in words that fit any copy. */
export function copyOutcome(
  copy: Guarded,
  source: NamedDisk,
  what: string,
  extra: Readonly<Record<string, string | undefined>> = {},
  kind: CopyKind = 'copy',
): Outcome {
  const { found, id } = source;
  if (found.kind === 'unsure') return hidden(`The source disk ${id}`, found.gaps, evidence({ Source: id, ...extra }));
  if (found.kind === 'absent')
    return unknown(
      `The source disk ${id} no longer exists, so there is nothing to compare the ${what} with.`,
      evidence({ Source: id, 'Method of the copy': copy.method, ...extra }),
    );
  const { disk, guarded } = found.row;
  const comparison = compareProtection(guarded, copy);
  const facts = evidence({
    Source: disk.resourceId,
    'Method of the source': guarded.method,
    'Method of the copy': copy.method,
    'Disk encryption set of the source': guarded.protection.diskEncryptionSetId,
    'Disk encryption set of the copy': copy.protection.diskEncryptionSetId,
    ...extra,
  });
  switch (comparison.result) {
    case 'notWeaker':
      return compliant(
        [
          `The ${what} is at least as well protected as disk ${disk.name} is now: ${copy.method}.`,
          ...comparison.notes,
        ].join(' '),
        facts,
      );
    case 'weaker':
      return nonCompliant(
        `The ${what} ${listed(comparison.lost)}, unlike its source ${disk.name}.`,
        facts,
        toCopyLikeSource(comparison, guarded, copy, kind),
      );
    case 'unknown': {
      const outcome = unknown(
        `The ${what} cannot be compared with disk ${disk.name}: ${comparison.doubts.join('; ').replace(/\.$/, '')}.`,
        facts,
        comparison.gaps,
      );
      return attestable(outcome, comparison.isAdeOfCopyOpen && comparison.gaps.length === 0);
    }
  }
}

/** Joined as a sentence joins them. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
