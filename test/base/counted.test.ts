import { expect, test } from 'vitest';
import { count, counted } from '../../src/base/counted.ts';

test.each([
  [0, '0', '0 disks'],
  [1, '1', '1 disk'],
  [999, '999', '999 disks'],
  [1000, '1,000', '1,000 disks'],
  [1234567, '1,234,567', '1,234,567 disks'],
])('%d → %s, %s', (value, alone, withNoun) => {
  expect(count(value)).toBe(alone);
  expect(counted(value, 'disk')).toBe(withNoun);
});

test('a noun may have a plural of its own', () => {
  expect(counted(2, 'subscription was', 'subscriptions were')).toBe('2 subscriptions were');
});
