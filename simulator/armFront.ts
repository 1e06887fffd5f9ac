import { createArmHandler, type ArmHandler, type ArmResponse } from './arm.ts';
import type { Faults, FaultEffect } from './faults.ts';
import type { Hourly } from './hourly.ts';
import { retryAfterHeaders, type BucketAnswer } from './limits.ts';
import { allows } from './permissions.ts';
import type { Principal } from './principal.ts';
import { readableBy } from './resourceGraph/visibility.ts';
import type { Tenant } from './tenant.ts';

export interface ArmFront {
  readonly answer: (request: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly baseUrl: string;
    readonly principal: Principal;
  }) => { readonly response: ArmResponse; readonly effects: readonly FaultEffect[] };
}

/** Puts permissions, limits and faults in front of the handler that answers ARM's GETs. */
export function createArmFront(
  tenant: Tenant,
  faults: Faults,
  limits: { readonly bucket: ((key: string) => BucketAnswer) | undefined; readonly hourly: Hourly | undefined },
): ArmFront {
  const { bucket, hourly } = limits;
  const handlers = new Map<string, ArmHandler>();
  const handlerFor = (principal: Principal): ArmHandler => {
    const key = JSON.stringify(principal);
    const known = handlers.get(key);
    if (known !== undefined) return known;
    const readable = readableBy(principal, tenant, faults.unreadable);
    const unreadableSubscriptions = tenant.subscriptions
      .map(({ id }) => id)
      .filter((id) => !readable.has(id.toLowerCase()));
    const handler = createArmHandler(tenant, {
      unreadableSubscriptions,
      allows: (action) => allows(principal, action),
    });
    handlers.set(key, handler);
    return handler;
  };
  return {
    answer: ({ principal, ...request }) => {
      const subscription = /^\/subscriptions\/([^/]+)/i.exec(request.path)?.[1]?.toLowerCase();
      const limit = bucket?.(`${principal.oid}|${subscription ?? ''}`);
      const header = `x-ms-ratelimit-remaining-${subscription === undefined ? 'tenant' : 'subscription'}-reads`;
      const headers = limit === undefined ? {} : { [header]: String(limit.remaining) };
      if (limit?.allowed === false)
        return { response: throttled(subscription, principal, limit.retryAfterMilliseconds, headers), effects: [] };
      const own = hourly?.(subscription ?? '', request.path);
      if (own?.refusal !== undefined) {
        const { refusal } = own;
        return { response: { ...refusal, headers: { ...headers, ...own.headers, ...refusal.headers } }, effects: [] };
      }
      const effects = faults.strike({ service: 'arm', path: request.path });
      if (effects.some(({ kind }) => kind === 'status' || kind === 'drop'))
        return { response: { status: 500, body: null, headers }, effects };
      const response = handlerFor(principal)(request);
      const body = effects.reduce(
        (now, effect) => (effect.kind === 'changeAnswer' ? effect.change(now) : now),
        response.body,
      );
      const all = { ...headers, ...own?.headers, ...response.headers };
      return { response: { status: response.status, body, headers: all }, effects };
    },
  };
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
function throttled(
  subscription: string | undefined,
  { oid }: Principal,
  milliseconds: number,
  headers: Readonly<Record<string, string>>,
): ArmResponse {
  const [code, scope] =
    subscription === undefined
      ? ['TenantRequestsThrottled', 'tenant']
      : ['SubscriptionRequestsThrottled', `subscription '${subscription}'`];
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return {
    status: 429,
    body: {
      error: {
        code,
        message: `Number of 'read' requests for ${scope} actor '${oid}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available.`,
      },
    },
    headers: { ...headers, ...retryAfterHeaders(seconds * 1000) },
  };
}
