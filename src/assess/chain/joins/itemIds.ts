import { nameOf, resourceGroupOf, type ArmId } from '../../../domain/armId.ts';
import type { Gap } from '../../../domain/estate.ts';
import type { ProtectedItem } from '../../../domain/facts.ts';
import { groupBy } from '../../../domain/groups.ts';

/**
 * `…/protectionContainers/IaasVMContainer;iaasvmcontainerv2;<group>;<VM>/protectedItems/VM;iaasvmcontainerv2;<group>;<VM>`
 * @see https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-backupazurevms
 */
const OF_MACHINE =
  /\/protectioncontainers\/(?:iaasvmcontainer;)?iaasvmcontainerv2;([^;/]+);([^;/]+)\/protecteditems\/(?:vm;)?iaasvmcontainerv2;([^;/]+);([^;/]+)$/;

/** Letters and digits alone: Azure leaves the rest out of some container names. */
export function lettersAndDigits(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Group and VM in the id of a backup item of an Azure VM; undefined for any other id, or if its two halves do not agree. */
export function machineInItemId(itemId: string | undefined): string | undefined {
  const [, group = '', name = '', groupAgain, nameAgain] = OF_MACHINE.exec(itemId?.toLowerCase() ?? '') ?? [];
  if (group !== groupAgain || name !== nameAgain) return undefined;
  const [one, other] = [lettersAndDigits(group), lettersAndDigits(name)];
  return one === '' || other === '' ? undefined : `${one};${other}`;
}

/** A backup item as people know it: by its VM, not by the name that Azure Backup makes from it. */
export function nameOfItem({
  friendlyName,
  sourceResourceId,
  id,
  name,
}: Pick<ProtectedItem, 'friendlyName' | 'sourceResourceId' | 'id' | 'name'>): string {
  const machine = sourceResourceId === undefined ? OF_MACHINE.exec(id)?.[4] : nameOf(sourceResourceId);
  return friendlyName ?? machine ?? name;
}

/** Gaps about items whose ids name a VM, by VM: in any subscription, since the vault may be in another. */
export function byMachineInId(gaps: readonly Gap[]): (vmId: ArmId) => readonly Gap[] {
  const named = groupBy(gaps, ({ subject }) => [machineInItemId(subject)]);
  if (named.size === 0) return () => NONE;
  return (vmId) => named.get(`${lettersAndDigits(resourceGroupOf(vmId))};${lettersAndDigits(nameOf(vmId))}`) ?? NONE;
}

const NONE: readonly Gap[] = [];
