import { describe, expect, test } from 'vitest';
import { meanings, quoted, says, values } from '../../src/base/openEnum.ts';

describe('the values of an open enum', () => {
  const known = values('SoftDeleted', 'Protected');

  test.each([
    ['SoftDeleted', true],
    ['softDELETED', true],
    ['protected', true],
    ['Protecting', false],
    ['', false],
    [undefined, false],
  ])('%s is listed: %s', (value, expected) => {
    expect(says(value, known)).toBe(expected);
  });

  test('mean what the list says, in any case; a value that is not listed means nothing', () => {
    const meaning = meanings({ Healthy: 'it works', ActionRequired: 'somebody must act' });
    expect(meaning('HEALTHY')).toBe('it works');
    expect(meaning('actionRequired')).toBe('somebody must act');
    expect(meaning('Degraded')).toBeUndefined();
    expect(meaning('constructor')).toBeUndefined();
    expect(meaning(undefined)).toBeUndefined();
  });

  test('are quoted, and a missing one says so', () => {
    expect(quoted('Other')).toBe('"Other"');
    expect(quoted('')).toBe('""');
    expect(quoted(undefined)).toBe('(not said)');
  });
});
