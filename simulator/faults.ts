import type { ArmDocument } from './tenant.ts';

/** Which requests a fault strikes. All that is given must hold; nothing given strikes every request. */
export interface FaultMatch {
  readonly service?: 'resourceGraph' | 'arm';
  /** Resource Graph: the table, in lower case. */
  readonly table?: string;
  /** Resource Graph: tested against the query's text. */
  readonly query?: RegExp;
  /** Resource Graph: 1 is the first page, 2 the first with a skip token. */
  readonly page?: number;
  /** ARM: tested against the path in lower case. */
  readonly armPath?: RegExp;
  /** Every nth of the requests that match otherwise, the nth first. */
  readonly every?: number;
}

export type FaultEffect =
  /** An error in place of the answer. A fraction of a second in `retryAfterSeconds` goes out as `retry-after-ms`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  /** The connection is cut without an answer. */
  | { readonly kind: 'drop' }
  /** The answer comes late. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Resource Graph: `resultTruncated` is "true" and there is no skip token; at most `rows` rows come. */
  | { readonly kind: 'truncate'; readonly rows?: number }
  /** Resource Graph: a page of more rows than this is refused as too large. */
  | { readonly kind: 'tooLarge'; readonly rows: number }
  /** Resource Graph: pages after the first are cut from another order, as if the query had none: rows repeat and are missed. */
  | { readonly kind: 'unstableOrder' }
  /** What was to be answered, changed at will; a text is sent as it is. */
  | { readonly kind: 'changeAnswer'; readonly change: (body: unknown) => unknown }
  /** Resource Graph's index holds another row than ARM's. Only `match.table` counts. */
  | {
      readonly kind: 'changeRow';
      readonly where: (row: ArmDocument) => boolean;
      readonly change: (row: ArmDocument) => ArmDocument;
    }
  /** Resource Graph's index holds a row twice, the second one changed or equal. Only `match.table` counts. */
  | {
      readonly kind: 'duplicateRow';
      readonly where: (row: ArmDocument) => boolean;
      readonly change?: (row: ArmDocument) => ArmDocument;
    }
  /** Subscriptions without permission: left out silently by Resource Graph, 403 from ARM. `match` does not count. */
  | { readonly kind: 'unreadable'; readonly subscriptions: readonly string[] };

export interface Fault {
  readonly match?: FaultMatch;
  readonly effect: FaultEffect;
  /** How many requests it strikes; without it, all. Has no meaning for rows and subscriptions. */
  readonly times?: number;
}

/** A request as faults see it. */
type Struck =
  | { readonly service: 'resourceGraph'; readonly table: string; readonly query: string; readonly page: number }
  | { readonly service: 'arm'; readonly path: string };

export interface Faults {
  /** The effects that strike this request, each counted. */
  readonly strike: (request: Struck) => readonly FaultEffect[];
  /** A table's rows with changed and duplicate rows among them. */
  readonly rows: (table: string, rows: Iterable<ArmDocument>) => Iterable<ArmDocument>;
  /** Lower-case GUIDs. */
  readonly unreadable: ReadonlySet<string>;
}

/** Faults with their counters. */
export function createFaults(faults: readonly Fault[]): Faults {
  const counted = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));
  const ofRows = faults.flatMap(({ match, effect }) =>
    effect.kind === 'changeRow' || effect.kind === 'duplicateRow' ? [{ table: match?.table, effect }] : [],
  );
  return {
    strike: (request) =>
      counted.flatMap((entry) => {
        const { match = {}, effect, times = Infinity } = entry.fault;
        if (!matches(match, request)) return [];
        entry.seen++;
        if (entry.struck >= times || (match.every !== undefined && entry.seen % match.every !== 0)) return [];
        entry.struck++;
        return [effect];
      }),
    rows: (table, rows) => {
      const effects = ofRows.filter((fault) => fault.table === undefined || fault.table === table);
      return effects.length === 0
        ? rows
        : changedRows(
            rows,
            effects.map(({ effect }) => effect),
          );
    },
    unreadable: new Set(
      faults.flatMap(({ effect }) =>
        effect.kind === 'unreadable' ? effect.subscriptions.map((id) => id.toLowerCase()) : [],
      ),
    ),
  };
}

function matches(match: FaultMatch, request: Struck): boolean {
  if (match.service !== undefined && match.service !== request.service) return false;
  const { table, query, page, armPath } = match;
  if (request.service === 'arm') {
    if (table !== undefined || query !== undefined || page !== undefined) return false;
    return armPath === undefined || armPath.test(request.path.toLowerCase());
  }
  return (
    armPath === undefined &&
    (table === undefined || table === request.table) &&
    (query === undefined || query.test(request.query)) &&
    (page === undefined || page === request.page)
  );
}

type RowEffect = Extract<FaultEffect, { readonly kind: 'changeRow' | 'duplicateRow' }>;

function* changedRows(rows: Iterable<ArmDocument>, effects: readonly RowEffect[]): Iterable<ArmDocument> {
  for (const row of rows) {
    let shown = row;
    let again: ArmDocument | undefined;
    for (const effect of effects) {
      if (!effect.where(row)) continue;
      if (effect.kind === 'changeRow') shown = effect.change(shown);
      else again = effect.change?.(row) ?? row;
    }
    yield shown;
    if (again !== undefined) yield again;
  }
}
