import type { Status } from '../domain/check.ts';
import { STATUSES, sumOf } from './words.ts';

/**
 * Shares of a bar in whole characters that add up to `width`. A status that occurs always gets one, however rare: a
 * bar never hides the one disk that fails.
 */
export function barSegments(
  counts: Readonly<Record<Status, number>>,
  width: number,
): readonly { status: Status; length: number }[] {
  const total = sumOf(counts);
  if (total === 0) return [];
  const segments = STATUSES.filter((status) => counts[status] > 0).map((status) => {
    const exact = (counts[status] / total) * width;
    return { status, length: Math.max(1, Math.floor(exact)), owed: exact - Math.max(1, Math.floor(exact)) };
  });
  let free = width - segments.reduce((sum, segment) => sum + segment.length, 0);
  for (; free > 0; free -= 1) {
    const next = segments.reduce((most, segment) => (segment.owed > most.owed ? segment : most));
    next.length += 1;
    next.owed -= 1;
  }
  for (; free < 0; free += 1) {
    const longest = segments.reduce((most, segment) => (segment.length > most.length ? segment : most));
    longest.length -= 1;
  }
  return segments.map(({ status, length }) => ({ status, length }));
}
