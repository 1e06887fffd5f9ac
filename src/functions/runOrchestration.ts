import type { DurableOrchestrationContext, OrchestrationContext, Task } from 'durable-functions';
import {
  RUN_STAGES,
  type EarlierAnswers,
  type RunProgress,
  type RunStage,
  type StageAnswer,
} from '../app/run/stageAnswer.ts';
import { estimatedEnd, type Headway } from '../app/run/estimatedEnd.ts';
import { BUSY_SECONDS, BUSY_WAITS, MOST_SLICES, MOST_TRIES, RETRY_SECONDS, SILENT_SECONDS } from '../app/run/tries.ts';

/** Names of the functions; an instance that is under way while one is renamed fails, and the daily timer takes its run up. */
export const ORCHESTRATION = 'runAssessment';
export const ACTIVITIES = {
  begin: 'beginRun',
  plan: 'planRun',
  collect: 'collectRun',
  assess: 'assessRun',
  pack: 'packRun',
  store: 'storeRun',
  history: 'recordRun',
  deliver: 'deliverRun',
  fail: 'failRun',
} as const satisfies Record<RunStage | 'fail', string>;

type Steps<T> = Generator<Task, T, unknown>;

/** What an instance that starts anew, to keep its history short, takes with it. */
interface Kept {
  /** Whose claim on the run this is: of this start of the instance alone. */
  readonly owner: string;
  readonly earlier: EarlierAnswers;
  /** How far collecting is. */
  readonly collecting: Collecting;
}

interface Collecting {
  readonly slices: number;
  readonly answered: number;
  readonly headway?: Headway | undefined;
}

/**
 * One run: its stages are activities, one after another, each tried again if it fails; a wait for one of Azure's limits is a
 * durable timer, during which nothing runs. A final failure is reported once. Input, time and chance enter only through the
 * engine, since this is replayed from its history.
 * @see https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-code-constraints
 */
export function* runOrchestration({ df }: OrchestrationContext): Steps<string> {
  const kept = keptIn(df.getInput<unknown>()) ?? {
    owner: `${df.instanceId} ${df.currentUtcDateTime.toISOString()}`,
    earlier: {},
    collecting: { slices: 0, answered: 0 },
  };
  const { owner } = kept;
  try {
    return yield* stages(df, kept);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    yield* tried(df, 'fail', { owner, because: error.message }, () => ({}));
    // So that the instance itself shows as failed.
    throw error;
  }
}

/** Undefined at the first start: the extension then gives an empty text. */
function keptIn(input: unknown): Kept | undefined {
  return typeof input === 'object' && input !== null && 'owner' in input ? (input as Kept) : undefined;
}

function* stages(df: DurableOrchestrationContext, kept: Kept): Steps<string> {
  const { owner } = kept;
  let { earlier, collecting } = kept;
  let busy = 0;
  for (;;) {
    const stage = RUN_STAGES.find((each) => earlier[each] === undefined);
    if (stage === undefined) return 'done';
    const { headway } = collecting;
    const told = toldOf(stage, collecting);
    const answer = yield* tried(df, stage, { owner, earlier, ...(stage === 'collect' ? { headway } : {}) }, told);
    if (answer.kind === 'over') return answer.because;
    if (answer.kind === 'anew') {
      // The claim of this start runs out while the next one waits for it.
      df.continueAsNew(null);
      return answer.because;
    }
    if (answer.kind === 'done') {
      const skipped = answer.next === undefined ? [] : RUN_STAGES.slice(0, RUN_STAGES.indexOf(answer.next));
      earlier = {
        ...Object.fromEntries(skipped.map((each) => [each, null])),
        ...earlier,
        [stage]: answer.result ?? null,
      };
      if (answer.headway !== undefined) collecting = { ...collecting, headway: answer.headway };
    } else if (answer.kind === 'busy') {
      busy += 1;
      if (busy > BUSY_WAITS) return answer.because;
      yield* wait(df, { stage, tries: 1, because: answer.because }, after(df, BUSY_SECONDS));
      // Whoever had it may have done it all. What Azure answered stays; the rest is bound to the claim that was lost.
      const { plan, collect } = earlier;
      earlier = { ...(plan === undefined ? {} : { plan }), ...(collect === undefined ? {} : { collect }) };
    } else {
      const { waitUntil, because, answered } = answer;
      collecting = { slices: collecting.slices + 1, answered, headway: answer.headway };
      const until = new Date(waitUntil ?? 0);
      if (until > df.currentUtcDateTime)
        yield* wait(df, { stage, tries: 1, ...toldOf(stage, collecting)(until), because }, until);
      if (collecting.slices % MOST_SLICES === 0) {
        df.continueAsNew({ owner, earlier, collecting } satisfies Kept);
        return 'goes on';
      }
    }
  }
}

/** What is reported about a stage that continues at a certain time. */
function toldOf(stage: RunStage, { slices, answered, headway }: Collecting): (at: Date) => Partial<RunProgress> {
  // Before collecting nothing is known, and what comes before it takes no time.
  if (stage === 'begin' || stage === 'plan') return () => ({});
  const collected = stage === 'collect' ? { slices, answered, requests: headway?.requests } : {};
  return (at) => ({ ...collected, endsAbout: headway && estimatedEnd(stage, headway, at) });
}

/** A stage that failed for good. */
class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/** Calls a stage until it does not fail. @throws GivenUp after the last try */
function* tried(
  df: DurableOrchestrationContext,
  stage: RunStage | 'fail',
  input: object,
  told: (at: Date) => Partial<RunProgress>,
): Steps<Exclude<StageAnswer, { readonly kind: 'failed' }>> {
  let because: string | undefined;
  for (let tries = 1; ; tries += 1) {
    show(df, { ...told(df.currentUtcDateTime), stage, tries, because });
    const lastTry = tries === MOST_TRIES;
    const answer = yield* once(df, ACTIVITIES[stage], { runId: df.instanceId, ...input, lastTry });
    if (answer.kind !== 'failed') return answer;
    because = answer.because;
    if (lastTry) throw new GivenUp(because);
    const again = after(df, RETRY_SECONDS[tries - 1] ?? 0);
    yield* wait(df, { ...told(again), stage, tries: tries + 1, because }, again);
  }
}

/**
 * One try. It has failed as well where nothing came of it for long: the message of an activity whose host dies is brought
 * again without end. `callActivityWithRetry` would not do: raced against a timer, it made the extension (3.19.0) end the
 * instance as non-deterministic.
 */
function* once(df: DurableOrchestrationContext, activity: string, input: object): Steps<StageAnswer> {
  const work = df.callActivity(activity, input);
  const silence = df.createTimer(after(df, SILENT_SECONDS));
  const first = yield df.Task.any([work, silence]);
  if (first === silence)
    return {
      kind: 'failed',
      because: `${activity} neither ended nor failed within ${String(SILENT_SECONDS / 60)} minutes.`,
    };
  silence.cancel();
  return work.isFaulted ? { kind: 'failed', because: reasonOf(work.result) } : (work.result as StageAnswer);
}

/** Of an activity that threw, or was ended from outside: the engine puts the whole exception after the first line. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim();
}

function* wait(df: DurableOrchestrationContext, told: RunProgress, until: Date): Steps<void> {
  show(df, { ...told, waitingUntil: until.toISOString() });
  yield df.createTimer(until);
}

function show(df: DurableOrchestrationContext, progress: RunProgress): void {
  df.setCustomStatus(progress);
}

function after(df: DurableOrchestrationContext, seconds: number): Date {
  return new Date(df.currentUtcDateTime.getTime() + seconds * 1000);
}
