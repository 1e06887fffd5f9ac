import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/domain/observation.ts';
import type { KeptAnswer } from '../../../src/domain/keptAnswer.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import type { KeptAnswers } from '../../../src/pack/answerLines.ts';
import { answersOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { trendOf } from '../../../src/report/trend.ts';
import { remadePack, verifyRemade, type Said } from './remade.ts';
import { Victim } from './tamper.ts';
import { bankPack, smallBankPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
let pack: string;
let trusted: readonly string[];
beforeAll(async () => {
  ({ packLocation: pack } = await smallBankPack(1, join(folder.path, 'out')));
  trusted = await trusts(pack);
}, 120_000);

const trusts = async (path: string): Promise<readonly string[]> =>
  (await verifyPack({ pack: path, earlier: [], stopAtFirst: true })).steps.flatMap(({ notVerified }) => notVerified);

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
  const at = said.observations.findIndex(({ request }, index) =>
    isIt(answers.answers.at(index) ?? { pages: [] }, request),
  );
  const found = answers.answers.at(at);
  if (found === undefined) throw new TypeError('There is no such answer.');
  return { answers: { ...answers, answers: answers.answers.slice().with(at, change(found)) } };
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
      answers: { ...answers, answers: [] },
    }),
  ],
  [
    'an observation invented',
    ({ observations, answers }) => ({
      observations: [...observations, ...observations.slice(-1)],
      answers: { ...answers, answers: [...answers.answers, ...answers.answers.slice(-1)] },
    }),
  ],
  [
    'an observation that tells of other rows',
    ({ observations }) => ({
      observations: observations.map((each) => (each.source === 'disks' ? { ...each, rows: each.rows + 1 } : each)),
    }),
  ],
  ...[
    ['another path', (line: string) => line.replace(/\?/, 'x?')],
    ['another version of the interface', (line: string) => line.replace(/api-version=\d/, 'api-version=9')],
    ['a path without its query', (line: string) => line.replace(/\?.*/, '')],
    ['the path of the next question', undefined],
  ].map(
    ([what, change]) =>
      [
        `a question to ARM with ${String(what)}`,
        ({ observations }: Said) => ({
          observations: observations.map((each, index) => {
            const isIt = index === observations.findLastIndex(({ kind, pages }) => kind === 'arm' && pages > 0);
            const other = observations.find(({ kind, source }) => kind === 'arm' && source !== each.source)?.request;
            return isIt
              ? { ...each, request: typeof change === 'function' ? change(each.request) : (other ?? '') }
              : each;
          }),
        }),
      ] as const,
  ),
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
  [
    'a moment ten months before its own questions',
    record(({ asOf }) => ({ asOf: new Date(Date.parse(asOf) - 300 * 86_400_000).toISOString() })),
  ],
  [
    'a question after the end of the run',
    ({ observations }) => ({
      observations: observations.map((each, index) =>
        index === 7 ? { ...each, endedAt: `9${each.endedAt.slice(1)}` } : each,
      ),
    }),
  ],
  [
    'an end over a week after the last answer',
    ({ endedAt }) => ({ endedAt: new Date(Date.parse(endedAt) + 8 * 86_400_000).toISOString() }),
  ],
  ['another identity on the Cover', ({ context }) => ({ context: { ...context, identity: { objectId: refused } } })],
  [
    'restores carried into a first run',
    ({ carried }) => ({
      carried: { ...carried, earlier: { ...carried.earlier, watches: carried.own.watches } },
    }),
  ],
  [
    'a trend in a first run',
    ({ context, record: told }) => ({ context: { ...context, earlier: [trendOf('x', told)] } }),
  ],
  [
    'a finding older than its life',
    ({ context, record: { asOf, verdicts } }) => {
      const found = verdicts.find(({ status }) => status === 'NonCompliant');
      const { check = 'KEY-01' as const, subject = '' } = found ?? {};
      const life = { check, subject, firstSeen: asOf, openedAt: '2020-01-01T00:00:00.000Z', lastSeen: asOf };
      return { context: { ...context, lives: new Map([[`${check} ${subject}`, life]]) } };
    },
  ],
  ['a version that is a sentence', record(() => ({ codeVersion: '0.2.0 (certified by Microsoft)' }))],
  [
    'a life under the name of another finding',
    ({ context, record: { asOf } }) => {
      const life = { check: 'KEY-01' as const, subject: '/x', firstSeen: asOf, openedAt: asOf, lastSeen: asOf };
      return { context: { ...context, lives: new Map([['KEY-01 of all disks /x', life]]) } };
    },
  ],
  ['another asker', ({ answers }) => ({ answers: { ...answers, caller: { objectId: refused } } })],
];

/** What a pack of version 2 cannot leave out, whatever it calls itself. */
const LEFT_OUT: readonly (readonly [string, (files: Victim) => void])[] = [
  ['called redacted', (files) => files.writeManifest({ ...files.manifest(), redacted: true })],
  [
    'of version 1 of the format',
    (files) => {
      const { endedAt, settings, ...rest } = files.manifest();
      expect([endedAt, settings]).not.toContain(undefined);
      files.writeManifest({ ...rest, schemaVersion: 1 });
    },
  ],
];

