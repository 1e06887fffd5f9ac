import { expect, test } from 'vitest';
import { errorText } from '../../src/base/errorText.ts';

test.each<[string, unknown, string]>([
  ['an error', new TypeError('no such disk'), 'no such disk'],
  ['an error with a cause', new Error('outer', { cause: new Error('inner') }), 'outer'],
  ['an error without a message', new Error(), ''],
  ['a text', 'cut off', 'cut off'],
  ['a number', 7, '7'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
])('%s says its message', (_what, thrown, expected) => {
  expect(errorText(thrown)).toBe(expected);
});
