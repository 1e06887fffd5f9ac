import { describe, expect, test } from 'vitest';
import {
  contoso,
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
} from '../../simulator/estate/contoso/index.ts';
import type { Fault } from '../../simulator/index.ts';
import { collectFrom as collectAgain, type Collected } from '../../src/collect/collectEstate.ts';
import { keptQuestions, type KeptQuestion } from '../../src/collect/keptAnswers/keptQuestions.ts';
import { replay, type Replay } from '../../src/collect/keptAnswers/replay.ts';
import { answerLine, callerLine, readAnswers } from '../../src/pack/answerLines.ts';
import { collectFrom, type Run, type RunOptions } from './run.ts';

const SCOPE = { tenantId: undefined, managementGroups: [CONTOSO_MANAGEMENT_GROUP], subscriptions: [] };
const SAMPLE = { seed: 'before', crossCheckSize: 20 };

interface Told {
  readonly run: Run;
  readonly kept: readonly KeptQuestion[];
}

async function told(options: Omit<RunOptions, 'observe'>): Promise<Told> {
  const kept: KeptQuestion[] = [];
  const run = await collectFrom({
    scope: SCOPE,
    ...SAMPLE,
    ...options,
    observe: (observation, answer) => void kept.push({ observation, answer }),
  });
  return { run, kept };
}

/** From the lines that a pack would hold. */
async function again(
  { run, kept }: Told,
  options: Partial<RunOptions> = {},
): Promise<{ readonly collected: Collected; readonly asking: Replay }> {
  const lines = [...kept.map(({ answer }) => answerLine(answer)), callerLine(run.caller)];
  const { answers, caller } = await readAnswers(lines, 'answers');
  const rows = new Map<string, unknown[]>();
  for (const { source, raw } of run.kept) {
    const list = rows.get(source) ?? [];
    rows.set(source, list);
    list.push(JSON.parse(JSON.stringify(raw)));
  }
  const asking = replay({
    caller,
    kept: keptQuestions(
      kept.map(({ observation }) => observation),
      answers,
    ),
    rowsAt: (source, first, count) => Promise.resolve((rows.get(source) ?? []).slice(first, first + count)),
  });
  const collected = await collectAgain(asking, {
    scope: SCOPE,
    expectedSubscriptions: [],
    asOf: run.estate.asOf,
    report: () => undefined,
    concurrency: 1,
    ...SAMPLE,
    ...options,
  });
  return { collected, asking };
}

const plain = ({ estate, ...rest }: Collected): string =>
  JSON.stringify([
    Object.entries(estate).map(([source, collection]: [string, unknown]) =>
      typeof collection === 'string'
        ? [source, collection]
        : [source, [...(collection as Collected['estate']['disks']).rows], (collection as { gaps: unknown }).gaps],
    ),
    rest.coverage,
    rest.population,
    rest.notAssessed,
    rest.caller,
    rest.sampleSeed,
    rest.crossCheck,
  ]);
const collectedOf = ({
  estate,
  coverage,
  population,
  notAssessed,
  caller,
  requests,
  sampleSeed,
  crossCheck,
}: Run): Collected => ({
  estate,
  coverage,
  population,
  notAssessed,
  caller,
  requests,
  sampleSeed,
  ...(crossCheck === undefined ? {} : { crossCheck }),
});

/** Ways in which answers fail, are short, or come twice. */
const STORMS: readonly (readonly [string, readonly Fault[]])[] = [
  ['none', []],
  [
    'subscriptions that may not be read',
    [{ effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } }],
  ],
  ['tables that fail', [{ match: { table: 'recoveryservicesresources' }, effect: { kind: 'status', status: 500 } }]],
  ['counts that fail', [{ match: { query: /summarize count/ }, effect: { kind: 'status', status: 400 } }]],
  [
    'rows that cannot be read',
    [
      {
        match: { table: 'resources' },
        effect: {
          kind: 'changeRow',
          where: (row) => row.name === 'vm-wiki-01',
          change: (row) => ({ ...row, properties: 7 }),
        },
      },
    ],
  ],
];

