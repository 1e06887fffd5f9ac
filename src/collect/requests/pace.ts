import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Report } from '../../domain/progress.ts';
import { waitNamed } from './attempts.ts';
import { HeldSubscriptions } from './heldSubscriptions.ts';
import { isOfManager, ManagerBucket } from './managerBucket.ts';
import { ProviderWindow } from './providerWindow.ts';
import type { Clock } from './quota.ts';
import { placeOf, type Place } from './requestPlace.ts';
import { isRefusal, resendRefused, type Resending } from './resend.ts';

/** Keeps a run within Azure's limits, instead of being refused. */
export interface Pace extends Resending {
  /** Sees each answer: position `perRetry`, inside of `inner`. */
  readonly learn: PipelinePolicy;
  /** Whether requests about that subscription wait for a limit. */
  readonly isHeld: (subscription: string) => boolean;
  /** Calls back when a subscription begins or ceases to be held, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
}

/**
 * Obeys, for each subscription and action, what Azure says is left:
 * `x-ms-ratelimit-remaining-subscription-resource-requests` (Azure Backup, by the hour), `x-ms-ratelimit-remaining-resource`
 * (Compute), and for each subscription `x-ms-ratelimit-remaining-subscription-reads` (Resource Manager, 25 a second). When
 * nothing is left, requests wait until the interval is over; if it is not known when it began, one request is sent, and the
 * refusal's Retry-After tells.
 */
export function obeyLimits(clock: Clock, report: Report, retries: number, titleOf: (action: string) => string): Pace {
  const limits = new Limits(clock, titleOf, new HeldSubscriptions(clock, report));
  const { outer, inner } = resendRefused(retries, (request) => limits.admit(request));
  return {
    inner,
    outer: {
      name: outer.name,
      sendRequest: (request, next) =>
        outer.sendRequest(request, async (sent) => {
          try {
            return await next(sent);
          } finally {
            limits.settle(sent);
          }
        }),
    },
    learn: {
      name: 'learnLimits',
      sendRequest: async (request, next) => {
        const response = await next(request);
        limits.learn(request, response);
        return response;
      },
    },
    isHeld: (subscription) => limits.held.has(subscription),
    // Connections stay open after the last question, and keep alive all that they refer to: that must be nothing of a run.
    onChange: (listener) => limits.held.onChange(listener),
  };
}

/** What a request counts against. */
interface Limit {
  readonly place: Place;
  readonly window: ProviderWindow;
  readonly bucket: ManagerBucket;
}

/** What is left, as far as Azure's answers have told. */
class Limits {
  readonly held: HeldSubscriptions;
  readonly #clock: Clock;
  readonly #titleOf: (action: string) => string;
  readonly #windows = new Map<string, ProviderWindow>();
  readonly #buckets = new Map<string, ManagerBucket>();
  readonly #ofRequest = new WeakMap<PipelineRequest, Limit>();

  constructor(clock: Clock, titleOf: (action: string) => string, held: HeldSubscriptions) {
    this.#clock = clock;
    this.#titleOf = titleOf;
    this.held = held;
  }

  /** Waits until the request may be sent. */
  async admit(request: PipelineRequest): Promise<void> {
    const { place, window, bucket } = this.#limitOf(request);
    const { subscription, action } = place;
    for (;;) {
      const at = this.#now();
      const closed = window.waitAt(at);
      if (closed === 'probe') break;
      if (closed === 'told soon') {
        await window.nextEnd();
        continue;
      }
      if (closed > 0) {
        await this.held.hold(subscription, closed, this.#titleOf(action), window.usedUp());
        continue;
      }
      const dry = bucket.waitAt(at);
      if (dry === 0) break;
      const because = `the requests that Azure Resource Manager allows in subscription ${subscription} are used up`;
      await this.held.hold(subscription, dry, this.#titleOf(action), because);
    }
    window.begin();
    bucket.begin();
  }

  learn(request: PipelineRequest, response: PipelineResponse): void {
    const { window, bucket } = this.#limitOf(request);
    const at = this.#now();
    if (isRefusal(response)) {
      const until = at + waitNamed((name) => response.headers.get(name));
      (isOfManager(response) ? bucket : window).blockUntil(until);
      return;
    }
    window.take(response, at);
    bucket.take(response, at);
  }

  settle(request: PipelineRequest): void {
    const { window, bucket } = this.#limitOf(request);
    window.end();
    bucket.end();
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  #limitOf(request: PipelineRequest): Limit {
    const known = this.#ofRequest.get(request);
    if (known !== undefined) return known;
    const place = placeOf(request.url);
    const key = `${place.subscription}|${place.action}`;
    const limit: Limit = {
      place,
      window: entry(this.#windows, key, () => new ProviderWindow(place.subscription)),
      bucket: entry(this.#buckets, place.subscription, () => new ManagerBucket()),
    };
    this.#ofRequest.set(request, limit);
    return limit;
  }
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
