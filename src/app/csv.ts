import { csvLine } from '../report/renderings/csv.ts';

/** Rows as RFC 4180, the header first; what a spreadsheet would take for a formula is made text. No byte order mark. */
export function csvOf(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map(csvLine).join('');
}
