import { beforeAll, describe, expect, test } from 'vitest';
import { contoso, CONTOSO_MANAGEMENT_GROUP, CONTOSO_SUBSCRIPTIONS } from '../../simulator/estate/contoso/index.ts';
import type { Fault } from '../../simulator/index.ts';
import { subscriptionOf } from '../../src/domain/armId.ts';
import type { Collection } from '../../src/domain/estate.ts';
import { keyVersionId, parseKeyUrl } from '../../src/domain/keyUrl.ts';
import { readEstate } from '../../src/domain/reader.ts';
import { collectFrom, type Run, type RunOptions } from './run.ts';

const bank = contoso(1);
const collectContoso = async (options: Partial<RunOptions> = {}): Promise<Run> =>
  collectFrom({
    tenant: bank,
    scope: { tenantId: undefined, managementGroups: [CONTOSO_MANAGEMENT_GROUP], subscriptions: [] },
    ...options,
  });
/** One subscription only: enough where a fault is the same in each. */
const CORE = { tenantId: undefined, managementGroups: [], subscriptions: [CONTOSO_SUBSCRIPTIONS.core.id] };
const PAYMENTS = { tenantId: undefined, managementGroups: [], subscriptions: [CONTOSO_SUBSCRIPTIONS.payments.id] };

/** Without any fault. */
let whole: Run;
beforeAll(async () => {
  whole = await collectContoso();
});

const refuse = (armPath: RegExp, status = 403, code?: string): Fault => ({
  match: { armPath },
  effect: { kind: 'status', status, ...(code === undefined ? {} : { code }) },
});
/** As the SDK writes the path. */
const encoded = (id: string): string => id.split('/').map(encodeURIComponent).join('/').toLowerCase();
const size = (collection: Collection<unknown>): number => collection.rows.size;

const leadTo =
  (nextLink: string) =>
  (body: unknown): unknown => ({ ...(body as object), nextLink });

/** The first link that is given, given for ever after. */
function leadBack(): (body: unknown) => unknown {
  let first: string | undefined;
  return (body) => {
    first ??= (body as { nextLink?: string }).nextLink;
    return first === undefined ? body : leadTo(first)(body);
  };
}

