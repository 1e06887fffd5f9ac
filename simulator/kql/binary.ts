import { UnsupportedKqlError } from './error.ts';
import type { KqlNode } from './kusto.ts';
import type { Compiled, Evaluate } from './scope.ts';
import type { ColumnType } from './tables.ts';
import { compare, equal, isNull, Timespan, toText, type Value } from './values.ts';

type Test = (left: Value, right: Value) => boolean | null;

/** A null counts as false. @see https://learn.microsoft.com/kusto/query/logical-operators */
const LOGIC: Readonly<Record<string, (left: Evaluate, right: Evaluate) => Evaluate>> = {
  and: (left, right) => (row) => left(row) === true && right(row) === true,
  or: (left, right) => (row) => left(row) === true || right(row) === true,
};

/** @see https://learn.microsoft.com/kusto/query/scalar-data-types/null-values */
const COMPARISONS: Readonly<Record<string, Test>> = {
  '==': equal,
  '!=': (left, right) => opposite(equal(left, right)),
  '<>': (left, right) => opposite(equal(left, right)),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
};

/**
 * Operators on texts: a dynamic value is taken as its text, and null as ''. The case-insensitive ones are first.
 * @see https://learn.microsoft.com/kusto/query/datatypes-string-operators
 */
const TEXT_TESTS: Readonly<
  Record<string, { readonly fold: boolean; readonly test: (a: string, b: string) => boolean }>
> = {
  '=~': { fold: true, test: (a, b) => a === b },
  contains: { fold: true, test: (a, b) => a.includes(b) },
  contains_cs: { fold: false, test: (a, b) => a.includes(b) },
  startswith: { fold: true, test: (a, b) => a.startsWith(b) },
  startswith_cs: { fold: false, test: (a, b) => a.startsWith(b) },
  endswith: { fold: true, test: (a, b) => a.endsWith(b) },
  endswith_cs: { fold: false, test: (a, b) => a.endsWith(b) },
  has: { fold: true, test: hasTerm },
  has_cs: { fold: false, test: hasTerm },
};

/** Compiles `left operator right`. @throws UnsupportedKqlError */
export function compileBinary(operator: KqlNode, type: ColumnType, left: Compiled, right: Compiled): Compiled {
  return {
    evaluate: evaluateBinary(operator, type, left, right),
    type,
    constant: left.constant && right.constant,
    unique: false,
  };
}

function evaluateBinary(operator: KqlNode, type: ColumnType, left: Compiled, right: Compiled): Evaluate {
  const word = operator.text;
  const logic = LOGIC[word];
  if (logic !== undefined) return logic(left.evaluate, right.evaluate);
  const comparison = COMPARISONS[word];
  if (comparison !== undefined) return (row) => comparison(left.evaluate(row), right.evaluate(row));
  const denied = word.startsWith('!');
  const positive = word === '!~' ? '=~' : denied ? word.slice(1) : word;
  const text = TEXT_TESTS[positive];
  if (text !== undefined) return textTest(text, denied, left, right);
  if ('+-*/%'.includes(word)) {
    // A remainder of times is known to Kusto, but not here.
    if (word === '%' && [left.type, right.type].includes('timespan'))
      throw new UnsupportedKqlError('The operator', word, operator.start);
    const whole = type === 'long' || type === 'int';
    return (row) => arithmetic(word, left.evaluate(row), right.evaluate(row), whole);
  }
  throw new UnsupportedKqlError('The operator', word, operator.start);
}

function textTest(
  { fold, test }: { readonly fold: boolean; readonly test: (a: string, b: string) => boolean },
  denied: boolean,
  left: Compiled,
  right: Compiled,
): Evaluate {
  const prepare = fold ? (value: Value) => toText(value).toLowerCase() : toText;
  if (right.constant) {
    const wanted = prepare(right.evaluate(undefined));
    return (row) => test(prepare(left.evaluate(row)), wanted) !== denied;
  }
  return (row) => test(prepare(left.evaluate(row)), prepare(right.evaluate(row))) !== denied;
}

/** `in`, `!in`, `in~`, `!in~`, `has_any`, `has_all`. An element that is an array stands for its elements. */
export function compileIn(operator: KqlNode, left: Compiled, elements: readonly Compiled[]): Compiled {
  const word = operator.text;
  if (!elements.every(({ constant }) => constant))
    throw new UnsupportedKqlError('A list that is not constant after', word, operator.start);
  const values = elements.flatMap((element): readonly Value[] => {
    const value = element.evaluate(undefined);
    return Array.isArray(value) ? (value as readonly Value[]) : [value];
  });
  return { evaluate: evaluateIn(operator, left.evaluate, values), type: 'bool', constant: false, unique: false };
}

