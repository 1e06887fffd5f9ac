import type { Sheet } from './sheet.ts';
import { chains } from './sheets/chains.ts';
import { changes } from './sheets/changes.ts';
import { cover } from './sheets/cover.ts';
import { exemptions } from './sheets/exemptions.ts';
import { findings } from './sheets/findings.ts';
import { populationAndGaps } from './sheets/populationAndGaps.ts';
import { queries } from './sheets/queries.ts';
import { requirements } from './sheets/requirements.ts';

/** The sheets of the workbook, in order. To add one: its file, a line here, a line in `sheets/names.ts`. */
export const SHEETS: readonly Sheet[] = [
  cover,
  requirements,
  chains,
  findings,
  changes,
  exemptions,
  populationAndGaps,
  queries,
];
