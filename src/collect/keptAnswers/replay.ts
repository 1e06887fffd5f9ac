import { quotation } from '../../base/quotation.ts';
import type { KeptAnswer, KeptFailure, KeptPage } from '../../domain/keptAnswer.ts';
import type { Observation } from '../../domain/observation.ts';
import { mapped, where, type Sequence } from '../../domain/sequence.ts';
import { elementsOf } from '../requests/ask.ts';
import type { ArmQuestion, AsKept, Asking, Earlier, EarlierAnswers } from '../requests/asking.ts';
import { comparison } from './sameAnswer.ts';
import { Keeper, type TakenPage } from '../requests/keeper.ts';
import type { Caller } from '../caller.ts';
import { isOwnFailure, type Failure } from '../requests/failure.ts';
import { Unasked, type KeptQuestion } from './keptQuestions.ts';
import type { RequestLineOf } from '../requests/requestLine.ts';
import type { GraphQuestion } from '../requests/resourceGraph.ts';

/** Rows of a source's part, from a line on (counted from 0). */
export type RowsAt = (source: string, first: number, count: number) => Promise<readonly unknown[]>;

export interface Replay extends Asking {
  /** Whether an answer to the question is kept that has not been returned yet. */
  readonly holdsGraph: (question: Pick<GraphQuestion, 'source' | 'kql' | 'subscriptions'>) => boolean;
  readonly holdsArm: (question: Pick<ArmQuestion, 'source' | 'asked' | 'carried'>) => boolean;
  /** Faults that the answers themselves show, a sentence each; complete once everything was asked. */
  readonly faults: () => readonly string[];
  /** Lines of each source's part that belong to answers. */
  readonly used: () => ReadonlyMap<string, readonly (readonly [first: number, count: number])[]>;
}

const NOT_KEPT: Failure = { kind: 'notRead', because: 'the pack keeps no answer to it', codes: [] };

/**
 * Answers as Azure did, from what a pack keeps: collecting from it asks what the run asked, and arrives at the same rows,
 * gaps and counts. A question that was never asked, and an answer that is never asked for, are faults.
 */
