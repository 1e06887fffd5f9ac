import { app, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { requestFromMessage } from '../app/runRequest.ts';
import { RUN_QUEUE } from './queue.ts';
import { emit } from './signals.ts';

/** Does the run. A repeated message finds the run done and changes nothing. */
export async function runAssessment(message: unknown, context: InvocationContext): Promise<void> {
  const { runId } = requestFromMessage(message);
  try {
    const application = unbroken(process.env);
    const outcome = await application.execute(message, (event) => {
      if (event.kind !== 'page') context.log(JSON.stringify(event));
    });
    context.log(outcome);
    const run = await application.evidence.status(runId);
    emit(context, {
      signal: 'runFinished',
      runId,
      complete: run?.complete,
      disks: run?.disks,
      findings: run?.findings,
      gaps: run?.gaps,
    });
  } catch (error) {
    emit(context, { signal: 'runFailed', runId, because: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

app.storageQueue('runAssessment', { queueName: RUN_QUEUE, connection: 'AzureWebJobsStorage', handler: runAssessment });
