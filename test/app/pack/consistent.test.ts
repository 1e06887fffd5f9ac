import { join } from 'node:path';
import { expect, test } from 'vitest';
import { besiege } from './consistent.ts';
import { tinyPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

// A tenth of test/native/mutations*.test.ts.

test('50 alterations made anew with the product’s own code are caught, or named as taken on trust', async () => {
  const folder = temporaryFolder();
  try {
    const { packLocation } = await tinyPack(join(folder.path, 'out'));
    const siege = await besiege(packLocation, 20261129, 50);
    expect(siege).toMatchObject({ missed: [], longer: [] });
    // Most are found by verify itself, not by what writes packs.
    expect(siege.caught).toBeGreaterThan(25);
  } finally {
    folder.dispose();
  }
}, 900_000);
