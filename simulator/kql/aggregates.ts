import type { Evaluate } from './scope.ts';
import { compare, groupKey, isNull, type Value } from './values.ts';

/** Gathers the rows of one group. */
export interface Accumulator {
  readonly add: (row: unknown) => void;
  readonly result: () => Value;
}

export type CreateAccumulator = (value: Evaluate) => Accumulator;

const count: CreateAccumulator = () => {
  let rows = 0;
  return {
    add: () => {
      rows++;
    },
    result: () => rows,
  };
};

const countIf: CreateAccumulator = (test) => {
  let rows = 0;
  return {
    add: (row) => {
      if (test(row) === true) rows++;
    },
    result: () => rows,
  };
};

/** Exact, where Kusto estimates. */
const distinctCount: CreateAccumulator = (value) => {
  const keys = new Set<string>();
  return {
    add: (row) => {
      const found = value(row);
      if (!isNull(found)) keys.add(groupKey(found));
    },
    result: () => keys.size,
  };
};

const extreme =
  (sign: 1 | -1): CreateAccumulator =>
  (value) => {
    let best: Value = null;
    return {
      add: (row) => {
        const found = value(row);
        if (isNull(found)) return;
        if (isNull(best) || Number(compare(found, best)) * sign > 0) best = found;
      },
      result: () => best,
    };
  };

const sum: CreateAccumulator = (value) => {
  let total = 0;
  return {
    add: (row) => {
      const found = value(row);
      if (typeof found === 'number') total += found;
    },
    result: () => total,
  };
};

const makeList: CreateAccumulator = (value) => {
  const values: Value[] = [];
  return {
    add: (row) => {
      const found = value(row);
      if (!isNull(found)) values.push(found);
    },
    result: () => values,
  };
};

const makeSet: CreateAccumulator = (value) => {
  const values = new Map<string, Value>();
  return {
    add: (row) => {
      const found = value(row);
      if (!isNull(found)) values.set(groupKey(found), found);
    },
    result: () => [...values.values()],
  };
};

/** All skip nulls. @see https://learn.microsoft.com/kusto/query/aggregation-functions */
const AGGREGATES: Readonly<Record<string, CreateAccumulator>> = {
  count,
  countif: countIf,
  dcount: distinctCount,
  min: extreme(-1),
  max: extreme(1),
  sum,
  make_list: makeList,
  make_set: makeSet,
};

export function aggregate(name: string): CreateAccumulator | undefined {
  return Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
}
