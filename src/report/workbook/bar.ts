import { ANSWER_KINDS, countOf, type AnswerKind, type Tally } from '../../domain/answer.ts';
import { sumOf } from '../words.ts';

/**
 * Shares of a bar in whole characters that add up to `width`. A kind of answer that occurs always gets one, however rare: a
 * bar never hides the one disk that fails, nor the one that is compliant only as far as could be read.
 */
export function barSegments(tally: Tally, width: number): readonly { readonly kind: AnswerKind; length: number }[] {
  const total = sumOf(tally.counts);
  if (total === 0) return [];
  const segments = ANSWER_KINDS.filter((kind) => countOf(tally, kind) > 0).map((kind) => {
    const exact = (countOf(tally, kind) / total) * width;
    return { kind, length: Math.max(1, Math.floor(exact)), owed: exact - Math.max(1, Math.floor(exact)) };
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
  return segments.map(({ kind, length }) => ({ kind, length }));
}
