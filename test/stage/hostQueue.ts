import { readFileSync } from 'node:fs';

const { extensions } = JSON.parse(readFileSync('host.json', 'utf8')) as {
  readonly extensions: { readonly queues: { readonly maxDequeueCount: number; readonly visibilityTimeout: string } };
};
const [hours = 0, minutes = 0, seconds = 0] = extensions.queues.visibilityTimeout.split(':').map(Number);

/** What host.json says. */
export const HOST = {
  maxDequeueCount: extensions.queues.maxDequeueCount,
  visibilitySeconds: hours * 3600 + minutes * 60 + seconds,
} as const;

/** Fixed in the host: out of sight for so long from when a message is taken, renewed while its function runs. */
export const TAKEN_SECONDS = 600;
/** Of a message as it is sent. @see https://learn.microsoft.com/azure/storage/queues/scalability-targets */
export const MOST_BYTES = 64 * 1024;

/**
 * How one try ended. threw: the function threw, or its worker died or was ended at `functionTimeout` under a living host.
 * hostDied: nobody was left to say anything to the queue (SIGTERM, a reboot, an instance taken away).
 */
export type Ending = 'succeeded' | 'threw' | 'hostDied';

interface Message {
  readonly body: string;
  visibleAt: number;
  dequeueCount: number;
}

/**
 * A storage queue and its poison queue as the Functions host (extension Storage.Queues 5.x) works on them:
 * - success deletes the message; a throw makes it visible after `visibilityTimeout`, or moves it to `<queue>-poison` once its
 *   dequeueCount has reached `maxDequeueCount`; a dead host does neither, and it is visible when its ten minutes are over;
 * - one whose dequeueCount lies above `maxDequeueCount` when it is taken is moved without calling the function;
 * - the poison queue has none of its own: there a message that throws just stays out of sight for its ten minutes.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#poison-messages
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src/QueueProcessor.cs
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src/Listeners/QueueListener.cs
 */
export class HostQueue {
  readonly #clock: { time: number };
  readonly #waiting: Message[] = [];
  readonly #poison: Message[] = [];

  /** `time`: milliseconds, moved on by whoever waits. */
  constructor(clock: { time: number }) {
    this.#clock = clock;
  }

  /** What an output binding puts there: JSON, sent as base64. */
  put(value: unknown): void {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    const bytes = Buffer.from(body, 'utf8').toString('base64').length;
    if (bytes > MOST_BYTES) throw new Error(`RequestBodyTooLarge: ${bytes} bytes`);
    this.#waiting.push({ body, visibleAt: this.#clock.time, dequeueCount: 0 });
  }

  /** A queue that was cleared, or whose messages outlived their time. */
  lose(): void {
    this.#waiting.length = 0;
  }

  get isEmpty(): boolean {
    return this.#waiting.length + this.#poison.length === 0;
  }

  /** Messages on the queue itself. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Brings the next message that is to be seen now; false where there is none. */
  async bring(call: (body: unknown, dequeueCount: number) => Promise<Ending>): Promise<boolean> {
    const message = this.#take(this.#waiting);
    if (message === undefined) return false;
    if (message.dequeueCount > HOST.maxDequeueCount) {
      this.#move(message);
      return true;
    }
    const ending = await call(bodyOf(message), message.dequeueCount);
    if (ending === 'succeeded') remove(this.#waiting, message);
    else if (ending === 'threw' && message.dequeueCount >= HOST.maxDequeueCount) this.#move(message);
    else if (ending === 'threw') message.visibleAt = this.#clock.time + HOST.visibilitySeconds * 1000;
    return true;
  }

  async bringPoison(call: (body: unknown) => Promise<Ending>): Promise<boolean> {
    const message = this.#take(this.#poison);
    if (message === undefined) return false;
    if ((await call(bodyOf(message))) === 'succeeded') remove(this.#poison, message);
    return true;
  }

  /** Waits until a message is to be seen again. */
  wait(): void {
    const next = Math.min(...[...this.#waiting, ...this.#poison].map(({ visibleAt }) => visibleAt));
    this.#clock.time = Math.max(this.#clock.time, next);
  }

  #take(from: readonly Message[]): Message | undefined {
    const message = from.find(({ visibleAt }) => visibleAt <= this.#clock.time);
    if (message === undefined) return undefined;
    message.dequeueCount += 1;
    message.visibleAt = this.#clock.time + TAKEN_SECONDS * 1000;
    return message;
  }

  #move(message: Message): void {
    remove(this.#waiting, message);
    this.#poison.push({ body: message.body, visibleAt: this.#clock.time, dequeueCount: 0 });
  }
}

function remove(from: Message[], message: Message): void {
  from.splice(from.indexOf(message), 1);
}

/** JSON reaches the function as an object, anything else as text. */
function bodyOf({ body }: Message): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
