import { expect, test } from 'vitest';
import { attack } from './mutations.ts';

// A tenth of test/native/mutations*.test.ts.

test('25 alterations of bytes, cells, values and rows are caught 25 times by the hashes', async () => {
  expect(await attack(20261126, 25, false)).toEqual({
    caught: 25,
    missed: [],
    witnesses: new Set(['parts']),
    sound: true,
  });
}, 900_000);

test('25 more are caught with the manifest hashed again', async () => {
  expect(await attack(1, 25, true)).toMatchObject({ caught: 25, missed: [], sound: true });
}, 900_000);
