import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeEstate } from '../../assess/assess.ts';
import { compareRuns } from '../../assess/compare.ts';
import type { Change, RunRecord } from '../../domain/record.ts';
import { scopeText } from '../../history/keys.ts';
import type { CarriedPart } from '../../pack/carriedLines.ts';
import { writeRecord } from '../../pack/recordLines.ts';
import { packFolder, keepPack } from '../../pack/store.ts';
import { SAMPLE_SIZE, type FactRows, type PackContents } from '../../report/packContents.ts';
import type { RunRequest } from '../runRequest.ts';
import { CODE_VERSION } from '../version.ts';
import { withTakenOver, type TakenOver } from './takenOver.ts';
import { collectEvidence, CROSS_CHECK_SIZE, type CollectedEvidence } from './collectStage.ts';
import { mailPack } from './deliverStage.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { excerptsOf } from './excerpts.ts';
import { keepFacts } from './factFiles.ts';
import { errorText } from '../../base/errorText.ts';
import { tellFailure } from './failure.ts';
import { figuresOf, type Figure } from './figures.ts';
import { holdRun, type HeldRun } from './heldRun.ts';
import { LeaseLostError } from '../../history/historyError.ts';
import { RunBusyError } from './runBusy.ts';
import { giveBackMemory } from './memory.ts';
import { buildPack } from './packStage.ts';
import { postRun } from './postStage.ts';
import { readPrevious, type Previous } from './previous.ts';
import { redeliver } from './redeliver.ts';

/** A run that left evidence. */
export interface RunOutcome {
  readonly runId: string;
  readonly record: RunRecord;
  readonly changes: readonly Change[];
  /** The earlier run's id; undefined for a first run. */
  readonly comparedWith: string | undefined;
  readonly packLocation: string;
  readonly workbookLocation: string;
  readonly manifestSha256: string;
  readonly deliveries: readonly DeliveryResult[];
  /** For those who operate the app. */
  readonly figures: readonly Figure[];
}

export type RunResult =
  | { readonly kind: 'done'; readonly outcome: RunOutcome }
  /** An earlier execution got as far as the evidence; only its mail was left. */
  | { readonly kind: 'redelivered'; readonly deliveries: readonly DeliveryResult[] }
  /** Nothing to do: the run has ended. */
  | { readonly kind: 'idle'; readonly because: string };

/**
 * One run: plan, collect, assess, compare, pack, store, history, deliver. What fails stops it and goes on to the caller. On
 * the last try the recipients are told that there is no evidence and the run ends as failed; before it, the run is left to
 * the next try.
 * @throws RunBusyError while another execution has the run
 */
