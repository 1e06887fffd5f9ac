import { expect, test } from 'vitest';
import type { RunSummary } from '../../src/app/runSummary.ts';
import { requirementTable } from '../../src/cli/outcome.ts';

const COUNTS = { Compliant: 7, NonCompliant: 1, Unknown: 3, NotApplicable: 4, Exempt: 0 };

function rowsOf(...requirements: RunSummary['requirements']): string[][] {
  return requirementTable({ requirements } as RunSummary)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}

test('limited and attested answers are counted apart, where there are any', () => {
  const plain = { id: 'R1', title: 'Own keys', counts: COUNTS } as const;
  expect(rowsOf(plain)).toEqual([
    ['requirement', 'compliant', 'NON-COMPLIANT', 'unknown', 'exempt', 'n/a'],
    ['R1 Own keys', '7', '1', '3', '0', '4'],
  ]);
  const qualified = {
    ...plain,
    id: 'R2',
    title: 'Backup encrypted',
    limited: { Compliant: 5, NotApplicable: 0 },
    attested: 2,
  } as const;
  expect(rowsOf(plain, qualified)).toEqual([
    [
      'requirement',
      'compliant',
      'compliant – limited',
      'NON-COMPLIANT',
      'unknown',
      'unknown – attested',
      'exempt',
      'n/a',
    ],
    ['R1 Own keys', '7', '0', '1', '3', '0', '0', '4'],
    ['R2 Backup encrypted', '2', '5', '1', '1', '2', '0', '4'],
  ]);
});
