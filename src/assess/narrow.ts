import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import { findingKey, type RunRecord } from '../domain/record.ts';
import { reasonsOf } from './completeness.ts';
import { summarise } from './summarise.ts';

const ELSEWHERE =
  'The run is not complete for reasons that lie outside these subscriptions; the whole pack names them.';

/**
 * What the record says of some subscriptions (lower-cased GUIDs): their disks, every verdict behind those – also one of a
 * key or a vault elsewhere, for the answer hangs on it –, and their gaps. Nothing is judged anew, so no verdict differs.
 */
export function narrowRecord(record: RunRecord, subscriptions: ReadonlySet<string>): RunRecord {
  const within = ({ subscriptionId }: { readonly subscriptionId: string }): boolean =>
    subscriptions.has(subscriptionId);
  const chains = record.chains.filter(within);
  const behind = new Set(
    chains.flatMap(({ requirements }) => Object.values(requirements).flatMap((cell) => cell.behind)),
  );
  const verdicts = record.verdicts.filter(
    (verdict) => within(verdict) || behind.has(findingKey(verdict.check, verdict.subject)),
  );
  const exempted = new Set(verdicts.map(({ exemption }) => exemption));
  const coverage = record.coverage.filter(within);
  const population = record.population.filter((row) => within(row) || row.subscriptionId === '');
  const gaps = record.gaps.filter(
    ({ subscription }) => subscription === EVERY_SUBSCRIPTION || subscriptions.has(subscription),
  );
  const reasons = reasonsOf({ coverage, population, gaps });
  const { crossCheck } = record;
  return {
    ...record,
    // Its figures stay those of the whole sample.
    ...(crossCheck === undefined
      ? {}
      : { crossCheck: { ...crossCheck, subjects: crossCheck.subjects.filter(within) } }),
    // Never better than the whole: what is missing elsewhere may hide a copy of one of these disks.
    incompleteBecause: record.state === 'COMPLETE' || reasons.length > 0 ? reasons : [ELSEWHERE],
    coverage,
    population,
    gaps,
    notAssessed: record.notAssessed.filter(within),
    verdicts,
    chains,
    summary: summarise(chains),
    exemptions: record.exemptions.filter(({ id }) => exempted.has(id)),
  };
}
