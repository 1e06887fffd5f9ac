import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalOutcome } from '../../../src/app/localRun.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { temporaryFolder } from '../run/stage.ts';
import { bankPack } from './smallPack.ts';

const folder = temporaryFolder();
let outcome: LocalOutcome;

beforeAll(async () => {
  outcome = await bankPack(1, join(folder.path, 'out'), true);
});
afterAll(() => folder.dispose());

test.each(['folder', 'zip'])('an untouched pack in a %s agrees with itself', async (kind) => {
  const verified = await verifyPack({
    pack: kind === 'zip' ? (outcome.zipLocation ?? '') : outcome.packLocation,
    earlier: [],
    expected: outcome.manifestSha256,
  });
  expect(verified.steps.flatMap((step) => step.differences)).toEqual([]);
  expect(verified.holds).toBe(true);
});
