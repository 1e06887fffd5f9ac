import { compareText } from '../../base/order.ts';
import { byCheckAndSubject } from '../../domain/record.ts';
import type { Finding } from './finding.ts';

/** What tells findings apart that weigh the same. */
export type Named = Pick<Finding, 'check' | 'subject' | 'key'>;

function byName(one: Named | undefined, other: Named | undefined): number {
  if (one === undefined || other === undefined) return 0;
  return byCheckAndSubject(one, other) || compareText(one.key, other.key);
}

/**
 * Where each entry stands by check, subject and key.
 * @param verdicts how many entries are of verdicts; they come first, and the few beside them after
 * @param isInOrder whether those of verdicts come sorted
 * @param named reads an entry
 */
export function placesByName(
  verdicts: number,
  length: number,
  isInOrder: boolean,
  named: (entry: number) => Named,
): Float64Array {
  const order = Uint32Array.from({ length: verdicts }, (_none, entry) => entry);
  // No record of ours; its findings are read once for it, however often they are compared.
  if (!isInOrder) {
    const names = Array.from(order, named);
    order.sort((a, b) => byName(names[a], names[b]));
  }
  const compare = (a: number, b: number): number => byName(named(a), named(b));
  const beside = Uint32Array.from({ length: length - verdicts }, (_none, at) => verdicts + at).sort(compare);
  const places = new Float64Array(length);
  const step = beside.length + 1;
  for (const [place, entry] of order.entries()) places[entry] = (place + 1) * step;
  // Those beside are few: each goes behind the verdicts that come before it.
  for (const [at, entry] of beside.entries()) {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(order[middle] ?? 0, entry) < 0) low = middle + 1;
      else high = middle;
    }
    places[entry] = low * step + at + 1;
  }
  return places;
}
