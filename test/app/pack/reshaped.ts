import { join } from 'node:path';
import { parseBaseline } from '../../../src/app/baselineFile.ts';
import { PackReadError } from '../../../src/pack/packReadError.ts';
import type { Observation } from '../../../src/domain/observation.ts';
import type { KeptAnswer } from '../../../src/domain/keptAnswer.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';
import { verifyRemade, type Said } from './remade.ts';

/** What somebody moved in one part of a pack, all else made anew around it. */
export interface Reshaped {
  readonly what: string;
  /** Undefined where this pack has nothing of the kind. */
  readonly change: (said: Said) => Partial<Said> | undefined;
  /** What stands among what is taken on trust where it is not caught. */
  readonly trust: RegExp;
}

const AZURE = /that Azure gave these answers to it, at these times and after so many tries/;
const RUN = /^The id, the moment, the scope and the version/;
const SETTINGS = /^The settings that the run states about itself/;
const EARLIER_RUN = /changes? since run .* give its pack with --previous/;
const LIVES = /^What the history says of \d/;
const CARRIED = /^That earlier runs saw the .* the previous pack was not given/;
const BASELINE = /^That the organisation set the baseline/;
const NOTHING = /^(?!)/;

type List = readonly unknown[];

/** Lists as somebody could leave them; undefined where nothing would be another. */
const LISTS: Readonly<Record<string, (list: List) => List | undefined>> = {
  'without its first entry': (list) => (list.length > 0 ? list.slice(1) : undefined),
  'without its last entry': (list) => (list.length > 1 ? list.slice(0, -1) : undefined),
  'with an entry twice': (list) => (list.length > 0 ? [...list, list[0]] : undefined),
  'with two entries exchanged': (list) => (list.length > 1 ? [list[1], list[0], ...list.slice(2)] : undefined),
  emptied: (list) => (list.length > 0 ? [] : undefined),
};

function ofRecord(): Reshaped[] {
  const lists = [
    ...['checks', 'coverage', 'population', 'gaps', 'verdicts', 'chains', 'lineage', 'blastRadius', 'summary'],
    ...['exemptions', 'attestations', 'policyExemptions', 'incompleteBecause', 'earlierReadings'],
  ];
  const moved = lists.flatMap((name) =>
    Object.entries(LISTS).map(([how, change]): Reshaped => ({
      what: `record: ${name} ${how}`,
      trust: NOTHING,
      change: ({ record }) => {
        const found = (record as unknown as Record<string, Iterable<unknown> | undefined>)[name];
        const list = found === undefined ? undefined : change([...found]);
        return list === undefined ? undefined : { record: { ...record, [name]: list } };
      },
    })),
  );
  const fields = [
    'callerAccess',
    'crossCheck',
    'sampleSeed',
    'lineage',
    'blastRadius',
    'earlierReadings',
    'attestations',
  ];
  const dropped = fields.map((name): Reshaped => ({
    what: `record: no ${name}`,
    trust: NOTHING,
    change: ({ record }) => {
      const { [name]: had, ...rest } = record as unknown as Record<string, unknown>;
      return had === undefined ? undefined : { record: rest as unknown as Said['record'] };
    },
  }));
  const heads: Readonly<Record<string, object>> = {
    'shrunk sources': { shrunkSources: ['disks'] },
    'acknowledged until': { acknowledgedUntil: '2030-01-01' },
    frameworks: { frameworks: [] },
    'another seed': { sampleSeed: 'a'.repeat(64) },
    'another moment': { asOf: '2026-11-23T06:00:01.000Z' },
    'a field that no record has': { note: 'AUTHENTIC' },
  };
  const headed = Object.entries(heads).map(([what, head]): Reshaped => ({
    what: `record: ${what}`,
    trust: what === 'another moment' ? RUN : NOTHING,
    change: ({ record }) => ({ record: { ...record, ...head } }),
  }));
  const state: Reshaped = {
    what: 'record: the other state',
    trust: NOTHING,
    change: ({ record }) => ({
      record:
        record.state === 'COMPLETE'
          ? { ...record, state: 'INCOMPLETE', incompleteBecause: ['Nothing was read.'] }
          : { ...record, state: 'COMPLETE', incompleteBecause: [] },
    }),
  };
  return [...moved, ...dropped, ...headed, state];
}

