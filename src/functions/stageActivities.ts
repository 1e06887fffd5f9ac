import type { InvocationContext } from '@azure/functions';
import { app } from 'durable-functions';
import { startMeter } from '../app/run/meter.ts';
import { RUN_STAGES, type RunStage, type StageAnswer, type StageCall } from '../app/run/stageAnswer.ts';
import { errorText } from '../base/errorText.ts';
import { ofThisProcess } from './ofThisProcess.ts';
import { ACTIVITIES, ORCHESTRATION, runOrchestration } from './runOrchestration.ts';
import { emit, emitProgress } from './signals.ts';

/**
 * Does one stage of a run, or a slice of it. It may be called again after it was done, by an engine that did not hear of it,
 * and does nothing twice then. A failure is an answer, so that its reason comes through in words; the orchestration decides
 * what follows.
 */
export async function stageActivity(
  stage: RunStage,
  call: StageCall,
  context: InvocationContext,
  application = ofThisProcess,
): Promise<StageAnswer> {
  const { runId } = call;
  const meter = startMeter(() => performance.now());
  const answer = await answerOf(stage, call, { context, application, meter });
  for (const figure of meter.figures()) emit(context, { signal: 'metric', runId, ...figure });
  if (answer.kind === 'failed') emit(context, { signal: 'tryFailed', runId, stage, because: answer.because });
  else if (answer.kind === 'busy') emit(context, { signal: 'runBusy', runId, because: answer.because });
  else if (answer.kind === 'over' || answer.kind === 'anew') context.log(answer.because);
  else if (answer.kind === 'again') {
    const { answered, headway, endsAbout, waitUntil, because } = answer;
    emit(context, {
      signal: 'sliceEnded',
      runId,
      answered,
      requests: headway?.requests,
      endsAbout,
      waitUntil,
      because,
    });
  }
  return answer;
}

async function answerOf(
  stage: RunStage,
  { runId, owner, earlier, headway }: StageCall,
  {
    context,
    application,
    meter,
  }: {
    readonly context: InvocationContext;
    readonly application: typeof ofThisProcess;
    readonly meter: ReturnType<typeof startMeter>;
  },
): Promise<StageAnswer> {
  try {
    const app = application();
    const { answer, deliveries, figures } = await app.doStage(stage, { runId, owner, earlier, headway }, (event) => {
      meter.take(event);
      emitProgress(context, runId, event);
    });
    for (const figure of figures) emit(context, { signal: 'metric', runId, ...figure });
    for (const { recipient, ok, result } of deliveries)
      emit(context, { signal: 'delivery', runId, recipient, ok, result });
    if (stage === 'deliver' && answer.kind === 'done') {
      const run = await app.evidence.wholeStatus(runId);
      emit(context, {
        signal: 'runFinished',
        runId,
        complete: run?.complete,
        disks: run?.disks,
        findings: run?.findings,
        gaps: run?.gaps,
      });
    }
    return answer;
  } catch (error) {
    return { kind: 'failed', because: errorText(error) };
  }
}

/** Ends a run of which a stage failed for good, and tells those whom it concerns. */
export async function failActivity(
  { runId, owner, because, lastTry }: Omit<StageCall, 'earlier'> & { readonly because: string },
  context: InvocationContext,
  application = ofThisProcess,
): Promise<StageAnswer> {
  try {
    const result = await application().endFailed(runId, because, owner, (event) => {
      emitProgress(context, runId, event);
    });
    if ('failed' in result) emit(context, { signal: 'runFailed', ...result.failed });
    else context.log(result.words);
    return { kind: 'done', result: null };
  } catch (error) {
    const second = errorText(error);
    // The operators hear of it in any case; the daily timer tries again to tell the others.
    if (lastTry) emit(context, { signal: 'runFailed', runId, because: `${because} ${second}` });
    else emit(context, { signal: 'tryFailed', runId, stage: 'fail', because: second });
    return { kind: 'failed', because: second };
  }
}

app.orchestration(ORCHESTRATION, runOrchestration);
for (const stage of RUN_STAGES)
  app.activity(ACTIVITIES[stage], {
    handler: (call, context) => stageActivity(stage, call as StageCall, context),
  });
app.activity(ACTIVITIES.fail, {
  handler: (call, context) => failActivity(call as Parameters<typeof failActivity>[0], context),
});
