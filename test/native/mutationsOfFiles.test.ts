import { expect, test } from 'vitest';
import { attack } from '../app/pack/mutations.ts';

// With the other files of this name 1,000 alterations, in files of their own so that two cores have something to do.

test('500 alterations of files are caught 500 times, in half of them with the manifest hashed again', async () => {
  expect(await attack(7, 250, false)).toMatchObject({ caught: 250, missed: [], sound: true });
  const { witnesses, ...rehashed } = await attack(8, 250, true);
  expect(rehashed).toEqual({ caught: 250, missed: [], sound: true });
  // By computing again, by rendering again, and by what the manifest says of itself.
  expect([...witnesses]).toEqual(expect.arrayContaining(['record', 'workbook', 'texts', 'manifest']));
}, 3_600_000);
