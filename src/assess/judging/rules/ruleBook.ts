import { compareText } from '../../../base/order.ts';
import type { Baseline } from '../../../domain/baseline.ts';
import type { Gap } from '../../../domain/estate.ts';
import type { Rules } from '../../../domain/rules.ts';
import type { SelectedRules } from '../../../domain/selector.ts';
import { fieldsOf, sameValue, withFields } from './fields.ts';
import { compareRanks, hits, rankOf, type Hit } from './selectors.ts';
import { tiesIn } from './ties.ts';
import type { Traits } from './traits.ts';

/** The rules for one subject. */
export interface InForce {
  readonly rules: Rules;
  /** Ids of the rules that each setting comes from, by `group.setting`; settings not listed come from the general part. */
  readonly from: ReadonlyMap<string, readonly string[]>;
  /** Undefined if it is certain which rules are in force. */
  readonly doubt: Doubt | undefined;
}

/** Something that was not read decides which rules are in force. */
interface Doubt {
  /** Ids of the rules whose selector may match. */
  readonly ids: readonly string[];
  /** Every other set of rules that may be in force; undefined if there are too many to try. */
  readonly possible: readonly Rules[] | undefined;
  readonly gaps: readonly Gap[];
}

export type RuleBook = (traitsOf: () => Traits) => InForce;

/** Rules that cannot be told apart: neither selector is narrower. A parsed baseline has none. */
export class RuleTieError extends Error {
  override readonly name = 'RuleTieError';
}

/** How many sets of rules a doubt is tried with. */
const POSSIBLE_AT_MOST = 64;

/**
 * Which rules are in force for a subject: for each setting the narrowest selector that sets it. The order of the rules
 * does not matter.
 * @throws RuleTieError
 */
export function ruleBook({ rules: selected, ...everywhere }: Baseline): RuleBook {
  const [tie] = tiesIn(selected);
  if (tie !== undefined) {
    const [a, b] = tie.between.map((at) => selected[at]?.id ?? '');
    throw new RuleTieError(`Rules ${a ?? ''} and ${b ?? ''} tie over ${tie.fields.join(', ')}.`);
  }
  const plain: InForce = { rules: everywhere, from: new Map(), doubt: undefined };
  if (selected.length === 0) return () => plain;
  const known = new Map<string, Omit<InForce, 'doubt'> & { readonly possible: readonly Rules[] | undefined }>();
  return (traitsOf) => {
    const traits = traitsOf();
    const answers = selected.map((rule): readonly [SelectedRules, Hit] => [rule, hits(rule.where, traits)]);
    const hit = sortedByRank(
      answers.filter(([, answer]) => answer === 'yes').map(([rule]) => rule),
      traits,
    );
    const unsure = answers.filter(([, answer]) => answer === 'unsure').map(([rule]) => rule);
    if (hit.length === 0 && unsure.length === 0) return plain;
    const key = `${hit.map((rule) => rule.id).join('\n')}\n\n${unsure.map((rule) => rule.id).join('\n')}`;
    let built = known.get(key);
    if (built === undefined) {
      const merged = merge(everywhere, hit);
      built = { ...merged, possible: unsure.length === 0 ? [] : possibleOf(merged.rules, unsure) };
      known.set(key, built);
    }
    const { rules, from, possible } = built;
    if (possible?.length === 0) return { rules, from, doubt: undefined };
    return { rules, from, doubt: { ids: unsure.map((rule) => rule.id), possible, gaps: gapsBehind(unsure, traits) } };
  };
}

/** What may have kept the rules from matching. */
function gapsBehind(unsure: readonly SelectedRules[], { gaps, gapsAbove }: Traits): readonly Gap[] {
  const asksAbove = unsure.some(({ where }) => where.managementGroups !== undefined);
  return asksAbove ? [...gaps, ...gapsAbove] : gaps;
}

/** The widest first. */
function sortedByRank(rules: readonly SelectedRules[], traits: Traits): readonly SelectedRules[] {
  if (rules.length < 2) return rules;
  return rules
    .map((rule) => ({ rule, rank: rankOf(rule.where, traits) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || compareText(a.rule.id, b.rule.id))
    .map(({ rule }) => rule);
}

function merge(everywhere: Rules, hit: readonly SelectedRules[]): Omit<InForce, 'doubt'> {
  const fields = new Map<string, unknown>();
  const from = new Map<string, readonly string[]>();
  for (const rule of hit)
    for (const [field, value] of fieldsOf(rule.set)) {
      const same = fields.has(field) && sameValue(fields.get(field), value);
      from.set(field, same ? [...(from.get(field) ?? []), rule.id] : [rule.id]);
      fields.set(field, value);
    }
  return { rules: withFields(everywhere, fields), from };
}

/**
 * Every other way in which the uncertain rules may change what is in force, setting by setting; it may list more than are
 * possible, never fewer.
 */
function possibleOf(rules: Rules, unsure: readonly SelectedRules[]): readonly Rules[] | undefined {
  const current = fieldsOf(rules);
  const values = new Map<string, unknown[]>();
  for (const rule of unsure)
    for (const [field, value] of fieldsOf(rule.set)) {
      const others = values.get(field) ?? [];
      const known = [current.get(field), ...others];
      if (!known.some((one) => sameValue(one, value))) values.set(field, [...others, value]);
    }
  let ways: (readonly (readonly [string, unknown])[])[] = [[]];
  for (const [field, others] of values) {
    ways = ways.flatMap((way) => [way, ...others.map((value) => [...way, [field, value] as const])]);
    if (ways.length > POSSIBLE_AT_MOST) return undefined;
  }
  return ways.slice(1).map((way) => withFields(rules, way));
}
