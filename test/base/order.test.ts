import { expect, test } from 'vitest';
import { by, compareText } from '../../src/base/order.ts';

test('texts are in code-unit order, whatever the locale', () => {
  expect(['b', 'a', 'B', 'ä', ''].sort(compareText)).toEqual(['', 'B', 'a', 'b', 'ä']);
});

test('rows of one key keep their order', () => {
  const rows = Array.from({ length: 100 }, (_, at) => ({ at, key: String(at % 3) }));
  const sorted = rows.toSorted(by(({ key }) => key));
  for (const key of ['0', '1', '2'])
    expect(sorted.filter((row) => row.key === key)).toEqual(rows.filter((row) => row.key === key));
  expect(sorted.map(({ key }) => key)).toEqual(rows.map(({ key }) => key).sort());
});
