import { errorText } from '../../../base/errorText.ts';
import type { RunRecord } from '../../../domain/record.ts';
import { LeaseLostError } from '../../../history/historyError.ts';
import { observationsOf } from '../../../pack/readPack.ts';
import type { RunRequest } from '../../runRequest.ts';
import type { DeliveryResult, RunDependencies } from '../dependencies.ts';
import { figuresOf, type Figure } from '../figures.ts';
import { holdRun } from '../heldRun.ts';
import { redeliver } from '../redeliver.ts';
import { inLittleMemory } from '../memory.ts';
import { RunBusyError } from '../runBusy.ts';
import { estimatedEnd } from '../estimatedEnd.ts';
import type { RunStage, StageAnswer, StageCall } from '../stageAnswer.ts';
import { LONGEST_WAIT_SECONDS, SLICE_SECONDS } from '../tries.ts';
import { assess, keptRecord, type Assessed } from './assess.ts';
import { begin, type Begun, type InHand } from './begin.ts';
import { collect, type Collected } from './collect.ts';
import { deliver } from './deliver.ts';
import { history } from './history.ts';
import { pack, type Packed } from './pack.ts';
import { OtherVersionError, plan, type Planned } from './plan.ts';
import type { AtHand } from './stage.ts';
import { store } from './store.ts';
import { filesOf, type WorkPlace } from './workPlace.ts';

/** A stage as a runner calls it: its answer, and what operators are told. */
export interface Called {
  readonly answer: StageAnswer;
  readonly deliveries: readonly DeliveryResult[];
  readonly figures: readonly Figure[];
}

/** What each stage leaves, as this module hands it out and gets it back. */
interface Left {
  readonly begin: Begun;
  readonly plan: Planned;
  readonly collect: Collected;
  readonly assess: Assessed;
  readonly pack: Packed;
}

/**
 * Calls one stage in a process of its own, with what the stages before it left. Whatever goes wrong is an answer.
 */
export async function callStage(
  dependencies: RunDependencies,
  request: RunRequest,
  work: WorkPlace,
  stage: RunStage,
  { owner, earlier, headway }: Pick<StageCall, 'owner' | 'earlier' | 'headway'>,
): Promise<Called> {
  const told: DeliveryResult[] = [];
  let figures: readonly Figure[] = [];
  const done = (result: unknown, next?: RunStage): StageAnswer => ({ kind: 'done', result: result ?? null, next });
  const answer = async (): Promise<StageAnswer> => {
    if (stage === 'begin') {
      const begun = await begin(dependencies, request, owner);
      if (begun.kind === 'idle') return { kind: 'over', because: begun.because };
      return done(begun, begun.kind === 'recorded' ? 'deliver' : undefined);
    }
    // Plain JSON that this module gave out; only a runner has carried it.
    const {
      begin: begun,
      plan: planned,
      collect: collected,
      assess: assessed,
      pack: packed,
    } = earlier as unknown as Left;
    if (begun.kind === 'recorded') {
      const held = holdRun(dependencies, begun);
      try {
        told.push(...(await redeliver(dependencies, request, held, work.folder)));
      } finally {
        held.release();
      }
      return done(null);
    }
    const inHand = begun as InHand;
    const soFar = { begun: inHand, planned, collected, assessed, packed };
    switch (stage) {
      case 'plan':
        return done(await plan(dependencies, request, work));
      case 'collect': {
        const slice = { seconds: SLICE_SECONDS, longestWait: LONGEST_WAIT_SECONDS };
        const began = dependencies.clock.now().getTime();
        const result = await collect(dependencies, request, work, soFar, slice);
        const now = dependencies.clock.now();
        const asking = (headway?.asking ?? 0) + (now.getTime() - began) / 1000;
        if (result.done) return { kind: 'done', result, headway: { ...headway, asking } };
        const { answered, requests, waitUntil, because } = result;
        const soon = { asking, requests, limitedUntil: headway?.limitedUntil ?? result.limitedUntil };
        const endsAbout = estimatedEnd('collect', soon, waitUntil === undefined ? now : new Date(waitUntil));
        return { kind: 'again', answered, headway: soon, endsAbout, waitUntil, because };
      }
      case 'assess':
        return done(await assess(dependencies, request, work, soFar));
      case 'pack':
        return done(await pack(dependencies, request, work, soFar));
      case 'store':
        await store(dependencies, request, work, soFar);
        return done(null);
      case 'history':
        await history(dependencies, request, work, soFar);
        return done(null);
      case 'deliver': {
        const atHand: AtHand = {};
        const { deliveries } = await deliver(dependencies, request, work, soFar, atHand);
        told.push(...deliveries);
        figures = await figuresIn(work, collected, atHand.record ?? (await keptRecord(work, assessed)));
        return done(null);
      }
    }
  };
  try {
    return { answer: await inLittleMemory(answer), deliveries: told, figures };
  } catch (error) {
    const because = errorText(error);
    const kind =
      error instanceof OtherVersionError
        ? 'anew'
        : // Whoever has the run now tells how it ends.
          error instanceof RunBusyError || error instanceof LeaseLostError
          ? 'busy'
          : 'failed';
    return { answer: { kind, because }, deliveries: told, figures };
  }
}

async function figuresIn(work: WorkPlace, { observations }: Collected, record: RunRecord): Promise<readonly Figure[]> {
  await work.fetch([observations]);
  return figuresOf(record, await observationsOf(filesOf(work)));
}