describe('a collection from the answers of a pack', () => {
  test.each(STORMS)('comes to what Azure’s own came to: %s', async (_name, faults) => {
    const azure = await told({ tenant: contoso(2), faults });
    const { collected, asking } = await again(azure);
    expect(asking.faults()).toEqual([]);
    expect(plain(collected)).toBe(plain(collectedOf(azure.run)));
  });

  test('draws other samples where Azure called its first answer otherwise', async () => {
    const change = (was: KeptQuestion['observation']): KeptQuestion['observation'] => ({
      ...was,
      requestIds: ['11111111-2222-4333-8444-555555555555'],
    });
    const azure = await told({ tenant: contoso(1) });
    const [first, ...rest] = azure.kept;
    if (first === undefined) throw new TypeError('There is no first answer.');
    const moved = { ...first, observation: change(first.observation) };
    const { collected } = await again({ run: azure.run, kept: [moved, ...rest] });
    expect(collected.sampleSeed).not.toBe(azure.run.sampleSeed);
    const later = rest.map((one, at) => (at === 0 ? { ...one, observation: change(one.observation) } : one));
    expect((await again({ run: azure.run, kept: [first, ...later] })).collected.sampleSeed).toBe(azure.run.sampleSeed);
  });

  test('names a question without an answer, and an answer without a question', async () => {
    const azure = await told({ tenant: contoso(1) });
    const at = azure.kept.findIndex(({ observation }) => observation.source === 'denyAssignments');
    const without = await again({ run: azure.run, kept: azure.kept.toSpliced(at, 1) });
    expect(without.asking.faults()).toEqual([
      expect.stringMatching(
        /^The pack keeps no answer to a question that follows from the others: "GET \/subscriptions\//,
      ),
    ]);
    const gap = without.collected.estate.denyAssignments.gaps.find(({ because }) =>
      because.includes('the pack keeps no answer'),
    );
    expect(gap?.kind).toBe('notRead');
    const fewer = await again(azure, { crossCheckSize: 1 });
    expect(fewer.asking.faults()).toHaveLength(19);
    expect(fewer.asking.faults()[0]).toMatch(/^The pack keeps an answer to a question that nobody asked: "GET /);
  });

  test('knows failures by their status and codes', async () => {
    const azure = await told({
      tenant: contoso(1),
      faults: [{ match: { table: 'authorizationresources' }, effect: { kind: 'status', status: 403 } }],
    });
    const kept = azure.kept.map((each) =>
      each.answer.failure === undefined
        ? each
        : { ...each, answer: { ...each.answer, failure: { ...each.answer.failure, kind: 'throttled' as const } } },
    );
    expect((await again(azure)).asking.faults()).toEqual([]);
    expect((await again({ ...azure, kept })).asking.faults()[0]).toMatch(
      /^The failure of .* is not in words of the program/,
    );
  });
});

describe('under pseudonyms', () => {
  const asked = (request: string, subscriptions: readonly string[]): KeptQuestion => ({
    observation: {
      ...{ source: 'count', kind: 'resourceGraph', request, subscriptions, pages: 1, rows: 0, requestIds: ['r'] },
      ...{ startedAt: '', endedAt: '', retries: 0, failure: undefined },
    },
    answer: { pages: [{ body: [] }] },
  });
  const kept = [asked('q', ['d', 'a']), asked('q', ['c']), asked('q', ['c']), asked('other', ['a', 'b'])];
  const asking = (underPseudonyms: boolean): Replay =>
    replay({ caller: {}, kept, rowsAt: () => Promise.resolve([]), underPseudonyms });

  test('subscriptions are asked about in the batches of the run, whose names had another order', () => {
    const { asKept } = asking(true);
    expect(asKept?.batchesOf('q', ['a', 'c', 'd'])).toEqual([['d', 'a'], ['c']]);
    expect(asKept?.batchesOf('q', ['a', 'b', 'c'])).toBeUndefined();
    expect(asKept?.batchesOf('q', ['a', 'c'])).toBeUndefined();
    expect(asKept?.batchesOf('nothing', ['a'])).toBeUndefined();
  });

  test('only there', () => {
    expect(asking(false).asKept).toBeUndefined();
  });
});
