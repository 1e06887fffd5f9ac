import { describe, expect, it } from 'vitest';
import { contoso } from '../../simulator/estate/contoso/index.ts';
import { estate } from '../../simulator/estate/generator/index.ts';
import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';
import { at, rowsOfType, textAt } from './estateReading.ts';

const RSV = 'microsoft.recoveryservices/vaults';
const REPLICATED = `${RSV}/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems`;

/** A link of a chain: from what is protected to what protects it, or from a copy to what it was made of. */
interface Link {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

/** Links between a disk or VM and its key, vault, replica, restored copy, staging account and snapshot, as the documents name them. */
function linksOf(tenant: Tenant): readonly Link[] {
  const vaults = new Map(
    rowsOfType(tenant, 'microsoft.keyvault/vaults').map(({ id, name }) => [name.toLowerCase(), id]),
  );
  const disks = rowsOfType(tenant, 'microsoft.compute/disks');
  const creation = (row: ArmDocument, name: string): string | undefined =>
    textAt(row, 'properties', 'creationData', name);
  const link = (kind: string, from: string | undefined, to: string | undefined): readonly Link[] =>
    from === undefined || to === undefined || !/^\/subscriptions\//i.test(to) ? [] : [{ kind, from, to }];
  return [
    ...disks.flatMap((row) => link('set', row.id, textAt(row, 'properties', 'encryption', 'diskEncryptionSetId'))),
    ...disks.flatMap((row) => link('restored copy', row.id, creation(row, 'sourceResourceId'))),
    ...disks.flatMap((row) => link('staging account', row.id, creation(row, 'storageAccountId'))),
    ...rowsOfType(tenant, 'microsoft.compute/snapshots').flatMap((row) =>
      link('snapshot', row.id, creation(row, 'sourceResourceId')),
    ),
    ...rowsOfType(tenant, 'microsoft.compute/diskencryptionsets').flatMap((row) => {
      const url = textAt(row, 'properties', 'activeKey', 'keyUrl') ?? '';
      return link('key vault', row.id, vaults.get(/^https:\/\/([^.]+)\./.exec(url)?.[1] ?? ''));
    }),
    ...rowsOfType(tenant, `${RSV}/backupfabrics/protectioncontainers/protecteditems`).flatMap((row) =>
      link('backup vault', textAt(row, 'properties', 'sourceResourceId'), row.id),
    ),
    ...rowsOfType(tenant, REPLICATED).flatMap((row) => {
      const details = at(tenant.get(row.id.toLowerCase()), 'properties', 'providerSpecificDetails');
      const replicated = (at(details, 'protectedManagedDisks') ?? []) as unknown[];
      return [
        ...link('replication vault', textAt(details, 'fabricObjectId'), row.id),
        ...replicated.flatMap((disk) => [
          ...link('replica', textAt(disk, 'diskId'), textAt(disk, 'recoveryReplicaDiskId')),
          ...link('cache account', textAt(disk, 'diskId'), textAt(disk, 'primaryStagingAzureStorageAccountId')),
        ]),
      ];
    }),
  ];
}

const subscriptionOf = (id: string): string => id.split('/')[2]?.toLowerCase() ?? '';
const crosses = ({ from, to }: Link): boolean => subscriptionOf(from) !== subscriptionOf(to);

describe.each<[string, Tenant, readonly string[]]>([
  [
    'Contoso',
    contoso(1),
    [
      'backup vault',
      'cache account',
      'key vault',
      'replica',
      'replication vault',
      'restored copy',
      'snapshot',
      'staging account',
    ],
  ],
  [
    'the generated bank',
    estate(4, 1500),
    ['backup vault', 'cache account', 'key vault', 'replica', 'replication vault'],
  ],
])('links of %s', (_, tenant, kinds) => {
  const links = linksOf(tenant);

  it('at least one in twenty crosses a subscription, of every kind that may', () => {
    expect(links.length).toBeGreaterThan(100);
    const crossing = links.filter(crosses);
    expect(crossing.length / links.length).toBeGreaterThanOrEqual(0.05);
    expect([...new Set(crossing.map(({ kind }) => kind))].sort()).toEqual(expect.arrayContaining([...kinds]));
  });

  it('what is named across a subscription is there, and in its own list', () => {
    for (const { kind, to } of links.filter(crosses)) {
      // A restored copy names a restore point that Azure Backup may have deleted; a snapshot's source may be gone too.
      if (kind === 'restored copy' || kind === 'snapshot') continue;
      expect(tenant.get(to.toLowerCase()), `${kind} ${to}`).toBeDefined();
      if (kind !== 'backup vault') continue;
      const vault = to.slice(0, to.indexOf('/backupFabrics/')).toLowerCase();
      const listed = [...(tenant.list(`${vault}/backupprotecteditems`) ?? [])].map(({ id }) => id);
      expect(listed.filter((id) => id === to)).toHaveLength(1);
    }
  });

  it('every id stands once', () => {
    for (const type of ['microsoft.compute/disks', REPLICATED]) {
      const ids = rowsOfType(tenant, type).map(({ id }) => id.toLowerCase());
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
