import { RestError, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { Report } from '../../domain/progress.ts';
import { countAttempts, waitNamed, type Attempts } from '../requests/attempts.ts';
import { OVER_BUDGET, OVER_TIME } from '../requests/failure.ts';
import type { Clock } from '../requests/quota.ts';

/** Azure asks for a longer wait than a waiting caller can accept. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Azure asks to wait for ${seconds} seconds; ask again after that.`);
    this.seconds = seconds;
  }
}

/** Milliseconds to wait at most within one answer when Azure throttles. */
const PATIENCE = 5_000;

/** The SDK's retry policy waits for as long as one of these says, also after a 503; without them, as `Patience` says. */
const ASKED_WAITS = ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'];

/** How many requests may be sent, and until when. Every attempt counts, including repeated ones. */
export interface Budget {
  readonly attempts: Attempts;
  readonly left: () => number;
  readonly sent: () => number;
  /** Sleeps no longer than a waiting caller can accept. @throws ThrottledError */
  readonly clock: Clock;
}

export interface Limits {
  readonly requests: number;
  readonly milliseconds: number;
}

export function createBudget({ requests, milliseconds }: Limits, clock: Clock, report: Report): Budget {
  const counted = countAttempts(report);
  const ends = clock.now().getTime() + milliseconds;
  let sent = 0;
  const admit = (request: PipelineRequest): void => {
    const time = ends - clock.now().getTime();
    if (time <= 0) throw new RestError('Time limit reached.', { code: OVER_TIME, request });
    if (sent >= requests) throw new RestError('Request limit reached.', { code: OVER_BUDGET, request });
    sent += 1;
    request.timeout = request.timeout > 0 ? Math.min(request.timeout, time) : time;
  };
  const bear = (wait: number): void => {
    if (wait > PATIENCE || clock.now().getTime() + wait > ends) throw new ThrottledError(Math.ceil(wait / 1000));
  };
  return {
    clock: {
      now: clock.now,
      sleep: async (milliseconds, signal) => {
        bear(milliseconds);
        await clock.sleep(milliseconds, signal);
      },
    },
    sent: () => sent,
    left: () => requests - sent,
    attempts: {
      of: counted.of,
      accepted: counted.accepted,
      policy: {
        name: counted.policy.name,
        sendRequest: async (request, next) => {
          admit(request);
          const response = await counted.policy.sendRequest(request, next);
          if (response.status === 429) {
            const wait = waitNamed((name) => response.headers.get(name));
            if (sent >= requests) throw new ThrottledError(Math.ceil(wait / 1000));
            bear(wait);
          } else for (const name of ASKED_WAITS) response.headers.delete(name);
          return response;
        },
      },
    },
  };
}
