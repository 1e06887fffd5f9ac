/**
 * Azure's request limits. `clock` gives milliseconds from any start; the server passes a monotonic one.
 */
export type MonotonicClock = () => number;

export interface QuotaOptions {
  /** Queries in a window, per principal. Default 15. */
  readonly queries?: number;
  /** Length of the window. Default 5; a fraction makes an accelerated simulator. */
  readonly seconds?: number;
}

export interface QuotaAnswer {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetsAfterMilliseconds: number;
}

/**
 * Resource Graph's quota: so many queries in a window that starts with its first query, per principal.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
export function createQuota(
  clock: MonotonicClock,
  { queries = 15, seconds = 5 }: QuotaOptions = {},
): (principal: string) => QuotaAnswer {
  const windows = new Map<string, { readonly startedAt: number; used: number }>();
  const length = seconds * 1000;
  return (principal) => {
    const now = clock();
    let window = windows.get(principal);
    if (window === undefined || now - window.startedAt >= length) {
      window = { startedAt: now, used: 0 };
      windows.set(principal, window);
    }
    const resetsAfterMilliseconds = window.startedAt + length - now;
    if (window.used >= queries) return { allowed: false, remaining: 0, resetsAfterMilliseconds };
    window.used++;
    return { allowed: true, remaining: queries - window.used, resetsAfterMilliseconds };
  };
}

/** `hh:mm:ss`, whole seconds, as `x-ms-user-quota-resets-after` has it; never earlier than the reset. */
export function clockText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export interface BucketOptions {
  /** Requests that a full bucket holds. Default 250. */
  readonly size?: number;
  /** Requests that come back per second. Default 25. */
  readonly refillPerSecond?: number;
}

export interface BucketAnswer {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until one request is free again; 0 when allowed. */
  readonly retryAfterMilliseconds: number;
}

/**
 * Azure Resource Manager's token buckets for reads, one per subscription and principal.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export function createBuckets(
  clock: MonotonicClock,
  { size = 250, refillPerSecond = 25 }: BucketOptions = {},
): (key: string) => BucketAnswer {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const now = clock();
    const bucket = buckets.get(key) ?? { tokens: size, at: now };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * refillPerSecond);
    bucket.at = now;
    if (bucket.tokens < 1) {
      const retryAfterMilliseconds = ((1 - bucket.tokens) / refillPerSecond) * 1000;
      return { allowed: false, remaining: 0, retryAfterMilliseconds };
    }
    bucket.tokens -= 1;
    return { allowed: true, remaining: Math.floor(bucket.tokens), retryAfterMilliseconds: 0 };
  };
}

/**
 * Headers that ask to wait. Azure sends whole seconds; a fraction is only for accelerated simulators and goes out as
 * `retry-after-ms`, which the SDK's retry policy prefers.
 */
export function retryAfterHeaders(milliseconds: number): Record<string, string> {
  const whole = Math.max(1, Math.ceil(milliseconds / 1000));
  return milliseconds % 1000 === 0 || milliseconds > 1000
    ? { 'retry-after': String(whole) }
    : { 'retry-after': String(whole), 'retry-after-ms': String(Math.ceil(milliseconds)) };
}
