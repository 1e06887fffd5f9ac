import { count } from './counted.ts';

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 time; a time without a zone is UTC. Undefined for anything else. Azure's
 * "never" dates do not get here: the reader (collect/instant.ts) makes nothing of them.
 */
export function instant(text: string | undefined): number | undefined {
  const match = ISO.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const value = Date.parse(match[1] === undefined ? `${match[0]}Z` : match[0]);
  return Number.isNaN(value) ? undefined : value;
}

/** The clocks of Azure and of a run may differ a little; a moment that lies more than a day after a run has not happened yet. @param asOf ISO 8601 */
export function isYetToCome(moment: number | undefined, asOf: string): boolean {
  return moment !== undefined && moment > (instant(asOf) ?? Number.NaN) + DAY;
}

/** `4 h`, `90 min`. @param seconds whole minutes */
export function spanText(seconds: number): string {
  return (seconds * 1000) % HOUR === 0
    ? `${count((seconds * 1000) / HOUR)} h`
    : `${count(Math.round((seconds * 1000) / MINUTE))} min`;
}

/** `yyyy-mm-dd` of an ISO 8601 time. */
export function isoDay(text: string): string {
  return text.slice(0, 10);
}

/** The last millisecond of a day (`yyyy-mm-dd`, UTC), in ISO 8601. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59.999Z`;
}

/** The same day and time some calendar months later, in milliseconds; a day that the month lacks becomes its last. */
export function monthsLater(asOf: string, months: number): number | undefined {
  const start = instant(asOf);
  if (start === undefined) return undefined;
  const date = new Date(start);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return target.getTime() + (start % DAY);
}
