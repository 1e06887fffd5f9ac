import { by } from '../base/order.ts';
import { DAY } from '../base/time.ts';
import type { Severity } from '../domain/check.ts';
import type { OperatingEffectiveness, Period, PeriodWeek, Remediation } from '../domain/period.ts';
import type { FindingRow, RunRow } from './entities.ts';

const WEEK = 7 * DAY;
/** 1 January 1970 was a Thursday; weeks begin on Mondays (ISO 8601). */
const FIRST_MONDAY = 4 * DAY;
const SEVERITIES: readonly Severity[] = ['High', 'Medium', 'Low'];

/**
 * `2026-Q3`, `2026-09` or `2026` as a span of days in UTC. Undefined for anything else.
 */
export function periodOf(name: string): Period | undefined {
  const match = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/i.exec(name.trim());
  if (match === null) return undefined;
  const year = Number(match[1]);
  const [quarter, month] = [match[2], match[3]];
  const first = quarter !== undefined ? (Number(quarter) - 1) * 3 : month !== undefined ? Number(month) - 1 : 0;
  const months = quarter !== undefined ? 3 : month !== undefined ? 1 : 12;
  return {
    name: name.trim().toUpperCase(),
    from: new Date(Date.UTC(year, first, 1)).toISOString(),
    to: new Date(Date.UTC(year, first + months, 1)).toISOString(),
  };
}

/**
 * Whether the weekly control operated throughout a period, up to `now`: a run is due in each week whose Monday is in it.
 * Runs of a narrower scope than the period's widest do not count.
 */
export function effectivenessOf(
  period: Period,
  runs: readonly RunRow[],
  findings: Iterable<FindingRow>,
  now: string,
): OperatingEffectiveness {
  const within = runs.filter(({ requestedAt }) => requestedAt >= period.from && requestedAt < period.to);
  const widest = widestOf(within);
  const counted = within.filter(({ scopeKey }) => scopeKey === widest?.scopeKey);
  const weeks = [...mondays(period, now)].map((monday) => weekOf(monday, counted));
  const evidence = weeks.filter((week) => week.evidence !== undefined);
  return {
    period,
    scope: widest?.scope ?? 'no run was asked for in this period',
    due: weeks.length,
    withEvidence: evidence.length,
    complete: evidence.filter((week) => week.evidence?.complete === true).length,
    weeks,
    remediation: remediationOf(period, findings, now),
  };
}

/** Of the runs with evidence the one of most subscriptions; of equals the newest. */
function widestOf(runs: readonly RunRow[]): RunRow | undefined {
  const withEvidence = runs.filter(hasEvidence);
  return (withEvidence.length > 0 ? withEvidence : runs).reduce<RunRow | undefined>((widest, run) => {
    const [size, most] = [run.subscriptionsExpected ?? 0, widest?.subscriptionsExpected ?? 0];
    const wider = size > most || (size === most && run.requestedAt > (widest?.requestedAt ?? ''));
    return widest === undefined || wider ? run : widest;
  }, undefined);
}

function hasEvidence({ state }: RunRow): boolean {
  return state === 'Recorded' || state === 'Delivered';
}

function* mondays({ from, to }: Period, now: string): Generator<number> {
  const start = Date.parse(from);
  const first = start + ((((FIRST_MONDAY - start) % WEEK) + WEEK) % WEEK);
  const end = Math.min(Date.parse(to), Date.parse(now));
  for (let monday = first; monday < end; monday += WEEK) yield monday;
}

function weekOf(monday: number, runs: readonly RunRow[]): PeriodWeek {
  const own = runs.filter(({ requestedAt }) => {
    const at = Date.parse(requestedAt);
    return at >= monday && at < monday + WEEK;
  });
  const newest = own
    .filter(hasEvidence)
    .sort(by(({ asOf }) => asOf ?? ''))
    .at(-1);
  const startsOn = new Date(monday).toISOString().slice(0, 10);
  if (newest?.asOf === undefined) {
    const failed = own.find(({ error }) => error !== undefined);
    const because =
      own.length === 0 ? 'No run was requested.' : (failed?.error ?? 'The run left no evidence and gave no reason.');
    return { startsOn, runs: own.length, evidence: undefined, because };
  }
  const complete = newest.complete === true;
  return {
    startsOn,
    runs: own.length,
    evidence: { runId: newest.runId, asOf: newest.asOf, complete },
    because: complete ? '' : (newest.incompleteBecause ?? 'The run is INCOMPLETE.'),
  };
}

function remediationOf(period: Period, findings: Iterable<FindingRow>, now: string): readonly Remediation[] {
  const end = now < period.to ? now : period.to;
  const bySeverity = new Map(SEVERITIES.map((severity) => [severity, tallies()]));
  for (const row of findings) {
    const tally = bySeverity.get(row.severity as Severity);
    if (tally === undefined) continue;
    const within = (time: string | undefined): boolean => time !== undefined && time >= period.from && time < end;
    // A finding that went on to the next snapshot of the disk counts there.
    if (row.closedBecause === 'replaced') continue;
    if (within(row.openedAt)) tally.opened += 1;
    if (row.closedAt !== undefined && within(row.closedAt)) countClosed(tally, row, row.closedAt);
    if (row.openedAt >= end || (row.closedAt !== undefined && row.closedAt < end)) continue;
    tally[row.exemptSince !== undefined && row.exemptSince < end ? 'exemptAtEnd' : 'openAtEnd'] += 1;
  }
  return [...bySeverity].map(([severity, { days, ...counts }]) => ({
    severity,
    ...counts,
    fixed: days.length,
    daysToFix: spread(days),
  }));
}

function countClosed(tally: ReturnType<typeof tallies>, row: FindingRow, closedAt: string): void {
  if (row.closedBecause === 'fixed') tally.days.push((Date.parse(closedAt) - Date.parse(row.openedAt)) / DAY);
  else tally[row.closedBecause === 'disappeared' ? 'disappeared' : 'noLongerAsked'] += 1;
}

function tallies() {
  return { opened: 0, disappeared: 0, noLongerAsked: 0, openAtEnd: 0, exemptAtEnd: 0, days: [] as number[] };
}

function spread(days: readonly number[]): Remediation['daysToFix'] {
  if (days.length === 0) return undefined;
  const sorted = [...days].sort((a, b) => a - b);
  // Nearest rank: the smallest value that so many do not exceed.
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    mean: days.reduce((sum, value) => sum + value, 0) / days.length,
    median: rank(0.5),
    p90: rank(0.9),
    most: rank(1),
  };
}
