import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Report } from '../../domain/progress.ts';
import { waitNamed } from './attempts.ts';
import type { Clock } from './quota.ts';
import { isRefusal, resendRefused, type Resending } from './resend.ts';

/** What keeps a run within Azure's limits instead of being refused. */
export interface Pace extends Resending {
  /** Sees each answer: position `perRetry`, inside of `inner`. */
  readonly learn: PipelinePolicy;
  /** Requests about that subscription wait for a limit. */
  readonly isHeld: (subscription: string) => boolean;
  /** Takes what is to be called when a subscription begins or ceases to be held, until what comes back is called. */
  readonly onChange: (listener: () => void) => () => void;
}

/** A resource provider's own limit: one action in one subscription. */
interface Window {
  readonly subscription: string;
  readonly action: string;
  /** Requests that may still be sent; undefined until Azure has said. */
  allowance: number | undefined;
  underWay: number;
  /** The most that were left, and the one before. */
  capacity: number;
  /** Milliseconds; undefined while it is not known when the interval began. */
  startedAt: number | undefined;
  /** The next answer is the first of an interval. */
  fresh: boolean;
  /** Milliseconds: an interval as long as the header's name says; undefined: only a refusal tells. */
  interval: number | undefined;
  blockedUntil: number;
  readonly waiters: (() => void)[];
}

/** Resource Manager's own bucket for a subscription, or for the tenant. */
interface Bucket {
  tokens: number | undefined;
  at: number;
  underWay: number;
  blockedUntil: number;
}

const HOUR = 3_600_000;
/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling (25 reads a second) */
const REFILL_PER_SECOND = 25;
/** Limits are round numbers: an answer that leaves one less was the first of its interval. */
const ROUND = 50;
/** Waits of less than this many milliseconds are not told. */
const WORTH_TELLING = 1000;

/**
 * Obeys, for each subscription and action, what Azure says is left: `x-ms-ratelimit-remaining-subscription-resource-requests`
 * (Azure Backup, by the hour), `x-ms-ratelimit-remaining-resource` (Compute), and for each subscription
 * `x-ms-ratelimit-remaining-subscription-reads` (Resource Manager, 25 a second). When nothing is left the requests wait until the
 * interval is over; where it is not known when it began, one request is sent to be told by the refusal's Retry-After.
 */
