import { request } from 'node:https';
import { ResourceGraphClient, type QueryRequestOptions, type QueryResponse } from '@azure/arm-resourcegraph';
import { onTestFinished } from 'vitest';
import {
  simulatedCredential,
  startSimulator,
  type Principal,
  type Simulator,
  type SimulatorOptions,
  type Tenant,
} from '../../simulator/index.ts';
import type { ArmDocument } from '../../simulator/tenant.ts';

export const SUBSCRIPTIONS = [
  '11111111-0000-4000-8000-000000000001',
  '11111111-0000-4000-8000-000000000002',
  '11111111-0000-4000-8000-000000000003',
] as const;

export const BY_ID =
  "resources | where type =~ 'microsoft.compute/disks' | project id, name, subscriptionId | order by id asc";

/** A disk as the index holds it; `extra` is put over its properties. */
export function disk(subscription: string, number: number, extra: Readonly<Record<string, unknown>> = {}): ArmDocument {
  const name = `disk-${String(number).padStart(4, '0')}`;
  return {
    id: `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/disks/${name}`,
    name,
    type: 'microsoft.compute/disks',
    subscriptionId: subscription,
    location: number % 2 === 0 ? 'westeurope' : 'northeurope',
    properties: { diskSizeGB: number, ...extra },
  };
}

const ROOT_ASSIGNMENT: ArmDocument = {
  id: '/providers/Microsoft.Management/managementGroups/root/providers/Microsoft.Authorization/roleAssignments/a1',
  name: 'a1',
  type: 'microsoft.authorization/roleassignments',
};

/** Three subscriptions below `root`, two of them below `bank`; a list of documents is their whole index. */
export function tenantOf(resources: readonly ArmDocument[]): Tenant {
  const subscriptions = SUBSCRIPTIONS.map((id, index) => ({
    id,
    name: `Subscription ${index + 1}`,
    managementGroups: index < 2 ? ['bank', 'root'] : ['root'],
  }));
  const assignments = SUBSCRIPTIONS.map((subscription): ArmDocument => ({
    id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleAssignments/b`,
    name: 'b',
    type: 'microsoft.authorization/roleassignments',
    subscriptionId: subscription,
  }));
  const tables: Readonly<Record<string, readonly ArmDocument[]>> = {
    resources,
    authorizationresources: [ROOT_ASSIGNMENT, ...assignments],
  };
  const byId = new Map(resources.map((resource) => [resource.id.toLowerCase(), resource] as const));
  for (const id of SUBSCRIPTIONS) {
    byId.set(`/subscriptions/${id}`, {
      id: `/subscriptions/${id}`,
      name: id,
      type: 'Microsoft.Resources/subscriptions',
    });
    byId.set(`/subscriptions/${id}/resourcegroups/rg`, {
      id: `/subscriptions/${id}/resourceGroups/rg`,
      name: 'rg',
      type: 'Microsoft.Resources/resourceGroups',
    });
  }
  return {
    now: '2026-11-24T06:00:00.000Z',
    tenantId: '99999999-0000-4000-8000-000000000009',
    subscriptions,
    rows: (table) => tables[table] ?? [],
    get: (id) => byId.get(id),
    list: (path) =>
      path.endsWith('/disks')
        ? resources.filter(({ id }) => id.toLowerCase().startsWith(path.split('/providers/')[0] ?? ''))
        : undefined,
  };
}

/** `perSubscription` disks in each subscription. */
export function disksTenant(perSubscription: number): Tenant {
  return tenantOf(
    SUBSCRIPTIONS.flatMap((subscription) =>
      Array.from({ length: perSubscription }, (_, number) => disk(subscription, number)),
    ),
  );
}

/** A simulator that is closed when the test ends. */
export async function simulator(options: SimulatorOptions): Promise<Simulator> {
  const started = await startSimulator(options);
  onTestFinished(() => started.close());
  return started;
}

/** The real client; no retries unless asked for, so that each answer is seen. */
export function clientOf(
  { endpoint, ca, credential }: Simulator,
  retries = 0,
  principal?: Principal,
): ResourceGraphClient {
  return new ResourceGraphClient(principal === undefined ? credential : simulatedCredential(principal), {
    endpoint,
    tlsOptions: { ca },
    retryOptions: { maxRetries: retries, retryDelayInMs: 5 },
  });
}

export type Row = Readonly<Record<string, unknown>>;

export function rowsIn(response: QueryResponse): readonly Row[] {
  return response.data as readonly Row[];
}

/** Every page of a query, by skip token. */
export async function pagesOf(
  client: ResourceGraphClient,
  query: string,
  options: QueryRequestOptions = {},
  subscriptions?: string[],
): Promise<QueryResponse[]> {
  const pages: QueryResponse[] = [];
  let skipToken: string | undefined;
  do {
    const page = await client.resources({
      query,
      ...(subscriptions === undefined ? {} : { subscriptions }),
      options: { resultFormat: 'objectArray', ...options, ...(skipToken === undefined ? {} : { skipToken }) },
    });
    pages.push(page);
    skipToken = page.skipToken;
    // Null on the last page.
  } while (typeof skipToken === 'string');
  return pages;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

/** One request without an SDK, for what an SDK would never send. */
export async function send(
  { endpoint, ca, credential }: Simulator,
  {
    method = 'GET',
    path,
    headers = {},
    body,
  }: { method?: string; path: string; headers?: Record<string, string>; body?: unknown },
  principal?: Principal | 'nobody',
): Promise<RawAnswer> {
  const caller = principal === undefined || principal === 'nobody' ? credential : simulatedCredential(principal);
  const { token } = await caller.getToken();
  const authorization: Record<string, string> = principal === 'nobody' ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${endpoint}${path}`,
      { method, ca, headers: { 'content-type': 'application/json', ...authorization, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) as unknown }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const RESOURCE_GRAPH = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';

/** A query as a raw request. */
export function ask(running: Simulator, body: unknown, principal?: Principal | 'nobody'): Promise<RawAnswer> {
  return send(running, { method: 'POST', path: RESOURCE_GRAPH, body }, principal);
}
