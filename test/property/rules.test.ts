import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import { fieldsOf } from '../../src/assess/judging/rules/fields.ts';
import { ruleBook, RuleTieError } from '../../src/assess/judging/rules/ruleBook.ts';
import { hits } from '../../src/assess/judging/rules/selectors.ts';
import { tiesIn } from '../../src/assess/judging/rules/ties.ts';
import type { Traits } from '../../src/assess/judging/rules/traits.ts';
import type { SelectedRules } from '../../src/domain/selector.ts';
import { disputedRules, freeRules, resource, RESOURCES, selectedRules } from './selectors.ts';

const withRules = (rules: readonly SelectedRules[]) => ({ ...DEFAULT_BASELINE, rules });

/** Said again in other words: who beats whom, read off the two selectors and the management groups above a resource. */
function beats(a: SelectedRules, b: SelectedRules, { managementGroups = [] }: Traits): boolean {
  const order = (one: number, other: number): number => Math.sign(one - other);
  const has = (value: unknown): number => (value === undefined ? 0 : 1);
  const depth = ({ where }: SelectedRules): number =>
    where.managementGroups === undefined
      ? 0
      : managementGroups.length - managementGroups.findIndex((name) => where.managementGroups?.includes(name) === true);
  const about = ({ where: { tags, skus, os } }: SelectedRules): number =>
    [...Object.keys(tags ?? {}), ...(skus === undefined ? [] : ['sku']), ...(os === undefined ? [] : ['os'])].length;
  return (
    [
      order(has(a.where.resourceGroups), has(b.where.resourceGroups)),
      order(has(a.where.subscriptions), has(b.where.subscriptions)),
      order(depth(a), depth(b)),
      order(about(a), about(b)),
    ].find((step) => step !== 0) === 1
  );
}

/** Rules that nothing narrower overrides, for one setting of one resource. */
function winners(rules: readonly SelectedRules[], field: string, traits: Traits): readonly SelectedRules[] {
  const hit = rules.filter((rule) => hits(rule.where, traits) === 'yes' && fieldsOf(rule.set).has(field));
  return hit.filter((rule) => !hit.some((other) => beats(other, rule, traits)));
}

const FIELDS = [
  'backup.required',
  'backup.maximumRecoveryPointAgeDays',
  'atRest.acceptedMethods',
  'methods.requireTempDiskEncryption',
  'dr.required',
  'keys.requirePurgeProtection',
];
const valuesOf = (rules: readonly SelectedRules[], field: string): readonly string[] => [
  ...new Set(rules.map((rule) => JSON.stringify(fieldsOf(rule.set).get(field)))),
];

describe('rules by selector', () => {
  test('the narrowest selector wins, setting by setting; elsewhere the baseline stands', () => {
    fc.assert(
      fc.property(freeRules, resource, (rules, traits) => {
        const inForce = ruleBook(withRules(rules))(() => traits);
        const settled = fieldsOf(inForce.rules);
        for (const field of FIELDS) {
          const best = winners(rules, field, traits);
          const expected =
            best[0] === undefined ? fieldsOf(DEFAULT_BASELINE).get(field) : fieldsOf(best[0].set).get(field);
          expect([field, settled.get(field)]).toEqual([field, expected]);
          expect(valuesOf(best, field).length).toBeLessThan(2);
          for (const rule of best) expect(inForce.from.get(field)).toContain(rule.id);
        }
        expect(inForce.doubt).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(
        freeRules.chain((rules) =>
          fc.tuple(fc.constant(rules), fc.shuffledSubarray([...rules], { minLength: rules.length })),
        ),
        resource,
        ([rules, shuffled], traits) => {
          const one = ruleBook(withRules(rules))(() => traits);
          const other = ruleBook(withRules(shuffled))(() => traits);
          expect(fieldsOf(other.rules)).toEqual(fieldsOf(one.rules));
          expect(sorted(other.from)).toEqual(sorted(one.from));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a tie is an error: whatever could tie on some resource is refused', () => {
    let tied = 0;
    fc.assert(
      fc.property(fc.oneof(disputedRules, selectedRules), (rules) => {
        const seen = RESOURCES.some((traits) =>
          FIELDS.some((field) => valuesOf(winners(rules, field, traits), field).length > 1),
        );
        const told = tiesIn(rules);
        if (seen) {
          tied += 1;
          expect(told).not.toEqual([]);
        }
        // Two alone tie only where a resource can show it; a third may resolve it in a way that is not looked for.
        if (rules.length === 2) expect(told.length > 0).toBe(seen);
        if (told.length > 0) expect(() => ruleBook(withRules(rules))).toThrow(RuleTieError);
        else expect(() => ruleBook(withRules(rules))).not.toThrow();
      }),
      { numRuns: 120 },
    );
    expect(tied).toBeGreaterThan(3);
  });

  test('a tie is resolved by rules for what both hit', () => {
    const linux: SelectedRules = { id: 'linux', where: { os: ['linux'] }, set: { backup: { required: true } } };
    const test1: SelectedRules = {
      id: 'test',
      where: { tags: { env: ['test'] } },
      set: { backup: { required: false } },
    };
    expect(tiesIn([linux, test1])).toEqual([{ between: [0, 1], fields: ['backup.required'] }]);
    const both = { ...linux.where, ...test1.where };
    expect(tiesIn([linux, test1, { id: 'both', where: both, set: { backup: { required: true } } }])).toEqual([]);
    expect(tiesIn([linux, test1, { id: 'both', where: both, set: { dr: { required: true } } }])).toHaveLength(1);
  });
});

function sorted(from: ReadonlyMap<string, readonly string[]>): readonly (readonly [string, readonly string[]])[] {
  return [...from].map(([field, ids]) => [field, [...ids].sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}
