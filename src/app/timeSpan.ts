const SHORT = /^(\d{1,5})(m|h|d)$/i;
/** Days, hours and minutes. @see https://en.wikipedia.org/wiki/ISO_8601#Durations */
const ISO = /^P(?=[\dT])(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?)?$/i;

const MINUTES = { m: 1, h: 60, d: 24 * 60 } as const;

/** Minutes of a time span as a setting gives it: `90m`, `4h`, `2d`, or ISO 8601 as `PT4H`; undefined for anything else. */
export function minutesIn(text: string): number | undefined {
  const [, number, unit = ''] = SHORT.exec(text) ?? [];
  if (number !== undefined) return Number(number) * MINUTES[unit.toLowerCase() as keyof typeof MINUTES];
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number((part as string | undefined) ?? 0));
  return days * MINUTES.d + hours * MINUTES.h + minutes;
}
