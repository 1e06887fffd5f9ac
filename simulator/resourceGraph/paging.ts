import type { QueryRows } from '../kql/index.ts';

/** Where a page starts, and which query it is of. */
export interface PagePlace {
  readonly offset: number;
  readonly size: number;
  /** From 1. */
  readonly page: number;
  /** Of the query and its scope. */
  readonly key: string;
}

/** An opaque text for the client. */
export function encodePlace({ offset, size, page, key }: PagePlace): string {
  return Buffer.from(JSON.stringify([offset, size, page, key])).toString('base64');
}

/** @returns undefined for a text that is no token of ours. */
export function decodePlace(token: string): PagePlace | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (!Array.isArray(parts)) return undefined;
    const [offset, size, page, key] = parts as readonly unknown[];
    if (typeof offset !== 'number' || typeof size !== 'number' || typeof page !== 'number' || typeof key !== 'string')
      return undefined;
    return { offset, size, page, key };
  } catch {
    return undefined;
  }
}

/**
 * The rows of a page. Rows that are tied have no order of their own: every page after the first sees another order of them, so that rows
 * repeat and are missed, always the same ones.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results#pagination-limitations
 */
export function rowsOfPage(
  { rows, ties }: QueryRows,
  { offset, size }: Pick<PagePlace, 'offset' | 'size'>,
  order: 'total' | 'ties' | 'none',
): QueryRows['rows'] {
  if (order === 'total' || offset === 0) return rows.slice(offset, offset + size);
  const end = Math.min(offset + size, rows.length);
  const page: (readonly unknown[])[] = [];
  for (let index = offset; index < end; index++) {
    const [start, after] = order === 'none' ? [0, rows.length] : tieAround(ties, index);
    const row = rows[start + shuffled(index - start, after - start, offset)];
    if (row !== undefined) page.push(row);
  }
  return page;
}

/** First and past-the-last index of the rows tied with this one; ties ascend. */
function tieAround(ties: readonly number[], index: number): readonly [number, number] {
  const tie = ties[index] ?? 0;
  return [firstFrom(ties, tie), firstFrom(ties, tie + 1)];
}

function firstFrom(ties: readonly number[], tie: number): number {
  let low = 0;
  let high = ties.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ties[middle] ?? 0) < tie) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A permutation of 0…count-1 that depends on the seed. */
function shuffled(index: number, count: number, seed: number): number {
  let step = (seed % 97) * 2 + 3;
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return (index * step + seed) % count;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