export function replay(input: {
  readonly caller: Caller;
  readonly kept: Sequence<KeptQuestion>;
  readonly rowsAt: RowsAt;
  /** Compares the request that each ARM observation records with the one that its question leads to. */
  readonly lineOf?: RequestLineOf;
  /** Takes the request that a question to ARM leads to, if the observation does not record one yet. */
  readonly sent?: (observation: Observation, line: string | undefined) => void;
  /** Names were replaced. */
  readonly underPseudonyms?: boolean;
  /**
   * What the previous run was told, to be compared with the answers reused here; if left out, those are all that is known of
   * it.
   */
  readonly earlier?: EarlierAnswers | undefined;
}): Replay {
  const { caller, kept, rowsAt, lineOf, sent } = input;
  const faults: string[] = [];
  const used = new Map<string, (readonly [number, number])[]>();
  const left = new Unasked(kept, keyOf);
  let current: KeptAnswer = { pages: [] };
  const keeper = new Keeper(
    () => undefined,
    (_, fresh) => {
      if (!samePages(fresh.pages, current.pages))
        faults.push('An answer is kept in another form than the program that made the pack would have kept it in.');
    },
  );

  const taken = (key: string, asked: string): KeptQuestion | undefined => {
    const found = left.take(key);
    if (found === undefined) {
      faults.push(`The pack keeps no answer to a question that follows from the others: ${shown(asked)}.`);
      return undefined;
    }
    if (!isOfItsKind(found)) faults.push(`The answer to ${shown(asked)} says what no answer to such a question says.`);
    if (found.answer.failure !== undefined && !isOwnFailure(failureOf(found.answer.failure)))
      faults.push(
        `The failure of ${shown(asked)} is not in words of the program: ${quotation(found.answer.failure.because)}.`,
      );
    return found;
  };
  const sentTo = ({ observation, answer }: KeptQuestion, asked: string, line: string | undefined): void => {
    sent?.(observation, line);
    if (sent !== undefined) return;
    // If no answer came, nobody saw what was sent.
    const unseen = answer.pages.length === 0 && answer.failure?.status === undefined;
    if (observation.request === line || (unseen && observation.request === asked)) return;
    // An earlier version of the program may have asked with another api-version.
    if (observation.carriedFrom !== undefined && pathOf(observation.request) === pathOf(line)) return;
    faults.push(
      `The observation of ${shown(asked)} records the request ${shown(observation.request)}; the question leads to ${shown(line ?? 'none')}.`,
    );
  };
  const rowsIn = async (source: string, page: KeptPage): Promise<readonly unknown[] | undefined> => {
    if ('body' in page) return undefined;
    const [first, count] = page.rows;
    const pages = used.get(source);
    if (pages === undefined) used.set(source, [page.rows]);
    else pages.push(page.rows);
    return [...(await rowsAt(source, first, count)), ...(page.beside ?? [])];
  };
  const told = (found: KeptQuestion, pages: readonly TakenPage[], rows: number): void => {
    const { observation, answer } = found;
    current = answer;
    keeper.observe(observation, { ...answer, pages });
    const failure = answer.failure?.because;
    if (observation.pages !== answer.pages.length || observation.rows !== rows || observation.failure !== failure)
      faults.push(
        `The observation of ${shown(observation.request)} records ${String(observation.pages)} pages, ${String(observation.rows)} rows and ${failureNamed(observation.failure)}; the pack keeps ${String(answer.pages.length)} pages, ${String(rows)} rows and ${failureNamed(failure)}.`,
      );
  };

  return {
    pace: { isHeld: () => false, onChange: () => () => undefined },
    identify: () => Promise.resolve(caller),
    firstAnswer: () => keeper.firstAnswer,
    earlier: input.earlier ?? earlierIn(kept),
    ...(input.underPseudonyms === true ? { asKept: asKept(kept) } : {}),
    faults: () => [...new Set([...faults, ...unasked(left)])],
    used: () => used,
    holdsGraph: ({ source, kql, subscriptions }) => left.has(graphKey(source, kql, subscriptions)),
    holdsArm: ({ source, asked, carried }) => left.has(armKey(source, asked, carried)),
    askGraph: async function* ({ source, kql, subscriptions, wanted }) {
      const found = taken(graphKey(source, kql, subscriptions), kql);
      if (found === undefined)
        return { rows: 0, pages: 0, failure: NOT_KEPT, total: undefined, subscriptionLimitHit: false };
      const { pages, failure, total, subscriptionLimitHit } = found.answer;
      const fresh: KeptPage[] = [];
      let [rows, number] = [0, 0];
      for (const page of pages) {
        const came = (await rowsIn(source, page)) ?? listIn(page);
        const again = keeper.graphPage(source, came, wanted);
        fresh.push(again.kept);
        rows += came.length;
        number += 1;
        yield { rows: again.rows, page: number };
      }
      told(found, fresh, rows);
      return {
        rows,
        pages: number,
        failure: failure === undefined ? undefined : failureOf(failure),
        total,
        subscriptionLimitHit: subscriptionLimitHit === true,
      };
    },
    askArm: async function* ({ source, asked, call, rows: as, carried }) {
      const found = taken(armKey(source, asked, carried), asked);
      if (found !== undefined && lineOf !== undefined) sentTo(found, asked, await lineOf({ call }));
      if (found === undefined) return { requestIds: [], retries: 0, failure: NOT_KEPT, pages: 0, rows: 0 };
      const { pages, failure } = found.answer;
      const { requestIds, retries, endedAt, carriedFrom } = found.observation;
      const fresh: TakenPage[] = [];
      let rows = 0;
      const before = carriedFrom === undefined ? undefined : await input.earlier?.answer({ source, asked, rows: as });
      const said = before && comparison(before, found.observation);
      for (const page of pages) {
        const came = await rowsIn(source, page);
        const body = 'body' in page ? page.body : as === 'list' ? { value: came } : came?.[0];
        const again = keeper.armPage(body, as);
        fresh.push(again.kept);
        rows += elementsOf(again.body)?.length ?? 1;
        await said?.take(again.body);
        yield again.body;
      }
      if (said?.isSame() === false)
        faults.push(`What was carried forward for ${shown(asked)} is not the answer in the previous pack.`);
      told(found, fresh, rows);
      const failed = failure === undefined ? undefined : failureOf(failure);
      return {
        ...{ requestIds, retries, failure: failed, pages: fresh.length, rows },
        ...(carriedFrom === undefined ? {} : { earlier: { readAt: endedAt, run: carriedFrom } }),
      };
    },
  };
}