const later = (time: string, seconds: number): string => new Date(Date.parse(time) + seconds * 1000).toISOString();

function ofQuestions(): Reshaped[] {
  const kinds: Readonly<Record<string, (one: Observation) => boolean>> = {
    'a query': ({ kind, source }) => kind === 'resourceGraph' && source === 'disks',
    'a count': ({ source }) => source === 'count',
    'a request': ({ kind, source, failure }) => kind === 'arm' && source !== 'identity' && failure === undefined,
    'who asked': ({ source }) => source === 'identity',
    'a refusal': ({ failure }) => failure !== undefined,
    'an answer of before': ({ carriedFrom }) => carriedFrom !== undefined,
  };
  const changes: Readonly<Record<string, (one: Observation) => Observation | readonly Observation[]>> = {
    'is gone': () => [],
    'stands twice': (one) => [one, one],
    'asks something else': (one) => ({ ...one, request: `${one.request} ` }),
    'is about another source': (one) => ({ ...one, source: one.source === 'disks' ? 'snapshots' : 'disks' }),
    'is about other subscriptions': (one) => ({ ...one, subscriptions: [...one.subscriptions, '0'.repeat(8)] }),
    'has a row more': (one) => ({ ...one, rows: one.rows + 1 }),
    'has a page more': (one) => ({ ...one, pages: one.pages + 1 }),
    'has another request id': (one) => ({ ...one, requestIds: one.requestIds.map((id) => `${id}0`) }),
    'has no request id': (one) => ({ ...one, requestIds: [] }),
    'was asked a day before': (one) => ({ ...one, startedAt: later(one.startedAt, -86_400) }),
    'was answered before it was asked': (one) => ({ ...one, endedAt: later(one.startedAt, -1) }),
    'was answered in a year': (one) => ({ ...one, endedAt: later(one.endedAt, 31_536_000) }),
    'failed or did not': (one) => ({
      ...one,
      failure: one.failure === undefined ? 'access was refused (403)' : undefined,
    }),
    'comes from another run': (one) => ({ ...one, carriedFrom: one.carriedFrom === undefined ? 'run-1' : undefined }),
    'was tried often': (one) => ({ ...one, retries: one.retries + 3 }),
  };
  return Object.entries(kinds).flatMap(([which, isIt]) =>
    Object.entries(changes).map(([how, change]): Reshaped => ({
      what: `observations: ${which} ${how}`,
      trust: AZURE,
      change: ({ observations }) => {
        const at = observations.findIndex(isIt);
        const found = observations[at];
        if (found === undefined) return undefined;
        const made = [change(found)].flat();
        if (made.length === 1 && JSON.stringify(made[0]) === JSON.stringify(found)) return undefined;
        return { observations: observations.toSpliced(at, 1, ...made) };
      },
    })),
  );
}

function without(answer: KeptAnswer, field: 'total' | 'failure'): KeptAnswer {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== field)) as unknown as KeptAnswer;
}

