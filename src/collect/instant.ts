import { HOUR, MINUTE } from '../base/time.ts';
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** The restore job's property bag: `12/25/2019 10:07:11 PM`, or `12/25/2019 22:07:11`, no zone. */
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:\s+(AM|PM))?$/i;

/**
 * A date from Azure as ISO 8601 with milliseconds and Z, so that texts compare as times do. Text without a zone is UTC; a
 * number is seconds since 1970 (Key Vault). Undefined for the dates that mean "never": year 1, `1753-01-01T01:01:01Z`,
 * `9999-12-31T23:59:59.9999999`; null for what is not a date.
 */
export function readInstant(value: unknown): string | undefined | null {
  if (typeof value === 'number') return fromMilliseconds(value * 1000);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const iso = ISO.exec(text);
  if (iso !== null) return fromIso(iso);
  const american = AMERICAN.exec(text);
  return american === null ? null : fromAmerican(american);
}

function fromIso(match: RegExpExecArray): string | undefined | null {
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  return within(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), {
    milliseconds,
    offset: offsetOf(zone),
  });
}

function fromAmerican(match: RegExpExecArray): string | undefined | null {
  const [, month, day, year, hour, minute, second, half] = match;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  if (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return null;
  return within(Number(year), Number(month), Number(day), hours, Number(minute), Number(second), {
    milliseconds: 0,
    offset: 0,
  });
}

function within(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  rest: { readonly milliseconds: number; readonly offset: number },
): string | undefined | null {
  if (year <= 1753 || year >= 9999) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, rest.milliseconds) - rest.offset;
  const rolledOver = new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day;
  return month < 1 || month > 12 || rolledOver ? null : fromMilliseconds(time);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * MINUTE);
}

function fromMilliseconds(time: number): string | undefined | null {
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return null;
  const instant = new Date(time);
  return instant.getUTCFullYear() >= 9999 ? undefined : instant.toISOString();
}
