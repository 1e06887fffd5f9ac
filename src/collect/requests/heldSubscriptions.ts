import type { Report } from '../../domain/progress.ts';
import type { Clock } from './quota.ts';

/** Waits of fewer milliseconds than this are not reported. */
const WORTH_TELLING = 1000;

/** Subscriptions whose requests wait for a limit. */
export class HeldSubscriptions {
  readonly #clock: Clock;
  readonly #report: Report;
  readonly #waits = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  constructor(clock: Clock, report: Report) {
    this.#clock = clock;
    this.#report = report;
  }

  has(subscription: string): boolean {
    return (this.#waits.get(subscription) ?? 0) > 0;
  }

  /** Calls back when a subscription begins or ceases to be held, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async hold(subscription: string, milliseconds: number, source: string, because: string): Promise<void> {
    const isFirst = !this.has(subscription);
    this.#count(subscription, 1);
    if (isFirst && milliseconds >= WORTH_TELLING)
      this.#report({ kind: 'waiting', source, seconds: Math.ceil(milliseconds / 1000), because });
    await this.#clock.sleep(milliseconds);
    this.#count(subscription, -1);
  }

  #count(subscription: string, more: 1 | -1): void {
    const [wasHeld, waits] = [this.has(subscription), (this.#waits.get(subscription) ?? 0) + more];
    this.#waits.set(subscription, waits);
    if (wasHeld !== waits > 0) for (const listener of this.#listeners) listener();
  }
}
