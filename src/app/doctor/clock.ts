import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { Connection } from '../connection.ts';
import type { Clock } from '../run/dependencies.ts';

/** Tokens and leases tolerate five minutes; more makes times of evidence wrong. */
const SKEW_SECONDS_AT_MOST = 300;

/** Holds this machine's clock against the `Date` of Azure's answer. @throws Error when they differ too much */
export async function compareClocks(connection: Connection, clock: Clock): Promise<string> {
  const request = createPipelineRequest({
    url: `${connection.endpoint}/subscriptions?api-version=2022-12-01`,
    headers: createHttpHeaders({ accept: 'application/json' }),
    timeout: 30_000,
  });
  if (connection.ca !== undefined) request.tlsSettings = { ca: connection.ca };
  // Without a token: a refusal carries the date as well.
  const { headers } = await createDefaultHttpClient().sendRequest(request);
  const theirs = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(theirs)) throw new Error(`${connection.endpoint} answered without a date.`);
  const skew = Math.round((clock.now().getTime() - theirs) / 1000);
  const words = `${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} ${new URL(connection.endpoint).host}`;
  if (Math.abs(skew) > SKEW_SECONDS_AT_MOST) throw new Error(`This machine’s clock is ${words}.`);
  return words;
}
