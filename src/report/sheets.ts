import type { Listed, Sheet } from './sheet.ts';
import { attestations } from './sheets/attestations.ts';
import { chains } from './sheets/chains.ts';
import { changes } from './sheets/changes.ts';
import { controls } from './sheets/controls.ts';
import { coverOf } from './sheets/cover.ts';
import { disks } from './sheets/disks.ts';
import { exemptions } from './sheets/exemptions.ts';
import { exportAccess } from './sheets/exportAccess.ts';
import { findings } from './sheets/findings.ts';
import { glossary } from './sheets/glossary.ts';
import { integrity } from './sheets/integrity.ts';
import { keys } from './sheets/keys.ts';
import { populationAndGaps } from './sheets/populationAndGaps.ts';
import { queries } from './sheets/queries.ts';
import { accessOfRunIdentity } from './sheets/accessOfRunIdentity.ts';
import { recoveryPoints } from './sheets/recoveryPoints.ts';
import { replicas } from './sheets/replicas.ts';
import { requirements } from './sheets/requirements.ts';
import { restores } from './sheets/restores.ts';
import { sampleCrossCheck } from './sheets/sampleCrossCheck.ts';
import { reverseSample } from './sheets/reverseSample.ts';
import { sampling } from './sheets/sampling.ts';
import { trend } from './sheets/trend.ts';
import { withNames } from './withNames.ts';

/** The sheets behind the Cover, in order. To add one: its file and a line here. */
const LISTED: readonly Listed[] = [
  requirements,
  chains,
  findings,
  sampling,
  reverseSample,
  changes,
  exemptions,
  attestations,
  populationAndGaps,
  sampleCrossCheck,
  accessOfRunIdentity,
  glossary,
  // From here on appendices: data for the screen, not for paper.
  trend,
  disks,
  recoveryPoints,
  restores,
  replicas,
  keys,
  exportAccess,
  controls,
  queries,
  integrity,
];

export const SHEETS: readonly Sheet[] = [coverOf(LISTED), ...LISTED].map(withNames);
