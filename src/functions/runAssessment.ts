import { app, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { startMeter } from '../app/run/meter.ts';
import { requestFromMessage } from '../app/runRequest.ts';
import { RUN_QUEUE } from './queue.ts';
import { emit } from './signals.ts';

/** Does the run. A repeated message finds the run done and changes nothing. */
export async function runAssessment(message: unknown, context: InvocationContext): Promise<void> {
  const { runId } = requestFromMessage(message);
  const meter = startMeter(() => performance.now());
  try {
    const application = unbroken(process.env);
    const { words, idle, deliveries, figures } = await application.execute(message, (event) => {
      meter.take(event);
      if (event.kind !== 'page') emit(context, { signal: 'progress', runId, ...event });
    });
    context.log(words);
    if (idle) return;
    for (const figure of [...figures, ...meter.figures()]) emit(context, { signal: 'metric', runId, ...figure });
    for (const { recipient, ok, result } of deliveries)
      emit(context, { signal: 'delivery', runId, recipient, ok, result });
    const run = await application.evidence.wholeStatus(runId);
    emit(context, {
      signal: 'runFinished',
      runId,
      complete: run?.complete,
      disks: run?.disks,
      findings: run?.findings,
      gaps: run?.gaps,
    });
  } catch (error) {
    for (const figure of meter.figures()) emit(context, { signal: 'metric', runId, ...figure });
    emit(context, { signal: 'runFailed', runId, because: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

app.storageQueue('runAssessment', { queueName: RUN_QUEUE, connection: 'AzureWebJobsStorage', handler: runAssessment });
