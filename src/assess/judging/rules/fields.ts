import { RULE_GROUPS, type Rules } from '../../../domain/rules.ts';
import type { RuleSet } from '../../../domain/selector.ts';

/** What a set of rules sets: values by `group.setting`. */
export function fieldsOf(set: RuleSet): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const group of RULE_GROUPS)
    for (const [setting, value] of Object.entries(set[group] ?? {})) fields.set(`${group}.${setting}`, value);
  return fields;
}

/** The rules with some settings replaced. A list is replaced as a whole. */
export function withFields(rules: Rules, fields: Iterable<readonly [string, unknown]>): Rules {
  const changed: Record<string, Record<string, unknown>> = {};
  for (const [field, value] of fields) {
    const [group = '', setting = ''] = field.split('.');
    changed[group] ??= { ...rules[group as keyof Rules] };
    changed[group][setting] = value;
  }
  return { ...rules, ...(changed as unknown as Partial<Rules>) };
}

export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
