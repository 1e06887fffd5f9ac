import type { Selector } from '../../../domain/selector.ts';
import { UNSURE, type Trait, type Traits } from './traits.ts';

export type Hit = 'yes' | 'no' | 'unsure';

/** Whether a selector matches; `unsure` if that depends only on something that was not read. */
export function hits(selector: Selector, traits: Traits): Hit {
  const { managementGroups, subscriptions, resourceGroups, tags, skus, os } = selector;
  let hit = weaker(among(subscriptions, traits.subscriptionId), among(resourceGroups, traits.resourceGroup));
  if (hit === 'no') return hit;
  hit = weaker(hit, below(managementGroups, traits.managementGroups));
  if (hit === 'no') return hit;
  for (const name in tags) {
    hit = weaker(hit, among(tags[name], traits.tag(name)));
    if (hit === 'no') return hit;
  }
  return weaker(hit, weaker(among(skus, traits.sku), among(os, traits.os)));
}

function weaker(a: Hit, b: Hit): Hit {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unsure' ? a : b;
}

function below(wanted: readonly string[] | undefined, above: readonly string[] | undefined): Hit {
  if (wanted === undefined) return 'yes';
  if (above === undefined) return 'unsure';
  return above.some((name) => wanted.includes(name)) ? 'yes' : 'no';
}

/** A condition that is not set is met. */
function among(values: readonly string[] | undefined, trait: Trait): Hit {
  if (values === undefined) return 'yes';
  if (trait === UNSURE) return 'unsure';
  return trait !== undefined && values.includes(trait) ? 'yes' : 'no';
}

/** How narrow a selector is, the weightiest first. */
export type Rank = readonly [resourceGroup: number, subscription: number, managementGroup: number, conditions: number];

/**
 * A narrower place wins over conditions on the resource: resource group over subscription over management group (a nearer
 * one over those above) over everywhere; for the same place, more conditions on tag, SKU and OS win over fewer.
 */
export function rankOf(selector: Selector, traits: Pick<Traits, 'managementGroups'>): Rank {
  const { managementGroups, resourceGroups, subscriptions } = selector;
  return [
    resourceGroups === undefined ? 0 : 1,
    subscriptions === undefined ? 0 : 1,
    managementGroups === undefined ? -Infinity : -nearest(managementGroups, traits.managementGroups ?? []),
    conditionsIn(selector),
  ];
}

/** Negative if `a` is the wider one. */
export function compareRanks(a: Rank, b: Rank): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/** Conditions on the resource itself, wherever it is. */
export function conditionsIn({ tags, skus, os }: Selector): number {
  return Object.keys(tags ?? {}).length + (skus === undefined ? 0 : 1) + (os === undefined ? 0 : 1);
}

function nearest(wanted: readonly string[], above: readonly string[]): number {
  const at = above.findIndex((name) => wanted.includes(name));
  return at < 0 ? above.length : at;
}
