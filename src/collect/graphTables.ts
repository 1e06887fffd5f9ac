import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { GraphAsk } from './defineSource.ts';
import { drain } from './requests/drain.ts';
import { countQuery } from './requests/graphQueries.ts';
import { gapsFor, type Intake } from './intake.ts';
import { concurrently } from '../base/io/concurrently.ts';
import type { AskGraph, Batching } from './requests/resourceGraph.ts';
import { tiesOut } from './rows/tally.ts';
import { GRAPH_SOURCES, type GraphSource } from './sources/list.ts';

/** The place of rows without a subscription: roles given at management groups, and built-in roles. */
const ABOVE = '';

/** Questions under way at once; the quota (about 3 a second) is the limit, so more would only queue. */
const QUESTIONS_AT_ONCE = 4;

/** Ids received, each with the page that first had it, and how many times it was repeated on that page. */
interface Came {
  readonly pages: Map<string, number>;
  twice: number;
}

interface Table {
  readonly source: GraphSource;
  readonly batch: readonly string[];
  /** Rows by subscription as Azure counts them; undefined if the count failed. */
  counts: ReadonlyMap<string, number> | undefined;
  /**
   * Ids received, by the column `subscriptionId`, for a source that reaches above the subscriptions: rows above them come
   * with every batch, so the tally, which keeps each fact once, cannot be compared with one batch's count.
   */
  readonly came: Map<string, Came>;
}

/** Rows by source and subscription (empty: above them), as Azure counts them. */
export type Counted = (source: AskedSourceId, subscription: string) => number | undefined;

/**
 * Reads every table of Resource Graph for the subscriptions: counts first, then the rows (unless the count is zero, which
 * proves absence), then reconciles the two for each subscription.
 */
export async function readTables(
  intake: Intake,
  askGraph: AskGraph,
  subscriptions: readonly string[],
  batching: Batching,
): Promise<Counted> {
  const tables: Table[] = GRAPH_SOURCES.flatMap((source) =>
    batching(countQuery(source.ask), subscriptions).map((batch) => ({
      source,
      batch,
      counts: undefined,
      came: new Map(),
    })),
  );
  await concurrently(tables, QUESTIONS_AT_ONCE, async (table) => {
    table.counts = await count(intake, askGraph, table, true);
  });
  await concurrently(
    tables.filter((table) => table.source.id !== 'subscriptions' && sum(table.counts) !== 0),
    QUESTIONS_AT_ONCE,
    async (table) => readTable(intake, askGraph, table),
  );
  await concurrently(tables, QUESTIONS_AT_ONCE, async (table) => reconcile(intake, askGraph, table));

  return countedIn(tables);
}

/** What is above the subscriptions is counted with every batch: with several batches, no count covers everything. */
function countedIn(tables: readonly Table[]): Counted {
  const counted = new Map<AskedSourceId, Map<string, number | undefined>>();
  for (const { source, batch, counts } of tables) {
    if (counts === undefined) continue;
    const known = counted.get(source.id) ?? new Map<string, number | undefined>();
    for (const place of placesOf({ source, batch }))
      known.set(place, known.has(place) ? undefined : (counts.get(place) ?? 0));
    counted.set(source.id, known);
  }
  return (source, subscription) => counted.get(source)?.get(subscription);
}

async function readTable(intake: Intake, askGraph: AskGraph, table: Table): Promise<void> {
  const { source, batch } = table;
  const { failure } = await drain(
    askGraph({ source: source.id, kql: source.ask.kql, subscriptions: batch, wanted: 'all', ...filterOf(source) }),
    ({ rows, page }) => {
      note(table, rows, page);
      intake.takeGraphRows(source, rows, page);
    },
  );
  if (failure === undefined) return;
  // Rows come in the order of their ids: subscriptions whose rows have all arrived are complete nevertheless.
  const short = placesOf(table).filter((place) => table.counts === undefined || !agrees(intake, table, place));
  for (const gap of gapsFor(
    [source.id],
    short.map(reachOf),
    failure.kind,
    (title) => `Not all ${title} were read: ${failure.because}.`,
  ))
    intake.gap(gap);
}

