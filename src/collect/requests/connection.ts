import type { TokenCredential } from '@azure/identity';
import { RestError, type PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Resending } from './resend.ts';

/** Where Azure is asked, and with which identity. */
export interface AzureConnection {
  readonly credential: TokenCredential;
  /** Azure Resource Manager's address; https only. */
  readonly endpoint: string;
  /** The token's scope; by default that of the public cloud, `https://management.azure.com/.default`. */
  readonly audience?: string | undefined;
  /** PEM of a certificate authority to trust besides the system's (simulator, TLS inspection). */
  readonly ca?: string | undefined;
  readonly patience?: Patience | undefined;
}

/** How long one request is worth waiting for. */
export interface Patience {
  /** How often a request is sent again after 429, 5xx or a lost connection. */
  readonly retries: number;
  /** Milliseconds before the first repetition if Azure names none; doubled each time. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** Milliseconds after which a request is given up. */
  readonly timeout: number;
}

const DEFAULT_PATIENCE: Patience = { retries: 6, firstDelay: 1000, longestDelay: 16_000, timeout: 120_000 };

/** The public cloud's; US Government and China have their own (`https://management.usgovcloudapi.net`, `https://management.chinacloudapi.cn`). */
const PUBLIC_CLOUD = 'https://management.azure.com';

/** The endpoint without a trailing slash. @throws TypeError when it is not an https address. */
export function endpointOf(connection: AzureConnection): string {
  const url = URL.canParse(connection.endpoint) ? new URL(connection.endpoint) : undefined;
  if (url?.protocol !== 'https:') throw new TypeError(`The endpoint must be an https address such as ${PUBLIC_CLOUD}.`);
  return url.origin;
}

/** @see https://learn.microsoft.com/azure/developer/identity/authentication/multi-cloud */
export function audienceOf(connection: AzureConnection): string {
  return connection.audience ?? `${PUBLIC_CLOUD}/.default`;
}

export function patienceOf(connection: AzureConnection): Patience {
  return connection.patience ?? DEFAULT_PATIENCE;
}

interface ClientOptions {
  readonly endpoint: string;
  /** What the newer SDK generation reads. */
  readonly credentials: { readonly scopes: string[] };
  /** What the older one reads. */
  readonly credentialScopes: string[];
  readonly retryOptions: {
    readonly maxRetries: number;
    readonly retryDelayInMs: number;
    readonly maxRetryDelayInMs: number;
  };
  readonly tlsOptions?: { readonly ca: string };
  readonly additionalPolicies: { policy: PipelinePolicy; position: 'perCall' | 'perRetry' }[];
}

/**
 * Options that every SDK client in use takes. `policies` run for each attempt, after the token is attached; with `resending`
 * refusals are sent again by it instead of by the SDK.
 */
export function clientOptions(
  connection: AzureConnection,
  policies: readonly PipelinePolicy[],
  resending?: Resending,
): ClientOptions {
  const scopes = [audienceOf(connection)];
  const { retries, firstDelay, longestDelay } = patienceOf(connection);
  return {
    endpoint: endpointOf(connection),
    credentials: { scopes },
    credentialScopes: scopes,
    retryOptions: { maxRetries: retries, retryDelayInMs: firstDelay, maxRetryDelayInMs: longestDelay },
    ...(connection.ca === undefined ? {} : { tlsOptions: tlsTrusting(connection.ca) }),
    additionalPolicies: [
      ...(resending === undefined ? [] : [{ policy: resending.outer, position: 'perCall' as const }]),
      ...[stayAt(endpointOf(connection)), ...(resending === undefined ? [] : [resending.inner]), ...policies].map(
        (policy) => ({ policy, position: 'perRetry' as const }),
      ),
    ],
  };
}

const trusting = new Map<string, { readonly ca: string }>();

/** One object per authority: the SDKs keep connections open by it, so that clients need not repeat each other's handshakes. */
function tlsTrusting(ca: string): { readonly ca: string } {
  const known = trusting.get(ca) ?? { ca };
  trusting.set(ca, known);
  return known;
}

/** The token goes to the endpoint only: an SDK follows a `nextLink` wherever it leads. */
export function stayAt(origin: string): PipelinePolicy {
  const within = `${origin}/`;
  return {
    name: 'stayAt',
    sendRequest: async (request, next) => {
      if (request.url.startsWith(within) || new URL(request.url).origin === origin) return next(request);
      throw new RestError('An answer redirected to another host.', { code: 'FOREIGN_HOST', request });
    },
  };
}