function ofAnswers(): Reshaped[] {
  const kinds: Readonly<Record<string, (one: KeptAnswer) => boolean>> = {
    'with rows': ({ pages }) => pages.some((page) => 'rows' in page),
    'with a body': ({ pages }) => pages.some((page) => 'body' in page),
    'that failed': ({ failure }) => failure !== undefined,
    'with a total': ({ total }) => total !== undefined,
  };
  const refused = { kind: 'notAuthorised', because: 'access was refused (403)', status: 403, codes: [] } as const;
  const changes: Readonly<Record<string, (one: KeptAnswer) => KeptAnswer | readonly KeptAnswer[]>> = {
    'is gone': () => [],
    'stands twice': (one) => [one, one],
    'has no page': (one) => ({ ...one, pages: [] }),
    'has a page twice': (one) => ({ ...one, pages: [...one.pages, ...one.pages] }),
    'has an empty body': (one) => ({ ...one, pages: one.pages.map((page) => ('body' in page ? { body: {} } : page)) }),
    'has a list as body': (one) => ({
      ...one,
      pages: one.pages.map((page) => ('body' in page ? { body: { value: [] } } : page)),
    }),
    'has fewer rows': (one) => ({
      ...one,
      pages: one.pages.map((page) => ('rows' in page ? { ...page, rows: [page.rows[0], 0] as const } : page)),
    }),
    'has rows of elsewhere': (one) => ({
      ...one,
      pages: one.pages.map((page) =>
        'rows' in page ? { ...page, rows: [page.rows[0] + 1, page.rows[1]] as const } : page,
      ),
    }),
    'has another total': (one) => ({ ...one, total: (one.total ?? 0) + 1 }),
    'has no total': (one) => without(one, 'total'),
    'met the limit of subscriptions': (one) => ({ ...one, subscriptionLimitHit: true as const }),
    'was refused': (one) => ({ ...one, failure: refused }),
    'was none such': (one) => ({
      ...one,
      failure: {
        kind: 'notRead',
        because: 'it was not found (404 ResourceNotFound)',
        status: 404,
        codes: ['ResourceNotFound'],
      },
    }),
    'did not fail': (one) => without(one, 'failure'),
    'is to something else': (one) => ({ ...one, asked: `${one.asked ?? 'GET /'}x` }),
  };
  return Object.entries(kinds).flatMap(([which, isIt]) =>
    Object.entries(changes).map(([how, change]): Reshaped => ({
      what: `answers: one ${which} ${how}`,
      trust: AZURE,
      change: ({ answers }) => {
        const list = answers.answers.slice();
        const at = list.findIndex(isIt);
        const found = list[at];
        if (found === undefined) return undefined;
        const made = [change(found)].flat();
        if (made.length === 1 && JSON.stringify(made[0]) === JSON.stringify(found)) return undefined;
        return { answers: { ...answers, answers: list.toSpliced(at, 1, ...made) } };
      },
    })),
  );
}

function ofRows(sources: readonly string[]): Reshaped[] {
  type Row = Said['rows'][number];
  const changes: Readonly<Record<string, (row: Row) => readonly Row[]>> = {
    'is gone': () => [],
    'stands twice': (row) => [row, row],
    'is of another source': (row) => [{ ...row, source: row.source === 'disks' ? 'snapshots' : 'disks' }],
    'has another id': ({ source, raw }) => [{ source, raw: { ...(raw as object), id: '/subscriptions/x/y/z' } }],
    'has a field more': ({ source, raw }) => [{ source, raw: { ...(raw as object), note: 'AUTHENTIC' } }],
    'is empty': ({ source }) => [{ source, raw: {} }],
  };
  return sources.flatMap((source) =>
    Object.entries(changes).map(([how, change]): Reshaped => ({
      what: `raw: a row of ${source} ${how}`,
      trust: AZURE,
      change: ({ rows }) => {
        const at = rows.findIndex((row) => row.source === source);
        const found = rows[at];
        return found === undefined ? undefined : { rows: rows.toSpliced(at, 1, ...change(found)) };
      },
    })),
  );
}

