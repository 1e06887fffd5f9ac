import { alterationsOf, casesOf, Judge, type Contradicted, type Evidence } from './alterationsOf.ts';
import type { Word } from './judged.ts';
import { seededOrder } from './seed.ts';

/** What second rows that say otherwise did to the answers. */
export interface Contradictions {
  readonly tried: number;
  readonly moved: number;
  /** Cells that moved where they should not, in words. */
  readonly found: readonly string[];
}

/** Beside rows of the evidence comes a second one each, with one place altered. */
export async function contradict(
  evidence: Evidence,
  { seed, share }: { readonly seed: number; readonly share: number },
): Promise<Contradictions> {
  const judge = new Judge(evidence);
  const cases = casesOf(evidence.rows);
  const order = seededOrder(seed);
  const paths = order([...cases.keys()]);
  const found: string[] = [];
  let [tried, moved] = [0, 0];
  for (const path of paths.slice(0, Math.ceil(paths.length * share)))
    for (const one of await judge.telling(order(cases.get(path) ?? []).slice(0, 4), 2))
      for (const [how, raw] of order([...alterationsOf(one)]).slice(0, 2)) {
        const told = await judge.contradicted(one, raw);
        tried += 1;
        for (const cell of new Set([...told.before.keys(), ...told.both.keys()])) {
          const [was, is, other] = [told.before.get(cell), told.both.get(cell), told.other.get(cell)];
          // POP-01 says that the subscription was not read as it should be.
          if (was === is || cell.startsWith('POP-01 ')) continue;
          moved += 1;
          if (!mayMove(cell, was, is, other, told))
            found.push(
              `${path} ${how} in ${judge.nameOf(one)}: ${cell} was ${was ?? 'not there'}, is ${is ?? 'gone'}, by the other row alone ${other ?? 'not there'}`,
            );
        }
      }
  return { tried, moved, found };
}

/** To Unknown, and only what the two rows by themselves say differently. */
function mayMove(
  cell: string,
  was: Word | undefined,
  is: Word | undefined,
  other: Word | undefined,
  { fields, before, other: alone }: Contradicted,
): boolean {
  // A row that cannot be read tells what it is about, at the most: how far it reaches is a property of its own.
  if (fields === undefined) return is !== 'Compliant';
  if (other !== was && is === other && is === `${String(was)} – limited`) return true;
  // A requirement has the same answer by either row, but a verdict behind it has not.
  if (/^R\d /.test(cell) && is === 'Unknown' && other === was && fields === 1)
    return [...before].some(([name, word]) => !/^R\d /.test(name) && alone.get(name) !== word);
  // Several fields may each be right in another row: then the answer may depend on a mixture that neither row is.
  return is === 'Unknown' && (other !== was || fields > 1);
}
