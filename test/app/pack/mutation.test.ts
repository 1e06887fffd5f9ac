import { expect, test } from 'vitest';
import { attack } from './mutations.ts';

// 500 in all, with mutationRehashed.test.ts: two files, so that two cores share them.

test('250 alterations of bytes, cells, values and rows are caught 250 times by the hashes', async () => {
  expect(await attack(20261126, 250, false)).toEqual({
    caught: 250,
    missed: [],
    witnesses: new Set(['parts']),
    sound: true,
  });
}, 900_000);

test('100 more are caught with the manifest hashed again', async () => {
  expect(await attack(1, 100, true)).toMatchObject({ caught: 100, missed: [], sound: true });
}, 900_000);
