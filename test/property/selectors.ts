import fc from 'fast-check';
import type { RuleSet, SelectedRules, Selector } from '../../src/domain/selector.ts';
import { tiesIn } from '../../src/assess/judging/rules/ties.ts';
import type { Traits } from '../../src/assess/judging/rules/traits.ts';
import { OTHER_SUB, SUB } from '../assess/estateOf.ts';

const GROUPS = ['leaf', 'branch', 'root'];
const SOME = { maxLength: 2, minLength: 1 } as const;
const several = (...values: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(fc.constantFrom(...values), SOME);
const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

const CONDITIONS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  managementGroups: several(...GROUPS),
  subscriptions: several(SUB, OTHER_SUB),
  resourceGroups: several('rg-app', 'rg-2'),
  tags: fc
    .record({ data: several('secret', 'public'), env: several('prod', 'test') }, { requiredKeys: [] })
    .filter((tags) => !isEmpty(tags)),
  skus: several('premium_lrs', 'premiumv2_lrs'),
  os: fc.uniqueArray(fc.constantFrom('windows', 'linux'), SOME),
};

/** One or two conditions, from so few values that selectors often overlap. */
export const selector: fc.Arbitrary<Selector> = fc
  .subarray(Object.keys(CONDITIONS), { minLength: 1, maxLength: 2 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, CONDITIONS[name] ?? fc.constant([])]))))
  .map((where) => where as Selector);

const set: fc.Arbitrary<RuleSet> = fc.oneof(
  fc.record({
    backup: fc.record(
      { required: fc.boolean(), maximumRecoveryPointAgeDays: fc.constantFrom(1, 30) },
      { requiredKeys: ['required'] },
    ),
  }),
  fc.record({
    atRest: fc.record({
      acceptedMethods: fc.constantFrom(['customerKey' as const], ['platformKey' as const, 'adeWithoutKek' as const]),
    }),
  }),
  fc.record({ methods: fc.record({ requireTempDiskEncryption: fc.boolean() }) }),
  fc.record({ dr: fc.record({ required: fc.boolean() }), keys: fc.record({ requirePurgeProtection: fc.boolean() }) }),
);

function listOf(sets: fc.Arbitrary<RuleSet>, minLength: number): fc.Arbitrary<readonly SelectedRules[]> {
  return fc
    .array(fc.record({ where: selector, set: sets }), { minLength, maxLength: 6, size: 'max' })
    .map((rules) => rules.map((rule, index) => ({ id: `r${String(index)}`, ...rule })));
}

/** Rules with ids of their own; they may tie. */
export const selectedRules = listOf(set, 0);

/** Rules that do not tie. */
export const freeRules = selectedRules.filter((rules) => tiesIn(rules).length === 0);

/** Rules that all say yes or no to one thing. */
export const disputedRules = listOf(
  fc.boolean().map((required) => ({ backup: { required } })),
  2,
);

/** Every resource that these selectors can tell apart. */
export const RESOURCES: readonly Traits[] = [SUB, OTHER_SUB].flatMap((subscriptionId) =>
  ['rg-app', 'rg-2'].flatMap((resourceGroup) =>
    [['leaf', 'branch', 'root'], ['branch', 'root'], ['leaf', 'root'], ['root']].flatMap((managementGroups) =>
      ['secret', 'public', undefined].flatMap((data) =>
        ['prod', 'test', undefined].flatMap((env) =>
          ['premium_lrs', 'premiumv2_lrs', undefined].flatMap((sku) =>
            ['windows', 'linux', undefined].map((os) => ({
              subscriptionId,
              resourceGroup,
              managementGroups,
              tag: (name: string) => (name === 'data' ? data : name === 'env' ? env : undefined),
              sku,
              os,
              gaps: [],
              gapsAbove: [],
            })),
          ),
        ),
      ),
    ),
  ),
);

export const resource: fc.Arbitrary<Traits> = fc.constantFrom(...RESOURCES);
