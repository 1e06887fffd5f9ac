import { collectEstate, type Collected } from '../../collect/collectEstate.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Scope } from '../../domain/record.ts';
import { RawEvidence, type Part } from '../evidenceFolder.ts';
import type { RunDependencies } from './dependencies.ts';

export interface CollectedEvidence extends Collected {
  readonly observations: readonly Observation[];
  /** The raw rows, a file for each source. */
  readonly rawParts: readonly Part[];
}

/** Asks Azure, and keeps what it answered. Nothing after this stage asks Azure again. */
export async function collectEvidence(input: {
  readonly dependencies: RunDependencies;
  readonly scope: Scope;
  readonly asOf: string;
  readonly since: string | undefined;
  readonly folder: string;
}): Promise<CollectedEvidence> {
  const { dependencies, scope, asOf, since, folder } = input;
  const { connection, baseline, clock, report, concurrency } = dependencies;
  const raw = new RawEvidence(folder);
  const observations: Observation[] = [];
  try {
    const collected = await collectEstate({
      connection,
      scope,
      expectedSubscriptions: baseline.baseline.expectedSubscriptions,
      asOf,
      since,
      keep: (source, row) => raw.keep(source, row),
      observe: (observation) => observations.push(observation),
      report,
      clock,
      concurrency,
    });
    return { ...collected, observations, rawParts: raw.close() };
  } catch (error) {
    raw.close();
    throw error;
  }
}