/** The estate may have moved between count and rows, so a difference is counted once more before it is a gap. */
async function reconcile(intake: Intake, askGraph: AskGraph, table: Table): Promise<void> {
  const { source } = table;
  const known = new Set(
    intake
      .gaps()
      .filter((gap) => gap.source === source.id && gap.subject === undefined)
      .map((gap) => gap.subscription),
  );
  const differing = (): readonly string[] =>
    placesOf(table).filter(
      (place) => !known.has(reachOf(place)) && !known.has(EVERY_SUBSCRIPTION) && !agrees(intake, table, place),
    );
  if (table.counts === undefined || differing().length === 0) return;
  table.counts = (await count(intake, askGraph, table, false)) ?? table.counts;
  for (const place of differing()) {
    const counted = table.counts.get(place) ?? 0;
    const came = distinct(intake, table, place);
    const where = place === ABOVE ? 'above the subscriptions' : 'in the subscription';
    for (const gap of gapsFor(
      [source.id],
      [reachOf(place)],
      'countMismatch',
      (title) => `Azure counts ${counted} ${title} ${where}, but returned ${came}.`,
    ))
      intake.gap(gap);
  }
}

async function count(
  intake: Intake,
  askGraph: AskGraph,
  table: Table,
  failureIsGap: boolean,
): Promise<ReadonlyMap<string, number> | undefined> {
  const counts = new Map<string, number>();
  const unreadable: unknown[] = [];
  const { id, ask } = table.source;
  intake.settle(id);
  const { failure } = await drain(
    askGraph({ source: 'count', kql: countQuery(ask), subscriptions: table.batch, ...filterOf(table.source) }),
    ({ rows }) => {
      for (const row of rows) {
        const counted = readCount(row, table.source);
        if (counted === undefined) unreadable.push(row);
        else counts.set(counted.subscription, (counts.get(counted.subscription) ?? 0) + counted.count);
      }
    },
  );
  const because = failure?.because ?? (unreadable.length > 0 ? 'the count could not be read' : undefined);
  if (because === undefined) return counts;
  if (failureIsGap)
    for (const gap of gapsFor(
      [id],
      ask.scopeFilter === undefined ? table.batch : [EVERY_SUBSCRIPTION],
      failure?.kind ?? 'serviceError',
      (title) => `The ${title} could not be counted, so they may be incomplete: ${because}.`,
    ))
      intake.gap(gap);
  return undefined;
}

/** A row of `summarize count() by subscriptionId`; rows above the subscriptions have none. */
function readCount(
  row: unknown,
  { ask: { scopeFilter } }: GraphSource,
): { readonly subscription: string; readonly count: number } | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { subscriptionId, count_: rows } = row as Record<string, unknown>;
  const subscription = scopeFilter === undefined ? subscriptionId : (subscriptionId ?? ABOVE);
  if (typeof subscription !== 'string' || typeof rows !== 'number' || !Number.isInteger(rows)) return undefined;
  return { subscription: subscription.toLowerCase(), count: rows };
}

/** Where rows of a table may be: its subscriptions, and above them if the source reaches there. */
function placesOf({ source, batch }: Pick<Table, 'source' | 'batch'>): readonly string[] {
  return source.ask.scopeFilter === undefined ? batch : [ABOVE, ...batch];
}

/** Which subscriptions a loss there concerns: rows above them may give rights in any. */
function reachOf(place: string): string {
  return place === ABOVE ? EVERY_SUBSCRIPTION : place;
}

function filterOf({ ask: { scopeFilter } }: GraphSource): Pick<GraphAsk, 'scopeFilter'> {
  return scopeFilter === undefined ? {} : { scopeFilter };
}

function note({ source, came }: Table, rows: readonly unknown[], page: number): void {
  if (source.ask.scopeFilter === undefined) return;
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) continue;
    const { id, subscriptionId } = row as Record<string, unknown>;
    const place = typeof subscriptionId === 'string' ? subscriptionId.toLowerCase() : ABOVE;
    const here = came.get(place) ?? { pages: new Map<string, number>(), twice: 0 };
    came.set(place, here);
    if (here.pages.get(String(id)) === page) here.twice += 1;
    else if (!here.pages.has(String(id))) here.pages.set(String(id), page);
  }
}

/** Rows received, except those that a shifted page repeated. */
function distinct(intake: Intake, { source, came }: Table, place: string): number {
  if (source.ask.scopeFilter !== undefined) return came.get(place)?.pages.size ?? 0;
  const { received, repeats } = intake.tallies[source.id].countsIn(place);
  return received - repeats;
}

function agrees(intake: Intake, table: Table, place: string): boolean {
  const counted = table.counts?.get(place) ?? 0;
  const { source, came } = table;
  if (source.ask.scopeFilter === undefined) return tiesOut(counted, intake.tallies[source.id].countsIn(place));
  const once = distinct(intake, table, place);
  return counted >= once && counted <= once + (came.get(place)?.twice ?? 0);
}

function sum(counts: ReadonlyMap<string, number> | undefined): number | undefined {
  return counts === undefined ? undefined : [...counts.values()].reduce((total, rows) => total + rows, 0);
}
