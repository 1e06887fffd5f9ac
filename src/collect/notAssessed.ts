import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import type { NotAssessed } from '../domain/record.ts';
import { crossTenantKeys } from './keyDetails.ts';
import type { Ledger } from './ledger.ts';
import { batchesOf, type AskGraph } from './resourceGraph.ts';
import { NOT_ASSESSED_QUERIES } from './sources.ts';

interface Kind {
  readonly kind: string;
  readonly because: string;
}

/** By the column that counts them. */
const KINDS: Readonly<Record<string, Kind>> = {
  images: {
    kind: 'Images',
    because: 'An image holds a copy of disks; this version judges managed disks and snapshots only.',
  },
  galleryImageVersions: {
    kind: 'Gallery image versions',
    because: 'An image version holds copies of disks in each of its regions; this version does not judge them.',
  },
  uniformScaleSets: {
    kind: 'Uniform scale sets',
    because:
      'The disks of a uniform scale set are no resources of their own; this version does not read its instances.',
  },
  backupInstances: {
    kind: 'Backup vault instances',
    because: 'Of the backups in Backup vaults (Data Protection), this version judges those of managed disks only.',
  },
};
const EPHEMERAL = {
  kind: 'Ephemeral OS disks',
  because: 'An ephemeral disk lives on the host and is no managed disk; only encryption at host covers it.',
};
const UNMANAGED = {
  kind: 'Unmanaged disks',
  because: 'An unmanaged disk is a blob in a storage account; this version judges managed disks only.',
};

const CROSS_TENANT = {
  kind: 'Cross-tenant keys',
  because:
    'A key in another tenant cannot be read from here: its state, its purge protection and who may use it are evidence to ask that tenant for.',
};

/** Kinds of disk and copy that Azure has here and that are counted, not judged; sorted. */
export async function countNotAssessed(
  ledger: Ledger,
  askGraph: AskGraph,
  subscriptions: readonly string[],
): Promise<readonly NotAssessed[]> {
  const found = new Map<string, NotAssessed>();
  const add = (kind: Kind | undefined, subscriptionId: string, count: number): void => {
    if (kind === undefined || count <= 0) return;
    const key = `${kind.kind}\n${subscriptionId}`;
    found.set(key, { ...kind, subscriptionId, count: (found.get(key)?.count ?? 0) + count });
  };
  for (const kql of Object.values(NOT_ASSESSED_QUERIES))
    for (const batch of batchesOf(subscriptions)) {
      const { failure } = await askGraph({
        source: 'count',
        kql,
        subscriptions: batch,
        take: (rows) => {
          for (const row of rows)
            for (const [column, subscription, count] of countsIn(row)) add(KINDS[column], subscription, count);
        },
      });
      if (failure !== undefined) {
        const because = `They could not be counted: ${failure.because}.`;
        found.set(`Other kinds\n${kql}`, {
          kind: 'Kinds that are not judged',
          subscriptionId: EVERY_SUBSCRIPTION,
          count: 0,
          because,
        });
      }
    }
  for (const machine of ledger.tallies.virtualMachines.rows().values())
    for (const disk of [...(machine.osDisk === undefined ? [] : [machine.osDisk]), ...machine.dataDisks])
      if (disk.ephemeral) add(EPHEMERAL, machine.subscriptionId, 1);
      else if (disk.diskId === undefined) add(UNMANAGED, machine.subscriptionId, 1);
  const elsewhere = new Map(crossTenantKeys(ledger).map((set) => [`${set.subscriptionId} ${set.keyUrl ?? ''}`, set]));
  for (const { subscriptionId } of elsewhere.values()) add(CROSS_TENANT, subscriptionId, 1);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/** Column, subscription and number of each count in a row. */
function countsIn(row: unknown): readonly (readonly [string, string, number])[] {
  if (typeof row !== 'object' || row === null) return [];
  const { subscriptionId, ...columns } = row as Record<string, unknown>;
  if (typeof subscriptionId !== 'string') return [];
  const subscription = subscriptionId.toLowerCase();
  return Object.entries(columns).flatMap(([column, count]) =>
    typeof count === 'number' ? [[column, subscription, count] as const] : [],
  );
}
