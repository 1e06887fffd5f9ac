/**
 * Kusto's scalar values in JavaScript: `string`, `boolean`, `number` (int, long, real), `bigint` (a long beyond 2^53),
 * `Date` (datetime, to the millisecond), `Timespan`, arrays and bags (dynamic), and `null`.
 * The string type has no null: a missing string is `''`.
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/
 */
export type Value = unknown;

/** A length of time, in milliseconds. */
export class Timespan {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }
}

export function isNull(value: Value): boolean {
  return value === null || value === undefined;
}

export function isBag(value: Value): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Timespan)
  );
}

/** @see https://learn.microsoft.com/kusto/query/tostring-function */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return datetimeText(value);
  if (value instanceof Timespan) return timespanText(value);
  return JSON.stringify(value);
}

/** ISO 8601 with the seven decimals that Kusto writes. */
function datetimeText(value: Date): string {
  return value.toISOString().replace('Z', '0000Z');
}

/** `[-][d.]hh:mm:ss[.fffffff]`. */
function timespanText({ milliseconds }: Timespan): string {
  const size = Math.abs(milliseconds);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(size / 86_400_000);
  const rest = size % 1000;
  return [
    milliseconds < 0 ? '-' : '',
    days > 0 ? `${days}.` : '',
    `${two((size / 3_600_000) % 24)}:${two((size / 60_000) % 60)}:${two((size / 1000) % 60)}`,
    rest > 0 ? `.${String(Math.floor(rest)).padStart(3, '0')}0000` : '',
  ].join('');
}

/** @see https://learn.microsoft.com/kusto/query/tolong-function */
export function toWhole(value: Value): Value {
  const number = toReal(value);
  if (typeof value === 'bigint') return value;
  if (typeof number !== 'number') return null;
  // A text that is no whole number is null, whereas a real is cut.
  return typeof value === 'string' && !Number.isInteger(number) ? null : Math.trunc(number);
}

/** @see https://learn.microsoft.com/kusto/query/todouble-function */
export function toReal(value: Value): Value {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

/** @see https://learn.microsoft.com/kusto/query/tobool-function */
export function toTruth(value: Value): Value {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const text = value.toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
}

const ISO_WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** A time without a zone is UTC. @see https://learn.microsoft.com/kusto/query/todatetime-function */
export function toDatetime(value: Value): Value {
  if (value instanceof Date) return value;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const time = Date.parse(ISO_WITHOUT_ZONE.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(time) ? null : new Date(time);
}

/** @see https://learn.microsoft.com/kusto/query/parse-json-function */
export function parseJson(text: string): Value {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * `==`: null with null is null, null with anything else is false; values of different types differ.
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/null-values
 */
export function equal(left: Value, right: Value): boolean | null {
  if (isNull(left) || isNull(right)) return isNull(left) && isNull(right) ? null : false;
  if (typeof left === 'object' || typeof right === 'object') return sameObject(left, right);
  if (typeof left === 'bigint' || typeof right === 'bigint') return toText(left) === toText(right);
  return left === right;
}

function sameObject(left: Value, right: Value): boolean {
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime();
  if (left instanceof Timespan) return right instanceof Timespan && left.milliseconds === right.milliseconds;
  return typeof left === typeof right && JSON.stringify(left) === JSON.stringify(right);
}

/** Less, equal or greater; null where one side is null or the two cannot be compared. Strings by code unit. */
export function compare(left: Value, right: Value): number | null {
  const a = ordinal(left);
  const b = ordinal(right);
  if (a === null || b === null || (typeof a === 'string') !== (typeof b === 'string')) return null;
  return a < b ? -1 : a > b ? 1 : 0;
}

function ordinal(value: Value): string | number | bigint | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  return value instanceof Timespan ? value.milliseconds : null;
}

/** A text that is equal for equal values, for grouping and for sets. */
export function groupKey(value: Value): string {
  if (typeof value === 'string') return `s${value}`;
  return isNull(value) ? 'n' : `${typeof value === 'object' ? 'o' : 'v'}${toText(value)}`;
}

/** What a value is in the answer's JSON. A long beyond 2^53 loses digits, as it does in any JavaScript client. */
export function toJson(value: Value): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Date || value instanceof Timespan ? toText(value) : value;
}
