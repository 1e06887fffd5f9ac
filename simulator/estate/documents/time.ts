const DAY = 86_400_000;

/** ISO 8601 with milliseconds and Z, some days (fractions allowed) before the moment; negative for later. */
export function daysBefore(now: string, days: number): string {
  return new Date(Date.parse(now) - Math.round(days * DAY)).toISOString();
}

/** How Compute writes times: seven fractional digits and an offset. */
export function computeTime(time: string): string {
  return new Date(time).toISOString().replace('Z', '0000+00:00');
}

/** How Backup and Site Recovery write times: seven fractional digits and Z. */
export function backupTime(time: string): string {
  return new Date(time).toISOString().replace('Z', '0000Z');
}

/** Seconds since 1970, as Key Vault counts. */
export function unixSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** `YYYYMMDD_HHMMSS` in the name of an instant restore point, `YYYYMMDD-HHMMSS` in that of a restored disk. */
export function stamp(time: string, between: '_' | '-'): string {
  const digits = new Date(time).toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}${between}${digits.slice(9, 15)}`;
}

/** How the property bag of a job writes a time: `12/25/2019 10:07:11 PM`. */
export function propertyBagTime(time: string): string {
  const date = new Date(time);
  const hour = date.getUTCHours();
  const pair = (value: number): string => String(value).padStart(2, '0');
  const clock = `${String(hour % 12 === 0 ? 12 : hour % 12)}:${pair(date.getUTCMinutes())}:${pair(date.getUTCSeconds())}`;
  const day = `${String(date.getUTCMonth() + 1)}/${String(date.getUTCDate())}/${String(date.getUTCFullYear())}`;
  return `${day} ${clock} ${hour < 12 ? 'AM' : 'PM'}`;
}
