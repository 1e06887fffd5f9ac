import { KqlError, placeOf, UnsupportedKqlError, type KqlFault } from './error.ts';
import { firstToken, nameOf } from './expression.ts';
import { wantedTypes } from './hint.ts';
import type { KqlNode, Parsed } from './kusto.ts';
import { compileOperator } from './operators.ts';
import { parseOnce } from './parseCache.ts';
import { documentScope, type Row } from './scope.ts';
import type { Pipeline, Receiver, RunState } from './stage.ts';
import { parseByShape } from './shape.ts';
import { COLUMNS, TABLES, type Column } from './tables.ts';
import type { Value } from './values.ts';

export { KqlError, type KqlFault } from './error.ts';
export type { Column } from './tables.ts';
export { toJson } from './values.ts';

/** A query's rows: one array of values each, in the order of the columns. */
export interface QueryRows {
  readonly rows: readonly (readonly Value[])[];
  /** Per row, the number of its tie: rows with the same number have no order among each other. */
  readonly ties: readonly number[];
}

/** A query made ready to run over any table of documents. */
export interface Query {
  /** Lower case. */
  readonly table: string;
  readonly columns: readonly Column[];
  /** Types that the query keeps, in lower case; undefined when it may keep any. */
  readonly types: readonly string[] | undefined;
  /** Has `take` or `limit`: not paged. */
  readonly limited: boolean;
  /** Ordered by the resource id: pages of two runs fit together. */
  readonly totalOrder: boolean;
  readonly run: (documents: Iterable<object>, now: Date) => QueryRows;
}

/** What a test of a `.kql` file asks: does it parse, what does it return, and is it within Resource Graph's limits? */
export interface Analysis {
  /** Line and column are 1-based. */
  readonly errors: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly columns: readonly Column[];
  /** Lower case; empty when the query starts with no table. */
  readonly table: string;
  readonly joins: number;
  readonly mvExpands: number;
  readonly unions: number;
}

/** Queries by their text: a parse takes milliseconds, and each page sends the same text. */
const compiled = new Map<string, Query>();
const COMPILED_AT_MOST = 500;

/**
 * Parses, analyses and compiles a query.
 * @throws KqlError with line and character: a syntax error, an unknown name, or an operator or function not known here.
 */
export function compileQuery(text: string): Query {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const query = compileByShape(text) ?? compileAsItStands(text);
  if (compiled.size >= COMPILED_AT_MOST) compiled.clear();
  compiled.set(text, query);
  return query;
}

/** Undefined where only the whole text can say where a fault is. */
function compileByShape(text: string): Query | undefined {
  const parsed = parseByShape(text, tablesIn(text));
  if (parsed === undefined) return undefined;
  try {
    return compile(parsed.root);
  } catch (error) {
    if (error instanceof UnsupportedKqlError) return undefined;
    throw error;
  }
}

function compileAsItStands(text: string): Query {
  const parsed = parse(text);
  const faults = faultsOf(text, parsed);
  if (faults.length > 0) throw new KqlError(faults);
  return supported(text, () => compile(parsed.root));
}

export function analyse(text: string): Analysis {
  const parsed = parse(text);
  const count = (kinds: readonly string[]): number =>
    nodesOf(parsed.root).filter(({ kind }) => kinds.includes(kind)).length;
  return {
    errors: faultsOf(text, parsed).map(({ line, character, message }) => ({ line, column: character + 1, message })),
    columns: parsed.columns,
    table: tableOf(parsed.root) ?? '',
    joins: count(['JoinOperator', 'LookupOperator']),
    mvExpands: count(['MvExpandOperator']),
    unions: count(['UnionOperator']),
  };
}

function parse(text: string): Parsed {
  return parseOnce(text, tablesIn(text));
}

/** Resource Graph takes a table's name in any case, Kusto does not: the spelling of the query is declared. */
function tablesIn(text: string): readonly string[] {
  const words = new Set(text.match(/\w+/g));
  const spelt = [...words].filter((word) => TABLES.includes(word.toLowerCase()));
  return [...new Set([...TABLES, ...spelt])].sort();
}

function faultsOf(text: string, { diagnostics }: Parsed): KqlFault[] {
  return diagnostics.map(({ code, start, length, message }) => {
    const token = text.slice(start, start + length);
    // KS204: no such table.
    return code === 'KS204'
      ? {
          code: 'DisallowedLogicalTableName',
          message: `Table ${token} is invalid, unsupported or disallowed.`,
          ...placeOf(text, start),
          token,
        }
      : { code: 'ParserFailure', message, ...placeOf(text, start), token: token === '' ? '<EOF>' : token };
  });
}

function supported<Result>(text: string, make: () => Result): Result {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof UnsupportedKqlError)) throw cause;
    const { message, token, start } = cause;
    throw new KqlError([{ code: 'InvalidQueryLanguage', message, ...placeOf(text, start), token }], { cause });
  }
}

function nodesOf(node: KqlNode): readonly KqlNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

/** The operators between the pipes, first to last, after the table. */
function stepsOf(node: KqlNode): readonly KqlNode[] {
  const [left, , right] = node.children;
  return node.kind === 'PipeExpression' && left !== undefined && right !== undefined
    ? [...stepsOf(left), right]
    : [node];
}

function statementOf(root: KqlNode): KqlNode {
  const statements = root.children.filter(({ kind }) => kind === 'List').flatMap(({ children }) => children);
  const [statement] = statements;
  if (statement?.kind !== 'ExpressionStatement' || statements.length > 1) {
    const odd = statements.find(({ kind }) => kind !== 'ExpressionStatement') ?? statements[1] ?? root;
    throw new UnsupportedKqlError('The statement', firstToken(odd), odd.start);
  }
  return statement.children[0] ?? root;
}

function tableOf(root: KqlNode): string | undefined {
  const reference = nodesOf(root).find(({ kind }) => kind === 'NameReference');
  const name = reference === undefined ? undefined : nameOf(reference).toLowerCase();
  return name !== undefined && TABLES.includes(name) ? name : undefined;
}

function compile(root: KqlNode): Query {
  const [source, ...operators] = stepsOf(statementOf(root));
  const table = source?.kind === 'NameReference' ? nameOf(source).toLowerCase() : undefined;
  if (source === undefined || table === undefined || !TABLES.includes(table))
    throw new UnsupportedKqlError('A query that starts with', firstToken(source ?? root), root.start);
  const state: RunState = { now: new Date(0), tie: 0 };
  const start: Pipeline = { scope: documentScope(COLUMNS), stages: [], totalOrder: false, limited: false };
  const pipeline = operators.reduce((before, operator) => compileOperator(operator, before, state), start);
  return {
    table,
    columns: pipeline.scope.columns.map(({ name, type }) => ({ name, type })),
    types: wantedTypes(operators),
    limited: pipeline.limited,
    totalOrder: pipeline.totalOrder,
    run: (documents, now) => run(pipeline, state, documents, now),
  };
}

function run(pipeline: Pipeline, state: RunState, documents: Iterable<Row>, now: Date): QueryRows {
  const rows: (readonly Value[])[] = [];
  const ties: number[] = [];
  const readers = pipeline.scope.columns.map(({ read }) => read);
  state.now = now;
  state.tie = 0;
  const collect: Receiver = {
    push: (row) => {
      rows.push(readers.map((read) => read(row)));
      ties.push(state.tie);
      return true;
    },
    end: () => undefined,
  };
  const first = pipeline.stages.reduceRight((next, connect) => connect(next), collect);
  for (const document of documents) if (!first.push(document)) break;
  first.end();
  return { rows, ties };
}
