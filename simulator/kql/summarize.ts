import { aggregate, type Accumulator, type CreateAccumulator } from './aggregates.ts';
import { UnsupportedKqlError } from './error.ts';
import { child, compileExpression, firstToken, listOf, nameOf } from './expression.ts';
import type { KqlNode } from './kusto.ts';
import { arrayScope, type Evaluate, type Row } from './scope.ts';
import { blockingStage, type Pipeline, type RunState } from './stage.ts';
import { groupKey, type Value } from './values.ts';

interface Aggregation {
  readonly create: CreateAccumulator;
  readonly value: Evaluate;
}

/** @see https://learn.microsoft.com/kusto/query/summarize-operator */
export function summarizeOperator(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const lists = node.children.filter(({ kind }) => kind === 'List');
  const by = node.children.find(({ kind }) => kind === 'SummarizeByClause');
  const keys = (by === undefined ? [] : listOf(by)).map(
    (element) => compileExpression(expressionOf(element), before.scope, state).evaluate,
  );
  const aggregations = (lists.at(-1)?.children ?? []).map((element) => aggregation(element, before, state));
  return grouped(node, before, keys, aggregations, state);
}

/** @see https://learn.microsoft.com/kusto/query/distinct-operator */
export function distinctOperator(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const keys = (node.children.filter(({ kind }) => kind === 'List').at(-1)?.children ?? []).map(
    (element) => compileExpression(expressionOf(element), before.scope, state).evaluate,
  );
  return grouped(node, before, keys, [], state);
}

/** @see https://learn.microsoft.com/kusto/query/count-operator */
export function countOperator(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const create = aggregate('count');
  if (create === undefined || node.children.some(({ kind }) => kind === 'CountAsIdentifierClause'))
    throw new UnsupportedKqlError('The operator', 'count as', node.start);
  return grouped(node, before, [], [{ create, value: () => null }], state);
}

/** `name = expression` or the expression alone. */
export function expressionOf(element: KqlNode): KqlNode {
  return element.kind === 'SimpleNamedExpression' ? child(element, 2) : element;
}

function aggregation(element: KqlNode, before: Pipeline, state: RunState): Aggregation {
  const node = expressionOf(element);
  if (node.kind !== 'FunctionCallExpression')
    throw new UnsupportedKqlError('The aggregation', firstToken(node), node.start);
  const name = nameOf(child(node, 0));
  const create = aggregate(name);
  if (create === undefined) throw new UnsupportedKqlError('The aggregation function', name, node.start);
  const [parameter] = listOf(child(node, 1));
  const value = parameter === undefined ? () => null : compileExpression(parameter, before.scope, state).evaluate;
  return { create, value };
}

function grouped(
  node: KqlNode,
  before: Pipeline,
  keys: readonly Evaluate[],
  aggregations: readonly Aggregation[],
  state: RunState,
): Pipeline {
  const stage = blockingStage(() => {
    const groups = new Map<
      string,
      { readonly keys: readonly Value[]; readonly accumulators: readonly Accumulator[] }
    >();
    const group = (row: Row): readonly Accumulator[] => {
      const values = keys.map((evaluate) => evaluate(row));
      const key = values.map(groupKey).join('\u0000');
      const found = groups.get(key);
      if (found !== undefined) return found.accumulators;
      const accumulators = aggregations.map(({ create, value }) => create(value));
      groups.set(key, { keys: values, accumulators });
      return accumulators;
    };
    return {
      add: (row) => {
        for (const accumulator of group(row)) accumulator.add(row);
      },
      *emit() {
        state.tie = 0;
        // Without `by` there is one group even where there is no row.
        if (keys.length === 0 && groups.size === 0) group(undefined);
        for (const { keys: values, accumulators } of groups.values())
          yield [...values, ...accumulators.map(({ result }) => result())];
      },
    };
  });
  return {
    scope: arrayScope(node.columns ?? []),
    stages: [...before.stages, stage],
    totalOrder: false,
    limited: before.limited,
  };
}
