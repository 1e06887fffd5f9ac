import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LONG } from './longestFirst.ts';

test.each(LONG)('%s is a file or a folder of tests', (name) => {
  expect(globSync(`test/${name}*.test.ts`)).not.toEqual([]);
});
