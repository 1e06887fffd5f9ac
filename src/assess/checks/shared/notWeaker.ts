import type { Gap } from '../../../domain/estate.ts';
import type { Protection } from '../../../domain/protection.ts';
import type { Guarded } from '../../chain/subjects.ts';

/** How a copy compares with the disk that it was made of, facet by facet. */
export interface Comparison {
  readonly result: 'notWeaker' | 'weaker' | 'unknown';
  /** In what way the copy is weaker, as predicates of it; empty unless weaker. */
  readonly lost: readonly string[];
  /** Facets that are unknown on either side, in words. */
  readonly doubts: readonly string[];
  /** Not a break, yet worth showing. */
  readonly notes: readonly string[];
  readonly gaps: readonly Gap[];
  /** Unknown only because nothing shows whether the copy is under Azure Disk Encryption. */
  readonly isAdeOfCopyOpen: boolean;
}

interface Facet {
  readonly of: 'atRest' | 'guest' | 'confidential';
  /** Weakest first. */
  readonly ranks: readonly string[];
  readonly losing: (from: string, to: string) => string;
}

/** Encryption at host is a property of the VM and never compared on a copy that stands alone. */
const FACETS: readonly Facet[] = [
  {
    of: 'atRest',
    ranks: ['platform', 'customer', 'platformAndCustomer'],
    losing: (_, to) =>
      to === 'platform' ? 'is not encrypted with a customer-managed key' : 'has no double encryption',
  },
  {
    of: 'guest',
    ranks: ['none', 'adeBek', 'adeKek'],
    losing: (_, to) =>
      to === 'none' ? 'is not under Azure Disk Encryption' : 'has no key encryption key for Azure Disk Encryption',
  },
  {
    of: 'confidential',
    ranks: ['none', 'vmGuestStateOnly', 'platformKey', 'customerKey'],
    losing: (from, to) => {
      if (to === 'platformKey') return 'is not under confidential disk encryption with a customer-managed key';
      return from === 'vmGuestStateOnly'
        ? 'has no encrypted guest state of a confidential VM'
        : 'is not under confidential disk encryption';
    },
  },
];

/** A proven break stands, whatever else is unknown; otherwise one unknown facet makes the comparison unknown. */
export function compareProtection(source: Guarded, copy: Guarded): Comparison {
  const lost: string[] = [];
  const doubts: string[] = [];
  for (const facet of FACETS) {
    const from = source.protection[facet.of];
    const to = copy.protection[facet.of];
    if (from === 'unknown' || to === 'unknown') {
      doubts.push(`${FACET_WORDS[facet.of]} of ${from === 'unknown' ? 'the source' : 'the copy'} is unknown`);
      continue;
    }
    if (facet.ranks.indexOf(to) < facet.ranks.indexOf(from)) lost.push(facet.losing(from, to));
  }
  const result = lost.length > 0 ? 'weaker' : doubts.length > 0 ? 'unknown' : 'notWeaker';
  const told = [...source.protection.doubts, ...copy.protection.doubts];
  return {
    result,
    lost,
    doubts: [...doubts, ...told],
    notes: notesOf(source.protection, copy.protection),
    gaps: result === 'unknown' ? [...gapsBehind(source), ...gapsBehind(copy)] : [],
    isAdeOfCopyOpen: result === 'unknown' && FACETS.every(({ of }) => isOpen(of, source, copy) === (of === 'guest')),
  };
}

/** Of Azure Disk Encryption only where the source shows that it is on. */
function isOpen(of: Facet['of'], source: Guarded, copy: Guarded): boolean {
  const isUnknown = source.protection[of] === 'unknown' || copy.protection[of] === 'unknown';
  return isUnknown && (of !== 'guest' || source.protection.guest.startsWith('ade'));
}

/** Why a compared facet is not known: facets that are not compared may have gaps of their own. */
function gapsBehind({ protection, gaps, guestGaps }: Guarded): readonly Gap[] {
  return protection.confidential === 'unknown' || protection.atRest === 'unknown' ? gaps : guestGaps;
}

const FACET_WORDS = {
  atRest: 'encryption at rest',
  guest: 'Azure Disk Encryption',
  confidential: 'confidential encryption',
} as const;

function notesOf(source: Protection, copy: Protection): readonly string[] {
  const { diskEncryptionSetId: from } = source;
  const { diskEncryptionSetId: to } = copy;
  return from !== undefined && to !== undefined && from !== to
    ? ['It uses a different disk encryption set from its source.']
    : [];
}
