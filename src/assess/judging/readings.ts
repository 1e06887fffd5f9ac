import type { ArmId } from '../../domain/armId.ts';
import type { Collection, Estate, Gap } from '../../domain/estate.ts';
import type { Resource, SourceId } from '../../domain/facts.ts';
import { withOthers } from '../../domain/keyed.ts';
import { mapped } from '../../domain/sequence.ts';
import { differenceIn, differingFields, valuesIn } from '../../domain/variants.ts';

/** A field of one resource on which Azure's rows disagree. */
export interface Disagreement {
  readonly source: SourceId;
  readonly id: ArmId;
  readonly field: string;
  /** As the rows give them. */
  readonly values: readonly unknown[];
  /** One sentence, ending with a period. */
  readonly because: string;
  readonly gap: Gap;
}

/** One way to read an estate whose rows disagree. */
export interface EstateReading {
  readonly estate: Estate;
  /** Disagreements in which a value other than the first is taken. */
  readonly other: ReadonlySet<Disagreement>;
}

/** The most readings for which every combination of values is tried. */
const EVERY_COMBINATION = 8;

/**
 * The other ways to read an estate whose rows disagree: each field may be what either row says, independently of the others.
 * The estate itself is the reading that takes the first value of each. If there are too many combinations to judge them all,
 * any two disagreements still appear in all of theirs, so that an answer that depends on no more than two of them is judged
 * in every way.
 */
export function otherReadings(estate: Estate): Iterable<EstateReading> & { readonly count: number } {
  const found = disagreementsIn(estate);
  const [, ...others] = choicesFor(found.map(({ values }) => values.length));
  return { count: others.length, [Symbol.iterator]: () => mapped(others, (choice) => readAs(estate, found, choice)) };
}

function disagreementsIn(estate: Estate): readonly Disagreement[] {
  return collectionsOf(estate).flatMap(([source, { variants, gaps }]) =>
    [...(variants ?? [])].flatMap(([id, rows]): readonly Disagreement[] => {
      const { name = '', subscriptionId = '' } = rows[0] ?? {};
      return differingFields(rows).map((field) => {
        const because = `Azure gave different answers for ${name}: ${differenceIn(rows, field)}.`;
        const gap = gaps.find(({ kind, subject }) => kind === 'conflictingRows' && subject === id) ?? {
          source,
          subscription: subscriptionId,
          subject: id,
          kind: 'conflictingRows' as const,
          because,
        };
        return { source, id, field, values: valuesIn(rows, field), because, gap };
      });
    }),
  );
}

function collectionsOf(estate: Estate): readonly (readonly [SourceId, Collection<Resource>])[] {
  return Object.entries(estate).flatMap(([source, collection]) =>
    typeof collection === 'string' ? [] : [[source as SourceId, collection] as const],
  );
}

/** Which value of each disagreement a reading takes; the first reading takes the first of each. */
export function choicesFor(counts: readonly number[]): readonly (readonly number[])[] {
  const all = counts.reduce((product, count) => product * count, 1);
  if (all <= EVERY_COMBINATION) return combinationsOf(counts);
  // Words with equally many ones: of any two, each has a one where the other has a zero.
  let length = 2;
  while (choose(length, Math.floor(length / 2)) < counts.length) length += 1;
  const words = balancedWords(length).slice(0, counts.length);
  const columns = Array.from({ length }, (_, at) => words.map((word) => word[at] === 1));
  const taking = (value: number, elsewhere: number, column: readonly boolean[]): readonly number[] =>
    column.map((isOne, at) => Math.min(isOne ? value : elsewhere, (counts[at] ?? 1) - 1));
  const everywhere = counts.map(() => true);
  const values = Array.from({ length: Math.max(...counts) }, (_, value) => value);
  // So any two meet in every pair of values: each value with each before it, and all with the same.
  return values.flatMap((value) => [
    ...values.slice(0, value).flatMap((before) => columns.map((column) => taking(value, before, column))),
    taking(value, 0, everywhere),
  ]);
}

function combinationsOf(counts: readonly number[]): readonly (readonly number[])[] {
  return counts.reduce<readonly (readonly number[])[]>(
    (sofar, count) => sofar.flatMap((choice) => Array.from({ length: count }, (_, value) => [...choice, value])),
    [[]],
  );
}

function choose(of: number, some: number): number {
  let ways = 1;
  for (let at = 1; at <= some; at += 1) ways = (ways * (of - some + at)) / at;
  return ways;
}

/** Every word of zeros and ones in which half, rounded down, are ones. */
function balancedWords(length: number, ones = Math.floor(length / 2)): readonly (readonly number[])[] {
  if (ones === 0) return [Array.from({ length }, () => 0)];
  if (ones === length) return [Array.from({ length }, () => 1)];
  return [
    ...balancedWords(length - 1, ones - 1).map((word) => [1, ...word]),
    ...balancedWords(length - 1, ones).map((word) => [0, ...word]),
  ];
}

function readAs(estate: Estate, disagreements: readonly Disagreement[], choice: readonly number[]): EstateReading {
  const other = new Set(disagreements.filter((_, at) => (choice[at] ?? 0) > 0));
  const changed = new Map<SourceId, Map<ArmId, Resource>>();
  for (const [at, { source, id, field, values }] of disagreements.entries()) {
    const taken = choice[at] ?? 0;
    if (taken === 0) continue;
    const own = changed.get(source) ?? new Map<ArmId, Resource>();
    changed.set(source, own);
    const row: Resource | undefined = own.get(id) ?? estate[source].rows.get(id);
    if (row !== undefined) own.set(id, { ...row, [field]: values[taken] });
  }
  const read = [...changed].map(
    ([source, own]) => [source, { ...estate[source], rows: withOthers<Resource>(estate[source].rows, own) }] as const,
  );
  return { estate: { ...estate, ...Object.fromEntries(read) }, other };
}
