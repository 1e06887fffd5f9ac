import { setImmediate } from 'node:timers/promises';
import { judgeEstate } from '../../../assess/assess.ts';
import { compareRuns } from '../../../assess/compare.ts';
import type { Carried } from '../../../domain/carried.ts';
import type { Observation } from '../../../domain/observation.ts';
import type { RunRecord } from '../../../domain/record.ts';
import type { Sequence } from '../../../domain/sequence.ts';
import { scopeText } from '../../../history/keys.ts';
import { carriedLines } from '../../../pack/carriedLines.ts';
import { contextLines } from '../../../pack/context.ts';
import type { ExcerptPlan } from '../../../pack/excerptFile.ts';
import { writeLines, type Part } from '../../../pack/lineFile.ts';
import { PART } from '../../../pack/parts.ts';
import { recordOf } from '../../../pack/readPack.ts';
import { writeRecord } from '../../../pack/recordLines.ts';
import { SAMPLE_SIZE } from '../../../report/packContents.ts';
import type { RunRequest } from '../../runRequest.ts';
import { CODE_VERSION } from '../../version.ts';
import type { RunDependencies } from '../dependencies.ts';
import { excerptsOf } from '../excerpts.ts';
import { factParts, factsIn } from '../factFiles.ts';
import { giveBackMemory } from '../memory.ts';
import type { Past } from '../previous.ts';
import { roomOnDisk } from '../roomOnDisk.ts';
import { withTakenOver } from '../takenOver.ts';
import type { InHand } from './begin.ts';
import type { Collected } from './collect.ts';
import { collectAgain } from './collectAgain.ts';
import { baselineIn, keptPast, type Planned } from './plan.ts';
import { enter, type AtHand } from './stage.ts';
import { fileOf, filesOf, type WorkFile, type WorkPlace } from './workPlace.ts';

/** The verdicts, in files. Plain JSON. */
export interface Assessed {
  readonly record: WorkFile;
  /** Of the record's lines, lower-case hex. */
  readonly recordSha256: string;
  /** What the workbook shows beside the record. */
  readonly context: WorkFile;
  readonly carried: WorkFile;
  /** The facts that the workbook lists, a file for each source. */
  readonly facts: readonly WorkFile[];
  /** The parts of the run that the pack shows apart. */
  readonly excerpts: readonly ExcerptPlan[];
}

/** Judges what was collected, and compares it with the run before. */
export async function assess(
  dependencies: RunDependencies,
  request: RunRequest,
  work: WorkPlace,
  { begun, planned, collected }: { readonly begun: InHand; readonly planned: Planned; readonly collected: Collected },
  atHand?: AtHand,
): Promise<Assessed> {
  await enter(dependencies, begun, 'assess');
  const { history } = dependencies;
  const { folder } = work;
  const { previous, takenOver } = atHand?.past ?? (await keptPast(work, planned));
  const judged = await judge(dependencies, request, work, { planned, collected, takenOver, previous }, atHand);
  const { record, observations, caller, facts, seen } = judged;
  // Until the next turn the function that ended is still at hand, and the estate with it.
  await setImmediate();
  giveBackMemory();

  await enter(dependencies, begun, 'compare');
  const changes = previous === undefined ? [] : compareRuns(previous.record, record);
  const lives =
    history === undefined
      ? // Without a history it is not known how old a finding is.
        new Map<string, never>()
      : (await history.previewFindings(record, request.runId)).lives;
  const written = writeRecord(folder, record);
  const contents: NonNullable<AtHand['contents']> = {
    runId: request.runId,
    scopeText: scopeText(request.scope),
    record,
    recordSha256: written.sha256,
    previous: previous?.run,
    changes,
    lives,
    observations,
    facts: factsIn(folder),
    earlier: previous?.trend ?? [],
    sampleSize: dependencies.sampleSize ?? SAMPLE_SIZE,
    identity: caller,
    attempt: begun.attempt,
    portalBase: dependencies.connection.portal,
    ownerTag: dependencies.ownerTag,
    signed: dependencies.signer !== undefined,
  };
  const excerpts = excerptsOf(dependencies, request, record.coverage);
  const result: Assessed = {
    record: fileOf(written.part),
    recordSha256: written.sha256,
    context: fileOf(
      writeLines(
        folder,
        PART.context,
        contextLines({ ...contents, excerpts: excerpts.length === 0 ? undefined : excerpts }),
      ),
    ),
    carried: fileOf(
      writeLines(folder, PART.carried, carriedLines({ runId: request.runId, earlier: takenOver.carried, own: seen })),
    ),
    facts: facts.map(fileOf),
    excerpts,
  };
  if (atHand !== undefined) atHand.contents = contents;
  await work.keep([result.record, result.context, result.carried, ...result.facts]);
  return result;
}

/** The estate is let go on return: what comes after renders the record alone. */
async function judge(
  dependencies: RunDependencies,
  { scope }: RunRequest,
  work: WorkPlace,
  {
    planned,
    collected,
    takenOver,
    previous,
  }: { readonly planned: Planned; readonly collected: Collected } & Pick<Past, 'takenOver' | 'previous'>,
  atHand: AtHand | undefined,
): Promise<{
  readonly record: RunRecord;
  readonly seen: Carried;
  readonly observations: Sequence<Observation>;
  readonly caller: { readonly objectId?: string | undefined };
  readonly facts: readonly Part[];
}> {
  const { baseline, sha256 } = await baselineIn(dependencies, work, planned);
  const {
    estate: asked,
    observations,
    ...evidence
  } = atHand?.collected ??
  (await collectAgain(dependencies, scope, work, { planned, collected, carried: takenOver.carried }));
  if (atHand !== undefined) atHand.collected = undefined;
  const estate = withTakenOver(asked, takenOver);
  const { record, seen } = judgeEstate(
    {
      ...evidence,
      estate,
      scope,
      baseline,
      baselineSha256: sha256,
      codeVersion: CODE_VERSION,
      previousPopulation: previous?.record.population,
    },
    roomOnDisk(work.folder),
  );
  return { record, seen, observations, caller: evidence.caller, facts: factParts(estate, work.folder) };
}

/** The record that was judged, as its file has it: the names of facts in alphabetical order. */
export async function keptRecord(work: WorkPlace, { record }: Pick<Assessed, 'record'>): Promise<RunRecord> {
  await work.fetch([record]);
  return recordOf(filesOf(work), roomOnDisk(work.folder).grow);
}
