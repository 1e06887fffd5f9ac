import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches } from '../../../src/assess/access/actions.ts';

const EXPORT = 'Microsoft.Compute/disks/beginGetAccess/action';

describe('an operation falls under a pattern', () => {
  test.each([
    ['*', true],
    ['*/action', true],
    ['Microsoft.Compute/*', true],
    ['microsoft.compute/DISKS/begingetaccess/ACTION', true],
    ['Microsoft.Compute/disks/*', true],
    ['Microsoft.Compute/*/action', true],
    ['Microsoft.*/beginGetAccess/*', true],
    ['*disks*', true],
    ['**', true],
    [' Microsoft.Compute/disks/* ', true],
    ['', false],
    ['*/read', false],
    ['Microsoft.Compute/disks', false],
    ['Microsoft.Compute/snapshots/*', false],
    ['Microsoft.Compute/disk/*', false],
    ['Microsoft.Compute/disks/beginGetAccess/action*action', false],
    ['Microsoft.Compute/disks/begin*beginGetAccess/action', false],
    ['xMicrosoft.Compute/*', false],
    ['Microsoft.Compute/disks/beginGetAccess/actio?', false],
  ])('%s: %s', (pattern, expected) => {
    expect(matches(pattern, EXPORT)).toBe(expected);
  });

  test('agrees with a regular expression, whatever the stars', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (stars, action) => {
        const expression = new RegExp(`^${stars.replaceAll('*', '.*')}$`);
        expect(matches(stars, action)).toBe(expression.test(action));
      }),
      { numRuns: 1_000 },
    );
  });
});
