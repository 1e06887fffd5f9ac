import { counted } from '../base/counted.ts';
import { EVERY_SUBSCRIPTION, type Gap, type GapKind } from '../domain/estate.ts';
import type { RunRecord } from '../domain/record.ts';
import { inWords, list } from './words.ts';

/** What a kind of gap means, as a clause. */
export const GAP_KIND_TEXT: Readonly<Record<GapKind, string>> = {
  notAuthorised: 'the identity may not read it',
  notSeen: 'Azure did not list it for this identity',
  throttled: 'Azure throttled the requests',
  serviceError: 'Azure gave no usable answer',
  tooLarge: 'the answer stayed too large',
  truncated: 'the answer was truncated',
  malformedRow: 'rows could not be parsed',
  conflictingRows: 'one ID was returned with different contents',
  countMismatch: 'the number of rows differs from Azure’s count',
  noTime: 'Azure’s hourly limits left no time for it within the time budget',
  notRead: 'it was not queried, because what it depends on could not be read',
};

/** Sources named in one line; the rest is counted. */
const SOURCES_NAMED = 8;

/**
 * Gaps in few lines for a first page: one for each subscription and kind of gap, in the order in which they occur.
 * A gap that stands alone keeps its own sentence.
 */
export function gapSentences(gaps: readonly Gap[], subscription: (id: string) => string): readonly string[] {
  const groups = new Map<string, Gap[]>();
  for (const gap of gaps) {
    const key = `${gap.subscription} ${gap.kind}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gap]);
    else group.push(gap);
  }
  return [...groups.values()].map((group) => lineOf(group, subscription));
}

function lineOf(group: readonly Gap[], subscription: (id: string) => string): string {
  const [first] = group;
  if (first === undefined) return '';
  const where = first.subscription === EVERY_SUBSCRIPTION ? 'every subscription' : subscription(first.subscription);
  if (group.length === 1) return `${where}, ${inWords(first.source)}: ${first.because}`;
  const perSource = new Map<string, number>();
  for (const { source } of group) perSource.set(source, (perSource.get(source) ?? 0) + 1);
  const named = [...perSource]
    .slice(0, SOURCES_NAMED)
    .map(([source, number]) => (number === 1 ? inWords(source) : `${inWords(source)} (${String(number)} times)`));
  const rest = perSource.size - named.length;
  return `${where}: ${GAP_KIND_TEXT[first.kind]}. ${counted(group.length, 'gap')}: ${list(rest > 0 ? [...named, counted(rest, 'more source')] : named)}.`;
}

/** Why a run is INCOMPLETE, without repeating each gap: those are summed up beside it. */
export function reasonsBesideGaps(record: RunRecord): readonly string[] {
  const gapTexts = new Set(record.gaps.map(({ because }) => because));
  const own = record.incompleteBecause.filter(
    (reason) => !gapTexts.has(reason) && !gapTexts.has(reason.replace(/^\w+: /, '')),
  );
  const repeated = record.incompleteBecause.length - own.length;
  return repeated === 0 ? own : [...own, `${counted(repeated, 'gap')}, summarised below.`];
}
