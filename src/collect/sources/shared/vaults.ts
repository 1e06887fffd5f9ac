import { by } from '../../../base/order.ts';
import type { ArmId } from '../../../domain/armId.ts';
import { mayBeOfMachine } from '../../../domain/backupKinds.ts';
import type { Facts, ProtectedItem, ReplicatedItem } from '../../../domain/facts.ts';
import { armPath, type ArmPath } from '../../requests/armPath.ts';
import type { Given } from '../../defineSource.ts';

type Item = ProtectedItem | ReplicatedItem;

interface VaultInUse<Held extends Item> {
  readonly id: ArmId;
  readonly path: ArmPath;
  /** In the order of their ids. */
  readonly items: readonly Held[];
}

/** Vaults that hold a backed-up or a replicated machine, in the order of their ids, with these. */
export async function vaultsInUse<S extends 'protectedItems' | 'replicatedItems'>(
  given: Given<S | 'recoveryServicesVaults'>,
  ...sources: readonly S[]
): Promise<readonly VaultInUse<Facts[S]>[]> {
  const held = new Map<ArmId, Facts[S][]>();
  for (const source of sources)
    for await (const item of given.each(source)) {
      if (!isInUse(item)) continue;
      const own = held.get(item.vaultId);
      if (own === undefined) held.set(item.vaultId, [item]);
      else own.push(item);
    }
  return [...held].sort(by(([key]) => key)).map(([id, items]) => ({
    id,
    path: armPath(given.find('recoveryServicesVaults', id)?.resourceId ?? id),
    items,
  }));
}

function isInUse(item: Item): boolean {
  return !('backupManagementType' in item) || isMachine(item);
}

/** Only machines have recovery points with disks; an item of a kind that is not known counts as one. */
export function isMachine(item: ProtectedItem): boolean {
  return mayBeOfMachine(item.backupManagementType);
}
