import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { redactPack } from '../../src/app/redact/redactPack.ts';
import { besiege } from '../app/pack/consistent.ts';
import { tinyPack } from '../app/pack/smallPack.ts';
import { opened, weeklyPacks } from '../app/pack/twoWeeks.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
const LONG = 3_600_000;

test(
  '50 alterations made anew of a redacted copy',
  async () => {
    const { packLocation: pack } = await tinyPack(join(folder.path, 'clear'));
    const output = join(folder.path, 'copy');
    await redactPack({ pack, output, mapping: join(folder.path, 'mapping.json') });
    expect(await besiege(output, 3, 50)).toMatchObject({ rounds: 50, missed: [], longer: [] });
  },
  LONG,
);

test(
  '50 of a second week',
  async () => {
    const [, second] = await weeklyPacks(join(folder.path, 'weeks'), [{ week: 1 }, { week: 2, tenant: opened }]);
    expect(second?.changes.length).toBeGreaterThan(0);
    expect(await besiege(second?.packLocation ?? '', 2, 50)).toMatchObject({ rounds: 50, missed: [], longer: [] });
  },
  LONG,
);
