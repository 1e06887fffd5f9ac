import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';

/** Two policies, one on each side of the SDK's own retries and token handling. */
export interface Resending {
  /** Position `perCall`: admits a request, and sends it again after a refusal, each time with a token that is still valid. */
  readonly outer: PipelinePolicy;
  /** The outermost `perRetry`: hides a refusal from the SDK, which would sleep by a clock of its own with the token in hand. */
  readonly inner: PipelinePolicy;
}

const ASKED_WAITS = ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'] as const;

/**
 * Sends again what Azure refused for now. `admit` does the waiting: it has learned from the refusal and may hold the request
 * for an hour. Azure Backup's limits are hourly, while a token may be valid for little longer.
 * @param retries refusals in a row after which the last one is the answer
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export function resendRefused(
  retries: number,
  admit: (request: PipelineRequest) => Promise<void> = () => Promise.resolve(),
): Resending {
  const refused = new WeakSet<PipelineRequest>();
  return {
    outer: {
      name: 'resendRefused',
      sendRequest: async (request, next) => {
        for (let again = 0; ; again += 1) {
          refused.delete(request);
          await admit(request);
          try {
            const response = await next(request);
            if (!refused.has(request) || again >= retries) return response;
          } catch (error) {
            // The SDKs turn a refusal into an error before it gets here.
            if (!refused.has(request) || again >= retries) throw error;
          }
        }
      },
    },
    inner: {
      name: 'hideRefusal',
      sendRequest: async (request, next) => {
        const response = await next(request);
        if (!isRefusal(response)) return response;
        refused.add(request);
        for (const name of ASKED_WAITS) response.headers.delete(name);
        return response;
      },
    },
  };
}

/** Azure asks to come back: a 429, or a 503 that says when. */
export function isRefusal({ status, headers }: Pick<PipelineResponse, 'status' | 'headers'>): boolean {
  return status === 429 || (status === 503 && ASKED_WAITS.some((name) => headers.has(name)));
}
