import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { armError, type ArmResponse } from './arm/errors.ts';
import { createArmFront } from './armFront.ts';
import { createFaults, type Fault, type FaultEffect } from './faults.ts';
import { createHourly, type HourlyOptions } from './hourly.ts';
import {
  clockText,
  createBuckets,
  createQuota,
  retryAfterHeaders,
  type BucketOptions,
  type MonotonicClock,
  type QuotaOptions,
} from './limits.ts';
import { QUERY_ACTION, readAction } from './permissions.ts';
import { principalIn, type Principal } from './principal.ts';
import { createRequestLog, type RequestEntry, type Requests } from './requestLog.ts';
import { createResourceGraph } from './resourceGraph.ts';
import { graphError, throttled, type GraphResponse } from './resourceGraph/errors.ts';
import type { Tenant } from './tenant.ts';
import { certificate } from './tls.ts';

export interface ServerOptions {
  readonly tenant: Tenant;
  readonly faults?: readonly Fault[];
  /** Resource Graph's quota; `false` switches it and ARM's limits off. */
  readonly quota?: false | QuotaOptions;
  readonly armQuota?: false | BucketOptions;
  /** Azure Backup's own limits, which come before ARM's; default: none. */
  readonly hourly?: HourlyOptions;
  /** Default: a free one. */
  readonly port?: number;
  /** Milliseconds; for the limits only. */
  readonly clock?: MonotonicClock;
  /** Asked the same on the same day, it names its answer by the same request id; each has its own otherwise, as Azure's do. */
  readonly sameRequestIds?: boolean;
}

export interface RunningServer {
  readonly port: number;
  /** PEM of the certificate that clients must trust. */
  readonly ca: string;
  readonly requests: () => Requests;
  readonly close: () => Promise<void>;
}

/** What goes out, and how. */
interface Outgoing {
  readonly response: GraphResponse | ArmResponse;
  readonly effects: readonly FaultEffect[];
  readonly table?: string;
  readonly actions?: readonly string[];
  readonly page?: number;
  readonly rows?: number;
}

interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly principal: Principal;
  readonly correlationId: string;
  readonly contentType: string;
  readonly body: string;
}

const RESOURCE_GRAPH = '/providers/microsoft.resourcegraph/resources';
const BODY_BYTES_AT_MOST = 4 * 1024 * 1024;

