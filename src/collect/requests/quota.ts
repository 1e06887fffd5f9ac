import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Report } from '../../domain/progress.ts';
import { waitNamed, windowOf } from './attempts.ts';
import { isRefusal } from './resend.ts';

/** The only clock used in collecting; tests bring their own. */
export interface Clock {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface Quota {
  readonly policy: PipelinePolicy;
  /** Requests left in the window, as Azure last said; undefined before the first answer. */
  readonly remaining: () => number | undefined;
}

/**
 * Waits before Resource Graph's quota is exceeded, instead of being refused: each answer says how many requests are
 * left (`x-ms-user-quota-remaining`) and when the window ends (`x-ms-user-quota-resets-after`, `hh:mm:ss`).
 * One instance for all requests of a run, since the quota is the caller's.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests (15 requests in 5 s, "subject to change")
 */
export function obeyQuota(clock: Clock, report: Report): Quota {
  let remaining: number | undefined;
  /** What may still be sent in this window: `remaining` less what is under way. */
  let allowance: number | undefined;
  let windowEnds = 0;
  let windowLength = 0;
  let capacity = 1;
  let underWay = 0;

  /** Takes one request off the allowance; in a single step, since many may be waiting. */
  const admit = async (): Promise<void> => {
    while (allowance !== undefined && allowance <= 0) {
      const milliseconds = windowEnds - clock.now().getTime();
      if (milliseconds <= 0) {
        // A new window, as large as the largest seen, until an answer corrects it.
        allowance = capacity;
        windowEnds = clock.now().getTime() + windowLength;
        break;
      }
      const because = 'the quota of Resource Graph is used up';
      report({ kind: 'waiting', source: 'Resource Graph', seconds: Math.ceil(milliseconds / 1000), because });
      await clock.sleep(milliseconds);
    }
    if (allowance !== undefined) allowance -= 1;
    underWay += 1;
  };

  const learn = (refused: boolean, header: (name: string) => string | undefined): void => {
    const now = clock.now().getTime();
    const left = Number(header('x-ms-user-quota-remaining'));
    const length = windowOf(header('x-ms-user-quota-resets-after'));
    if (refused) {
      remaining = 0;
      allowance = 0;
      windowEnds = now + waitNamed(header);
    } else if (header('x-ms-user-quota-remaining') !== undefined && Number.isInteger(left) && left >= 0) {
      remaining = left;
      allowance = left - underWay;
      capacity = Math.max(capacity, left + 1);
      if (length !== undefined) {
        windowEnds = now + length;
        windowLength = Math.max(windowLength, length);
      }
    }
  };

  return {
    remaining: () => remaining,
    policy: {
      name: 'obeyQuota',
      sendRequest: async (request, next) => {
        await admit();
        try {
          const response = await next(request);
          underWay -= 1;
          learn(isRefusal(response), (name) => response.headers.get(name));
          return response;
        } catch (error) {
          underWay -= 1;
          throw error;
        }
      },
    },
  };
}
