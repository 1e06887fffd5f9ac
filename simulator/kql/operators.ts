import { UnsupportedKqlError } from './error.ts';
import { child, compileExpression, firstToken, listOf, nameOf } from './expression.ts';
import type { KqlNode } from './kusto.ts';
import { arrayScope, type Scope, type ScopeColumn } from './scope.ts';
import { sortElements, sortOperator, topKeys } from './sort.ts';
import { rowStage, type Connect, type Pipeline, type RunState } from './stage.ts';
import { countOperator, distinctOperator, expressionOf, summarizeOperator } from './summarize.ts';

type CompileOperator = (node: KqlNode, before: Pipeline, state: RunState) => Pipeline;

/** The tabular operators that are known, by Microsoft's class of syntax node. All others are refused by name. */
const OPERATORS: Readonly<Record<string, CompileOperator>> = {
  FilterOperator: where,
  ProjectOperator: project,
  ExtendOperator: extend,
  ProjectAwayOperator: hide,
  ProjectKeepOperator: hide,
  ProjectReorderOperator: hide,
  ProjectRenameOperator: rename,
  SortOperator: (node, before, state) => sortOperator(sortElements(node), before, state),
  TopOperator: (node, before, state) => limit(child(node, 2), sortOperator(topKeys(node), before, state), state),
  TakeOperator: (node, before, state) => ({ ...limit(child(node, 2), before, state), limited: true }),
  SummarizeOperator: summarizeOperator,
  DistinctOperator: distinctOperator,
  CountOperator: countOperator,
};

/** Adds one operator to the pipeline. @throws UnsupportedKqlError naming an operator that is not known. */
export function compileOperator(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const compile = Object.hasOwn(OPERATORS, node.kind) ? OPERATORS[node.kind] : undefined;
  if (compile === undefined) throw new UnsupportedKqlError('The operator', firstToken(node), node.start);
  const parameter = node.children.flatMap(({ children }) => children).find(({ kind }) => kind === 'NamedParameter');
  if (parameter !== undefined) throw new UnsupportedKqlError('The parameter', firstToken(parameter), parameter.start);
  return compile(node, before, state);
}

/** Keeps rows for which the predicate is true; null counts as false. @see https://learn.microsoft.com/kusto/query/where-operator */
function where(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const { evaluate } = compileExpression(child(node, 2), before.scope, state);
  return add(
    before,
    rowStage((row, next) => (evaluate(row) === true ? next.push(row) : true)),
  );
}

/** @see https://learn.microsoft.com/kusto/query/project-operator */
function project(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const columns = node.columns ?? [];
  const elements = listOf(node);
  if (elements.length !== columns.length) throw new UnsupportedKqlError('The form of', 'project', node.start);
  const compiled = elements.map((element) => compileExpression(expressionOf(element), before.scope, state));
  const scope = arrayScope(columns.map((column, index) => ({ ...column, unique: compiled[index]?.unique === true })));
  const readers = compiled.map(({ evaluate }) => evaluate);
  return {
    ...add(
      before,
      rowStage((row, next) => next.push(readers.map((read) => read(row)))),
    ),
    scope,
  };
}

/** @see https://learn.microsoft.com/kusto/query/extend-operator */
function extend(node: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const added = listOf(node).map((element): ScopeColumn => {
    if (element.kind !== 'SimpleNamedExpression')
      throw new UnsupportedKqlError('An extend without a name before', firstToken(element), element.start);
    const { evaluate, unique } = compileExpression(expressionOf(element), before.scope, state);
    const name = nameOf(child(element, 0));
    return { name, type: typeIn(node, name), unique, read: evaluate };
  });
  // A column that is there already is replaced where it stands.
  const replaced = before.scope.columns.map((column) => added.find(({ name }) => name === column.name) ?? column);
  const columns = [...replaced, ...added.filter((column) => !replaced.includes(column))];
  const readers = columns.map(({ read }) => read);
  return {
    ...add(
      before,
      rowStage((row, next) => next.push(readers.map((read) => read(row)))),
    ),
    scope: arrayScope(columns),
  };
}

function typeIn(node: KqlNode, name: string): ScopeColumn['type'] {
  return node.columns?.find((column) => column.name === name)?.type ?? 'unknown';
}

/** `project-away`, `project-keep`, `project-reorder`: the same rows, seen through other columns. */
function hide(node: KqlNode, before: Pipeline): Pipeline {
  const columns = (node.columns ?? []).flatMap(({ name }) =>
    before.scope.columns.filter((column) => column.name === name),
  );
  return { ...before, scope: { columns } };
}

/** @see https://learn.microsoft.com/kusto/query/project-rename-operator */
function rename(node: KqlNode, before: Pipeline): Pipeline {
  const names = new Map(
    listOf(node).map((element) => [nameOf(expressionOf(element)), nameOf(child(element, 0))] as const),
  );
  const scope: Scope = {
    columns: before.scope.columns.map((column) => ({ ...column, name: names.get(column.name) ?? column.name })),
  };
  return { ...before, scope };
}

/** @see https://learn.microsoft.com/kusto/query/take-operator */
function limit(size: KqlNode, before: Pipeline, state: RunState): Pipeline {
  const rows = Number(compileExpression(size, { columns: [] }, state).evaluate(undefined));
  const stage: Connect = (next) => {
    let left = rows;
    return {
      push: (row) => {
        if (left <= 0) return false;
        left--;
        return next.push(row) && left > 0;
      },
      end: () => next.end(),
    };
  };
  return add(before, stage);
}

function add(before: Pipeline, stage: Connect): Pipeline {
  return { ...before, stages: [...before.stages, stage] };
}
