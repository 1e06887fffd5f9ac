import { isoDay } from '../../base/time.ts';
import { by } from '../../base/order.ts';
import { subscriptionOf } from '../../domain/armId.ts';
import type { EarlierReadings } from '../../domain/earlierReading.ts';
import type { Estate } from '../../domain/estate.ts';
import type { AskedSourceId } from '../../domain/facts.ts';

/** Earlier answers that an estate holds in place of what its run did not ask, by source, subscription and the run that asked. */
export function earlierReadingsOf(estate: Estate): readonly EarlierReadings[] {
  const found = new Map<string, EarlierReadings>();
  for (const [source, collection] of Object.entries(estate)) {
    if (typeof collection === 'string' || collection.carried === undefined) continue;
    for (const [about, { readAt, run }] of collection.carried) {
      const subscriptionId = subscriptionOf(about);
      const key = `${source} ${subscriptionId} ${run}`;
      const day = isoDay(readAt);
      const { answers = 0, from = day, until = day } = found.get(key) ?? {};
      found.set(key, {
        ...{ source: source as AskedSourceId, subscriptionId, run },
        answers: answers + 1,
        from: day < from ? day : from,
        until: day > until ? day : until,
      });
    }
  }
  return [...found].sort(by(([key]) => key)).map(([, readings]) => readings);
}
