import { by } from '../base/order.ts';
import { subscriptionOf, type ArmId } from '../domain/armId.ts';
import { isUnbroken, type RestoreWatch } from '../domain/carried.ts';
import type { EarlierReading } from '../domain/earlierReading.ts';
import type { Gap } from '../domain/estate.ts';
import type { AskedSourceId, Resource } from '../domain/facts.ts';
import { inOrder, type KeepById } from '../domain/keyed.ts';
import type { Report } from '../domain/progress.ts';
import { elementsOf } from './requests/ask.ts';
import type { ArmOutcome, AskArm } from './requests/asking.ts';
import type { ArmCall, Given } from './defineSource.ts';
import { drain } from './requests/drain.ts';
import { provesAbsence, type Failure } from './requests/failure.ts';
import { columnProblem } from './requests/graphQueries.ts';
import { isById, titleOf, type GraphSource } from './sources/list.ts';
import { createTallies, type Tallies } from './rows/tallies.ts';
import type { Tally } from './rows/tally.ts';
import { askedOf } from './requests/turn.ts';

/** Where a run's rows and gaps come together. */
export interface Intake {
  readonly tallies: Tallies;
  readonly gap: (gap: Gap) => void;
  /** Gaps of failures and of rows, sorted, each once. */
  readonly gaps: () => readonly Gap[];
  readonly takeGraphRows: (source: GraphSource, rows: readonly unknown[], page: number) => void;
  /** Asks ARM, takes the rows into the source, and records the failure, if any, as a gap. */
  readonly readArm: (source: AskedSourceId, call: ArmCall, as?: 'rows' | 'overruling') => Promise<void>;
  /** Asks ARM and returns the answers, page by page, without taking them as rows. */
  readonly askArm: AskArm;
  /** What is known so far, for the calls of a source. */
  readonly given: (subscriptions: readonly string[], moment: Moment) => Given<AskedSourceId>;
  /** Rows that ARM was asked about one by one; none for a source that is asked differently. */
  readonly askedAbout: (source: AskedSourceId) => ReadonlySet<ArmId>;
  /** Earlier answers that stand in, by what they are about. */
  readonly carried: (source: AskedSourceId) => ReadonlyMap<ArmId, EarlierReading>;
  /** Notes that a source was asked for, or need not be because there is nothing to ask about. */
  readonly settle: (source: AskedSourceId) => void;
  readonly isSettled: (source: AskedSourceId) => boolean;
}

/** When a run asks, and what earlier ones watched. */
interface Moment {
  /** ISO 8601. */
  readonly asOf: string;
  /** Of the previous run; none if left out. */
  readonly watches?: readonly RestoreWatch[] | undefined;
}

interface Surroundings {
  readonly askArm: AskArm;
  readonly report: Report;
  /** Where the facts are kept; in memory if left out. */
  readonly keepFacts?: KeepById | undefined;
}

const NOTHING: ReadonlySet<ArmId> = new Set();
const NO_READINGS: ReadonlyMap<ArmId, EarlierReading> = new Map();

