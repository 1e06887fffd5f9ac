import { hash64 } from './hash.ts';
import type { Clock, Compiled, Evaluate } from './scope.ts';
import { isNull, parseJson, Timespan, toDatetime, toReal, toText, toTruth, toWhole, type Value } from './values.ts';

type Build = (parameters: readonly Compiled[], clock: Clock) => Evaluate;

const nothing: Evaluate = () => null;

function evaluateOf(parameters: readonly Compiled[], index: number): Evaluate {
  return parameters[index]?.evaluate ?? nothing;
}

/** A function of one value. */
function of(apply: (value: Value) => Value): Build {
  return (parameters) => {
    const value = evaluateOf(parameters, 0);
    return (row) => apply(value(row));
  };
}

const parse: Build = (parameters) => {
  const [parameter] = parameters;
  const value = evaluateOf(parameters, 0);
  // A value that is dynamic already is passed on as it is, even where it is a text with JSON in it.
  return parameter?.type === 'dynamic' ? value : (row) => parseJson(toText(value(row)));
};

const choose: Build = (parameters) => {
  const [test, yes, no] = [0, 1, 2].map((index) => evaluateOf(parameters, index));
  return (row) => (test?.(row) === true ? yes?.(row) : no?.(row));
};

/** `case(test, value, test, value, …, otherwise)`. */
const chooseFirst: Build = (parameters) => {
  const otherwise = evaluateOf(parameters, parameters.length - 1);
  const branches = parameters.slice(0, -1).flatMap(({ evaluate }, index, all) => {
    const value = all[index + 1];
    return index % 2 === 0 && value !== undefined ? [{ test: evaluate, value: value.evaluate }] : [];
  });
  return (row) => (branches.find(({ test }) => test(row) === true)?.value ?? otherwise)(row);
};

const firstPresent: Build = (parameters) => (row) => {
  for (const { evaluate } of parameters) {
    const value = evaluate(row);
    if (!isNull(value) && value !== '') return value;
  }
  return parameters.at(-1)?.evaluate(row) ?? null;
};

const split: Build = (parameters) => {
  const [source, delimiter] = [evaluateOf(parameters, 0), evaluateOf(parameters, 1)];
  const index = parameters[2]?.evaluate;
  return (row) => {
    const parts = toText(source(row)).split(toText(delimiter(row)));
    const wanted = index?.(row);
    return typeof wanted === 'number' ? parts.slice(wanted, wanted + 1) : parts;
  };
};

const hash: Build = (parameters) => {
  const value = evaluateOf(parameters, 0);
  const modulus = parameters[1]?.evaluate;
  return (row) => {
    const hashed = hash64(toText(value(row)));
    const size = modulus?.(row);
    if (typeof size !== 'number') return hashed;
    const divisor = BigInt(size);
    return Number(((hashed % divisor) + divisor) % divisor);
  };
};

const substring: Build = (parameters) => {
  const [source, start, length] = [0, 1, 2].map((index) => evaluateOf(parameters, index));
  return (row) => {
    const from = Number(start?.(row) ?? 0);
    const size = length?.(row);
    return toText(source?.(row)).slice(from, typeof size === 'number' ? from + size : undefined);
  };
};

const moment =
  (sign: 1 | -1): Build =>
  (parameters, clock) => {
    const offset = evaluateOf(parameters, 0);
    return (row) => {
      const span = offset(row);
      return new Date(clock.now.getTime() + (span instanceof Timespan ? sign * span.milliseconds : 0));
    };
  };

const lower = of((value) => toText(value).toLowerCase());
const truth = of(toTruth);
const real = of(toReal);
const whole = of(toWhole);

/**
 * The scalar functions that are known, each as on its page `https://learn.microsoft.com/kusto/query/<name>-function`.
 * All others are refused by name.
 */
const FUNCTIONS: Readonly<Record<string, Build>> = {
  tolower: lower,
  toupper: of((value) => toText(value).toUpperCase()),
  tostring: of(toText),
  toint: whole,
  tolong: whole,
  toreal: real,
  todouble: real,
  tobool: truth,
  toboolean: truth,
  todatetime: of(toDatetime),
  // A string is never null.
  isnull: of(isNull),
  isnotnull: of((value) => !isNull(value)),
  isempty: of((value) => isNull(value) || value === ''),
  isnotempty: of((value) => !isNull(value) && value !== ''),
  not: of((value) => (isNull(value) ? null : value !== true)),
  parse_json: parse,
  todynamic: parse,
  iff: choose,
  iif: choose,
  case: chooseFirst,
  coalesce: firstPresent,
  strcat: (parameters) => (row) => parameters.map(({ evaluate }) => toText(evaluate(row))).join(''),
  strlen: of((value) => Array.from(toText(value)).length),
  substring,
  split,
  array_length: of((value) => (Array.isArray(value) ? value.length : null)),
  hash,
  now: moment(1),
  ago: moment(-1),
};

export function scalarFunction(name: string): Build | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}
