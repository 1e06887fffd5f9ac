import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeptAnswer } from '../../../src/domain/keptAnswer.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { temporaryFolder } from '../run/stage.ts';
import { remadePack, type Said } from './remade.ts';
import { bankPack } from './smallPack.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
let pack: string;
beforeAll(async () => {
  ({ packLocation: pack } = await bankPack(1, join(folder.path, 'out')));
}, 120_000);

const differences = async (path: string): Promise<string> =>
  (await verifyPack({ pack: path, earlier: [], stopAtFirst: true })).steps
    .flatMap(({ differences: told }) => told)
    .join('\n');

const record = (change: (was: RunRecord) => Partial<RunRecord>) => (said: Said) => ({
  record: { ...said.record, ...change(said.record) },
});
const refused = '0c0de001';

function answering(
  said: Said,
  isIt: (answer: KeptAnswer, request: string) => boolean,
  change: (answer: KeptAnswer) => KeptAnswer,
): Partial<Said> {
  const { answers } = said;
  if (answers === undefined) throw new TypeError('The pack keeps no answers.');
  const at = said.observations.findIndex(({ request }, index) =>
    isIt(answers.answers[index] ?? { pages: [] }, request),
  );
  const found = answers.answers[at];
  if (found === undefined) throw new TypeError('There is no such answer.');
  return { answers: { ...answers, answers: answers.answers.with(at, change(found)) } };
}

/** Each ended with 0 before answers were kept. */
const FORGED: readonly (readonly [string, (said: Said) => Partial<Said>])[] = [
  ['gaps taken out', record(() => ({ gaps: [] }))],
  [
    'a subscription that was refused taken out',
    record(({ coverage, gaps }) => {
      const hidden = coverage.find(({ seen }) => !seen)?.subscriptionId;
      return {
        coverage: coverage.filter(({ subscriptionId }) => subscriptionId !== hidden),
        gaps: gaps.filter(({ subscription }) => subscription !== hidden),
      };
    }),
  ],
  [
    'Azure’s counts',
    record(({ population }) => ({
      population: population.map((row) => (row.counted === undefined ? row : { ...row, counted: row.counted + 1 })),
    })),
  ],
  [
    'the cross-check',
    (said) => {
      const { crossCheck, ...rest } = said.record;
      expect(crossCheck).toBeDefined();
      return { record: rest };
    },
  ],
  [
    'the caller’s access',
    (said) => {
      const { callerAccess, ...rest } = said.record;
      expect(callerAccess).toBeDefined();
      return { record: rest };
    },
  ],
  ['what is not assessed', record(() => ({ notAssessed: [] }))],
  [
    'rows taken out of raw and record, though a question brought them',
    ({ rows }) => ({
      rows: rows.filter(({ source }) => source !== 'policyExemptions'),
    }),
  ],
  [
    'observations emptied',
    ({ answers }) => ({
      observations: [],
      answers: answers && { ...answers, answers: [] },
    }),
  ],
  [
    'an observation invented',
    ({ observations, answers }) => ({
      observations: [...observations, ...observations.slice(-1)],
      answers: answers && { ...answers, answers: [...answers.answers, ...answers.answers.slice(-1)] },
    }),
  ],
  [
    'an observation that tells of other rows',
    ({ observations }) => ({
      observations: observations.map((each) => (each.source === 'disks' ? { ...each, rows: each.rows + 1 } : each)),
    }),
  ],
  [
    'a refusal turned into an answer',
    (said) =>
      answering(
        said,
        ({ failure }) => failure !== undefined,
        ({ pages }) => ({ pages }),
      ),
  ],
  ['the settings changed so that nothing is read again', () => ({ settings: { crossCheckSize: 0 } })],
  ['another asker', ({ answers }) => ({ answers: answers && { ...answers, caller: { objectId: refused } } })],
];

describe('what Azure answered beside rows', () => {
  test('an untouched pack agrees, and takes none of it on trust', async () => {
    const { steps, holds } = await verifyPack({ pack, earlier: [] });
    expect(steps.flatMap(({ differences: told }) => told)).toEqual([]);
    expect(holds).toBe(true);
    const trusts = steps.flatMap(({ notVerified }) => notVerified).join('\n');
    expect(trusts).not.toMatch(/Azure's own counts|did not answer|management groups hold|not assessed/);
    expect(steps.find(({ about }) => about === 'answers')?.verified).toMatch(/^\d+ questions were put again/);
  });

  test.each(FORGED)('%s: a difference, whatever the hashes say', async (name, change) => {
    const to = join(folder.path, name.replaceAll(/\W+/g, '-'));
    await remadePack(pack, to, change);
    expect(await differences(to)).not.toBe('');
  });
});