/** What no answer shows: it is named, whatever it is. */
const SETTINGS: readonly (readonly [string, (said: Said) => Partial<Said>, string | RegExp])[] = [
  [
    'another portal',
    ({ context }) => ({ context: { ...context, portalBase: 'https://portal.example' } }),
    'where links lead, "https://portal.example",',
  ],
  [
    'another owner tag',
    ({ context }) => ({ context: { ...context, ownerTag: 'boss' } }),
    'the tag that holds the owner, "boss".',
  ],
  ['another sample size', ({ context }) => ({ context: { ...context, sampleSize: 3 } }), 'a sample of 3 disks'],
  [
    'the same request id for every question but the first ones',
    ({ observations }) => {
      const [id = ''] = observations[1]?.requestIds ?? [];
      const same = (each: Observation): Observation => ({ ...each, requestIds: each.requestIds.map(() => id) });
      return { observations: observations.map((each, at) => (at < 3 ? each : same(each))) };
    },
    /with a request id \([2-9] different ones\)/,
  ],
  ['more attempts', ({ context }) => ({ context: { ...context, attempt: 7 } }), 'was started 7 times'],
];

describe('in a redacted copy', () => {
  const copy = join(folder.path, 'copy');
  beforeAll(() => redactPack({ pack, output: copy, mapping: join(folder.path, 'mapping.json') }));

  test('it is as much', async () => {
    const [was, is] = [await openPack(pack), await openPack(copy)];
    const shape = ({ answers }: KeptAnswers): unknown =>
      answers.map(({ pages, failure, total }) => [
        pages.map((page) => ('body' in page ? 'body' : [page.rows, page.beside?.length])),
        failure?.status,
        total,
      ]);
    expect(shape(await answersOf(is))).toEqual(shape(await answersOf(was)));
    const { crossCheck, ...told } = await recordOf(is);
    const { crossCheck: before, ...original } = await recordOf(was);
    expect(crossCheck?.subjects.map(({ result, fields }) => `${result} ${String(fields)}`).sort()).toEqual(
      before?.subjects.map(({ result, fields }) => `${result} ${String(fields)}`).sort(),
    );
    expect(crossCheck?.agreementPercent).toBe(before?.agreementPercent);
    expect(told.notAssessed.length).toBe(original.notAssessed.length);
    expect(told.gaps.map(({ source, kind }) => `${source} ${kind}`).sort()).toEqual(
      original.gaps.map(({ source, kind }) => `${source} ${kind}`).sort(),
    );
  });

  test('the copy agrees, and takes more on trust than the original, never less', async () => {
    const { steps, holds } = await verifyPack({ pack: copy, earlier: [] });
    expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(holds).toBe(true);
    const now = steps.flatMap(({ notVerified }) => notVerified);
    expect(now).toHaveLength(trusted.length + 1);
    expect(now.join('\n')).toContain('That the pseudonyms of this redacted copy stand for names that Azure answered');
  });

  test.each(FORGED)('%s: a difference too', async (name, change) => {
    const to = join(folder.path, `copy-${name.replaceAll(/\W+/g, '-')}`);
    const steps = await verifyRemade(copy, to, change);
    expect(steps.flatMap(({ differences }) => differences)).not.toEqual([]);
  });
});

describe('what Azure answered beside rows', () => {
  test('an untouched pack agrees, and takes none of it on trust', async () => {
    const { steps, holds } = await verifyPack({ pack, earlier: [] });
    expect(steps.flatMap(({ differences: told }) => told)).toEqual([]);
    expect(holds).toBe(true);
    const trusts = steps.flatMap(({ notVerified }) => notVerified).join('\n');
    expect(trusts).not.toMatch(/Azure's own counts|did not answer|management groups hold|not assessed/);
    expect(steps.find(({ about }) => about === 'answers')?.verified).toMatch(/^\d+ queries were replayed/);
  });

  test.each(FORGED)('%s: a difference, whatever the hashes say', async (name, change) => {
    const to = join(folder.path, name.replaceAll(/\W+/g, '-'));
    const steps = await verifyRemade(pack, to, change);
    expect(steps.flatMap(({ differences }) => differences)).not.toEqual([]);
  });

  test.each(LEFT_OUT)('left out of a pack %s: a difference', async (name, change) => {
    const to = join(folder.path, name.replaceAll(' ', '-'));
    await remadePack(
      pack,
      to,
      ({ record: { sampleSeed, crossCheck, callerAccess, ...rest } }) => {
        expect([sampleSeed, crossCheck, callerAccess]).not.toContain(undefined);
        return { record: { ...rest, gaps: [] } };
      },
      'left',
    );
    rmSync(join(to, 'answers.jsonl.gz'));
    const files = new Victim(to);
    files.writeManifest({ ...files.manifest(), parts: files.parts.filter((part) => part.name !== 'answers.jsonl.gz') });
    change(files);
    const { steps } = await verifyPack({ pack: to, earlier: [], stopAtFirst: true });
    expect(steps.flatMap(({ differences }) => differences).join('\n')).toMatch(
      /does not list answers.jsonl.gz|Unbroken never made such a pack/,
    );
  });

  test('what is not assessed, of which the whole bank has some', async () => {
    const whole = await bankPack(1, join(folder.path, 'whole'));
    expect(whole.record.notAssessed).not.toEqual([]);
    const forged = record(() => ({ notAssessed: [] }));
    const steps = await verifyRemade(whole.packLocation, join(folder.path, 'not-assessed'), forged);
    expect(steps.flatMap(({ differences }) => differences)).not.toEqual([]);
  });

  test.each(SETTINGS)('%s: among what is taken on trust, with its value', async (name, change, told) => {
    const to = join(folder.path, name.replaceAll(/\W+/g, '-'));
    await remadePack(pack, to, change);
    const now = await trusts(to);
    expect(now.join('\n')).toMatch(told);
    expect(now).toHaveLength(trusted.length);
  });
});
