import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../../../stage/azurite.ts';
import { openSmallBank, SAME_IDS, type Bank } from '../stage.ts';
import { expectSame, killedAtEveryWrite, undisturbed } from './killed.ts';
import { temporaryFolder } from '../../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let bank: Bank;
beforeAll(async () => {
  [azurite, bank] = await Promise.all([storageAccount(), openSmallBank(1, [], SAME_IDS)]);
});
afterAll(async () => {
  await bank.close();
  folder.dispose();
});

/** `npm run check:native` kills at every write. */
const STRIDES: Readonly<Record<string, number>> = {
  plan: 3,
  collect: 47,
  assess: 29,
  pack: 47,
  store: 41,
  history: 23,
  deliver: 3,
};

test('stages that are killed at their writes and done again leave the evidence of an undisturbed run, mailed once', async () => {
  const ground = { bank, azurite, folder: folder.path };
  const { deaths, slices, mails, out } = await killedAtEveryWrite(ground, 'Killed', (stage) => STRIDES[stage] ?? 1);
  expect(Object.keys(deaths)).toEqual(['begin', 'plan', 'collect', 'assess', 'pack', 'store', 'history', 'deliver']);
  expect(slices).toBeGreaterThan(2);
  expect(mails).toHaveLength(1);
  await expectSame(out, await undisturbed(ground, 'undisturbed'));
}, 240_000);
