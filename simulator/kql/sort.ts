import { UnsupportedKqlError } from './error.ts';
import { child, compileExpression, listOf } from './expression.ts';
import type { KqlNode } from './kusto.ts';
import type { Evaluate, Row } from './scope.ts';
import { blockingStage, type Connect, type Pipeline, type RunState } from './stage.ts';
import { compare, isNull, type Value } from './values.ts';

interface SortKey {
  readonly evaluate: Evaluate;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly unique: boolean;
}

interface Entry {
  readonly row: Row;
  readonly keys: readonly Value[];
}

/** @see https://learn.microsoft.com/kusto/query/sort-operator */
export function sortOperator(elements: readonly KqlNode[], before: Pipeline, state: RunState): Pipeline {
  const keys = elements.map((element) => sortKey(element, before, state));
  return {
    ...before,
    stages: [...before.stages, sortStage(keys, state)],
    totalOrder: keys.some(({ unique }) => unique),
  };
}

/** `top n by key`: a sort and a limit. @see https://learn.microsoft.com/kusto/query/top-operator */
export function topKeys(node: KqlNode): readonly KqlNode[] {
  return [child(node, 4)];
}

function sortKey(element: KqlNode, before: Pipeline, state: RunState): SortKey {
  const ordered = element.kind === 'OrderedExpression';
  const words = ordered ? tokensOf(child(element, 1)) : [];
  const { evaluate, unique } = compileExpression(ordered ? child(element, 0) : element, before.scope, state);
  const unknown = words.find((word) => !['asc', 'desc', 'nulls', 'first', 'last'].includes(word));
  if (unknown !== undefined) throw new UnsupportedKqlError('The order', unknown, element.start);
  // Descending unless said otherwise; nulls come first in an ascending order and last in a descending one.
  const descending = !words.includes('asc');
  const nullsFirst = words.includes('first') || (!words.includes('last') && !descending);
  return { evaluate, unique, descending, nullsFirst };
}

function tokensOf(node: KqlNode): string[] {
  return node.kind === 'Token' ? [node.text] : node.children.flatMap(tokensOf);
}

function sortStage(keys: readonly SortKey[], state: RunState): Connect {
  const order = (a: Entry, b: Entry): number => {
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index];
      const difference = key === undefined ? 0 : compareBy(key, a.keys[index], b.keys[index]);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return blockingStage(() => {
    const entries: Entry[] = [];
    let sorted = true;
    return {
      add: (row) => {
        const entry = { row, keys: keys.map(({ evaluate }) => evaluate(row)) };
        const last = entries.at(-1);
        if (sorted && last !== undefined) sorted = order(last, entry) <= 0;
        entries.push(entry);
      },
      *emit() {
        // Estates come mostly in the order of their ids.
        if (!sorted) entries.sort(order);
        let previous: Entry | undefined;
        for (const entry of entries) {
          if (previous === undefined) state.tie = 0;
          else if (order(previous, entry) !== 0) state.tie++;
          previous = entry;
          yield entry.row;
        }
      },
    };
  });
}

function compareBy({ descending, nullsFirst }: SortKey, a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a === b ? 0 : a < b === descending ? 1 : -1;
  if (isNull(a) || isNull(b)) return isNull(a) === isNull(b) ? 0 : isNull(a) === nullsFirst ? -1 : 1;
  const difference = compare(a, b) ?? 0;
  return descending ? -difference : difference;
}

export function sortElements(node: KqlNode): readonly KqlNode[] {
  const elements = node.children.filter(({ kind }) => kind === 'List').at(-1);
  return elements === undefined ? listOf(node) : elements.children;
}
