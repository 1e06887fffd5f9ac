import { compileBinary, compileIn } from './binary.ts';
import { UnsupportedKqlError } from './error.ts';
import { scalarFunction } from './functions.ts';
import type { KqlNode } from './kusto.ts';
import { datetimeLiteral, timespanLiteral } from './literals.ts';
import type { Clock, Compiled, Scope } from './scope.ts';
import type { ColumnType } from './tables.ts';
import { compare, isBag, isNull, Timespan, type Value } from './values.ts';

/**
 * Compiles a scalar expression once, to closures that run per row.
 * @throws UnsupportedKqlError naming the operator or function that is not known here.
 */
export function compileExpression(node: KqlNode, scope: Scope, clock: Clock): Compiled {
  const compile = (inner: KqlNode): Compiled => compileExpression(inner, scope, clock);
  const type = node.type ?? 'unknown';
  switch (node.kind) {
    case 'LiteralExpression':
      return constant(literalValue(node), type);
    case 'CompoundStringLiteralExpression':
      return constant(
        node.children
          .flatMap(({ children }) => children)
          .map(({ literal }) => literal)
          .join(''),
        type,
      );
    case 'DynamicExpression':
      return constant(jsonValue(child(node, 2)), 'dynamic');
    case 'ParenthesizedExpression':
      return compile(child(node, 1));
    case 'NameReference':
      return column(node, scope);
    case 'PathExpression':
      return path(node, compile(child(node, 0)), constant(nameOf(child(node, 2)), 'string'));
    case 'ElementExpression':
      return path(node, compile(child(node, 0)), compile(child(child(node, 1), 1)));
    case 'PrefixUnaryExpression':
      return negated(node, compile(child(node, 1)));
    case 'BinaryExpression':
      return compileBinary(child(node, 1), type, compile(child(node, 0)), compile(child(node, 2)));
    case 'InExpression':
    case 'HasAnyExpression':
    case 'HasAllExpression':
      return compileIn(child(node, 1), compile(child(node, 0)), listOf(child(node, 2)).map(compile));
    case 'BetweenExpression':
      return between(node, compile);
    case 'FunctionCallExpression':
      return call(node, compile, clock);
    default:
      throw new UnsupportedKqlError('The expression', firstToken(node), node.start);
  }
}

function constant(value: Value, type: ColumnType): Compiled {
  return { evaluate: () => value, type, constant: true, unique: false };
}

export function child(node: KqlNode, index: number): KqlNode {
  const found = node.children[index];
  if (found === undefined) throw new UnsupportedKqlError('The form of', firstToken(node), node.start);
  return found;
}

/** The elements of an `ExpressionList`: `(`, list, `)`. */
export function listOf(node: KqlNode): readonly KqlNode[] {
  return node.children.find(({ kind }) => kind === 'List')?.children ?? [];
}

export function firstToken(node: KqlNode): string {
  if (node.kind === 'Token') return node.text;
  for (const inner of node.children) {
    const text = firstToken(inner);
    if (text !== '') return text;
  }
  return '';
}

/** The name in a name reference or declaration, bracketed or not. */
export function nameOf(node: KqlNode): string {
  const name = node.kind === 'NameReference' || node.kind === 'NameDeclaration' ? node.children[0] : node;
  if (name?.kind === 'BracketedName') return String(child(name, 1).literal ?? '');
  if (name?.kind === 'TokenName') return child(name, 0).text;
  throw new UnsupportedKqlError('The name', firstToken(node), node.start);
}

function literalValue(node: KqlNode): Value {
  const text = firstToken(node);
  if (node.type === 'datetime') return datetimeLiteral(text);
  if (node.type === 'timespan') return timespanLiteral(text);
  if (/^\w+\(null\)$/.test(text)) return null;
  if (node.type === 'bool') return /true/i.test(text);
  if (node.literal === undefined) throw new UnsupportedKqlError('The literal', text, node.start);
  return node.literal;
}

/** The JSON inside `dynamic(...)`. */
function jsonValue(node: KqlNode): Value {
  if (node.kind === 'JsonArrayExpression') return listOf(node).map(jsonValue);
  if (node.kind === 'JsonObjectExpression')
    return Object.fromEntries(
      listOf(node).map((pair) => [unquoted(child(pair, 0).text), jsonValue(child(pair, 2))] as const),
    );
  if (node.kind === 'LiteralExpression') return firstToken(node) === 'null' ? null : literalValue(node);
  throw new UnsupportedKqlError('The dynamic value', firstToken(node), node.start);
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, '$2');
}

function column(node: KqlNode, scope: Scope): Compiled {
  const name = nameOf(node);
  const found = scope.columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw new UnsupportedKqlError('The name', name, node.start);
  return { evaluate: found.read, type: found.type, constant: false, unique: found.unique };
}

/**
 * `bag.name`, `bag['name']`, `array[0]`; names are case-sensitive, and what is not there is null.
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic#dynamic-object-accessors
 */
function path(node: KqlNode, base: Compiled, key: Compiled): Compiled {
  const type = node.type ?? 'dynamic';
  const evaluateBase = base.evaluate;
  if (key.constant) {
    const name = key.evaluate(undefined);
    return { evaluate: (row) => element(evaluateBase(row), name), type, constant: base.constant, unique: false };
  }
  return { evaluate: (row) => element(evaluateBase(row), key.evaluate(row)), type, constant: false, unique: false };
}

function element(base: Value, key: Value): Value {
  if (typeof key === 'string') return isBag(base) && Object.hasOwn(base, key) ? base[key] : null;
  return Array.isArray(base) && typeof key === 'number' ? ((base as readonly Value[]).at(key) ?? null) : null;
}

function negated(node: KqlNode, operand: Compiled): Compiled {
  if (firstToken(node) !== '-') throw new UnsupportedKqlError('The operator', firstToken(node), node.start);
  return {
    evaluate: (row) => {
      const value = operand.evaluate(row);
      if (value instanceof Timespan) return new Timespan(-value.milliseconds);
      return typeof value === 'number' ? -value : null;
    },
    type: node.type ?? operand.type,
    constant: operand.constant,
    unique: false,
  };
}

/** @see https://learn.microsoft.com/kusto/query/between-operator */
function between(node: KqlNode, compile: (node: KqlNode) => Compiled): Compiled {
  const word = child(node, 1).text;
  if (word !== 'between' && word !== '!between') throw new UnsupportedKqlError('The operator', word, node.start);
  const value = compile(child(node, 0));
  const couple = child(node, 2);
  const low = compile(child(couple, 1));
  const high = compile(child(couple, 3));
  const wanted = word === 'between';
  return {
    evaluate: (row) => {
      const middle = value.evaluate(row);
      const fromLow = compare(middle, low.evaluate(row));
      const fromHigh = compare(middle, high.evaluate(row));
      if (isNull(fromLow) || isNull(fromHigh)) return null;
      return (Number(fromLow) >= 0 && Number(fromHigh) <= 0) === wanted;
    },
    type: 'bool',
    constant: false,
    unique: false,
  };
}

function call(node: KqlNode, compile: (node: KqlNode) => Compiled, clock: Clock): Compiled {
  const name = nameOf(child(node, 0));
  const build = scalarFunction(name);
  if (build === undefined) throw new UnsupportedKqlError('The function', name, node.start);
  const parameters = listOf(child(node, 1)).map(compile);
  return {
    evaluate: build(parameters, clock),
    type: node.type ?? 'unknown',
    constant: false,
    unique: name === 'tolower' && parameters[0]?.unique === true,
  };
}
