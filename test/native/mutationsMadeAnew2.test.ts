import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { besiege } from '../app/pack/consistent.ts';
import { tinyPack } from '../app/pack/smallPack.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

test('225 alterations made anew with the product’s own code are caught, or named as taken on trust', async () => {
  const { packLocation } = await tinyPack(join(folder.path, 'out'));
  const siege = await besiege(packLocation, 4, 225);
  expect(siege).toMatchObject({ missed: [], longer: [] });
  expect(siege.caught).toBeGreaterThan(112);
  expect(siege.parts.size).toBe(15);
}, 3_600_000);
