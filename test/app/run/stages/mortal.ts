import type { HistoryOptions } from '../../../../src/history/historyStore.ts';
import type { PackStore } from '../../../../src/domain/ports.ts';

export const DIED = Symbol('died');

/**
 * A process that dies at one of its writes to the world, be it before the write is done or after, with its answer lost. From then
 * on nothing that it does reaches the world, and nothing answers it.
 */
export class Mortal {
  readonly death: Promise<typeof DIED>;
  /** Writes so far. */
  writes = 0;
  readonly #at: number;
  readonly #done: boolean;
  #isDead = false;
  #die: (died: typeof DIED) => void = () => undefined;

  /** @param at the write that it dies at, from 1; @param done whether that write is done */
  constructor(at = Infinity, done = true) {
    this.#at = at;
    this.#done = done;
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  async write<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isDead) return never();
    this.writes += 1;
    const isLast = this.writes === this.#at;
    if (isLast) this.#isDead = true;
    if (isLast) {
      // Also where the write is refused: that answer is lost, too.
      if (this.#done) await work().catch(() => undefined);
      this.#die(DIED);
      return never();
    }
    const result = await work();
    return this.#dead() ? never() : result;
  }

  async read<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isDead) return never();
    const result = await work();
    return this.#dead() ? never() : result;
  }

  store(store: PackStore): PackStore {
    return {
      ...store,
      put: (...part) => this.write(() => store.put(...part)),
      open: (...part) => this.read(() => store.open(...part)),
    };
  }

  get tables(): NonNullable<HistoryOptions['clientOptions']> {
    return {
      additionalPolicies: [
        {
          position: 'perCall',
          policy: {
            name: 'death',
            sendRequest: (request, next) =>
              request.method === 'GET' ? this.read(() => next(request)) : this.write(() => next(request)),
          },
        },
      ],
    };
  }

  /** A call, since a write may have ended it meanwhile. */
  #dead(): boolean {
    return this.#isDead;
  }
}

/** Nobody hears of it; but files that the process left open are closed. */
function never(): Promise<never> {
  return Promise.reject(new Error('This process is dead.'));
}
