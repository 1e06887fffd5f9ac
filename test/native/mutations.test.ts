import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { redactPack } from '../../src/app/redact/redactPack.ts';
import { attack } from '../app/pack/mutations.ts';
import { besiege } from '../app/pack/consistent.ts';
import { tinyPack } from '../app/pack/smallPack.ts';
import { weeklyPacks } from '../app/pack/twoWeeks.ts';
import { temporaryFolder } from '../app/run/stage.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
const LONG = 3_600_000;

test(
  '500 alterations of files are caught 500 times, in half of them with the manifest hashed again',
  async () => {
    expect(await attack(7, 250, false)).toMatchObject({ caught: 250, missed: [], sound: true });
    const { witnesses, ...rehashed } = await attack(8, 250, true);
    expect(rehashed).toEqual({ caught: 250, missed: [], sound: true });
    // By computing again, by rendering again, and by what the manifest says of itself.
    expect([...witnesses]).toEqual(expect.arrayContaining(['record', 'workbook', 'texts', 'manifest']));
  },
  LONG,
);

test(
  '450 made anew with the product’s own code are caught, or named as taken on trust',
  async () => {
    const { packLocation } = await tinyPack(join(folder.path, 'out'));
    const siege = await besiege(packLocation, 1, 450);
    expect(siege).toMatchObject({ missed: [], longer: [] });
    expect(siege.caught).toBeGreaterThan(225);
    expect(siege.parts.size).toBe(15);
  },
  LONG,
);

test(
  '50 more of a redacted copy',
  async () => {
    const { packLocation: pack } = await tinyPack(join(folder.path, 'clear'));
    const output = join(folder.path, 'copy');
    await redactPack({ pack, output, mapping: join(folder.path, 'mapping.json') });
    expect(await besiege(output, 3, 50)).toMatchObject({ rounds: 50, missed: [], longer: [] });
  },
  LONG,
);

test(
  '50 more of a second week',
  async () => {
    const [, second] = await weeklyPacks(join(folder.path, 'weeks'), [{ week: 1 }, { week: 2 }]);
    expect(await besiege(second?.packLocation ?? '', 2, 50)).toMatchObject({ rounds: 50, missed: [], longer: [] });
  },
  LONG,
);
