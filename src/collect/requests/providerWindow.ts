import type { PipelineResponse } from '@azure/core-rest-pipeline';

const HOUR = 3_600_000;
/** Limits are round numbers: an answer that leaves one less was the first of its interval. */
const ROUND = 50;

/** A resource provider's own limit: one action in one subscription. Times are in milliseconds since 1970. */
export class ProviderWindow {
  readonly #subscription: string;
  /** Requests that may still be sent; undefined until Azure has said. */
  #allowance: number | undefined;
  #underWay = 0;
  /** The most that were left, and the previous value. */
  #capacity = 0;
  /** Undefined while it is not known when the interval began. */
  #startedAt: number | undefined;
  /** The next answer is the first of an interval. */
  #isFresh = false;
  /** Milliseconds: the interval that the header's name states; undefined if only a refusal tells it. */
  #interval: number | undefined;
  #blockedUntil = 0;
  readonly #waiters: (() => void)[] = [];

  constructor(subscription: string) {
    this.#subscription = subscription;
  }

  /** Milliseconds to wait; `probe`: send one request to be told; `told soon`: an answer is under way. */
  waitAt(at: number): number | 'probe' | 'told soon' {
    if (this.#blockedUntil > at) return this.#blockedUntil - at;
    if (this.#blockedUntil > 0) this.#reopen();
    if (this.#allowance === undefined || this.#allowance > 0) return 0;
    // Requests under way may already have been counted: the next answer says how much is left.
    if (this.#underWay > 0) return 'told soon';
    if (this.#startedAt === undefined || this.#interval === undefined) return 'probe';
    this.#blockedUntil = this.#startedAt + this.#interval;
    if (this.#blockedUntil > at) return this.#blockedUntil - at;
    this.#reopen();
    return 0;
  }

  /** Settles when the next request ends. */
  nextEnd(): Promise<void> {
    return new Promise((wake) => this.#waiters.push(wake));
  }

  begin(): void {
    this.#underWay += 1;
    if (this.#allowance !== undefined) this.#allowance -= 1;
  }

  end(): void {
    this.#underWay -= 1;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  take({ headers }: PipelineResponse, at: number): void {
    const left = leftIn(headers.get.bind(headers));
    if (left === undefined) return;
    this.#interval = left.interval;
    if (this.#startedAt === undefined && (this.#isFresh || (left.requests + 1) % ROUND === 0)) this.#startedAt = at;
    this.#isFresh = false;
    this.#capacity = Math.max(this.#capacity, left.requests + 1);
    // Azure counts those under way when they arrive; this one is still among them.
    this.#allowance = left.requests - this.#underWay + 1;
  }

  blockUntil(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
    this.#allowance = 0;
  }

  /** Why its requests wait, in words. */
  usedUp(): string {
    const limit = this.#capacity > 0 ? `the ${String(this.#capacity)} requests` : 'the requests of this kind';
    return `${limit} that Azure allows in subscription ${this.#subscription} are used up`;
  }

  /** A new interval, as large as the largest seen, until an answer corrects it. */
  #reopen(): void {
    this.#blockedUntil = 0;
    this.#startedAt = undefined;
    this.#isFresh = true;
    this.#allowance = this.#capacity > 0 ? this.#capacity : undefined;
  }
}

interface Left {
  readonly requests: number;
  readonly interval: number | undefined;
}

/**
 * The tightest limit. Compute names several in one header (`Microsoft.Compute/HighCostGet3Min;107,…`), most with their
 * interval; for the others, such as that of restore points, only a refusal tells it.
 */
export function leftIn(header: (name: string) => string | undefined): Left | undefined {
  const own = wholeNumber(header('x-ms-ratelimit-remaining-subscription-resource-requests'));
  const found: Left[] = own === undefined ? [] : [{ requests: own, interval: HOUR }];
  for (const part of (header('x-ms-ratelimit-remaining-resource') ?? '').split(',')) {
    const match = /^([^;]+);(\d+)$/.exec(part.trim());
    if (match === null) continue;
    const minutes = /(?<!\d)(\d+)Min$/i.exec(match[1] ?? '')?.[1];
    found.push({ requests: Number(match[2]), interval: minutes === undefined ? undefined : Number(minutes) * 60_000 });
  }
  return found.reduce<Left | undefined>(
    (least, one) => (least === undefined || one.requests < least.requests ? one : least),
    undefined,
  );
}

export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}
