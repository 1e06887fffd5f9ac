import { output } from '@azure/functions';

/** The queue between those who ask for a run and the function that does it. */
export const RUN_QUEUE = 'unbroken-runs';

export const runQueue = output.storageQueue({ queueName: RUN_QUEUE, connection: 'AzureWebJobsStorage' });
