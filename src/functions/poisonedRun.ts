import { app as functions, type InvocationContext } from '@azure/functions';
import { errorText } from '../base/errorText.ts';
import { RunBusyError } from '../app/run/runBusy.ts';
import { runIdIn } from '../app/runRequest.ts';
import { POISON_QUEUE } from './queue.ts';
import { ofThisProcess } from './ofThisProcess.ts';
import { emit } from './signals.ts';

/** Says aloud what became of a message that the queue gave up. The host never gives up one of the poison queue. */
export async function poisonedRun(
  message: unknown,
  context: InvocationContext,
  application = ofThisProcess,
): Promise<void> {
  const runId = runIdIn(message);
  if (runId === undefined) {
    const because = `A message on ${POISON_QUEUE} names no run; nothing came of it. Ask for a run with POST /api/evidence.`;
    emit(context, { signal: 'runFailed', runId, because });
    return;
  }
  try {
    const result = await application().endPoisoned(runId, (event) => {
      if (event.kind !== 'page') emit(context, { signal: 'progress', runId, ...event });
    });
    if ('failed' in result) emit(context, { signal: 'runFailed', ...result.failed });
    else context.log(result.words);
  } catch (error) {
    const signal = error instanceof RunBusyError ? 'runBusy' : 'runFailed';
    emit(context, { signal, runId, because: errorText(error) });
    throw error;
  }
}

functions.storageQueue('poisonedRun', {
  queueName: POISON_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: poisonedRun,
});
