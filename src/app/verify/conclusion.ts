import { named } from '../../base/quotation.ts';
import { CATALOGUE } from '../../assess/checks/catalogue.ts';
import { counted } from '../../base/counted.ts';
import type { RunRecord } from '../../domain/record.ts';
import { CODE_VERSION } from '../version.ts';
import type { Step } from './step.ts';

/**
 * The result of checking a pack. AUTHENTIC: the conclusions follow from the evidence, and the reader supplied the key that
 * signed it or the announced hash. CONSISTENT: they follow; who made the pack is not proven. INTACT: the pack says another
 * version made it; hashes, chain and signature hold. If its checks had other versions, the conclusions were not recomputed;
 * otherwise they follow, and only wording differs. DIFFERS: something in it is not as it should be.
 */
export type Word = 'AUTHENTIC' | 'CONSISTENT' | 'INTACT' | 'DIFFERS';

/** The sentence behind each word. */
const MEANING: Readonly<Record<Word, string>> = {
  AUTHENTIC:
    'the conclusions of this pack follow from its evidence, and the key or hash you supplied vouches for this pack.',
  CONSISTENT: 'the conclusions of this pack follow from its evidence. Who made it is not proven.',
  INTACT:
    'hashes and chain hold. Its conclusions were not recomputed, because it was made under other versions of the checks.',
  DIFFERS: 'this pack is not what it claims to be.',
};

/** The sentence that follows the word in the first line. */
export function meaningOf({ word, wordings, madeBy, checkedBy, vouched }: Told): string {
  if (word !== 'INTACT' || wordings === 0) return MEANING[word];
  const [differ, them] = wordings === 1 ? ['differs', 'it'] : ['differ', 'them'];
  return `hashes and chain hold, and its verdicts follow from its evidence; but ${counted(wordings, 'text')} in it ${differ} from what version ${checkedBy} writes, and nothing here proves that version ${named(madeBy)} wrote ${them}${vouched ? ', though it is the pack that the key or hash you gave vouches for' : ''}.`;
}

interface Told {
  readonly word: Word;
  /** How many texts read differently from how this version writes them. */
  readonly wordings: number;
  /** Versions of the program. */
  readonly madeBy: string;
  readonly checkedBy: string;
  /** The key or hash that the reader supplied fits. */
  readonly vouched: boolean;
}

export interface Provenance {
  /** The manifest's signature is by a key that the reader gave or pinned. */
  readonly signedByTrusted: boolean;
  /** The manifest is the one whose hash the reader gave. */
  readonly announced: boolean;
  /** Checks whose rule has changed since; empty if the conclusions were recomputed. */
  readonly otherRules: readonly string[];
}

export function wordFor(steps: readonly Step[], { signedByTrusted, announced, otherRules }: Provenance): Word {
  if (steps.some(({ count }) => count > 0)) return 'DIFFERS';
  if (otherRules.length > 0 || steps.some(({ wordings }) => wordings > 0)) return 'INTACT';
  return signedByTrusted || announced ? 'AUTHENTIC' : 'CONSISTENT';
}

/**
 * Checks whose versions differ between the pack's run and this program, each with both versions. A pack that claims to be
 * made by this very program has none: whatever its record says of its checks is then a difference like any other.
 */
export function otherRules(record: Pick<RunRecord, 'checks' | 'codeVersion'>): readonly string[] {
  if (record.codeVersion === CODE_VERSION) return [];
  const theirs = new Map<string, number>(record.checks.map(({ id, version }) => [id, version]));
  const ours = new Map<string, number>(CATALOGUE.map(({ id, meta: { version } }) => [id, version]));
  return [...new Set([...theirs.keys(), ...ours.keys()])].sort().flatMap((id) => {
    const [then, now] = [theirs.get(id), ours.get(id)];
    return then === now ? [] : [`${named(id)} (${told(then)} then, ${told(now)} now)`];
  });
}

function told(version: number | undefined): string {
  return version === undefined ? 'absent' : `version ${String(version)}`;
}