export function obeyLimits(clock: Clock, report: Report, retries: number, titleOf: (action: string) => string): Pace {
  const windows = new Map<string, Window>();
  const buckets = new Map<string, Bucket>();
  const listeners = new Set<() => void>();
  const held = new Map<string, number>();
  const places = new WeakMap<PipelineRequest, Place>();
  const now = (): number => clock.now().getTime();

  const placeFor = (request: PipelineRequest): Place => {
    const place = places.get(request) ?? placeOf(request.url);
    places.set(request, place);
    return place;
  };

  const hold = async (subscription: string, milliseconds: number, source: string, because: string): Promise<void> => {
    const before = held.get(subscription) ?? 0;
    held.set(subscription, before + 1);
    if (before === 0) for (const listener of listeners) listener();
    if (milliseconds >= WORTH_TELLING && before === 0)
      report({ kind: 'waiting', source, seconds: Math.ceil(milliseconds / 1000), because });
    await clock.sleep(milliseconds);
    const after = (held.get(subscription) ?? 1) - 1;
    held.set(subscription, after);
    if (after === 0) for (const listener of listeners) listener();
  };

  const admit = async (request: PipelineRequest): Promise<void> => {
    const { subscription, action } = placeFor(request);
    const window = entry(windows, `${subscription}|${action}`, () => newWindow(subscription, action));
    const bucket = entry(buckets, subscription, () => ({ tokens: undefined, at: 0, underWay: 0, blockedUntil: 0 }));
    for (;;) {
      const at = now();
      const closed = waitOf(window, at);
      if (closed === 'probe') break;
      if (closed === 'told soon') {
        await new Promise<void>((wake) => window.waiters.push(wake));
        continue;
      }
      if (closed > 0) {
        await hold(subscription, closed, titleOf(action), usedUp(window));
        continue;
      }
      const dry = dryFor(bucket, at);
      if (dry === 0) break;
      const because = `the requests that Azure Resource Manager allows in subscription ${subscription} are used up`;
      await hold(subscription, dry, titleOf(action), because);
    }
    window.underWay += 1;
    bucket.underWay += 1;
    if (window.allowance !== undefined) window.allowance -= 1;
    if (bucket.tokens !== undefined) bucket.tokens -= 1;
  };

  const learn = (request: PipelineRequest, response: PipelineResponse): void => {
    const { subscription, action } = placeFor(request);
    const window = entry(windows, `${subscription}|${action}`, () => newWindow(subscription, action));
    const bucket = buckets.get(subscription);
    if (bucket === undefined) return;
    if (isRefusal(response)) {
      const until = now() + waitNamed((name) => response.headers.get(name));
      if (concernsAll(response)) bucket.blockedUntil = Math.max(bucket.blockedUntil, until);
      else {
        window.blockedUntil = Math.max(window.blockedUntil, until);
        window.allowance = 0;
      }
      return;
    }
    take(window, response, now());
    const reads = count(
      response.headers.get('x-ms-ratelimit-remaining-subscription-reads') ??
        response.headers.get('x-ms-ratelimit-remaining-tenant-reads'),
    );
    if (reads !== undefined) {
      bucket.tokens = reads - bucket.underWay + 1;
      bucket.at = now();
    }
  };

  const settle = (request: PipelineRequest): void => {
    const { subscription, action } = placeFor(request);
    const window = windows.get(`${subscription}|${action}`);
    const bucket = buckets.get(subscription);
    if (window !== undefined) {
      window.underWay -= 1;
      for (const wake of window.waiters.splice(0)) wake();
    }
    if (bucket !== undefined) bucket.underWay -= 1;
  };

  const { outer, inner } = resendRefused(retries, admit);
  return {
    inner,
    outer: {
      name: outer.name,
      sendRequest: (request, next) =>
        outer.sendRequest(request, async (sent) => {
          try {
            return await next(sent);
          } finally {
            settle(sent);
          }
        }),
    },
    learn: {
      name: 'learnLimits',
      sendRequest: async (request, next) => {
        const response = await next(request);
        learn(request, response);
        return response;
      },
    },
    isHeld: (subscription) => (held.get(subscription) ?? 0) > 0,
    // Connections stay open after the last question, and so does all that they refer to: that must be nothing of a run.
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Milliseconds to wait for this window; `probe`: send one request to be told; `told soon`: an answer is under way. */
function waitOf(window: Window, at: number): number | 'probe' | 'told soon' {
  if (window.blockedUntil > at) return window.blockedUntil - at;
  if (window.blockedUntil > 0) reopen(window);
  if (window.allowance === undefined || window.allowance > 0) return 0;
  // What is under way may have been counted already: the next answer says how much is left.
  if (window.underWay > 0) return 'told soon';
  if (window.startedAt === undefined || window.interval === undefined) return 'probe';
  window.blockedUntil = window.startedAt + window.interval;
  if (window.blockedUntil > at) return window.blockedUntil - at;
  reopen(window);
  return 0;
}

/** A new interval, as wide as the widest seen, until an answer says better. */
function reopen(window: Window): void {
  window.blockedUntil = 0;
  window.startedAt = undefined;
  window.fresh = true;
  window.allowance = window.capacity > 0 ? window.capacity : undefined;
}

function take(window: Window, { headers }: PipelineResponse, at: number): void {
  const left = leftIn(headers.get.bind(headers));
  if (left === undefined) return;
  window.interval = left.interval;
  if (window.startedAt === undefined && (window.fresh || (left.requests + 1) % ROUND === 0)) window.startedAt = at;
  window.fresh = false;
  window.capacity = Math.max(window.capacity, left.requests + 1);
  // Those under way are counted by Azure when they arrive; this one is still among them.
  window.allowance = left.requests - window.underWay + 1;
}

interface Left {
  readonly requests: number;
  readonly interval: number | undefined;
}

/**
 * The tightest of what is left. Compute names several limits in one header (`Microsoft.Compute/HighCostGet3Min;107,…`), most with
 * their interval; of the others, as of restore points, only a refusal tells it.
 */
export function leftIn(header: (name: string) => string | undefined): Left | undefined {
  const own = count(header('x-ms-ratelimit-remaining-subscription-resource-requests'));
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

function dryFor(bucket: Bucket, at: number): number {
  if (bucket.blockedUntil > at) return bucket.blockedUntil - at;
  if (bucket.tokens === undefined) return 0;
  bucket.tokens += (Math.max(0, at - bucket.at) / 1000) * REFILL_PER_SECOND;
  bucket.at = at;
  return bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) / REFILL_PER_SECOND) * 1000);
}

/** `SubscriptionRequestsThrottled`, `TenantRequestsThrottled`: Resource Manager's own, for every kind of request. */
function concernsAll({ bodyAsText }: PipelineResponse): boolean {
  return /"(?:Subscription|Tenant)RequestsThrottled"/.test(bodyAsText ?? '');
}

function usedUp({ subscription, capacity }: Window): string {
  const limit = capacity > 0 ? `the ${capacity} requests` : 'the requests of this kind';
  return `${limit} that Azure allows in subscription ${subscription} are used up`;
}

function newWindow(subscription: string, action: string): Window {
  return {
    subscription,
    action,
    allowance: undefined,
    underWay: 0,
    capacity: 0,
    startedAt: undefined,
    fresh: false,
    interval: undefined,
    blockedUntil: 0,
    waiters: [],
  };
}

/** What a GET counts against. */
interface Place {
  /** Lower case; empty for what belongs to the tenant. */
  readonly subscription: string;
  /** Lower case. */
  readonly action: string;
}

/** What a GET of that address counts against. */
export function placeOf(url: string): Place {
  const path = (URL.canParse(url) ? new URL(url).pathname : url).toLowerCase();
  const subscription = /^\/subscriptions\/([^/]+)/.exec(path)?.[1] ?? '';
  const at = path.lastIndexOf('/providers/');
  const [namespace, rest] =
    at === -1
      ? ['microsoft.resources', path.split('/').slice(1)]
      : [path.slice(at).split('/')[2] ?? '', path.slice(at).split('/').slice(3)];
  return { subscription, action: `${namespace}/${rest.filter((_, index) => index % 2 === 0).join('/')}/read` };
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
