import { armClients, type ArmClients } from './arm.ts';
import type { ArmQuestion } from './asking.ts';
import { countAttempts } from './attempts.ts';
import type { Pace } from './pace.ts';

/** What would be sent, thrown in its place. */
class NotSent extends Error {
  override readonly name = 'NotSent';
  readonly url: string;

  constructor(url: string) {
    super(`${url} is not sent.`);
    this.url = url;
  }
}

/** `GET` and the path, with its query, that a question to ARM is sent to; undefined if it would send nothing. */
export type RequestLineOf = (question: Pick<ArmQuestion, 'call'>) => Promise<string | undefined>;

const ORIGIN = 'https://management.azure.com';

/** Works out the requests of questions without sending any: the SDK's clients are stopped before they do. */
export function requestLines(): RequestLineOf {
  const arm = clientsThatSendNothing();
  return async ({ call }) => {
    try {
      const answering = call(arm, { onResponse: () => undefined, requestOptions: { timeout: 0 } });
      await ('next' in answering ? answering.next() : answering);
    } catch (error) {
      if (error instanceof NotSent) return requestLine(error.url);
      throw error;
    }
    return undefined;
  };
}

/** How an observation records a request to ARM. */
export function requestLine(url: string): string {
  const { pathname, search } = new URL(url);
  return `GET ${pathname}${search}`;
}

function clientsThatSendNothing(): ArmClients {
  const stop: Pace['outer'] = {
    name: 'sendNothing',
    sendRequest: ({ url }) => Promise.reject(new NotSent(url)),
  };
  const pass = (name: string): Pace['inner'] => ({ name, sendRequest: (request, next) => next(request) });
  // Some of the clients ask for a token first.
  const nobody = { getToken: () => Promise.resolve({ token: 'none', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
  const pace = {
    outer: stop,
    inner: pass('inner'),
    learn: pass('learn'),
    isHeld: () => false,
    onChange: () => () => undefined,
  };
  const clients = armClients(
    { credential: nobody, endpoint: ORIGIN },
    countAttempts(() => undefined),
    pace,
  );
  return {
    ...clients,
    // The same without a pipeline: most of a run's requests go this way.
    get: (path) => ({ next: () => Promise.reject(new NotSent(ORIGIN + path)) }),
  };
}
