/**
 * How the queue brings a run's message, and what follows for the lease of a run. The first two are host.json's
 * `extensions.queues`; a test holds them together.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json
 */

/** `maxDequeueCount`: after so many tries a message goes to the poison queue. */
export const MOST_TRIES = 5;
/** `visibilityTimeout`: seconds after which a message is brought again whose try threw, or whose worker died under a living host. */
export const RETRY_SECONDS = 300;
/**
 * Seconds for which a message stays out of sight when its host itself died; a living host renews them while it works.
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src/Listeners/QueueListener.cs
 */
export const INVISIBLE_SECONDS = 600;

/**
 * Seconds that a run is held without a sign of life. Below RETRY_SECONDS by more than a clock's error, so that the very next
 * try of a run that was killed finds it free – the next one may be the last.
 */
export const LEASE_SECONDS = 240;
/** Seconds from one sign of life to the next: three may be lost without losing the run. */
export const RENEW_SECONDS = 60;
/** Seconds that the right to write the history is held: writing a large estate gives no sign of life for minutes. */
export const WRITER_SECONDS = 900;

/** Seconds after its last sign of life when the daily timer calls a run lost: long after the queue would have brought it. */
export const LOST_SECONDS = 3_600;
/** How often the daily timer puts a lost run on the queue again before it is failed. */
export const MOST_TAKE_UPS = 2;