/** Starts an HTTPS server on 127.0.0.1 that answers as Azure Resource Manager and Resource Graph do. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { key, cert } = await certificate();
  const log = createRequestLog();
  const respond = createResponder(options);
  const server = createServer({ key, cert }, (request, response) => {
    void handle(request, response, options, respond, log.add);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    ca: cert,
    requests: log.read,
    close: () =>
      new Promise((resolve, reject) => {
        if (!server.listening) {
          resolve();
          return;
        }
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { tenant, sameRequestIds = false }: ServerOptions,
  respond: (incoming: Incoming) => Outgoing,
  log: (entry: RequestEntry) => void,
): Promise<void> {
  const url = new URL(request.url ?? '/', `https://${request.headers.host ?? '127.0.0.1'}`);
  const method = request.method ?? 'GET';
  const principal = principalIn(request.headers.authorization);
  const correlationId = String(request.headers['x-ms-correlation-request-id'] ?? randomUUID());
  const service = url.pathname.toLowerCase() === RESOURCE_GRAPH ? 'resourceGraph' : 'arm';
  const contentType = request.headers['content-type'] ?? '';
  let outgoing: Outgoing;
  let requestId = randomUUID() as string;
  try {
    const body = await readBody(request);
    if (sameRequestIds) requestId = idOf(`${tenant.now} ${method} ${url.pathname}${url.search}\n${body}`);
    outgoing =
      principal === undefined
        ? unauthenticated(tenant, request.headers.authorization !== undefined)
        : respond({ method, url, principal, correlationId, contentType, body });
  } catch (error) {
    // A fault of the simulator itself must not look like an answer.
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    outgoing = { response: armError(500, 'SimulatorFailed', message), effects: [] };
  }
  const { table, page, rows, actions = service === 'arm' ? [readAction(url.pathname)] : [QUERY_ACTION] } = outgoing;
  const status = await send(response, outgoing, service, { tenant, correlationId, requestId });
  log({
    service,
    method,
    path: url.pathname,
    status,
    principal: principal?.oid ?? '',
    actions,
    ...(table === undefined ? {} : { table }),
    ...(page === undefined ? {} : { page }),
    ...(rows === undefined ? {} : { rows }),
  });
}

function idOf(question: string): string {
  const hex = createHash('sha256').update(question).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES_AT_MOST) throw new Error(`The request has more than ${BODY_BYTES_AT_MOST} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
function unauthenticated(tenant: Tenant, hasHeader: boolean): Outgoing {
  const because = hasHeader
    ? 'The access token is invalid.'
    : "Authentication failed. The 'Authorization' header is missing.";
  const challenge = `Bearer authorization_uri="https://login.windows.net/${tenant.tenantId}", error="invalid_token", error_description="${because}"`;
  const code = hasHeader ? 'InvalidAuthenticationToken' : 'AuthenticationFailed';
  return { response: { ...armError(401, code, because), headers: { 'www-authenticate': challenge } }, effects: [] };
}

/** Routes to Resource Graph or ARM, with limits in front. */
function createResponder(options: ServerOptions): (incoming: Incoming) => Outgoing {
  const { tenant, quota, clock = () => performance.now() } = options;
  const faults = createFaults(options.faults ?? []);
  const armQuota = options.armQuota ?? (quota === false ? false : {});
  const spend = quota === false ? undefined : createQuota(clock, quota);
  const graph = createResourceGraph(tenant, faults);
  const buckets = armQuota === false ? undefined : createBuckets(clock, armQuota);
  const { hourly } = options;
  const own = hourly === undefined ? undefined : createHourly(clock, hourly);
  const arm = createArmFront(tenant, faults, { bucket: buckets, hourly: own });

  const answerGraph = (incoming: Incoming): Outgoing => {
    const { url, principal, correlationId, contentType, body } = incoming;
    if (!url.searchParams.has('api-version')) {
      const message = 'The api-version query parameter (?api-version=) is required for all requests.';
      return { response: armError(400, 'MissingApiVersionParameter', message), effects: [] };
    }
    // https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general#scenario-unsupported-content-type-rest-header
    if (!contentType.toLowerCase().startsWith('application/json'))
      return { response: armError(500, 'InternalServerError', 'Encountered internal server error.'), effects: [] };
    const spent = spend?.(principal.oid) ?? { allowed: true, remaining: 15, resetsAfterMilliseconds: 5000 };
    const headers = {
      'x-ms-user-quota-remaining': String(spent.remaining),
      'x-ms-user-quota-resets-after': clockText(spent.resetsAfterMilliseconds),
    };
    if (!spent.allowed) {
      const refusal = throttled({ timestamp: tenant.now, correlationId });
      const wait = retryAfterHeaders(spent.resetsAfterMilliseconds);
      return { response: { ...refusal, headers: { ...headers, ...wait } }, effects: [] };
    }
    const answer = graph.answer(body, principal, correlationId);
    return { ...answer, response: { ...answer.response, headers: { ...headers, ...answer.response.headers } } };
  };

  return (incoming) => {
    const { method, url, principal } = incoming;
    if (url.pathname.toLowerCase() === RESOURCE_GRAPH && method === 'POST') return answerGraph(incoming);
    return arm.answer({ method, path: url.pathname, query: url.searchParams, baseUrl: url.origin, principal });
  };
}

/** Sends what is to be sent, late or not at all. @returns the status sent, 0 when the connection was cut. */
async function send(
  response: ServerResponse,
  outgoing: Outgoing,
  service: RequestEntry['service'],
  context: { readonly tenant: Tenant; readonly correlationId: string; readonly requestId: string },
): Promise<number> {
  for (const effect of outgoing.effects) {
    if (effect.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, effect.milliseconds));
    if (effect.kind === 'drop') {
      response.destroy();
      return 0;
    }
  }
  const failure = outgoing.effects.find((effect) => effect.kind === 'status');
  const { status, body, headers } =
    failure === undefined ? outgoing.response : failed(failure, service, outgoing.response, context);
  if (response.destroyed) return 0;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-ms-request-id': context.requestId,
    'x-ms-correlation-request-id': context.correlationId,
    ...headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
  return status;
}

const CODES: Readonly<Record<number, string>> = {
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

function failed(
  effect: Extract<FaultEffect, { readonly kind: 'status' }>,
  service: RequestEntry['service'],
  instead: GraphResponse | ArmResponse,
  { tenant, correlationId }: { readonly tenant: Tenant; readonly correlationId: string },
): GraphResponse {
  const { status, code = CODES[status] ?? 'UnknownError', message = 'Encountered internal server error.' } = effect;
  const milliseconds = (effect.retryAfterSeconds ?? 0) * 1000;
  const wait = effect.retryAfterSeconds === undefined ? {} : retryAfterHeaders(milliseconds);
  if (service === 'arm') return { ...armError(status, code, message), headers: { ...instead.headers, ...wait } };
  const support = { timestamp: tenant.now, correlationId };
  if (status !== 429)
    return { ...graphError(status, code, [{ code, message }], support), headers: { ...instead.headers, ...wait } };
  const quota = { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': clockText(milliseconds) };
  return { ...throttled(support), headers: { ...instead.headers, ...quota, ...wait } };
}
