import type { Observation } from '../../../domain/observation.ts';
import type { Sequence } from '../../../domain/sequence.ts';
import type { Stage } from '../../../domain/progress.ts';
import type { RunRecord } from '../../../domain/record.ts';
import type { PackContents } from '../../../report/packContents.ts';
import type { Collected } from '../../../collect/collectEstate.ts';
import type { RunDependencies } from '../dependencies.ts';
import type { Past } from '../previous.ts';
import type { InHand } from './begin.ts';

/**
 * What earlier stages of the same process left in memory, so that it need not be read again from their files. A stage that runs
 * in a process of its own is given none, and reads.
 */
export interface AtHand {
  past?: Past | undefined;
  collected?: (Collected & { readonly observations: Sequence<Observation> }) | undefined;
  /** As the delivery stage read it. */
  record?: RunRecord | undefined;
  contents?: (Omit<PackContents, 'parts'> & { readonly observations: Sequence<Observation> }) | undefined;
}

/** Tells the stage, also in the run's row. @throws LeaseLostError when another execution has taken the run */
export async function enter(
  { history, report }: Pick<RunDependencies, 'history' | 'report'>,
  { claim }: Pick<InHand, 'claim'>,
  stage: Stage,
): Promise<void> {
  report({ kind: 'stage', stage });
  if (claim !== undefined) await history?.reportProgress(claim, stage);
}