describe('details from ARM, through the SDK clients and over many pages', () => {
  test('every parent has its details, and nothing is a gap', () => {
    const { estate, simulator } = whole;
    const gaps = [
      estate.vaultEncryptions,
      estate.diskExclusions,
      estate.recoveryPoints,
      estate.restoreJobDetails,
      estate.replicationDetails,
      estate.replicationClusters,
      estate.restorePoints,
      estate.diskRestorePoints,
      estate.keys,
    ];
    for (const collection of gaps) {
      expect(collection.gaps).toEqual([]);
      expect(size(collection)).toBeGreaterThan(0);
    }
    const vaults = new Set([...estate.protectedItems.rows.values()].map((item) => item.vaultId));
    expect(new Set(estate.vaultEncryptions.rows.keys())).toEqual(vaults);
    expect(new Set(estate.diskExclusions.rows.keys())).toEqual(new Set(estate.protectedItems.rows.keys()));
    expect(new Set(estate.restoreJobDetails.rows.keys())).toEqual(new Set(estate.restoreJobs.rows.keys()));
    expect(new Set(estate.replicationDetails.rows.keys())).toEqual(new Set(estate.replicatedItems.rows.keys()));
    const withPoints = new Set([...estate.recoveryPoints.rows.values()].map((point) => point.protectedItemId));
    for (const item of withPoints) expect(estate.protectedItems.rows.has(item)).toBe(true);
    // Lists of Contoso's simulator take several pages (nextLink), so that more requests than parents were made.
    const asked =
      simulator.byKind[
        'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints'
      ];
    expect(asked).toBeGreaterThan(withPoints.size);
  });

  test('each key that a disk encryption set names is known, or proven gone by a 404', () => {
    const { estate, observations } = whole;
    const unknown = [...estate.diskEncryptionSets.rows.values()].filter((set) => {
      const key = parseKeyUrl(set.keyUrl);
      const vault =
        set.keyVaultId ??
        [...estate.keyVaults.rows.values()].find((candidate) => candidate.name === key?.vaultName)?.id;
      return key === undefined || vault === undefined || !estate.keys.rows.has(keyVersionId(vault, key));
    });
    const gone = observations.filter(
      (seen) => seen.source === 'keys' && (seen.failure?.includes('404 KeyNotFound') ?? false),
    );
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.length).toBeLessThanOrEqual(gone.length);
    expect(estate.keys.gaps).toEqual([]);
    expect([...estate.keys.rows.values()].some((key) => key.enabled === false)).toBe(true);
    expect([...estate.keys.rows.values()].some((key) => key.expires !== undefined)).toBe(true);
  });

  test('a key of another tenant is counted as not assessed: it is no gap of this run', () => {
    const cross = whole.notAssessed.filter(({ kind }) => kind === 'Cross-tenant keys');
    expect(cross).toMatchObject([{ subscriptionId: CONTOSO_SUBSCRIPTIONS.core.id, count: 1 }]);
    expect(whole.simulator.log.some(({ path }) => /fabrikam/i.test(path))).toBe(false);
  });

  test('a managed HSM shows its keys, unless it does not trust Azure Resource Manager: then its setting is named', async () => {
    const ofHsms = (run: Run): number =>
      [...run.estate.keys.rows.keys()].filter((id) => id.includes('/managedhsms/')).length;
    expect(ofHsms(whole)).toBe(2);
    const run = await collectContoso({ scope: CORE, faults: [refuse(/\/managedhsms\/hsm-contoso-weu\//i, 400)] });
    expect(ofHsms(run)).toBe(1);
    expect(run.estate.keys.gaps.map(({ because }) => because)).toEqual([
      expect.stringMatching(
        /^Key disk-cmk in managed HSM hsm-contoso-weu could not be read: .*\(400[^)]*\); .*AllowKeyManagementOperationsThroughARM is true\.$/,
      ),
    ]);
  });

  test('ARM’s word on a vault wins over Resource Graph’s', async () => {
    const change = (row: { readonly properties?: unknown }): never =>
      ({
        ...row,
        properties: {
          ...(row.properties as object),
          securitySettings: { softDeleteSettings: { softDeleteState: 'FromTheIndex' } },
        },
      }) as never;
    const where = (row: { readonly type: string }): boolean => row.type === 'microsoft.recoveryservices/vaults';
    const { estate } = await collectContoso({
      faults: [{ match: { table: 'resources' }, effect: { kind: 'changeRow', where, change } }],
    });
    const inUse = new Set(
      [...estate.protectedItems.rows.values(), ...estate.replicatedItems.rows.values()].map((item) => item.vaultId),
    );
    for (const vault of estate.recoveryServicesVaults.rows.values())
      expect(vault.softDeleteState === 'FromTheIndex').toBe(!inUse.has(vault.id));
  });

  test('the same answers give the same estate, however many at once', async () => {
    const [many, one] = [whole, await collectContoso({ concurrency: 2 })];
    const plain = (run: Run): unknown =>
      Object.fromEntries(
        Object.entries(run.estate).map(([source, collection]) =>
          typeof collection === 'string'
            ? [source, collection]
            : [source, { rows: [...collection.rows], gaps: collection.gaps }],
        ),
      );
    expect(JSON.stringify(plain(many))).toBe(JSON.stringify(plain(one)));
    expect(many.population).toEqual(one.population);
    expect(many.coverage).toEqual(one.coverage);
  });
});

describe('what cannot be read is a gap where it is', () => {
  const core = CONTOSO_SUBSCRIPTIONS.core.id;

  test('a list that fails for one vault: a gap in its subscription, its items not asked further', async () => {
    const vault = [...whole.estate.vaultEncryptions.rows.keys()].find((id) => subscriptionOf(id) === core) ?? '';
    const items = [...whole.estate.protectedItems.rows.values()].filter((item) => item.vaultId === vault);
    const { estate } = await collectContoso({ faults: [refuse(new RegExp(`${vault}/backupprotecteditems`))] });
    expect(estate.diskExclusions.gaps).toMatchObject([{ kind: 'notAuthorised', subscription: core }]);
    expect(size(estate.diskExclusions)).toBe(size(whole.estate.diskExclusions) - items.length);
    expect(estate.recoveryPoints.gaps.map((gap) => [gap.kind, gap.subject])).toEqual(
      items.map((item) => ['notRead', item.id]).sort(),
    );
    expect([...estate.recoveryPoints.rows.values()].some((point) => point.protectedItemId.startsWith(vault))).toBe(
      false,
    );
    expect(size(estate.recoveryPoints)).toBeGreaterThan(0);
  });

  test('recovery points of one item, page 2 lost: a gap with the item as its subject', async () => {
    const item = [...whole.estate.recoveryPoints.rows.values()][0]?.protectedItemId ?? '';
    const { estate } = await collectContoso({
      faults: [
        {
          match: { armPath: new RegExp(`${encoded(item)}/recoverypoints`), every: 2 },
          effect: { kind: 'status', status: 500 },
          times: 5,
        },
      ],
      patience: { retries: 0 },
    });
    const gaps = estate.recoveryPoints.gaps.filter((gap) => gap.subject === item);
    const points = (run: Run['estate']): number =>
      [...run.recoveryPoints.rows.values()].filter((point) => point.protectedItemId === item).length;
    expect(points(whole.estate)).toBeGreaterThan(points(estate));
    expect(gaps).toMatchObject([{ kind: 'serviceError' }]);
  });

  test('a key that may not be read is a gap, one in another tenant too', async () => {
    const { estate } = await collectContoso({ faults: [refuse(/\/vaults\/kv-contoso-core-weu\/keys\//)] });
    expect(estate.keys.gaps.length).toBeGreaterThan(0);
    for (const gap of estate.keys.gaps) expect(gap).toMatchObject({ kind: 'notAuthorised', subscription: core });
    const elsewhere = await collectContoso({
      scope: PAYMENTS,
      faults: [refuse(/\/keys\//, 401, 'InvalidAuthenticationTokenTenant')],
    });
    expect(size(elsewhere.estate.keys)).toBe(0);
    // A set whose key vault lies in a subscription that is not read names no key that could be asked for.
    const asked = elsewhere.estate.keys.gaps.filter(({ because }) => !because.includes('des-trustees-weu'));
    expect(new Set(asked.map((gap) => gap.kind))).toEqual(new Set(['notAuthorised']));
  });

  test.each([
    ['without an ID', { id: undefined }],
    [
      'about another key',
      { id: `/subscriptions/${core}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/keys/k` },
    ],
    ['without attributes', { properties: {} }],
  ])('an answer %s proves no key gone', async (_, spoilt) => {
    const fault: Fault = {
      match: { armPath: /\/vaults\/kv-contoso-core-weu\/keys\// },
      effect: { kind: 'changeAnswer', change: (body) => ({ ...(body as object), ...spoilt }) },
    };
    const { estate } = await collectContoso({ faults: [fault] });
    const reader = readEstate(estate, { inScope: new Set([core]) });
    const lost = [...whole.estate.keys.rows.keys()].filter((id) => id.includes('/vaults/kv-contoso-core-weu/keys/'));
    expect(lost.length).toBeGreaterThan(0);
    for (const id of lost) expect(reader.find('keys', id).kind, id).toBe('unsure');
  });

  test('a key in a subscription that does not exist is not proven gone', async () => {
    const { estate } = await collectContoso({
      scope: PAYMENTS,
      faults: [refuse(/\/keys\//, 404, 'SubscriptionNotFound')],
    });
    expect(estate.keys.gaps.length).toBeGreaterThan(0);
  });

  test.each([
    'InvalidResourceType',
    'ResourceTypeNotSupported',
    'NoRegisteredProviderFound',
    'InvalidApiVersionParameter',
    'NotFound',
    'LocationNotFound',
  ])('a 404 of %s says nothing about a key, a restore point or a disk in it', async (code) => {
    const { estate } = await collectContoso({
      scope: PAYMENTS,
      faults: [refuse(/\/(keys|restorepointcollections)\//, 404, code)],
    });
    for (const source of ['keys', 'restorePoints'] as const) {
      const asked = estate[source].gaps.filter(({ because }) => !because.includes('des-trustees-weu'));
      expect(asked.length).toBeGreaterThan(0);
      for (const gap of asked) expect(gap.because).toContain(code);
    }
  });

  test.each(['VaultNotFound', 'KeyNotFound'])(
    'a 404 of %s, a word of Key Vault, says nothing about a restore point',
    async (code) => {
      const { estate } = await collectContoso({
        scope: PAYMENTS,
        faults: [refuse(/\/restorepointcollections\//, 404, code)],
      });
      expect(estate.restorePoints.gaps.map(({ because }) => because).join()).toContain(code);
    },
  );

  test('details that are not there for a row that is: a gap with its subject', async () => {
    const { estate } = await collectContoso({ scope: PAYMENTS, faults: [refuse(/\/backupjobs\//, 404)] });
    expect(estate.restoreJobDetails.gaps.map((gap) => gap.subject)).toEqual([...estate.restoreJobs.rows.keys()]);
    const empty: Fault = {
      match: { armPath: /\/replicationprotecteditems$/ },
      effect: { kind: 'changeAnswer', change: () => ({ value: [] }) },
    };
    const unlisted = await collectContoso({ scope: PAYMENTS, faults: [empty] });
    expect(unlisted.estate.replicationDetails.gaps.map((gap) => gap.subject)).toEqual([
      ...unlisted.estate.replicatedItems.rows.keys(),
    ]);
  });

  test.each([
    ['no list', () => ({ other: 1 }), 'the answer holds no list'],
    ['no JSON', () => 'oops', 'the answer is not JSON'],
    ['a list that leads back', leadBack(), 'led back'],
    ['a list that leads to another host', leadTo('https://elsewhere.example/steal'), 'FOREIGN_HOST'],
  ])('an answer that is no answer: %s', async (_, change, words) => {
    const { estate } = await collectContoso({
      scope: CORE,
      faults: [{ match: { armPath: /\/backupprotecteditems$/ }, effect: { kind: 'changeAnswer', change } }],
    });
    expect(estate.diskExclusions.gaps.length).toBeGreaterThan(0);
    for (const gap of estate.diskExclusions.gaps) expect(gap.because).toContain(words);
  });

  test('a 429 storm and lost connections that end are only waited out', async () => {
    const faults: Fault[] = [
      { match: { service: 'arm', every: 3 }, effect: { kind: 'status', status: 429, retryAfterSeconds: 0.01 } },
      { match: { service: 'arm', every: 7 }, effect: { kind: 'drop' } },
    ];
    const { estate, observations } = await collectContoso({ faults, patience: { retries: 12 } });
    for (const source of ['recoveryPoints', 'keys', 'replicationDetails'] as const)
      expect(estate[source].gaps).toEqual([]);
    expect(observations.some((seen) => seen.kind === 'arm' && seen.retries > 0)).toBe(true);
  });
});

describe('shared disks of replication clusters', () => {
  const LIST = /\/replicationprotectionclusters$/;

  const containersOf = (run: Run): readonly string[] => [
    ...new Set(
      [...run.estate.replicatedItems.rows.keys()].map((id) => id.replace(/\/replicationprotecteditems\/.*$/, '')),
    ),
  ];

  test('are asked for once in each container that replicates, and in no other', () => {
    const asked = whole.observations.filter((seen) => seen.source === 'replicationClusters');
    expect(
      asked
        .map(({ request }) => request.toLowerCase().replace(/^get (.*)\/replicationprotectionclusters.*$/, '$1'))
        .sort(),
    ).toEqual([...containersOf(whole)].sort());
    const [cluster] = [...whole.estate.replicationClusters.rows.values()];
    expect(cluster?.disks.map((disk) => disk.diskName)).toEqual(['disk-sqlha-data', 'disk-sqlha-log']);
    for (const item of cluster?.itemIds ?? []) expect(whole.estate.replicatedItems.rows.has(item)).toBe(true);
  });

  test('come over more than one page', async () => {
    const tenant = contoso(1);
    const twice = {
      ...tenant,
      list: (path: string) => {
        const listed = tenant.list(path);
        if (!LIST.test(path) || listed === undefined) return listed;
        return [...listed].flatMap((one) => [one, { ...one, id: `${one.id}-2`, name: `${one.name}-2` }]);
      },
    };
    const { estate, observations } = await collectContoso({ tenant: twice, scope: PAYMENTS });
    expect(size(estate.replicationClusters)).toBe(2);
    const pages = observations.filter((seen) => seen.source === 'replicationClusters').map((seen) => seen.pages);
    expect(Math.max(...pages)).toBe(2);
  });

  test.each([
    [403, 'AuthorizationFailed', 'notAuthorised'],
    [404, 'InvalidResourceType', 'notRead'],
    [500, 'InternalServerError', 'serviceError'],
  ])('%i is a gap of the container: it proves no absence', async (status, code, kind) => {
    const { estate } = await collectContoso({
      scope: PAYMENTS,
      faults: [refuse(LIST, status, code)],
      patience: { retries: 0 },
    });
    const { id } = CONTOSO_SUBSCRIPTIONS.payments;
    const own = containersOf(whole).filter((container) => container.startsWith(`/subscriptions/${id}/`));
    expect(size(estate.replicationClusters)).toBe(0);
    expect(estate.replicationClusters.gaps).toMatchObject(
      [...own].sort().map((subject) => ({ kind, subject, subscription: id })),
    );
    expect(size(estate.replicationDetails)).toBeGreaterThan(0);
  });

  test('a cluster that does not tell its shared disks is a gap, not one without any', async () => {
    const spoil = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replace('"sharedDiskProperties"', '"sharedDisks"')) as unknown;
    const { estate } = await collectContoso({
      scope: PAYMENTS,
      faults: [{ match: { armPath: LIST }, effect: { kind: 'changeAnswer', change: spoil } }],
    });
    expect(size(estate.replicationClusters)).toBe(0);
    expect(estate.replicationClusters.gaps).toMatchObject([{ kind: 'malformedRow' }]);
  });
});

describe('a row without an ID', () => {
  test('in the list of one item’s recovery points concerns that item alone', async () => {
    let spoilt = false;
    const { estate } = await collectContoso({
      scope: PAYMENTS,
      faults: [
        {
          match: { service: 'arm', armPath: /\/recoverypoints$/i },
          times: 1,
          effect: {
            kind: 'changeAnswer',
            change: (body) => {
              spoilt = true;
              const { value } = body as { readonly value: readonly object[] };
              return { value: value.map((row, at) => (at === 0 ? { ...row, id: undefined } : row)) };
            },
          },
        },
      ],
    });
    expect(spoilt).toBe(true);
    const [gap, ...more] = estate.recoveryPoints.gaps;
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ kind: 'malformedRow', subscription: CONTOSO_SUBSCRIPTIONS.payments.id });
    expect(estate.protectedItems.rows.has(gap?.subject ?? ('' as never))).toBe(true);
  });
});

describe('restore points', () => {
  const asked = (run: Run): readonly string[] =>
    run.observations.filter((seen) => seen.source === 'diskRestorePoints').map((seen) => seen.request.toLowerCase());

  test('every restore point is read to the disk', () => {
    const requests = asked(whole);
    const points = [...whole.estate.restorePoints.rows.values()];
    for (const { id } of points)
      expect(
        requests.some((request) => request.startsWith(`get ${id}/diskrestorepoints`)),
        id,
      ).toBe(true);
    const copies = [...whole.estate.diskRestorePoints.rows.values()];
    expect(copies.every((copy) => copy.networkAccessPolicy !== undefined)).toBe(true);
  });

  test('but for an older one that tells the encryption of disks which anybody may download as they are', async () => {
    const change = (row: { readonly properties?: unknown }): never =>
      ({ ...row, properties: { ...(row.properties as object), networkAccessPolicy: 'AllowAll' } }) as never;
    const where = (row: { readonly type: string; readonly properties?: unknown }): boolean =>
      row.type === 'microsoft.compute/disks' && typeof row.properties === 'object';
    const run = await collectContoso({
      scope: CORE,
      faults: [{ match: { table: 'resources' }, effect: { kind: 'changeRow', where, change } }],
    });
    const requests = asked(run);
    const points = [...run.estate.restorePoints.rows.values()];
    for (const point of points) {
      const times = points
        .filter((other) => other.collectionId === point.collectionId)
        .map((other) => other.time ?? '');
      const open = ({ diskId }: (typeof point.disks)[number]): boolean =>
        diskId !== undefined && run.estate.disks.rows.get(diskId)?.networkAccessPolicy === 'AllowAll';
      const unsaid = point.disks.some((disk) => disk.encryptionType === undefined) || !point.disks.every(open);
      const read = requests.some((request) => request.startsWith(`get ${point.id}/diskrestorepoints`));
      expect(read, point.id).toBe(unsaid || point.time === times.sort().at(-1));
    }
    expect(requests.length).toBeLessThan(size(run.estate.restorePoints));
  });

  test('a copy in another region names what it was copied from', () => {
    const copies = [...whole.estate.diskRestorePoints.rows.values()];
    const abroad = copies.filter((copy) => copy.sourceId?.includes('/diskrestorepoints/'));
    expect(abroad).toHaveLength(1);
    expect(copies.some((copy) => copy.id === abroad[0]?.sourceId)).toBe(true);
  });

  test('a collection that may not be opened is a gap; one that went away in between is not', async () => {
    const collection = [...whole.estate.restorePoints.rows.values()][0]?.collectionId ?? '';
    const path = new RegExp(`${collection}$`);
    const refused = await collectContoso({ scope: CORE, faults: [refuse(path)] });
    expect(refused.estate.restorePoints.gaps).toMatchObject([{ kind: 'notAuthorised', subject: collection }]);
    const gone = await collectContoso({ scope: CORE, faults: [refuse(path, 404, 'ResourceNotFound')] });
    expect(gone.estate.restorePoints.gaps).toEqual([]);
    expect([...gone.estate.restorePoints.rows.values()].some((point) => point.collectionId === collection)).toBe(false);
  });

  test('disks of a restore point that may not be read are a gap with it as the subject', async () => {
    const point = [...whole.estate.diskRestorePoints.rows.values()][0]?.restorePointId ?? '';
    const { estate } = await collectContoso({
      scope: CORE,
      faults: [refuse(new RegExp(`${point}/diskrestorepoints`))],
    });
    expect(estate.diskRestorePoints.gaps).toMatchObject([{ kind: 'notAuthorised', subject: point }]);
  });

  test.each([
    ['a restore point that cannot be read', { restorePoints: [{ name: 'without an id' }] }],
    ['no word of restore points, though they were asked for', { restorePoints: undefined }],
  ])('%s spoils its collection’s answer, which is a gap', async (_, spoilt) => {
    const spoil = (body: unknown): unknown => {
      const { properties, ...rest } = body as { properties: object };
      return { ...rest, properties: { ...properties, ...spoilt } };
    };
    const collection = [...whole.estate.restorePoints.rows.values()][0]?.collectionId ?? '';
    const fault: Fault = {
      match: { armPath: new RegExp(`${collection}$`) },
      effect: { kind: 'changeAnswer', change: spoil },
    };
    const { estate } = await collectContoso({ scope: CORE, faults: [fault] });
    expect(estate.restorePoints.gaps).toMatchObject([{ kind: 'malformedRow', subject: collection }]);
  });
});
