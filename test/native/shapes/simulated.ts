import { request } from 'node:https';
import { startSimulator, type Simulator } from '../../../simulator/index.ts';
import type { Tenant } from '../../../simulator/tenant.ts';
import type { Channel, Ours } from './compare.ts';
import { kindOf } from './kinds.ts';
import { shapeOf } from './shape.ts';

type Document = Readonly<Record<string, unknown>>;

const TABLES = [
  'resources',
  'recoveryservicesresources',
  'computeresources',
  'authorizationresources',
  'managedservicesresources',
] as const;
const GRAPH = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';
/** Newer than every recording, so that no list is refused for its age. */
const VERSION = '2025-08-01';
/** Documents of a kind that are asked for one by one: one of each shape that its rows and lists have, and some more. */
const GETS = 20;

/** Lists beneath a document, by the last segment of its lower-case type, and the type of what they hold. */
const LISTS_BENEATH: Readonly<Record<string, readonly string[]>> = {
  'microsoft.recoveryservices/vaults': [
    'backupProtectedItems',
    'backupJobs',
    'replicationProtectedItems',
    'replicationRecoveryPlans',
  ],
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': ['recoveryPoints'],
  'microsoft.keyvault/vaults': ['keys'],
};

/** Clusters are listed in each container of replicated items. */
const CONTAINER = /^.*\/replicationProtectionContainers\/[^/]+/i;

/** Types that a subscription lists. */
const TOP = [
  'Microsoft.Compute/disks',
  'Microsoft.Compute/snapshots',
  'Microsoft.Compute/diskEncryptionSets',
  'Microsoft.Compute/virtualMachines',
  'Microsoft.Compute/restorePointCollections',
  'Microsoft.KeyVault/vaults',
  'Microsoft.KeyVault/managedHSMs',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.RecoveryServices/vaults',
  'Microsoft.ManagedServices/registrationAssignments',
  'Microsoft.ManagedServices/registrationDefinitions',
];

/** Every document of an estate as the simulator's server answers it: Resource Graph's rows, lists, single GETs. */
export async function simulatedDocuments(tenant: Tenant): Promise<readonly Ours[]> {
  const simulator = await startSimulator({ tenant, quota: false });
  try {
    return await documentsOf(simulator, tenant);
  } finally {
    await simulator.close();
  }
}

async function documentsOf(simulator: Simulator, tenant: Tenant): Promise<readonly Ours[]> {
  const found: Ours[] = [];
  const ids = new Map<string, Map<string, string>>();
  const put = (channel: Channel, document: Document, type = textOf(document['type'])): void => {
    found.push({ kind: kindOf(type, document), channel, document });
    const known = ids.get(kindOf(type, document)) ?? new Map<string, string>();
    ids.set(kindOf(type, document), known);
    const id = textOf(document['id']);
    known.set(id, `${known.get(id) ?? ''} ${[...shapeOf(document).types.keys()].join(' ')}`);
  };
  const list = async (path: string): Promise<readonly Document[]> => {
    const documents: Document[] = [];
    let next: string | undefined = `${path}${path.includes('?') ? '&' : '?'}api-version=${VERSION}`;
    while (next !== undefined) {
      const body = await get(simulator, next);
      documents.push(...((body['value'] ?? []) as Document[]));
      const link: unknown = body['nextLink'];
      next = typeof link === 'string' ? link.slice(link.indexOf('/', 'https://'.length)) : undefined;
    }
    return documents;
  };

  for (const table of TABLES) for (const row of await rows(simulator, table)) put('row', row);
  const beneath: Document[] = found
    .map(({ document }) => document as Document)
    .filter(({ type }) => LISTS_BENEATH[textOf(type).toLowerCase()] !== undefined);
  for (const { id } of tenant.subscriptions)
    for (const type of TOP)
      for (const document of await list(`/subscriptions/${id}/providers/${type}`)) put('list', document);
  for (const { id, type } of beneath)
    for (const name of LISTS_BENEATH[textOf(type).toLowerCase()] ?? [])
      for (const document of await list(`${encodeURI(textOf(id))}/${name}`)) put('list', document);

  const containers = found.flatMap(({ document }) => CONTAINER.exec(textOf((document as Document)['id']))?.[0] ?? []);
  for (const container of new Set(containers))
    for (const document of await list(`${encodeURI(container)}/replicationProtectionClusters`)) put('list', document);

  for (const [kind, known] of [...ids]) {
    if (kind.startsWith('microsoft.authorization/') || kind.includes('virtualmachinescalesets/')) continue;
    for (const id of chosen(known)) {
      const document = await get(simulator, `${encodeURI(id)}?api-version=${VERSION}`);
      put('get', document);
      if (kind === 'microsoft.recoveryservices/vaults')
        put(
          'get',
          await get(
            simulator,
            `${encodeURI(id)}/backupEncryptionConfigs/backupResourceEncryptionConfig?api-version=${VERSION}`,
          ),
        );
      if (kind === 'microsoft.compute/restorepointcollections') await restorePoints(id);
    }
  }
  return found;

  async function restorePoints(id: string): Promise<void> {
    const type = 'Microsoft.Compute/restorePointCollections/restorePoints';
    const whole = await get(simulator, `${encodeURI(id)}?$expand=restorePoints&api-version=${VERSION}`);
    const { restorePoints: points = [] } = whole['properties'] as { restorePoints?: readonly Document[] };
    for (const point of points) {
      put('get', point, type);
      put('get', await get(simulator, `${encodeURI(textOf(point['id']))}?api-version=${VERSION}`), type);
      for (const disk of await list(`${encodeURI(textOf(point['id']))}/diskRestorePoints`))
        put('list', disk, `${type}/diskRestorePoints`);
    }
  }
}

/** One id of each shape first, then others. */
function chosen(shapes: ReadonlyMap<string, string>): readonly string[] {
  const byShape = new Map([...shapes].map(([id, shape]) => [shape, id]));
  return [...new Set([...byShape.values(), ...[...shapes.keys()].slice(0, GETS)])];
}

async function rows(simulator: Simulator, table: string): Promise<readonly Document[]> {
  const found: Document[] = [];
  let token: unknown;
  do {
    const options = { resultFormat: 'objectArray', ...(typeof token === 'string' ? { $skipToken: token } : {}) };
    const body = await send(simulator, 'POST', GRAPH, { query: `${table} | order by id asc`, options });
    found.push(...(body['data'] as Document[]));
    token = body['$skipToken'];
  } while (typeof token === 'string');
  return found;
}

function get(simulator: Simulator, path: string): Promise<Document> {
  return send(simulator, 'GET', path);
}

async function send(
  { endpoint, ca, credential }: Simulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Document> {
  const { token } = await credential.getToken();
  return new Promise((resolve, reject) => {
    const sent = request(
      `${endpoint}${path}`,
      { method, ca, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as Document);
          else reject(new Error(`${method} ${path} → ${String(response.statusCode)} ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