function ofContext(): Reshaped[] {
  const fields: Readonly<Record<string, readonly [(context: Said['context']) => Partial<Said['context']>, RegExp]>> = {
    'no previous run': [() => ({ previous: undefined }), NOTHING],
    'another previous run': [
      ({ previous }) => ({ previous: previous && { ...previous, runId: 'run-9' } }),
      EARLIER_RUN,
    ],
    'a previous run of the future': [
      ({ previous }) => ({ previous: previous && { ...previous, asOf: '2030-01-01T00:00:00.000Z' } }),
      NOTHING,
    ],
    'another hash of the previous run': [
      ({ previous }) => ({ previous: previous && { ...previous, manifestSha256: 'b'.repeat(64) } }),
      /^The packs before run|its manifest names/,
    ],
    'no counts of the previous run': [
      ({ previous }) => ({ previous: previous && { ...previous, summary: undefined } }),
      EARLIER_RUN,
    ],
    'no changes': [() => ({ changes: [] }), EARLIER_RUN],
    'a change twice': [({ changes }) => ({ changes: [...changes, ...changes.slice(0, 1)] }), NOTHING],
    'a change that is none': [
      ({ changes }) => ({
        changes: changes.map((change, at) => (at === 0 ? { ...change, subjectName: 'AUTHENTIC' } : change)),
      }),
      EARLIER_RUN,
    ],
    'no trend': [() => ({ earlier: [] }), EARLIER_RUN],
    'a trend of the future': [
      ({ earlier }) => ({ earlier: earlier.map((run) => ({ ...run, asOf: '2030-01-01T00:00:00.000Z' })) }),
      NOTHING,
    ],
    'no lives': [() => ({ lives: new Map() }), LIVES],
    'lives of others': [
      ({ lives }) => ({ lives: new Map([...lives].map(([key, life]) => [key, { ...life, subject: 'x' }])) }),
      NOTHING,
    ],
    'lives from the future': [
      ({ lives }) => ({
        lives: new Map([...lives].map(([key, life]) => [key, { ...life, lastSeen: '2030-01-01T00:00:00.000Z' }])),
      }),
      NOTHING,
    ],
    'a life more': [
      ({ lives }) => ({
        lives: new Map([
          ...lives,
          [
            'KEY-01 x',
            {
              check: 'KEY-01',
              subject: 'x',
              firstSeen: '2020-01-01T00:00:00.000Z',
              lastSeen: '2020-01-01T00:00:00.000Z',
            },
          ],
        ]),
      }),
      LIVES,
    ],
    'another run': [() => ({ runId: 'run-7' }), RUN],
    'another scope': [() => ({ scopeText: 'tenant x: everything' }), NOTHING],
    'nobody who asked': [() => ({ identity: {} }), NOTHING],
    'somebody else': [() => ({ identity: { objectId: '00000000-0000-4000-8000-000000000001' } }), NOTHING],
    signed: [({ signed }) => ({ signed: !signed }), NOTHING],
    'more tries': [({ attempt = 1 }) => ({ attempt: attempt + 40 }), SETTINGS],
    'another portal': [() => ({ portalBase: 'https://portal.evil.example' }), SETTINGS],
    'another owner tag': [() => ({ ownerTag: 'canary' }), SETTINGS],
    'no sample': [() => ({ sampleSize: 0 }), SETTINGS],
    'a sample beyond all disks': [() => ({ sampleSize: 1_000_000 }), SETTINGS],
  };
  return Object.entries(fields).map(([what, [change, trust]]): Reshaped => ({
    what: `context: ${what}`,
    trust,
    change: ({ context }) => ({ context: { ...context, ...change(context) } }),
  }));
}

