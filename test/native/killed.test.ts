import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { expectSame, killedAtEveryWrite, undisturbed } from '../app/run/stages/killed.ts';
import { openBank, openSmallBank, SAME_IDS, temporaryFolder } from '../app/run/stage.ts';

const folder = temporaryFolder();
let azurite: Azurite;
beforeAll(async () => {
  azurite = await storageAccount();
});
afterAll(() => folder.dispose());

test.each<[string, typeof openBank, number]>([
  ['a part of Contoso, killed at every write', openSmallBank, 1],
  ['the whole of Contoso, killed at every 31st write', openBank, 31],
])(
  'stages that are done again leave the evidence of an undisturbed run, mailed once: %s',
  async (_, open, stride) => {
    const bank = await open(1, [], SAME_IDS);
    try {
      const ground = { bank, azurite, folder: folder.path };
      const { deaths, mails, out } = await killedAtEveryWrite(ground, `Killed${String(stride)}`, () => stride);
      process.stdout.write(`deaths: ${JSON.stringify(deaths)}\n`);
      expect(mails).toHaveLength(1);
      await expectSame(out, await undisturbed(ground, `undisturbed-${String(stride)}`));
    } finally {
      await bank.close();
    }
  },
  3_600_000,
);
