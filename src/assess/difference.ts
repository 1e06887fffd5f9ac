import type { RunDifference } from '../domain/difference.ts';
import type { Gap } from '../domain/estate.ts';
import type { Coverage, RunRecord } from '../domain/record.ts';
import { compareRuns } from './compare.ts';
import { compareText } from '../base/order.ts';

/** A run's record with the baseline in force, as plain JSON. */
export interface RunToCompare {
  readonly record: RunRecord;
  readonly baseline: object;
}

/** All that moved from one run to another. */
export function differenceOf(before: RunToCompare, after: RunToCompare): RunDifference {
  const [then, now] = [before.record, after.record];
  return {
    changes: compareRuns(then, now),
    population: population(then, now),
    coverage: coverage(then, now),
    baseline: moved(fieldsOf(before.baseline), fieldsOf(after.baseline)).map(([path, was, is]) => ({
      path,
      before: was,
      after: is,
    })),
    rules: moved(versionsOf(then), versionsOf(now)).map(([check, was, is]) => ({ check, before: was, after: is })),
    gapsOpened: onlyIn(now.gaps, then.gaps),
    gapsClosed: onlyIn(then.gaps, now.gaps),
  };
}

function population(then: RunRecord, now: RunRecord): RunDifference['population'] {
  const keptOf = (record: RunRecord): ReadonlyMap<string, { readonly row: RunRecord['population'][number] }> =>
    new Map(record.population.map((row) => [`${row.source} ${row.subscriptionId}`, { row }]));
  const [was, is] = [keptOf(then), keptOf(now)];
  return [...new Set([...was.keys(), ...is.keys()])].sort(compareText).flatMap((key) => {
    const [one, other] = [was.get(key)?.row, is.get(key)?.row];
    const row = other ?? one;
    // A source that one of the runs did not have counts as one without rows.
    if (row === undefined || (one?.kept ?? 0) === (other?.kept ?? 0)) return [];
    return [{ source: row.source, subscriptionId: row.subscriptionId, before: one?.kept, after: other?.kept }];
  });
}

function coverage(then: RunRecord, now: RunRecord): RunDifference['coverage'] {
  const byId = (record: RunRecord): ReadonlyMap<string, Coverage> =>
    new Map(record.coverage.map((row) => [row.subscriptionId, row]));
  const [was, is] = [byId(then), byId(now)];
  return [...new Set([...was.keys(), ...is.keys()])].sort(compareText).flatMap((subscriptionId) => {
    const [one, other] = [was.get(subscriptionId), is.get(subscriptionId)];
    const [before, after] = [coverageText(one), coverageText(other)];
    return before === after ? [] : [{ subscriptionId, name: (other ?? one)?.name ?? '', before, after }];
  });
}

function coverageText(row: Coverage | undefined): string {
  if (row === undefined) return 'not in scope';
  if (!row.seen) return 'expected, not seen';
  return row.read ? 'read whole' : 'not read whole';
}

function versionsOf({ checks }: RunRecord): ReadonlyMap<RunRecord['checks'][number]['id'], number> {
  return new Map(checks.map(({ id, version }) => [id, version]));
}

/** Keys in order whose values differ. */
function moved<Key extends string, Value>(
  was: ReadonlyMap<Key, Value>,
  is: ReadonlyMap<Key, Value>,
): readonly (readonly [Key, Value | undefined, Value | undefined])[] {
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort(compareText)
    .filter((key) => was.get(key) !== is.get(key))
    .map((key) => [key, was.get(key), is.get(key)]);
}

/** Every field as JSON, by its path; an entry of a list is known by its id, or is itself the path's last step. */
function fieldsOf(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null)
    return value === undefined ? new Map() : new Map([[path, JSON.stringify(value)]]);
  const fields = new Map<string, string>();
  const step = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const [key, child] of Object.entries(value)) {
    const name = Array.isArray(value) ? entryName(child, key) : key;
    for (const [at, text] of fieldsOf(child, step(name))) fields.set(at, text);
  }
  return fields;
}

function entryName(entry: unknown, position: string): string {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string') return entry.id;
  return position;
}

function onlyIn(gaps: readonly Gap[], others: readonly Gap[]): readonly Gap[] {
  const keyOf = ({ source, subscription, subject, kind }: Gap): string =>
    [source, subscription, subject ?? '', kind].join('\n');
  const known = new Set(others.map(keyOf));
  return gaps.filter((gap) => !known.has(keyOf(gap)));
}
