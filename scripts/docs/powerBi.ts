import { CATALOGUE, type CatalogueEntry } from '../../src/assess/checks/catalogue.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';

/** Families of checks, in the order of the report. */
const GROUPS: readonly (readonly [string, string])[] = [
  ['KEY', 'Keys'],
  ['BKP', 'Backup'],
  ['RST', 'Restore'],
  ['DR', 'Disaster recovery'],
  ['CTL', 'Who holds keys'],
  ['EXP', 'Export'],
  ['MTH', 'Method'],
  ['POP', 'Population'],
];

/** The catalogue in the order of the report: by family, then id. */
export function inOrderOfReport(): readonly CatalogueEntry[] {
  return GROUPS.flatMap(([prefix]) => CATALOGUE.filter(({ id }) => id.startsWith(`${prefix}-`)));
}

/** `R1, R5`; `all` for a check that answers everything. */
export function answersInWords({ answers }: CatalogueEntry): string {
  return answers.length === REQUIREMENTS.length ? 'all' : answers.join(', ');
}

/** `Checks.tmdl` with the catalogue's rows: short names are kept, a new check starts with its title. */
export function withChecks(tmdl: string): string {
  const known = new Map([...tmdl.matchAll(/\{"([A-Z]+-\d+)", "([^"]*)"/g)].map(([, id, name]) => [id, name]));
  return withRows(
    tmdl,
    inOrderOfReport().map((entry, index) => {
      const group = GROUPS.find(([prefix]) => entry.id.startsWith(`${prefix}-`))?.[1] ?? '';
      const name = known.get(entry.id) ?? `${entry.id} ${entry.meta.title}`;
      return `{"${entry.id}", "${name}", "${group}", "${answersInWords(entry)}", ${String(index + 1)}}`;
    }),
  );
}

/** `Answers.tmdl` with a row for each requirement that a check answers. */
export function withAnswers(tmdl: string): string {
  return withRows(
    tmdl,
    inOrderOfReport().flatMap(({ id, answers }) => answers.map((requirement) => `{"${requirement}", "${id}"}`)),
  );
}

function withRows(tmdl: string, rows: readonly string[]): string {
  const indent = '\t'.repeat(6);
  return tmdl.replace(/(\], \{\n)[^]*?(\n\t+\}\)\n)/, (_, head: string, end: string) =>
    [head, rows.map((row) => `${indent}${row}`).join(',\n'), end].join(''),
  );
}
