import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';
import { copyOfPack, tinyPack } from './smallPack.ts';
import { Victim } from './tamper.ts';

/** For a test file: a tiny pack that stays as it was, and a copy of it to alter, made anew before each test. */
export function attackedPack(): {
  readonly folder: ReturnType<typeof temporaryFolder>;
  readonly original: string;
  readonly copy: string;
  readonly victim: Victim;
} {
  const folder = temporaryFolder();
  const original = join(folder.path, 'original');
  const copy = join(folder.path, 'copy');
  beforeAll(async () => {
    const { packLocation } = await tinyPack(join(folder.path, 'out'));
    await copyOfPack(packLocation, original);
  });
  beforeEach(() => {
    rmSync(copy, { recursive: true, force: true });
    cpSync(original, copy, { recursive: true });
  });
  afterAll(() => folder.dispose());
  return { folder, original, copy, victim: new Victim(copy) };
}
