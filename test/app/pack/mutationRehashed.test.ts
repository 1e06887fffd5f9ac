import { expect, test } from 'vitest';
import { attack } from './mutations.ts';

test('150 alterations are caught 150 times though the manifest is hashed again', async () => {
  const { caught, missed, witnesses, sound } = await attack(2, 150, true);
  expect(missed).toEqual([]);
  expect(caught).toBe(150);
  expect(sound).toBe(true);
  // By computing again, by rendering again, and by what the manifest says of itself.
  expect([...witnesses]).toEqual(expect.arrayContaining(['record', 'workbook', 'texts', 'manifest']));
}, 900_000);
