import { armError, type ArmResponse } from './arm/errors.ts';
import { retryAfterHeaders, type MonotonicClock } from './limits.ts';
import { readAction } from './permissions.ts';

export interface HourlyOptions {
  /** Requests in the interval, by action as Azure writes it; default: as seen. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Length of the interval. Default 3600; less makes an accelerated simulator. */
  readonly seconds?: number;
}

/**
 * What recorded answers counted down from: `x-ms-ratelimit-remaining-subscription-resource-requests` starts at 149 or 299, for jobs at 449
 * (2024). The interval of one hour is in the text of a refusal for jobs (2023, when their limit was 150); that of the others is not known.
 */
export const SEEN_LIMITS: Readonly<Record<string, number>> = {
  'Microsoft.RecoveryServices/vaults/backupJobs/read': 450,
  'Microsoft.RecoveryServices/vaults/backupProtectedItems/read': 150,
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/read': 150,
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read': 150,
  'Microsoft.RecoveryServices/vaults/backupEncryptionConfigs/read': 150,
};

/** A resource provider's own answer to a request; undefined: it has no limit for it. */
export type Hourly = (
  subscription: string,
  path: string,
) => { readonly headers: Readonly<Record<string, string>>; readonly refusal: ArmResponse | undefined } | undefined;

/** Azure Backup's own limits, for a subscription and an action, in intervals that start with their first request. */
export function createHourly(clock: MonotonicClock, options: HourlyOptions = {}): Hourly {
  const { limits = SEEN_LIMITS, seconds = 3600 } = options;
  const actions = new Map(Object.keys(limits).map((action) => [action.toLowerCase(), action]));
  const windows = new Map<string, { readonly startedAt: number; used: number }>();
  return (subscription, path) => {
    const action = actions.get(readAction(path));
    if (action === undefined) return undefined;
    const limit = limits[action] ?? 0;
    const now = clock();
    const key = `${subscription}|${action}`;
    let window = windows.get(key);
    if (window === undefined || now - window.startedAt >= seconds * 1000) {
      window = { startedAt: now, used: 0 };
      windows.set(key, window);
    }
    if (window.used >= limit) {
      const left = window.startedAt + seconds * 1000 - now;
      return { headers: remaining(0), refusal: refused(action, limit, seconds, left) };
    }
    window.used += 1;
    return { headers: remaining(limit - window.used), refusal: undefined };
  };
}

function remaining(requests: number): Readonly<Record<string, string>> {
  return { 'x-ms-ratelimit-remaining-subscription-resource-requests': String(requests) };
}

/** In the words of the recorded refusal. */
function refused(action: string, limit: number, seconds: number, milliseconds: number): ArmResponse {
  const hours = new Date(seconds * 1000).toISOString().slice(11, 19);
  const wait = String(Math.ceil(milliseconds / 1000));
  const message = `Number of requests for action '${action}' exceeded the limit of '${String(limit)}' for time interval '${hours}'. Please try again after '${wait}' seconds.`;
  return { ...armError(429, 'ResourceRequestsThrottled', message), headers: retryAfterHeaders(milliseconds) };
}
