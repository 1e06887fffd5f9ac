import { firstOf, named, quotation } from '../../base/quotation.ts';
import { tmpdir } from 'node:os';
import { titleOf } from '../../collect/sources/list.ts';
import { isoDay } from '../../base/time.ts';
import { groupBy } from '../../domain/groups.ts';
import { wasPut, type Observation } from '../../domain/observation.ts';
import { mayStandIn } from '../../collect/keptAnswers/earlierAnswers.ts';
import { openEarlier } from '../run/earlierPack.ts';
import { RUN_ID } from '../runRequest.ts';
import { roomOnDisk } from '../run/roomOnDisk.ts';
import { count, counted } from '../../base/counted.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import type { PackContext } from '../../pack/context.ts';
import { answersOf, observationsOf, type Pack } from '../../pack/readPack.ts';
import type { Before } from './previous.ts';
import { replayAnswers, type Recomputed, type RunBefore } from './recompute.ts';
import { checkRedaction } from './redaction.ts';
import { Differences, type Step } from './step.ts';
import { checkTimes } from './times.ts';

/**
 * Each answer belongs to a question that follows from the answers before it, each raw row to one of them, and each observation
 * says what came.
 * @returns also what follows from them
 */
export async function checkAnswers(
  pack: Pack,
  record: RecordHead,
  context: PackContext,
  previous: RunBefore,
  before: Pick<Before, 'requestIds'> | undefined,
  last: Pack | undefined,
): Promise<{ readonly step: Step; readonly again: Recomputed }> {
  const isRedacted = pack.manifest.redacted === true;
  const differences = new Differences();
  const { growAsIs, keepById } = roomOnDisk(tmpdir());
  const kept = await answersOf(pack, growAsIs);
  const observations = await observationsOf(pack, growAsIs);
  await checkRedaction(pack, context, differences);
  const earlier =
    last === undefined ? undefined : await openEarlier(last, last.manifest.runId, { keepById, within: tmpdir() });
  const again = await replayAnswers(pack, { kept, observations }, record, previous, earlier).finally(() =>
    earlier?.close(),
  );
  for (const fault of again.faults) differences.add(fault);
  checkTimes(pack, record, observations, differences);
  if (context.identity.objectId !== kept.caller.objectId)
    differences.add(
      `The Cover names ${named(context.identity.objectId ?? 'nobody')} as the run identity; the answers name ${named(kept.caller.objectId ?? 'nobody')}.`,
    );
  const standing = observations.filter((observation) => !wasPut(observation));
  checkStanding(standing, pack.manifest.previousManifestSha256 === null, differences);
  if (standing.length > 0 && (last === undefined || isRedacted))
    differences.trust(`${standingIn(standing)}${isRedacted ? '.' : ': give the previous pack with --previous.'}`);
  const { own, without, ids, again: twice } = requestsOf(observations, before?.requestIds);
  differences.trust(
    `That the ${counted(own - without, 'query', 'queries')} with a request id (${counted(ids, 'different one')}), and ${counted(without, 'query', 'queries')} without one, were sent to Azure, and in this order.`,
  );
  if (isRedacted)
    differences.trust(
      'That the pseudonyms of this redacted copy stand for names that Azure answered, and that its run drew the resources that it cross-checked: other names would have drawn others.',
    );
  if (twice !== undefined)
    differences.add(
      `An answer of the previous run is presented as one of this run: both have the request id ${named(twice)}.`,
    );
  const step = differences.step(
    'answers',
    `${counted(again.questions, 'query', 'queries')} were replayed against the answers that the pack keeps: each was sent${standing.length === 0 ? '' : `, but for ${count(standing.length)} that earlier runs sent`}, and each answer and each of ${counted(again.rows, 'raw row')} belongs to one.${standing.length === 0 || last === undefined || isRedacted ? '' : ` ${counted(standing.length, 'answer')} of earlier runs are as the previous pack keeps them.`}`,
  );
  return { step, again };
}

/** An answer that is attributed to an earlier run may come from one. */
function checkStanding(standing: readonly Observation[], isFirst: boolean, differences: Differences): void {
  for (const { source, carriedFrom = '' } of standing)
    if (!RUN_ID.test(carriedFrom))
      differences.add(`${quotation(carriedFrom)}, named as the source of carried answers, is not a run id.`);
    else if (!mayStandIn(source))
      differences.add(`An answer about ${named(source)} is presented as one of an earlier run, which is not allowed.`);
  if (isFirst && standing.length > 0)
    differences.add(`The first run of a scope keeps ${counted(standing.length, 'answer')} of earlier runs.`);
}

/** The queries of a run by their request ids. @param before ids of the run before; the first that appears again is reported */
function requestsOf(
  observations: Iterable<Observation>,
  before: ReadonlySet<string> | undefined,
): { readonly own: number; readonly without: number; readonly ids: number; readonly again: string | undefined } {
  const ids = new Set<string>();
  let [own, without] = [0, 0];
  let again: string | undefined;
  for (const observation of observations) {
    if (!wasPut(observation)) continue;
    const { requestIds } = observation;
    own += 1;
    if (requestIds.length === 0) without += 1;
    for (const id of requestIds) {
      ids.add(id);
      if (again === undefined && before?.has(id) === true) again = id;
    }
  }
  return { own, without, ids: ids.size, again };
}

/** Sources and runs that are named one by one. */
const STANDING = 40;

/** Answers of earlier runs, by source and run, with the days on which they were given. */
function standingIn(observations: readonly Observation[]): string {
  const groups = groupBy(observations, ({ source, carriedFrom = '' }) => [`${source} ${carriedFrom}`]);
  const told = [...groups.values()].map((group) => {
    const days = group.map(({ endedAt }) => isoDay(endedAt)).sort();
    const [first] = group;
    const between = days[0] === days.at(-1) ? `on ${days[0] ?? ''}` : `from ${days[0] ?? ''} to ${days.at(-1) ?? ''}`;
    return `${counted(group.length, 'answer')} about ${first !== undefined && mayStandIn(first.source) ? titleOf(first.source) : 'nothing that may'} that run ${named(first?.carriedFrom ?? '')} was given ${between}`;
  });
  return `That Azure gave earlier runs what is carried forward here for ${counted(observations.length, 'question')} (${firstOf(told, STANDING, '; ')}), and that this run had to leave just these`;
}
