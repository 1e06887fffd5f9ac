import type { QueryRows } from '../kql/index.ts';

/** Rows kept at most, over all results. The newest result stays whatever its size. */
const ROWS_AT_MOST = 250_000;

/** Results of queries that have more than one page, so that page n does not cost a run over the whole table. */
export interface Results {
  readonly get: (key: string) => QueryRows | undefined;
  readonly put: (key: string, result: QueryRows) => void;
  readonly drop: (key: string) => void;
  readonly clear: () => void;
}

export function createResults(): Results {
  const kept = new Map<string, QueryRows>();
  let total = 0;
  const drop = (key: string): void => {
    total -= kept.get(key)?.rows.length ?? 0;
    kept.delete(key);
  };
  return {
    get: (key) => kept.get(key),
    put: (key, result) => {
      drop(key);
      kept.set(key, result);
      total += result.rows.length;
      for (const oldest of kept.keys()) {
        if (total <= ROWS_AT_MOST || oldest === key) break;
        drop(oldest);
      }
    },
    drop,
    clear: () => {
      kept.clear();
      total = 0;
    },
  };
}
