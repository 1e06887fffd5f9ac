import { alterationsOf, casesOf, Judge, told, type Case, type Evidence } from './alterationsOf.ts';

/** Rows in which each field is altered, and so many from which they are chosen: those around which the most could become Compliant. */
const ROWS = 3;
const CANDIDATES = 12;

/** Every path of the rows in several rows, in every way: what became Compliant, and how much was altered. */
export async function alterAll(
  evidence: Evidence,
): Promise<{ readonly found: readonly string[]; readonly excused: ReadonlySet<string>; readonly paths: number }> {
  const judge = new Judge(evidence);
  const found: string[] = [];
  const excused = new Set<string>();
  let paths = 0;
  for (const cases of casesOf(evidence.rows).values()) {
    const candidates = spread(cases).filter((one) => alterationsOf(one).size > 0);
    if (candidates.length === 0) continue;
    paths += 1;
    for (const one of await judge.telling(candidates, ROWS))
      for (const [how, raw] of alterationsOf(one))
        for (const improved of await judge.improved(one, how, raw))
          if (improved.meant) excused.add(improved.at);
          else found.push(told(improved));
  }
  return { found: [...new Set(found)].sort(), excused, paths };
}

function spread(cases: readonly Case[]): readonly Case[] {
  const step = Math.max(1, Math.floor(cases.length / CANDIDATES));
  return cases.filter((_, at) => at % step === 0);
}
