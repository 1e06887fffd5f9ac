import { app, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { RUN_QUEUE } from './queue.ts';

/** Does the run. A repeated message finds the run done and changes nothing. */
async function runAssessment(message: unknown, context: InvocationContext): Promise<void> {
  const outcome = await unbroken(process.env).execute(message, (event) => {
    if (event.kind !== 'page') context.log(JSON.stringify(event));
  });
  context.log(outcome);
}

app.storageQueue('runAssessment', { queueName: RUN_QUEUE, connection: 'AzureWebJobsStorage', handler: runAssessment });