function evaluateIn(operator: KqlNode, left: Evaluate, values: readonly Value[]): Evaluate {
  const word = operator.text;
  const folded = values.map((value) => toText(value).toLowerCase());
  switch (word) {
    case 'in':
    case '!in': {
      const texts = new Set(values.filter((value) => typeof value === 'string'));
      const others = values.filter((value) => typeof value !== 'string');
      return (row) => {
        const value = left(row);
        const found =
          typeof value === 'string' ? texts.has(value) : others.some((other) => equal(value, other) === true);
        return found === (word === 'in');
      };
    }
    case 'in~':
    case '!in~': {
      const texts = new Set(folded);
      return (row) => {
        const value = left(row);
        return (!isNull(value) && texts.has(toText(value).toLowerCase())) === (word === 'in~');
      };
    }
    case 'has_any':
      return (row) => {
        const text = toText(left(row)).toLowerCase();
        return folded.some((term) => hasTerm(text, term));
      };
    case 'has_all':
      return (row) => {
        const text = toText(left(row)).toLowerCase();
        return folded.every((term) => hasTerm(text, term));
      };
    default:
      throw new UnsupportedKqlError('The operator', word, operator.start);
  }
}

function opposite(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function ordered(test: (order: number) => boolean): Test {
  return (left, right) => {
    const order = compare(left, right);
    return order === null ? null : test(order);
  };
}

/** The term stands in the text between characters that are not alphanumeric ASCII, or its ends. */
function hasTerm(text: string, term: string): boolean {
  if (term === '') return true;
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    if (!isTermCharacter(text[at - 1]) && !isTermCharacter(text[at + term.length])) return true;
  }
  return false;
}

function isTermCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}

/**
 * Null is sticky; whole numbers divide to whole numbers; a modulo is never negative.
 * @see https://learn.microsoft.com/kusto/query/numerical-operators
 */
function arithmetic(operator: string, left: Value, right: Value, whole: boolean): Value {
  if (typeof left === 'bigint' || typeof right === 'bigint') return wideArithmetic(operator, left, right);
  if (typeof left === 'number' && typeof right === 'number') return numberArithmetic(operator, left, right, whole);
  return timeArithmetic(operator, left, right);
}

function numberArithmetic(operator: string, left: number, right: number, whole: boolean): Value {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0) return null;
      return whole ? Math.trunc(left / right) : left / right;
    default: {
      const size = Math.abs(right);
      return size === 0 ? null : ((left % size) + size) % size;
    }
  }
}

/** Longs beyond 2^53: hashes. They wrap around at 64 bits. */
function wideArithmetic(operator: string, left: Value, right: Value): Value {
  if (!isInteger(left) || !isInteger(right)) return null;
  const [a, b] = [BigInt(left), BigInt(right)];
  const size = b < 0n ? -b : b;
  switch (operator) {
    case '+':
      return BigInt.asIntN(64, a + b);
    case '-':
      return BigInt.asIntN(64, a - b);
    case '*':
      return BigInt.asIntN(64, a * b);
    case '/':
      return b === 0n ? null : a / b;
    default:
      return size === 0n ? null : Number(((a % size) + size) % size);
  }
}

function isInteger(value: Value): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** @see https://learn.microsoft.com/kusto/query/datetime-timespan-arithmetic */
function timeArithmetic(operator: string, left: Value, right: Value): Value {
  if (operator === '+') return sumOfTimes(left, right, 1);
  if (operator === '-') {
    const areDates = left instanceof Date && right instanceof Date;
    return areDates ? new Timespan(left.getTime() - right.getTime()) : sumOfTimes(left, right, -1);
  }
  if (operator === '*' && typeof left === 'number') return timeArithmetic(operator, right, left);
  if (!(left instanceof Timespan)) return null;
  if (operator === '*') return typeof right === 'number' ? new Timespan(left.milliseconds * right) : null;
  if (right instanceof Timespan) return right.milliseconds === 0 ? null : left.milliseconds / right.milliseconds;
  return typeof right === 'number' && right !== 0 ? new Timespan(left.milliseconds / right) : null;
}

function sumOfTimes(left: Value, right: Value, sign: 1 | -1): Value {
  if (!(right instanceof Timespan))
    return sign === 1 && left instanceof Timespan && right instanceof Date ? sumOfTimes(right, left, 1) : null;
  if (left instanceof Date) return new Date(left.getTime() + sign * right.milliseconds);
  return left instanceof Timespan ? new Timespan(left.milliseconds + sign * right.milliseconds) : null;
}
