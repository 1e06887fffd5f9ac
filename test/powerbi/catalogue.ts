import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The catalogue of checks: ids are permanent; what a check answers is taken from the check itself once it is built. */
const CATALOGUE: Readonly<Record<string, string>> = {
  'KEY-01': 'R1',
  'KEY-02': 'R1, R5',
  'KEY-03': 'R1, R5',
  'KEY-04': 'R1',
  'KEY-05': 'R1',
  'BKP-01': 'R2',
  'BKP-02': 'R2',
  'BKP-03': 'R2',
  'BKP-04': 'R2',
  'BKP-05': 'R2',
  'BKP-06': 'R2',
  'BKP-07': 'R2',
  'BKP-08': 'R2, R7',
  'RST-01': 'R3',
  'RST-02': 'R3',
  'RST-03': 'R3',
  'RST-04': 'R3',
  'RST-05': 'R3, R6',
  'RST-06': 'R3',
  'DR-01': 'R4',
  'DR-02': 'R4',
  'DR-03': 'R4',
  'DR-04': 'R4',
  'DR-05': 'R4',
  'DR-06': 'R4',
  'DR-07': 'R4, R7',
  'CTL-01': 'R5',
  'CTL-02': 'R5',
  'EXP-01': 'R6',
  'EXP-02': 'R6',
  'EXP-03': 'R6',
  'EXP-04': 'R6',
  'MTH-01': 'R7',
  'MTH-02': 'R7',
  'MTH-03': 'R7',
  'MTH-04': 'R7',
  'POP-01': 'all',
};

const CHECKS = join(import.meta.dirname, '..', '..', 'src', 'assess', 'checks');

/** `[id, requirements]` in the order of the catalogue; a built check overrules what is written above. */
export async function checkCatalogue(): Promise<readonly (readonly [string, string])[]> {
  const built = new Map<string, string>();
  for (const file of readdirSync(CHECKS).filter((name) => /^[a-z]+-\d+\.ts$/.test(name))) {
    const exported = (await import(pathToFileURL(join(CHECKS, file)).href)) as Readonly<Record<string, unknown>>;
    for (const value of Object.values(exported)) {
      const { id, answers } = (value ?? {}) as { id?: unknown; answers?: unknown };
      if (typeof id === 'string' && Array.isArray(answers))
        built.set(id, answers.length === 7 ? 'all' : (answers as readonly string[]).join(', '));
    }
  }
  const unlisted = [...built.keys()].filter((id) => !(id in CATALOGUE)).map((id) => [id, built.get(id) ?? ''] as const);
  return [...Object.entries(CATALOGUE).map(([id, answers]) => [id, built.get(id) ?? answers] as const), ...unlisted];
}
