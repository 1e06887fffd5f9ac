import { Timespan, toDatetime, type Value } from './values.ts';

const UNITS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  ms: 1,
  millisecond: 1,
  milliseconds: 1,
};

/** `1d`, `90min`, `-500ms`, `time(2h)`. @see https://learn.microsoft.com/kusto/query/scalar-data-types/timespan */
export function timespanLiteral(text: string): Value {
  const inner = /^(?:time|timespan)\((.*)\)$/i.exec(text)?.[1] ?? text;
  const [, size = '', unit = ''] = /^(-?[\d.]+)\s*([a-z]+)$/i.exec(inner.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return factor === undefined ? null : new Timespan(Number(size) * factor);
}

/** `datetime(2024-01-01T00:00:00Z)`. @see https://learn.microsoft.com/kusto/query/scalar-data-types/datetime */
export function datetimeLiteral(text: string): Value {
  return toDatetime(/^(?:datetime|date)\((.*)\)$/i.exec(text)?.[1]?.replaceAll(/["']/g, '') ?? text);
}
