import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAzurite, type Azurite } from '../../simulator/services/azurite.ts';
import { expectSame, killedAtEveryWrite, undisturbed } from '../app/run/stages/killed.ts';
import { openBank, temporaryFolder, type Bank } from '../app/run/stage.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let bank: Bank;
beforeAll(async () => {
  [azurite, bank] = await Promise.all([startAzurite(), openBank(1)]);
});
afterAll(async () => {
  await bank.close();
  await azurite.close();
  folder.dispose();
});

test('Contoso, every stage killed at each of its writes and done again: the evidence of an undisturbed run, mailed once', async () => {
  const ground = { bank, azurite, folder: folder.path };
  const { deaths, mails, out } = await killedAtEveryWrite(ground, 'KilledWhole', () => 1);
  process.stdout.write(`deaths: ${JSON.stringify(deaths)}\n`);
  expect(mails).toHaveLength(1);
  await expectSame(out, await undisturbed(ground, 'undisturbed'));
}, 3_600_000);
