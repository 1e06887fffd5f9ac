import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
} from '@azure/core-rest-pipeline';
import { errorText } from '../../base/errorText.ts';
import { plainCode } from '../../base/plainCode.ts';
import type { Connection } from '../connection.ts';
import type { Clock } from '../run/dependencies.ts';
import { failed, ok, type Examination } from './examination.ts';

/** Tokens and leases tolerate five minutes; more makes times of evidence wrong. */
const SKEW_SECONDS_AT_MOST = 300;

/** What the clock was to be compared with did not answer: nothing is known of the clock. */
class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** What OpenSSL and Node say of a certificate that is not valid yet, or no longer valid: where Azure's is not, this clock is wrong. */
const CERTIFICATE_TIMES = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED']);

/** This machine's clock against Azure's, or why that cannot be told. */
export async function examineClock(connection: Connection, clock: Clock): Promise<Examination> {
  try {
    return ok('clock', await compareClocks(connection, clock));
  } catch (error) {
    const words = errorText(error);
    if (!(error instanceof UnreachableError))
      return failed('clock', words, 'Synchronise this machine’s clock with a time server.');
    const { host } = new URL(connection.endpoint);
    return failed(
      'network',
      `${words} The clock was not compared.`,
      `Let this machine reach ${host} on port 443: look at its network, name resolution, firewall and proxy (HTTPS_PROXY).`,
    );
  }
}

/** Holds this machine's clock against the `Date` of Azure's answer. @throws Error when they differ too much, UnreachableError */
async function compareClocks(connection: Connection, clock: Clock): Promise<string> {
  const request = createPipelineRequest({
    url: `${connection.endpoint}/subscriptions?api-version=2022-12-01`,
    headers: createHttpHeaders({ accept: 'application/json' }),
    timeout: 30_000,
  });
  if (connection.ca !== undefined) request.tlsSettings = { ca: connection.ca };
  // Without a token: a refusal carries the date as well.
  const { headers } = await createDefaultHttpClient()
    .sendRequest(request)
    .catch((cause: unknown) => {
      const { host } = new URL(connection.endpoint);
      const code = (isRestError(cause) ? plainCode(cause.code) : undefined) ?? 'no answer';
      if (CERTIFICATE_TIMES.has(code))
        throw new Error(`According to this machine’s clock the certificate of ${host} is not valid (${code}).`, {
          cause,
        });
      throw new UnreachableError(`${host} cannot be reached (${code}).`, { cause });
    });
  const theirs = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(theirs)) throw new Error(`${connection.endpoint} answered without a date.`);
  const skew = Math.round((clock.now().getTime() - theirs) / 1000);
  const words = `${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} ${new URL(connection.endpoint).host}`;
  if (Math.abs(skew) > SKEW_SECONDS_AT_MOST) throw new Error(`This machine’s clock is ${words}.`);
  return words;
}