/** What a pack shows about earlier runs: the answers reused from them. */
function earlierIn(kept: Sequence<KeptQuestion>): Earlier {
  let times: Map<string, string> | undefined;
  return {
    answeredAt: ({ source, asked }) => {
      // All answers are read for it: only where it is asked.
      times ??= new Map(
        mapped(
          where(kept, ({ observation }) => observation.carriedFrom !== undefined),
          (each) => [keyOf(each), each.observation.endedAt] as const,
        ),
      );
      return times.get(armKey(source, asked, true));
    },
  };
}

function asKept(kept: Sequence<KeptQuestion>): AsKept {
  const batches = new Map<string, Map<string, readonly string[]>>();
  for (const { observation } of kept) {
    const { kind, request, subscriptions } = observation;
    if (kind !== 'resourceGraph') continue;
    const known = batches.get(request) ?? new Map<string, readonly string[]>();
    batches.set(request, known.set(subscriptions.join(' '), subscriptions));
  }
  const read = new Set(
    mapped(
      where(kept, ({ observation }) => observation.kind === 'arm'),
      keyOf,
    ),
  );
  return {
    batchesOf: (kql, subscriptions) => {
      const found = [...(batches.get(kql)?.values() ?? [])];
      const all = found.flat().sort();
      const isThese =
        all.length === subscriptions.length && [...subscriptions].sort().every((id, at) => id === all[at]);
      return isThese ? found : undefined;
    },
    wasAsked: ({ source, asked }) => read.has(armKey(source, asked)),
  };
}

/** Each kind of question has its own fields, and what was neither answered nor failed was not asked. */
function isOfItsKind({ observation, answer }: KeptQuestion): boolean {
  const { asked, total, subscriptionLimitHit, pages, failure } = answer;
  if (pages.length === 0 && failure === undefined) return false;
  // Failures prove nothing later, and of the rest only ARM's answers stand in.
  if (observation.carriedFrom !== undefined && (failure !== undefined || observation.kind !== 'arm')) return false;
  return observation.kind === 'arm'
    ? total === undefined && subscriptionLimitHit === undefined && observation.subscriptions.length === 0
    : asked === undefined;
}

function keyOf({ observation, answer }: KeptQuestion): string {
  const { source, kind, request, subscriptions, carriedFrom } = observation;
  return kind === 'arm'
    ? armKey(source, answer.asked ?? request, carriedFrom !== undefined)
    : graphKey(source, request, subscriptions);
}

/** The same question counts as a different one if an earlier run asked it. */
function armKey(source: string, asked: string, carried = false): string {
  return `${carried ? 'carried' : 'arm'}\n${source}\n${asked}`;
}

function graphKey(source: string, kql: string, subscriptions: readonly string[]): string {
  return `graph\n${source}\n${kql}\n${subscriptions.join(' ')}`;
}

function failureOf({ kind, because, status, codes }: KeptFailure): Failure {
  return { kind, because, codes, ...(status === undefined ? {} : { status }) };
}

function listIn(page: KeptPage): readonly unknown[] {
  return 'body' in page && Array.isArray(page.body) ? (page.body as readonly unknown[]) : [];
}

/** Where rows are kept depends on the order in which answers came, which a replay does not repeat. */
function samePages(fresh: readonly KeptPage[], kept: readonly KeptPage[]): boolean {
  const form = (page: KeptPage): string =>
    'body' in page ? JSON.stringify(page.body) : JSON.stringify([page.rows[1], page.beside ?? []]);
  return fresh.length === kept.length && fresh.every((page, index) => form(page) === form(kept[index] ?? page));
}

function pathOf(line: string | undefined): string | undefined {
  return line?.split('?')[0];
}

const SHOWN = 160;

function shown(request: string): string {
  return quotation(request.replaceAll(/\s+/g, ' '), SHOWN);
}

function failureNamed(failure: string | undefined): string {
  return failure === undefined ? 'no failure' : `the failure ${quotation(failure)}`;
}

/** Answers that are told one by one: each is read once more, and may be long. */
const TOLD = 40;

/** A sentence for each answer that nobody asked for, and one for the others of many. */
function* unasked(left: Unasked): Generator<string, void> {
  let told = 0;
  for (const { observation } of left.rest()) {
    yield `The pack keeps an answer to a question that nobody asked: ${shown(observation.request)}.`;
    if ((told += 1) === TOLD) break;
  }
  if (left.left > told) yield `The pack keeps ${String(left.left - told)} more answers to questions that nobody asked.`;
}
