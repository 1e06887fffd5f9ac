import type { Sheet } from './sheet.ts';
import { chains } from './sheets/chains.ts';
import { changes } from './sheets/changes.ts';
import { cover } from './sheets/cover.ts';
import { exemptions } from './sheets/exemptions.ts';
import { findings } from './sheets/findings.ts';
import { glossary } from './sheets/glossary.ts';
import { integrity } from './sheets/integrity.ts';
import { populationAndGaps } from './sheets/populationAndGaps.ts';
import { queries } from './sheets/queries.ts';
import { requirements } from './sheets/requirements.ts';
import { sampling } from './sheets/sampling.ts';

/** The sheets of the workbook, in order. To add one: its file, a line here, a line in `sheets/names.ts`. */
export const SHEETS: readonly Sheet[] = [
  cover,
  requirements,
  chains,
  findings,
  sampling,
  changes,
  exemptions,
  populationAndGaps,
  queries,
  glossary,
  integrity,
];
