import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../../base/errorText.ts';
import type { Change, RunRecord } from '../../domain/record.ts';
import { LeaseLostError } from '../../history/historyError.ts';
import { scopeText } from '../../history/keys.ts';
import type { RunRequest } from '../runRequest.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { tellFailure } from './failure.ts';
import { figuresOf, type Figure } from './figures.ts';
import { holdRun, type HeldRun } from './heldRun.ts';
import { giveBackMemory, inLittleMemory } from './memory.ts';
import { redeliver } from './redeliver.ts';
import { RunBusyError } from './runBusy.ts';
import { assess } from './stages/assess.ts';
import { begin, type InHand } from './stages/begin.ts';
import { collect } from './stages/collect.ts';
import { deliver } from './stages/deliver.ts';
import { history } from './stages/history.ts';
import { pack } from './stages/pack.ts';
import { plan } from './stages/plan.ts';
import type { AtHand } from './stages/stage.ts';
import { store } from './stages/store.ts';
import { workInFolder, type WorkPlace } from './stages/workPlace.ts';

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
 * One run in this process: its stages one after the other over one folder. A failure stops it and is thrown to the caller;
 * before that, the recipients are told that there is no evidence, and the run ends as failed.
 * @throws RunBusyError while another execution has the run
 */
export async function runAssessment(dependencies: RunDependencies, request: RunRequest): Promise<RunResult> {
  const begun = await begin(dependencies, request);
  if (begun.kind === 'idle') return begun;
  const held = holdRun(dependencies, begun);
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-'));
  try {
    if (begun.kind === 'recorded')
      return { kind: 'redelivered', deliveries: await redeliver(dependencies, request, held, folder) };
    const outcome = await inLittleMemory(() => throughStages(dependencies, request, begun, held, workInFolder(folder)));
    return { kind: 'done', outcome };
  } catch (error) {
    // Whoever has the run now tells how it ends.
    if (error instanceof LeaseLostError) throw new RunBusyError(error.message, { cause: error });
    await tellFailure(dependencies, { ...request, scopeText: scopeText(request.scope) }, held, errorText(error));
    throw error;
  } finally {
    held.release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function throughStages(
  given: RunDependencies,
  request: RunRequest,
  begun: InHand,
  held: HeldRun,
  work: WorkPlace,
): Promise<RunOutcome> {
  const dependencies: RunDependencies = {
    ...given,
    report: (event) => {
      if (event.kind === 'stage') held.note(event.stage);
      given.report(event);
    },
  };
  const atHand: AtHand = {};
  const planned = await plan(dependencies, request, work, atHand);
  const collected = await collect(dependencies, request, work, { begun, planned }, undefined, atHand);
  if (!collected.done) throw new TypeError('Collecting without a time limit ended before it was done.');
  giveBackMemory();
  const assessed = await assess(dependencies, request, work, { begun, planned, collected }, atHand);
  const { contents } = atHand;
  if (contents === undefined) throw new TypeError('The verdicts are not available.');
  const packed = await pack(dependencies, request, work, { begun, planned, collected, assessed }, atHand);
  await store(dependencies, request, work, { begun, packed });
  await history(dependencies, request, work, { begun, planned, assessed, packed }, atHand);
  held.noteEvidence();
  const { deliveries } = await deliver(dependencies, request, work, { begun, assessed, packed }, atHand);

  const { record, changes, previous, observations } = contents;
  const shown = dependencies.copies.at(-1) ?? dependencies.packs;
  const { packPath } = packed;
  return {
    runId: request.runId,
    record,
    changes,
    comparedWith: previous?.runId,
    packLocation: shown.address(packPath),
    workbookLocation: shown.address(`${packPath}/${packed.workbook}`),
    manifestSha256: packed.manifest.sha256,
    deliveries,
    figures: figuresOf(record, observations),
  };
}
