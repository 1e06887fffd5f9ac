import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import type { NotAssessed } from '../domain/record.ts';
import { readCount } from './graphTables.ts';
import type { Ledger } from './ledger.ts';
import { batchesOf, type AskGraph } from './resourceGraph.ts';
import { NOT_ASSESSED_QUERIES } from './sources.ts';

const KINDS: Readonly<Record<string, { readonly kind: string; readonly because: string }>> = {
  'microsoft.compute/images': {
    kind: 'Images',
    because: 'An image holds a copy of disks; this version judges managed disks and snapshots only.',
  },
  'microsoft.compute/galleries/images/versions': {
    kind: 'Gallery image versions',
    because: 'An image version holds copies of disks in each of its regions; this version does not judge them.',
  },
  'microsoft.compute/virtualmachinescalesets': {
    kind: 'Uniform scale sets',
    because:
      'The disks of a uniform scale set are no resources of their own; this version does not read its instances.',
  },
  'microsoft.keyvault/managedhsms': {
    kind: 'Managed HSMs',
    because: 'Keys in a managed HSM are not read by this version.',
  },
  'microsoft.dataprotection/backupvaults/backupinstances': {
    kind: 'Backup vault instances',
    because: 'Backups in Backup vaults (Data Protection) are not judged by this version.',
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

/** Kinds of disk and copy that Azure has here and that are counted, not judged; sorted. */
export async function countNotAssessed(
  ledger: Ledger,
  askGraph: AskGraph,
  subscriptions: readonly string[],
): Promise<readonly NotAssessed[]> {
  const found = new Map<string, NotAssessed>();
  const add = (
    kind: { readonly kind: string; readonly because: string },
    subscriptionId: string,
    count: number,
  ): void => {
    const key = `${kind.kind}\n${subscriptionId}`;
    if (count > 0) found.set(key, { ...kind, subscriptionId, count: (found.get(key)?.count ?? 0) + count });
  };
  for (const kql of Object.values(NOT_ASSESSED_QUERIES))
    for (const batch of batchesOf(subscriptions)) {
      const { failure } = await askGraph({
        source: 'count',
        kql,
        subscriptions: batch,
        take: (rows) => {
          for (const row of rows) {
            const counted = readCount(row);
            const kind = kindOf(row);
            if (counted !== undefined && kind !== undefined) add(kind, counted.subscription, counted.count);
          }
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
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/** Undefined for a flexible scale set, whose machines and disks are ordinary ones. */
function kindOf(row: unknown): { readonly kind: string; readonly because: string } | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { type, mode } = row as Record<string, unknown>;
  if (typeof mode === 'string' && mode.toLowerCase() === 'flexible') return undefined;
  return typeof type === 'string' ? KINDS[type.toLowerCase()] : undefined;
}
