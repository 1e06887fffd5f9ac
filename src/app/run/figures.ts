import type { Status } from '../../domain/check.ts';
import { wasPut, type Observation } from '../../domain/observation.ts';
import type { Stage } from '../../domain/progress.ts';
import type { RunRecord } from '../../domain/record.ts';

/** One number about a run, for those who operate it. Nothing in it is evidence. */
export type Figure =
  /** Rows that Azure gave, and requests that they took, each try counted. */
  | { readonly metric: 'rows' | 'requests'; readonly value: number; readonly source: Observation['source'] }
  /** `subscriptionId` is `*` where any subscription may be concerned. */
  | {
      readonly metric: 'gaps';
      readonly value: number;
      readonly source: RunRecord['gaps'][number]['source'];
      readonly subscriptionId: string;
    }
  | { readonly metric: 'verdicts'; readonly value: number; readonly status: Status }
  /** Wall time. */
  | { readonly metric: 'stageSeconds'; readonly value: number; readonly stage: Stage }
  /** Wall time during which at least one request waited because Azure's limits were reached. */
  | { readonly metric: 'throttledSeconds'; readonly value: number };

/** What a run that left a record can say of itself. */
export function figuresOf(record: RunRecord, observations: Iterable<Observation>): readonly Figure[] {
  const rows = new Map<Observation['source'], number>();
  const requests = new Map<Observation['source'], number>();
  for (const { source, rows: came, pages, retries, failure, carriedFrom } of observations) {
    add(rows, source, came);
    if (wasPut({ carriedFrom })) add(requests, source, pages + retries + (failure === undefined ? 0 : 1));
  }
  const gaps = new Map<string, Extract<Figure, { metric: 'gaps' }>>();
  for (const { source, subscription: subscriptionId } of record.gaps) {
    const key = `${source} ${subscriptionId}`;
    const value = (gaps.get(key)?.value ?? 0) + 1;
    gaps.set(key, { metric: 'gaps', value, source, subscriptionId });
  }
  const verdicts = new Map<Status, number>();
  for (const { status } of record.verdicts) add(verdicts, status, 1);
  return [
    ...[...rows].map(([source, value]): Figure => ({ metric: 'rows', value, source })),
    ...[...requests].map(([source, value]): Figure => ({ metric: 'requests', value, source })),
    ...gaps.values(),
    ...[...verdicts].map(([status, value]): Figure => ({ metric: 'verdicts', value, status })),
  ];
}

function add<Key>(sums: Map<Key, number>, key: Key, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