export async function runAssessment(
  dependencies: RunDependencies,
  request: RunRequest,
  lastTry = true,
): Promise<RunResult> {
  dependencies.report({ kind: 'stage', stage: 'plan' });
  const held = await holdRun(dependencies, request);
  if (held.kind === 'idle') return held;
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-'));
  try {
    if (held.recorded !== undefined)
      return { kind: 'redelivered', deliveries: await redeliver(dependencies, request, held, held.recorded, folder) };
    return { kind: 'done', outcome: await assessAndDeliver(dependencies, request, held, folder) };
  } catch (error) {
    // Whoever has the run now tells how it ends.
    if (error instanceof LeaseLostError) throw new RunBusyError(error.message, { cause: error });
    const because = errorText(error);
    if (lastTry) await tellFailure(dependencies, { ...request, scopeText: scopeText(request.scope) }, held, because);
    // Where that cannot be written either, the lease ends by itself before the next try.
    else await held.giveBack(`${because} It will be tried again.`).catch(() => undefined);
    throw error;
  } finally {
    held.release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function assessAndDeliver(
  dependencies: RunDependencies,
  request: RunRequest,
  held: HeldRun,
  folder: string,
): Promise<RunOutcome> {
  const { clock, report, packs, copies, baseline } = dependencies;
  const { scope, runId } = request;
  const asOf = dependencies.asOf ?? clock.now().toISOString();
  const { previous, takenOver, broken, follows } = await readPrevious(dependencies, scope, asOf, folder);
  if (broken !== undefined) report({ kind: 'chainBroken', because: broken });

  const { record, observations, caller, rawParts, answers, facts, carried } = await collectAndAssess(
    dependencies,
    request,
    held,
    {
      asOf,
      previous,
      takenOver,
      folder,
    },
  );
  giveBackMemory();
  await held.stage('compare');
  const changes = previous === undefined ? [] : compareRuns(previous.record, record);
  const lives = await held.lives(record);

  await held.stage('pack');
  const written = writeRecord(folder, record);
  const contents: Omit<PackContents, 'parts'> = {
    runId,
    scopeText: scopeText(scope),
    record,
    recordSha256: written.sha256,
    previous: previous?.run,
    changes,
    lives,
    observations,
    facts,
    earlier: previous?.trend ?? [],
    sampleSize: dependencies.sampleSize ?? SAMPLE_SIZE,
    identity: caller,
    attempt: held.attempt,
    portalBase: dependencies.connection.portal,
    ownerTag: dependencies.ownerTag,
    signed: dependencies.signer !== undefined,
  };
  const pack = await buildPack({
    folder,
    contents,
    recordPart: written.part,
    baseline,
    rawParts,
    answers,
    endedAt: clock.now().toISOString(),
    crossCheckSize: dependencies.crossCheckSize ?? CROSS_CHECK_SIZE,
    carried,
    excerpts: excerptsOf(dependencies, request, record.coverage),
  });

  const signature = await dependencies.signer?.sign(pack.manifest.bytes);
  const timestamp = await stamped(dependencies, pack.manifest.bytes);

  await held.stage('store');
  const packPath = packFolder(request.requestedAt, runId, held.attempt);
  for (const store of [packs, ...copies]) await keepPack(store, packPath, pack, { signature, timestamp });
  await held.stage('history');
  await held.record(
    record,
    {
      packPath,
      workbookName: pack.workbook.name,
      manifestSha256: pack.manifest.sha256,
      previousRunId: previous?.run.runId,
      previousManifestSha256: previous?.run.manifestSha256,
    },
    follows,
  );

  await held.stage('deliver');
  const shown = copies.at(-1) ?? packs;
  const manifestSha256 = pack.manifest.sha256;
  const mailed = await mailPack(dependencies, request, contents, {
    workbooks: [pack.workbook, ...pack.excerpts],
    manifestSha256,
    address: (name) => packs.address(`${packPath}/${name}`),
  });
  const deliveries = [...mailed, ...(await postRun(dependencies, contents))];
  await held.finish(deliveries);
  report({ kind: 'stage', stage: 'done' });
  return {
    runId,
    record,
    changes,
    comparedWith: previous?.run.runId,
    packLocation: shown.address(packPath),
    workbookLocation: shown.address(`${packPath}/${pack.workbook.name}`),
    manifestSha256,
    deliveries,
    figures: figuresOf(record, observations),
  };
}

/** A run does not end because of an authority's clock: its pack then has no timestamp, and says so when it is checked. */
async function stamped(
  { timestamper, report }: RunDependencies,
  manifest: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    return await timestamper?.stamp(manifest);
  } catch (error) {
    report({ kind: 'noTimestamp', because: `${errorText(error)} The pack has no timestamp.` });
    return undefined;
  }
}

/** The facts themselves are let go here: what comes after renders the record alone, and a large estate need not stay in memory. */
async function collectAndAssess(
  dependencies: RunDependencies,
  { scope }: RunRequest,
  held: HeldRun,
  {
    asOf,
    previous,
    takenOver,
    folder,
  }: {
    readonly asOf: string;
    readonly previous: Previous | undefined;
    readonly takenOver: TakenOver;
    readonly folder: string;
  },
): Promise<
  Omit<CollectedEvidence, 'estate'> & {
    readonly record: RunRecord;
    readonly facts: FactRows;
    readonly carried: Omit<CarriedPart, 'runId'>;
  }
> {
  const { baseline, report } = dependencies;
  report({ kind: 'stage', stage: 'collect' });
  const { estate: asked, ...evidence } = await collectEvidence({
    dependencies,
    scope,
    asOf,
    folder,
    seed: previous?.run.manifestSha256 ?? '',
  });
  giveBackMemory();
  await held.stage('assess');
  const estate = withTakenOver(asked, takenOver);
  const { record, seen } = judgeEstate({
    ...evidence,
    estate,
    scope,
    baseline: baseline.baseline,
    baselineSha256: baseline.sha256,
    codeVersion: CODE_VERSION,
    previousPopulation: previous?.record.population,
  });
  const carried = { earlier: takenOver.carried, own: seen };
  return { ...evidence, record, facts: keepFacts(estate, folder), carried };
}
