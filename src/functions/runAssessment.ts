import { app as functions, type InvocationContext } from '@azure/functions';
import { errorText } from '../base/errorText.ts';
import { startMeter } from '../app/run/meter.ts';
import { RunBusyError } from '../app/run/runBusy.ts';
import { runIdIn } from '../app/runRequest.ts';
import { isLastTry, RUN_QUEUE } from './queue.ts';
import { ofThisProcess } from './ofThisProcess.ts';
import { emit } from './signals.ts';

/**
 * Does the run. A repeated message finds the run done and changes nothing. Success makes the host delete the message: so
 * whatever did not bring the run to its end throws, and the message comes again or goes to the poison queue.
 */
export async function runAssessment(
  message: unknown,
  context: InvocationContext,
  application = ofThisProcess,
): Promise<void> {
  const runId = runIdIn(message);
  const lastTry = isLastTry(context);
  const meter = startMeter(() => performance.now());
  try {
    const app = application();
    const { words, idle, deliveries, figures } = await app.execute(
      message,
      (event) => {
        meter.take(event);
        if (event.kind !== 'page') emit(context, { signal: 'progress', runId, ...event });
      },
      lastTry,
    );
    context.log(words);
    if (idle || runId === undefined) return;
    for (const figure of [...figures, ...meter.figures()]) emit(context, { signal: 'metric', runId, ...figure });
    for (const { recipient, ok, result } of deliveries)
      emit(context, { signal: 'delivery', runId, recipient, ok, result });
    const run = await app.evidence.wholeStatus(runId);
    emit(context, {
      signal: 'runFinished',
      runId,
      complete: run?.complete,
      disks: run?.disks,
      findings: run?.findings,
      gaps: run?.gaps,
    });
  } catch (error) {
    const because = errorText(error);
    if (error instanceof RunBusyError) emit(context, { signal: 'runBusy', runId, because });
    else {
      for (const figure of meter.figures()) emit(context, { signal: 'metric', runId, ...figure });
      emit(context, { signal: lastTry ? 'runFailed' : 'tryFailed', runId, because });
    }
    throw error;
  }
}

functions.storageQueue('runAssessment', {
  queueName: RUN_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: runAssessment,
});
