import type { Baseline } from '../../../domain/baseline.ts';
import { buildChains, type ChainInput } from '../../chain/chains.ts';
import type { SubjectName } from '../../chain/subjects.ts';
import { ruleBook } from './ruleBook.ts';
import { hits } from './selectors.ts';
import { traitsIn } from './traits.ts';

/** Kinds of subject that selectors apply to, restricted so that each subject is counted once. */
const COUNTED = [
  'disk',
  'virtualMachine',
  'snapshot',
  'recoveryServicesVault',
  'keyVault',
  'diskEncryptionSet',
  'cacheAccount',
  'stagingAccount',
] as const satisfies readonly SubjectName[];
type CountedKind = (typeof COUNTED)[number];

/** What one rule does to an estate. */
interface RuleReach {
  readonly id: string;
  readonly hits: Readonly<Record<CountedKind, number>>;
  /**
   * Resources it matches for which it decides at least one setting; for the others, narrower rules decide everything that it
   * sets.
   */
  readonly decides: number;
  /** Resources for which this is not known because something was not read. */
  readonly unsure: number;
}

export interface BaselineReach {
  readonly rules: readonly RuleReach[];
  readonly disks: number;
  /** Disks that no rule matches: the general settings are in force. */
  readonly disksUnderNone: number;
  /** Why something is not known, each reason once. */
  readonly unsureBecause: readonly string[];
}

/** Which rule matches what in an estate. @throws RuleTieError */
export function reachOf(baseline: Baseline, input: ChainInput): BaselineReach {
  const { subjects, reader } = buildChains({ ...input, baseline });
  const traitsOf = traitsIn(reader);
  const book = ruleBook(baseline);
  const tallies = baseline.rules.map((rule) => ({
    rule,
    hits: Object.fromEntries(COUNTED.map((kind) => [kind, 0])) as Record<CountedKind, number>,
    decides: 0,
    unsure: 0,
  }));
  const because = new Set<string>();
  let disksUnderNone = 0;
  for (const kind of COUNTED)
    for (const subject of subjects[kind]) {
      const traits = traitsOf(kind, subject);
      const { from } = book(() => traits);
      const deciding = new Set([...from.values()].flat());
      let under = false;
      for (const tally of tallies) {
        const hit = hits(tally.rule.where, traits);
        if (hit === 'no') continue;
        under = true;
        if (hit === 'yes') tally.hits[kind] += 1;
        else {
          tally.unsure += 1;
          for (const gap of [...traits.gaps, ...traits.gapsAbove]) because.add(gap.because);
        }
        if (deciding.has(tally.rule.id)) tally.decides += 1;
      }
      if (kind === 'disk' && !under) disksUnderNone += 1;
    }
  return {
    rules: tallies.map(({ rule, ...counts }) => ({ id: rule.id, ...counts })),
    disks: subjects.disk.length,
    disksUnderNone,
    unsureBecause: [...because].sort(),
  };
}
