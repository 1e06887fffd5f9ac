import type { AskedSourceId } from '../../domain/facts.ts';
import type { Action, AnySource, ArmAsk } from '../defineSource.ts';

/** Requests to Resource Manager of one kind in one subscription. */
export interface PlannedRequests {
  readonly source: AskedSourceId;
  /** As a role definition spells it. */
  readonly action: string;
  readonly limit: Action['limit'];
  /** Lower-cased GUID. */
  readonly subscription: string;
  /** The pages of a list count as one. */
  readonly requests: number;
}

export interface RequestPlan {
  /** By source, then subscription. */
  readonly rows: readonly PlannedRequests[];
  readonly requests: number;
  /** For which limits alone make a run wait, at least. */
  readonly seconds: number;
  /** The subscription and action that take longest; undefined if nothing has to wait. */
  readonly longest: PlannedRequests | undefined;
  /** Where there is not time for everything; left out if there is. */
  readonly rotations?: readonly Rotation[];
}

/** A subscription for which one run has no time to read everything. */
export interface Rotation {
  /** Lower-cased GUID. */
  readonly subscription: string;
  /** What is read in turn, in an auditor's words. */
  readonly what: string;
  /** How many machines it is read for, and how many of them in this run. */
  readonly all: number;
  readonly read: number;
  /** Seconds. */
  readonly budget: number;
}

/**
 * Requests an hour in one subscription. For Azure Backup 150 were seen, elsewhere 300 and 450: the plan takes the lowest.
 * For Compute's 600 the interval is not known; an hour is the longest that it can be.
 */
export const HOURLY: Partial<Readonly<Record<Action['limit'], number>>> = { backup: 150, compute: 600 };
export const HOUR_SECONDS = 3600;
/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const READS_PER_SECOND = 25;

/** What a source asks of ARM; undefined if it asks nothing. */
export function armAskOf({ ask }: AnySource): ArmAsk | undefined {
  return ask.of === 'arm' ? ask : ask.overruledBy;
}

/** The one of ARM; a source that ARM overrules has those of Resource Graph only. */
export function actionOf({ id, actions }: AnySource): Action {
  return actions.find(({ limit }) => limit !== 'resourceGraph') ?? { action: actions[0]?.action ?? id, limit: 'arm' };
}

/** Seconds for which limits make requests of other actions wait. */
export function secondsBeside({ rows }: Pick<RequestPlan, 'rows'>, action: string): number {
  return planOf(rows.filter((row) => row.action !== action)).seconds;
}

/** Requests of an action that Azure allows in a subscription within so many seconds; undefined without an hourly limit. */
export function capacityWithin(seconds: number, limit: Action['limit']): number | undefined {
  const hourly = HOURLY[limit];
  return hourly === undefined ? undefined : hourly * (Math.floor(seconds / HOUR_SECONDS) + 1);
}

export function planOf(rows: readonly PlannedRequests[], rotations: readonly Rotation[] = []): RequestPlan {
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  // What is listed and what is opened afterwards counts against the same limit.
  const together = new Map<string, PlannedRequests>();
  for (const row of rows) {
    const key = `${row.subscription}|${row.action}`;
    together.set(key, { ...row, requests: row.requests + (together.get(key)?.requests ?? 0) });
  }
  // Kinds are read one after the other, the subscriptions of a kind in parallel.
  const slowest = new Map<string, PlannedRequests>();
  for (const row of together.values()) {
    const known = slowest.get(row.action);
    if (known === undefined || waitOf(row) > waitOf(known)) slowest.set(row.action, row);
  }
  const all = [...slowest.values()];
  const longest = all.reduce<PlannedRequests | undefined>(
    (most, row) => (waitOf(row) > (most === undefined ? 0 : waitOf(most)) ? row : most),
    undefined,
  );
  return {
    ...{ rows, requests, seconds: all.reduce((sum, row) => sum + waitOf(row), 0), longest },
    ...(rotations.length === 0 ? {} : { rotations }),
  };
}

/** Seconds until the last of them may be sent. */
function waitOf({ limit, requests }: PlannedRequests): number {
  const hourly = HOURLY[limit];
  return hourly === undefined
    ? Math.floor(requests / READS_PER_SECOND)
    : (Math.ceil(requests / hourly) - 1) * HOUR_SECONDS;
}
