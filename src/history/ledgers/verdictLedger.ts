import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { Verdict } from '../../domain/check.ts';
import type { Sequence } from '../../domain/sequence.ts';
import { toEntity, type Placed } from '../columns.ts';
import { VERDICT_COLUMNS, type VerdictRow } from '../entities.ts';
import { absenceOf } from '../gone.ts';
import { HistoryError, isConflict } from '../historyError.ts';
import { advanceInterval, isOwnStart, type AdvancingRun, type Seen } from '../intervals.ts';
import type { Judged } from '../judged.ts';
import { hashKey } from '../keys.ts';
import { quoted, readRows, submitGroups } from '../tableStorage.ts';

/** What a run did to the intervals of one subscription. */
export interface VerdictTotals {
  /** Rows written, taken away ones included. */
  readonly written: number;
  /** Verdicts of earlier runs that this one could neither confirm nor end. */
  readonly unseen: number;
}

/** How often a subscription is read again because its rows were changed at the same moment. */
const MOST_ROUNDS = 5;

const COLUMN_NAMES = Object.keys(VERDICT_COLUMNS) as readonly (keyof VerdictRow)[];

/** Brings the intervals of one subscription up to a run. The rows before it are streamed, never held together. */
export async function advanceVerdicts(
  table: TableClient,
  subscription: string,
  verdicts: ReadonlyMap<string, Sequence<Verdict>>,
  judged: Judged,
  run: AdvancingRun,
): Promise<VerdictTotals> {
  for (let round = 1; ; round += 1) {
    const totals = { written: 0, unseen: 0 };
    const filter = `${inSubscription(subscription)} and (current eq true or toRun eq ${quoted(run.runId)})`;
    try {
      await submitGroups(table, changes(readRows(table, VERDICT_COLUMNS, filter), verdicts, { judged, run, totals }));
      return totals;
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (round === MOST_ROUNDS)
        throw new HistoryError(
          `The verdicts of subscription ${subscription} kept changing while they were written; let one run end before the next begins.`,
          { cause: error },
        );
    }
  }
}

/** Every partition of a subscription: their keys are `subscription|check`, and `}` follows `|`. */
function inSubscription(subscription: string): string {
  return `PartitionKey ge ${quoted(`${subscription}|`)} and PartitionKey lt ${quoted(`${subscription}}`)}`;
}

function verdictRowKey(row: Pick<VerdictRow, 'subject' | 'validFrom'>): string {
  return `${hashKey(row.subject)}|${row.validFrom.replace(/[-:.]/g, '')}`;
}

interface Advancing {
  readonly judged: Judged;
  readonly run: AdvancingRun;
  readonly totals: { written: number; unseen: number };
}

/**
 * The changes, a group for each check and subject: stored rows and the run's verdicts are met partition by partition.
 * A partition's verdicts are looked up by hash while its rows pass; what no row asked for is new.
 */
async function* changes(
  rows: AsyncIterable<Placed<VerdictRow>>,
  verdicts: ReadonlyMap<string, Sequence<Verdict>>,
  advancing: Advancing,
): AsyncGenerator<readonly TransactionAction[]> {
  const keys = [...verdicts.keys()].sort();
  let at = 0;
  let unmet = new Unmet();
  let open = '';
  for await (const group of bySubject(rows)) {
    if (group.partitionKey !== open) {
      yield* begun(open, unmet, advancing);
      for (; at < keys.length && (keys[at] ?? '') < group.partitionKey; at += 1)
        yield* begun(keys[at] ?? '', new Unmet(verdicts.get(keys[at] ?? '')), advancing);
      open = group.partitionKey;
      unmet = new Unmet();
      if (keys[at] === open) {
        unmet = new Unmet(verdicts.get(open));
        at += 1;
      }
    }
    const verdict = unmet.take(group.hash);
    const actions = advanced(group, verdict, advancing);
    if (actions.length > 0) yield actions;
  }
  yield* begun(open, unmet, advancing);
  for (; at < keys.length; at += 1) yield* begun(keys[at] ?? '', new Unmet(verdicts.get(keys[at] ?? '')), advancing);
}

/** The stored rows of one check and subject. */
interface SubjectRows {
  readonly partitionKey: string;
  readonly hash: string;
  readonly placed: readonly Placed<VerdictRow>[];
}

async function* bySubject(rows: AsyncIterable<Placed<VerdictRow>>): AsyncGenerator<SubjectRows> {
  let group: { partitionKey: string; hash: string; placed: Placed<VerdictRow>[] } | undefined;
  for await (const placed of rows) {
    const hash = placed.rowKey.split('|', 1)[0] ?? '';
    if (group?.partitionKey === placed.partitionKey && group.hash === hash) group.placed.push(placed);
    else {
      if (group !== undefined) yield group;
      group = { partitionKey: placed.partitionKey, hash, placed: [placed] };
    }
  }
  if (group !== undefined) yield group;
}

function* begun(
  partitionKey: string,
  verdicts: Unmet,
  { run, totals }: Advancing,
): Generator<readonly TransactionAction[]> {
  for (const verdict of verdicts.rest())
    for (const row of advanceInterval([], verdict, run)) {
      totals.written += 1;
      yield [['create', toEntity(VERDICT_COLUMNS, partitionKey, verdictRowKey(row), row)]];
    }
}

function advanced(
  { partitionKey, placed }: SubjectRows,
  verdict: Verdict | undefined,
  { judged, run, totals }: Advancing,
): readonly TransactionAction[] {
  const stored = new Map(placed.map((one) => [one.rowKey, one]));
  const rows = placed.map(({ row }) => row);
  const seen: Seen | undefined = verdict ?? (rows[0] === undefined ? undefined : absenceOf(rows[0], judged));
  const actions: TransactionAction[] = [];
  for (const row of seen === undefined ? [] : advanceInterval(rows, seen, run)) {
    if (row.current && row.unseenSince !== undefined) totals.unseen += 1;
    const rowKey = verdictRowKey(row);
    const before = stored.get(rowKey);
    stored.delete(rowKey);
    if (before !== undefined && COLUMN_NAMES.every((name) => before.row[name] === row[name])) continue;
    const entity = toEntity(VERDICT_COLUMNS, partitionKey, rowKey, row);
    actions.push(before === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag: before.etag }]);
  }
  // What an earlier attempt of this run began, and what does not stand any more.
  for (const { rowKey, row } of stored.values())
    if (isOwnStart(row, run)) actions.push(['delete', { partitionKey, rowKey }]);
  totals.written += actions.length;
  return actions;
}

/** The verdicts of a partition, by the hash of their subject; each is read when its rows pass. */
class Unmet {
  readonly #verdicts: Sequence<Verdict>;
  readonly #places = new Map<string, number>();

  constructor(verdicts: Sequence<Verdict> = []) {
    this.#verdicts = verdicts;
    let place = 0;
    for (const { subject } of verdicts) {
      this.#places.set(hashKey(subject), place);
      place += 1;
    }
  }

  take(hash: string): Verdict | undefined {
    const place = this.#places.get(hash);
    this.#places.delete(hash);
    return place === undefined ? undefined : this.#verdicts.at(place);
  }

  /** Those that were not taken. */
  *rest(): Generator<Verdict> {
    for (const place of this.#places.values()) {
      const verdict = this.#verdicts.at(place);
      if (verdict !== undefined) yield verdict;
    }
  }
}
