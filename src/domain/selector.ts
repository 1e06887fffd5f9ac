import { by } from '../base/order.ts';
import type { Rules } from './rules.ts';

type OsName = 'windows' | 'linux';

/**
 * Which resources something is said about: every condition must hold, and of a list one value is enough. All text is in
 * lower case; at least one condition is given.
 */
export interface Selector {
  /** Ids (the last segment) of management groups at or above the subscription. */
  readonly managementGroups?: readonly string[];
  /** GUIDs. */
  readonly subscriptions?: readonly string[];
  readonly resourceGroups?: readonly string[];
  /** Values by tag name. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** SKU of a disk or snapshot (`premium_lrs`), size of a virtual machine (`standard_d4s_v5`). */
  readonly skus?: readonly string[];
  readonly os?: readonly OsName[];
}

/** Some of the rules: what a level or a selector sets, everything else is left as it is. */
export type RuleSet = { readonly [G in keyof Rules]?: Partial<Rules[G]> };

/** Rules for the resources that a selector hits. */
export interface SelectedRules {
  readonly id: string;
  readonly where: Selector;
  /** The level that it was written with; `set` holds its rules already. */
  readonly level?: string;
  readonly set: RuleSet;
}

/** A selector in words: `subscription 1111…, tag data = restricted or secret`. */
export function selectorText(selector: Selector): string {
  const { managementGroups, subscriptions, resourceGroups, tags, skus, os } = selector;
  const conditions: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['management group', managementGroups],
    ['subscription', subscriptions],
    ['resource group', resourceGroups],
    ...Object.entries(tags ?? {})
      .sort(by(([key]) => key))
      .map(([name, values]) => [`tag ${name} =`, values] as const),
    ['SKU', skus],
    ['OS', os],
  ];
  return conditions
    .filter(([, values]) => values !== undefined)
    .map(([what, values]) => `${what} ${(values ?? []).join(' or ')}`)
    .join(', ');
}
