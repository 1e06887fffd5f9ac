import { output, type InvocationContext } from '@azure/functions';
import { MOST_TRIES } from '../app/run/tries.ts';

/** The queue between those who ask for a run and the function that does it. */
export const RUN_QUEUE = 'unbroken-runs';

/**
 * Where the host puts a message that was tried too often.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#poison-messages
 */
export const POISON_QUEUE = `${RUN_QUEUE}-poison`;

export const runQueue = output.storageQueue({ queueName: RUN_QUEUE, connection: 'AzureWebJobsStorage' });

/** Whether the host will not bring this message again. Where it does not say how often it did, a failure is told at once. */
export function isLastTry({ triggerMetadata }: InvocationContext): boolean {
  const count = Number(triggerMetadata?.['dequeueCount']);
  return !(count < MOST_TRIES);
}
