import type { MeantAbsence } from './absence.ts';
import { alterationsOf, type Case, type Improved, type Judge } from './alterationsOf.ts';

/** Rows in which an absence is tried. */
const ROWS = 40;

/** What becomes Compliant in the first row in which something does when the field is absent; nothing where none depends on it. */
export async function improvedWithout(
  { source, path, onlyEmpty }: MeantAbsence,
  judge: Judge,
  cases: ReadonlyMap<string, readonly Case[]>,
): Promise<readonly Improved[]> {
  const how = onlyEmpty === true ? 'blank' : 'dropped';
  for (const one of await judge.telling(cases.get(`${source} ${path}`) ?? [], ROWS)) {
    const raw = alterationsOf(one).get(how);
    const improved = raw === undefined ? [] : await judge.improved(one, how, raw);
    if (improved.length > 0) return improved;
  }
  return [];
}
