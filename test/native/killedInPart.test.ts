import { afterAll, expect, test } from 'vitest';
import { storageAccount } from '../stage/azurite.ts';
import { expectSame, killedAtEveryWrite, undisturbed } from '../app/run/stages/killed.ts';
import { openSmallBank, SAME_IDS } from '../app/run/stage.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

test('stages that are done again leave the evidence of an undisturbed run, mailed once: a part of Contoso, killed at every write', async () => {
  const [azurite, bank] = await Promise.all([storageAccount(), openSmallBank(1, [], SAME_IDS)]);
  try {
    const ground = { bank, azurite, folder: folder.path };
    const { deaths, mails, out } = await killedAtEveryWrite(ground, 'Killed', () => 1);
    process.stdout.write(`deaths: ${JSON.stringify(deaths)}\n`);
    expect(mails).toHaveLength(1);
    await expectSame(out, await undisturbed(ground, 'undisturbed'));
  } finally {
    await bank.close();
  }
}, 3_600_000);
