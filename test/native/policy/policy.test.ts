import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { contoso } from '../../../simulator/estate/contoso/index.ts';
import { estate } from '../../../simulator/estate/generator/index.ts';
import type { Tenant } from '../../../simulator/tenant.ts';
import { collectFrom } from '../../collect/run.ts';
import { comparePair, type BuiltIn, type Comparison, type ReadEstate } from './compare.ts';
import { DIFFERENCES, type Difference } from './differences.ts';
import { PAIRS } from './pairs.ts';
import { varied } from './vary.ts';

const FILE = new URL('../../../../shared/examples/azure-policy-builtins.json', import.meta.url);
const { policies } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly policies: readonly BuiltIn[] };
const tenants: readonly Tenant[] = [
  contoso(1),
  contoso(2),
  estate(7, 400),
  varied(contoso(1), 1),
  varied(contoso(2), 2),
  varied(estate(11, 400), 3),
];
const estates: ReadEstate[] = [];
const compared: Comparison[] = [];

beforeAll(async () => {
  for (const tenant of tenants) estates.push({ tenant, collected: await collectFrom({ tenant }) });
  for (const pair of PAIRS) {
    const policy = policies.find(({ id }) => id === pair.policyId);
    if (policy === undefined) throw new Error(`${pair.policyId} is not among the built-in policies.`);
    for (const read of estates) compared.push(...comparePair(pair, policy, read));
  }
}, 300_000);

const differs = ({ theirs, ours }: Comparison): boolean => theirs !== ours;
const covers =
  (comparison: Comparison) =>
  ({ pairs, theirs, ours, because }: Difference): boolean =>
    pairs.includes(comparison.pair) &&
    theirs === comparison.theirs &&
    ours === comparison.ours &&
    because.test(comparison.because);

describe.each(PAIRS)('$name', ({ name }) => {
  test('is asked of some resources, and answered alike for some', () => {
    const own = compared.filter(({ pair }) => pair === name);
    expect(own.some((one) => !differs(one) && one.theirs === 'Compliant')).toBe(true);
    expect(own.some((one) => !differs(one) && one.theirs === 'NonCompliant')).toBe(true);
  });

  test('differs only as docs/differences-from-azure-policy.md lists it', () => {
    const unlisted = compared.filter((one) => one.pair === name && differs(one) && !DIFFERENCES.some(covers(one)));
    const told = unlisted.map(({ theirs, ours, because, resource }) => `${theirs} ≠ ${ours}: ${because} ${resource}`);
    expect(told).toEqual([]);
  });
});

const LISTED = DIFFERENCES.flatMap((difference) => difference.pairs.map((pair) => ({ ...difference, pair })));
test.each(LISTED)('$pair: $theirs there, $ours here, where $where – still occurs', ({ pair, ...difference }) => {
  const own = compared.filter((one) => one.pair === pair && differs(one));
  expect(own.filter((one) => covers(one)(difference)).length).toBeGreaterThan(0);
});