function ofTheRest(): Reshaped[] {
  const carried = (
    what: string,
    change: (part: Said['carried']) => Partial<Said['carried']>,
    trust: RegExp,
  ): Reshaped => ({
    what: `carried: ${what}`,
    trust,
    change: (said) => ({ carried: { ...said.carried, ...change(said.carried) } }),
  });
  const baseline = (what: string, change: (rules: Record<string, unknown>) => object, named = true): Reshaped => ({
    what: `baseline: ${what}`,
    trust: BASELINE,
    change: (said) => {
      const text = `${JSON.stringify(change(JSON.parse(said.baseline.text) as Record<string, unknown>))}\n`;
      const other = parseBaseline(text, 'baseline.json');
      const { name, version } = other.baseline;
      const told = named ? { name, version, sha256: other.sha256 } : said.record.baseline;
      return { baseline: other, record: { ...said.record, baseline: told } };
    },
  });
  const settings = (what: string, change: object): Reshaped => ({
    what: `manifest: ${what}`,
    trust: SETTINGS,
    change: (said) => ({ settings: { ...said.settings, ...change } }),
  });
  const ended = (what: string, seconds: number): Reshaped => ({
    what: `manifest: ${what}`,
    trust: SETTINGS,
    change: ({ record, endedAt }) => ({ endedAt: later(seconds < 0 ? record.asOf : endedAt, seconds) }),
  });
  return [
    carried('no restore of before', ({ earlier }) => ({ earlier: { ...earlier, restores: [] } }), CARRIED),
    carried('no watch of before', ({ earlier }) => ({ earlier: { ...earlier, watches: [] } }), CARRIED),
    carried('nothing for later', ({ own }) => ({ own: { ...own, restores: [], watches: [] } }), NOTHING),
    carried('what is for later, as of before', ({ own }) => ({ earlier: own }), CARRIED),
    carried(
      'a restore for later of another VM',
      ({ own }) => ({
        own: { ...own, restores: own.restores.map((one) => ({ ...one, vmId: `${one.vmId}x` as typeof one.vmId })) },
      }),
      NOTHING,
    ),
    carried(
      'a watch of before since ever',
      ({ earlier }) => ({
        earlier: { ...earlier, watches: earlier.watches.map((one) => ({ ...one, since: '2020-01-01T00:00:00.000Z' })) },
      }),
      CARRIED,
    ),
    baseline('another name', (rules) => ({ ...rules, name: 'Contoso 2' })),
    baseline('another version', (rules) => ({ ...rules, version: '99' })),
    baseline('another text under its old hash', (rules) => ({ ...rules, version: '99' }), false),
    baseline('no exemption', (rules) => ({ ...rules, exemptions: [] })),
    baseline('no disk has to be protected', (rules) => ({
      ...rules,
      atRest: {
        acceptedMethods: [
          'customerKey',
          'confidentialCustomerKey',
          'adeWithKek',
          'adeWithoutKek',
          'confidentialPlatformKey',
          'platformKey',
        ],
      },
    })),
    settings('nothing was cross-checked', { crossCheckSize: 0 }),
    settings('a time budget', { timeBudgetMinutes: 1 }),
    settings('an excerpt', {
      excerpts: [{ name: 'excerpts/UNBROKEN-excerpt-0123456789ab.xlsx', subscriptions: ['x'] }],
    }),
    ended('ended before it began', -1),
    ended('ended a week and a day later', 8 * 86_400),
    ended('ended a second later', 1),
    { what: 'manifest: a redacted copy', trust: NOTHING, change: ({ redacted }) => ({ redacted: !redacted }) },
  ];
}

/** Everything that is tried; what a pack has nothing of is left out when it is tried. */
export function reshapings(sources: readonly string[]): readonly Reshaped[] {
  return [...ofRecord(), ...ofQuestions(), ...ofAnswers(), ...ofContext(), ...ofTheRest(), ...ofRows(sources)];
}

export interface Tried {
  readonly tried: number;
  readonly caught: number;
  /** Of which the product's own code makes no pack. */
  readonly unwritten: readonly string[];
  /** Went through, and the sentence that names it is not among what is taken on trust. */
  readonly missed: readonly string[];
  /** Went through with a list of trusts that is longer than the untouched pack's. */
  readonly longer: readonly string[];
  /** Went through, named as trust. */
  readonly trusted: readonly string[];
}

class NothingToChange extends Error {}

/** @param untouched how many things the pack as it was takes on trust */
export async function tryAll(pack: string, all: readonly Reshaped[], untouched: number): Promise<Tried> {
  const [unwritten, missed, longer, trusted]: string[][] = [[], [], [], []];
  let [tried, caught] = [0, 0];
  for (const { what, change, trust } of all) {
    const folder = temporaryFolder();
    try {
      const steps = await verifyRemade(pack, join(folder.path, 'pack'), (said) => {
        const changed = change(said);
        if (changed === undefined) throw new NothingToChange();
        return changed;
      });
      tried += 1;
      if (steps.some(({ count }) => count > 0)) {
        caught += 1;
        continue;
      }
      const trusts = steps.flatMap(({ notVerified }) => notVerified);
      (trusts.some((sentence) => trust.test(sentence)) ? trusted : missed)?.push(what);
      if (trusts.length > untouched) longer?.push(what);
    } catch (error) {
      if (error instanceof NothingToChange) continue;
      tried += 1;
      if (error instanceof PackReadError) caught += 1;
      else unwritten?.push(what);
    } finally {
      folder.dispose();
    }
  }
  return {
    tried,
    caught,
    unwritten: unwritten ?? [],
    missed: missed ?? [],
    longer: longer ?? [],
    trusted: trusted ?? [],
  };
}
