import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { wholeNumber } from './providerWindow.ts';

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling (25 reads a second) */
const REFILL_PER_SECOND = 25;

/** Resource Manager's own bucket of reads for a subscription, or for the tenant. Times are in milliseconds since 1970. */
export class ManagerBucket {
  /** Undefined until Azure has said. */
  #tokens: number | undefined;
  #at = 0;
  #underWay = 0;
  #blockedUntil = 0;

  /** Milliseconds to wait for a token. */
  waitAt(at: number): number {
    if (this.#blockedUntil > at) return this.#blockedUntil - at;
    if (this.#tokens === undefined) return 0;
    this.#tokens += (Math.max(0, at - this.#at) / 1000) * REFILL_PER_SECOND;
    this.#at = at;
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / REFILL_PER_SECOND) * 1000);
  }

  begin(): void {
    this.#underWay += 1;
    if (this.#tokens !== undefined) this.#tokens -= 1;
  }

  end(): void {
    this.#underWay -= 1;
  }

  take({ headers }: PipelineResponse, at: number): void {
    const reads = wholeNumber(
      headers.get('x-ms-ratelimit-remaining-subscription-reads') ??
        headers.get('x-ms-ratelimit-remaining-tenant-reads'),
    );
    if (reads === undefined) return;
    this.#tokens = reads - this.#underWay + 1;
    this.#at = at;
  }

  blockUntil(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }
}

/** `SubscriptionRequestsThrottled`, `TenantRequestsThrottled`: Resource Manager's own, for every kind of request. */
export function isOfManager({ bodyAsText }: PipelineResponse): boolean {
  return /"(?:Subscription|Tenant)RequestsThrottled"/.test(bodyAsText ?? '');
}