export function createIntake({ askArm, report, keepFacts }: Surroundings): Intake {
  const tallies = createTallies(keepFacts);
  const gaps: Gap[] = [];
  const failures = new Map<string, Failure>();
  const settled = new Set<AskedSourceId>();
  const asked = new Map<AskedSourceId, Set<ArmId>>();
  const carried = new Map<AskedSourceId, Map<ArmId, EarlierReading>>();
  const soFar = new Map<AskedSourceId, { rows: number; pages: number }>();

  const gap = (found: Gap): void => {
    gaps.push(found);
    report({ kind: 'gap', source: found.source, because: found.because });
  };

  const progress = (source: AskedSourceId, { rows, pages }: ArmOutcome): void => {
    const sums = soFar.get(source) ?? { rows: 0, pages: 0 };
    soFar.set(source, sums);
    sums.pages += pages;
    sums.rows += rows;
    report({ kind: 'page', source, ...sums, quotaRemaining: undefined });
  };

  const readArm: Intake['readArm'] = async (source, call, as = 'rows') => {
    settled.add(source);
    const { about, shape, carried: stand } = call;
    const isTooOld = stand !== undefined && stand !== 'stands';
    if (isById(source)) asked.set(source, (asked.get(source) ?? new Set()).add(about));
    const tally = tallies[source];
    const question = { source, asked: askedOf(call), ...(stand === undefined ? {} : { carried: true }) };
    let page = 0;
    let noList: Failure | undefined;
    const outcome = await drain(askArm({ ...question, call: call.call, rows: shape }), (body) => {
      if (isTooOld) return;
      const elements = shape === 'list' ? elementsOf(body) : [body];
      if (elements === undefined) noList = { kind: 'serviceError', because: 'the answer holds no list', codes: [] };
      for (const row of elements ?? []) {
        if (as === 'overruling') tally.overrule(row);
        else tally.add(row, page, undefined, call);
      }
      page += 1;
    });
    progress(source, outcome);
    if (isTooOld) {
      gap(stand);
      return;
    }
    if (outcome.earlier !== undefined)
      carried.set(source, (carried.get(source) ?? new Map<ArmId, EarlierReading>()).set(about, outcome.earlier));
    const failure = noList ?? outcome.failure;
    if (failure === undefined)
      for (const missing of [...unlisted(source, call, tally), ...astray(source, call, tally)]) gap(missing);
    else {
      failures.set(`${source} ${about}`, failure);
      if (!(call.absentOn404 === true && provesAbsence(failure, about)))
        gap({
          source,
          subscription: subscriptionOf(about),
          ...(call.onlyThat ? { subject: about } : {}),
          kind: failure.kind,
          because: `${call.what} could not be read: ${failure.because}${hintOf(call, failure)}.`,
        });
    }
  };

  return {
    tallies,
    gap,
    gaps: () => sorted([...gaps, ...Object.values(tallies).flatMap((tally) => tally.gaps())]),
    takeGraphRows: ({ id, ask: asked }, rows, page) => {
      for (const row of rows) tallies[id].add(row, page, columnProblem(asked, row));
    },
    askArm,
    readArm,
    given: (subscriptions, { asOf, watches = [] }) => ({
      each: (source) => everyRow(tallies[source]),
      find: (source, id) => tallies[source].get(id),
      disagree: () => Object.values(tallies).some((tally) => tally.variants().size > 0),
      failureOf: (source, about) => failures.get(`${source} ${about}`),
      subscriptions,
      asOf,
      ...watched(watches.filter((watch) => isUnbroken(watch, asOf))),
    }),
    askedAbout: (source) => asked.get(source) ?? NOTHING,
    carried: (source) => carried.get(source) ?? NO_READINGS,
    settle: (source) => void settled.add(source),
    isSettled: (source) => settled.has(source),
  };
}

function watched(watches: readonly RestoreWatch[]): Pick<Given<never>, 'listedBefore' | 'watchedIn'> {
  const vaults = new Set(watches.flatMap((watch) => watch.vaults ?? []));
  const subscriptions = new Set([...vaults].map(subscriptionOf));
  return { listedBefore: (id) => vaults.has(id), watchedIn: (id) => subscriptions.has(id) };
}

/** Also what further rows of the same id say: what depends on that is asked for as well. */
function* everyRow<Fact extends Resource>(tally: Tally<Fact>): Generator<Fact, undefined> {
  const variants = tally.variants();
  for (const row of inOrder(tally.rows())) yield* variants.get(row.id) ?? [row];
  return undefined;
}

/** Resources that Resource Graph has but the list lacks: one of the two is wrong. */
function unlisted(
  source: AskedSourceId,
  { expects = [] }: ArmCall,
  held: { has: (id: ArmId) => boolean },
): readonly Gap[] {
  return expects
    .filter(({ id }) => !held.has(id))
    .map(({ id, name }) => ({
      source,
      subscription: subscriptionOf(id),
      subject: id,
      kind: 'notRead',
      because: `Resource Graph knows ${name}, but its vault does not list it.`,
    }));
}

/** The answer about a row is about another, or cannot be read: the row is not proven absent. */
function astray(
  source: AskedSourceId,
  { about, what }: ArmCall,
  held: { has: (id: ArmId) => boolean; gaps: () => readonly Gap[] },
): readonly Gap[] {
  if (!isById(source) || held.has(about) || held.gaps().some(({ subject }) => subject === about)) return [];
  const because = `${what} could not be read: the answer is not about it.`;
  return [{ source, subscription: subscriptionOf(about), subject: about, kind: 'malformedRow', because }];
}

/** Of no use if Azure was only busy or broken. */
function hintOf({ hint }: ArmCall, { status }: Failure): string {
  return hint === undefined || status === undefined || status === 429 || status >= 500 ? '' : `; ${hint}`;
}

/** A gap for each source in each of the subscriptions. */
export function gapsFor(
  sources: readonly AskedSourceId[],
  subscriptions: readonly string[],
  kind: Gap['kind'],
  because: (source: string) => string,
): readonly Gap[] {
  return subscriptions.flatMap((subscription) =>
    sources.map((source) => ({ source, subscription, kind, because: because(titleOf(source)) })),
  );
}

function sorted(gaps: readonly Gap[]): readonly Gap[] {
  const byKey = new Map(gaps.map((gap) => [keyOf(gap), gap]));
  return [...byKey].sort(by(([key]) => key)).map(([, gap]) => gap);
}

function keyOf(gap: Gap): string {
  return [gap.source, gap.subscription, gap.subject ?? '', gap.kind, gap.because].join('\n');
}
