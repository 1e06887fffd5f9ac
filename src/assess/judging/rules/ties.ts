import type { SelectedRules, Selector } from '../../../domain/selector.ts';
import { conditionsIn } from './selectors.ts';
import { fieldsOf, sameValue } from './fields.ts';

/** Two selectors, neither narrower than the other, that set one setting to different values for the same resource. */
export interface Tie {
  /** Positions in the list of rules, the earlier one first. */
  readonly between: readonly [number, number];
  /** `group.setting`, sorted. */
  readonly fields: readonly string[];
}

/**
 * Every tie that an estate could bring about. It is determined from the selectors alone, so that an accepted baseline cannot
 * fail later because somebody sets a tag. A tie is resolved by a rule that covers what both match, is narrower than both,
 * and sets the setting.
 */
export function tiesIn(rules: readonly SelectedRules[]): readonly Tie[] {
  const ties: Tie[] = [];
  const fields = rules.map((rule) => fieldsOf(rule.set));
  for (const [first, a] of rules.entries())
    for (let second = first + 1; second < rules.length; second += 1) {
      const b = rules[second];
      if (b === undefined || !sameRank(a.where, b.where)) continue;
      const both = intersection(a.where, b.where);
      if (both === undefined) continue;
      const theirs = fields[second];
      const disputed = [...(fields[first] ?? [])]
        .filter(([field, value]) => theirs?.has(field) === true && !sameValue(value, theirs.get(field)))
        .map(([field]) => field)
        .filter((field) => !rules.some((c, at) => fields[at]?.has(field) === true && resolves(c.where, a.where, both)));
      if (disputed.length > 0) ties.push({ between: [first, second], fields: disputed.sort() });
    }
  return ties;
}

/** Whether two selectors could be equally narrow. Two management groups above one subscription never are. */
function sameRank(a: Selector, b: Selector): boolean {
  return samePlace(a, b) && conditionsIn(a) === conditionsIn(b);
}

function samePlace(a: Selector, b: Selector): boolean {
  const both = (one: unknown, other: unknown): boolean => (one === undefined) === (other === undefined);
  return (
    both(a.resourceGroups, b.resourceGroups) &&
    both(a.subscriptions, b.subscriptions) &&
    both(a.managementGroups, b.managementGroups)
  );
}

/** The conditions of both together; undefined if nothing can meet them. */
function intersection(a: Selector, b: Selector): ReadonlyMap<string, readonly string[]> | undefined {
  const both = new Map(dimensions(a));
  for (const [dimension, values] of dimensions(b)) {
    const known = both.get(dimension);
    const common = known === undefined ? values : values.filter((value) => known.includes(value));
    if (common.length === 0) return undefined;
    both.set(dimension, common);
  }
  return both;
}

/** `c` matches whatever `both` describes, and is narrower than `a`; both have its place and number of conditions. */
function resolves(c: Selector, a: Selector, both: ReadonlyMap<string, readonly string[]>): boolean {
  if (!samePlace(c, a) || conditionsIn(c) <= conditionsIn(a)) return false;
  return [...dimensions(c)].every(
    ([dimension, values]) => both.get(dimension)?.every((value) => values.includes(value)) === true,
  );
}

function dimensions(selector: Selector): readonly (readonly [string, readonly string[]])[] {
  const { managementGroups, subscriptions, resourceGroups, tags, skus, os } = selector;
  const all: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['managementGroup', managementGroups],
    ['subscription', subscriptions],
    ['resourceGroup', resourceGroups],
    ...Object.entries(tags ?? {}).map(([name, values]) => [`tag ${name}`, values] as const),
    ['sku', skus],
    ['os', os],
  ];
  return all.flatMap(([dimension, values]) => (values === undefined ? [] : [[dimension, values] as const]));
}
