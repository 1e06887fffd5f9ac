import { REAL_CLOCK } from '../app/compose.ts';
import { momentOf } from '../app/moment.ts';
import { RequestError } from '../app/runRequest.ts';

/** @throws RequestError naming the parameter */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most)
    throw new RequestError(`${name}: must be a whole number from ${least} to ${most}.`);
  return value;
}

/** A moment of the past as ISO 8601: a day's last one, or the one given. @throws RequestError naming the parameter */
export function momentFrom(name: string, text: string): string {
  const moment = momentOf(text);
  if (moment === undefined)
    throw new RequestError(
      `${name}: must be a day (2026-10-01, meaning its end in UTC) or a point in time (2026-10-01T12:00:00Z).`,
    );
  const now = REAL_CLOCK.now();
  if (moment.slice(0, 10) > now.toISOString().slice(0, 10))
    throw new RequestError(`${name}: ${text} is in the future; there is no evidence for it yet.`);
  return moment;
}
