import { expect, test } from 'vitest';
import { innerJson } from '../../src/base/innerJson.ts';

test.each<[string, object | undefined]>([
  ['{"a":1}', { a: 1 }],
  ['  [1, 2]', [1, 2]],
  ['"{}"', undefined],
  ['7', undefined],
  ['null', undefined],
  ['{"a":', undefined],
  ['', undefined],
])('the object in %j is %j', (text, expected) => {
  expect(innerJson(text)).toEqual(expected);
});
