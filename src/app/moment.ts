/** A day's last moment in UTC, or a moment, as ISO 8601; undefined for a text that is neither. */
export function momentOf(date: string): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date);
  const time = Date.parse(day ? `${date}T23:59:59.999Z` : date);
  const asWritten = Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
  if (Number.isNaN(time) || (day && asWritten !== date) || !/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(date))
    return undefined;
  return new Date(time).toISOString();
}
