import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseBaseline } from '../../../src/app/baselineFile.ts';
import { recompute } from '../../../src/app/verify/recompute.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { keptQuestions } from '../../../src/collect/keptAnswers/keptQuestions.ts';
import { answersOf, carriedOf, observationsOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { remadePack } from './remade.ts';
import { tinyPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
let pack = '';
beforeAll(async () => {
  ({ packLocation: pack } = await tinyPack(join(folder.path, 'out')));
});

/** The pack under another baseline, with all that follows from it: nothing in it contradicts anything else. */
async function recomputedUnder(name: string, rules: object): Promise<string> {
  const text = `${JSON.stringify({ name: 'Unbroken default', version: '1', ...rules })}\n`;
  const baseline = parseBaseline(text, 'baseline.json');
  const from = await openPack(pack);
  const { answers, caller } = await answersOf(from);
  const { settings } = from.manifest;
  const { record } = await recompute({
    questions: keptQuestions(await observationsOf(from), answers),
    ...{ rows: from, caller, baseline },
    carried: (await carriedOf(from)).earlier,
    told: await recordOf(from),
    previous: 'none',
    previousManifestSha256: undefined,
    crossCheckSize: settings?.crossCheckSize ?? 0,
    timeBudgetMinutes: settings?.timeBudgetMinutes,
    underPseudonyms: false,
  });
  const to = join(folder.path, name);
  await remadePack(pack, to, () => ({ record, baseline }), 'anew');
  const { steps, word } = await verifyPack({ pack: to, earlier: [] });
  expect([word, ...steps.flatMap(({ differences }) => differences)]).toEqual(['CONSISTENT']);
  const trusts = steps.flatMap(({ notVerified }) => notVerified).join('\n');
  expect(trusts).toContain(baseline.sha256);
  return trusts;
}

const everywhere = { managementGroup: 'contoso' };
test.each([
  ['everywhere', { atRest: { acceptedMethods: ['platformKey'] } }, /: it accepts platformKey everywhere;/],
  [
    'by-a-rule',
    { rules: [{ id: 'all', where: everywhere, atRest: { acceptedMethods: ['platformKey'] } }] },
    /; platformKey by rule "all" for "management group contoso";/,
  ],
  ['of-a-backup', { backup: { maximumRecoveryPointAgeDays: 3650 } }, /backup\.maximumRecoveryPointAgeDays is 3650/],
])(
  'a softer baseline with the whole record recomputed is told for what it is: %s',
  async (name, rules, told) => {
    expect(await recomputedUnder(name, rules)).toMatch(told);
  },
  60_000,
);
