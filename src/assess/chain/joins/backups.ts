import { quoted, says, values } from '../../../base/openEnum.ts';
import { isSoftDeleted } from '../../../domain/softDeleted.ts';
import { nameOf, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { gapOf, isUnreadable, type Gap, type Rows } from '../../../domain/estate.ts';
import type { ProtectedItem, RecoveryPoint } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { mayBeOfMachine } from '../../../domain/backupKinds.ts';
import type { BackedUp } from '../subjects.ts';
import { newestUsable, withOwnPage } from '../../../domain/recoveryPoint.ts';
import type { AgentJoin } from './agents.ts';
import { groupBy } from './groupBy.ts';
import { byMachineInId, machineInItemId } from './itemIds.ts';
import { allOf, REACHING, splitBySubscription, together } from './reach.ts';

export interface BackupJoin {
  /** Backup items of VMs, soft-deleted ones too. */
  readonly all: readonly BackedUp[];
  /** Items that are not soft-deleted. */
  readonly ofMachine: (vmId: ArmId) => Rows<BackedUp>;
  readonly inVault: (vaultId: ArmId) => Rows<ProtectedItem>;
}

export function joinBackups(reader: EstateReader, agents: AgentJoin): BackupJoin {
  const points = groupBy(reader.all('recoveryPoints'), (point) => [point.protectedItemId]);
  const pages = groupBy(reader.all('recoveryPointDetails'), (point) => [point.protectedItemId]);
  const all = reader
    .all('protectedItems')
    .filter((item) => mayBeOfMachine(item.backupManagementType))
    .map((item): BackedUp => {
      const listed = points.get(item.id) ?? [];
      const opened = openedOf(reader, listed, pages.get(item.id) ?? []);
      return {
        item,
        vault: reader.find('recoveryServicesVaults', item.vaultId),
        recoveryPoints: {
          rows: listed.map((point) => withOwnPage(point, opened.get(point.id))),
          gaps: reader.gapsAround('recoveryPoints', item.id),
        },
        opened,
        exclusion: reader.find('diskExclusions', item.id),
      };
    });
  const active = all.filter((backup) => !isSoftDeleted(backup.item));
  const byMachine = groupBy(active, (backup) => [backup.item.sourceResourceId]);
  // A soft-deleted item explains what it left on its VM.
  const named = new Set(all.map(({ item }) => item.sourceResourceId));
  const byVault = groupBy(active, (backup) => [backup.item.vaultId]);
  const nameless = active
    .filter(({ item }) => item.sourceResourceId === undefined)
    .map(({ item }) => namesNoMachine(item));
  const namelessFor = splitBySubscription(nameless.filter(({ subject }) => machineInItemId(subject) === undefined));
  const hiddenBy = byMachineInId([...reader.gapsIn('protectedItems').filter(isUnreadable), ...nameless]);
  return {
    all,
    ofMachine: (vmId) => {
      const rows = byMachine.get(vmId) ?? [];
      const reach = together([
        REACHING.backups(reader, vmId),
        namelessFor([subscriptionOf(vmId)]),
        { gaps: hiddenBy(vmId) },
      ]);
      // A VM is protected by one vault: an item that was read leaves nothing to look for elsewhere.
      if (rows.length > 0) return { rows, gaps: reach.gaps };
      const isExplained = named.has(vmId) || reach.elsewhere === undefined;
      if (isExplained || !agents.backupSeenOn(vmId)) return { rows, ...reach };
      return { rows, gaps: [seenWithoutItem(vmId), ...allOf(reach)] };
    },
    inVault: (vaultId) => {
      const items = (byVault.get(vaultId) ?? []).map((backup) => backup.item);
      const ofMachines = items.filter(({ backupManagementType }) => says(backupManagementType, OF_MACHINES));
      const others = items.filter((item) => !ofMachines.includes(item)).map(ofUnknownKind);
      return { rows: ofMachines, gaps: [...reader.gapsAround('protectedItems', vaultId), ...others] };
    },
  };
}

const OF_MACHINES = values('AzureIaasVM');

/** It may be of a machine: nothing that holds for the backups of machines in its vault is proven by it. */
function ofUnknownKind(item: ProtectedItem): Gap {
  return gapOf(
    'protectedItems',
    item,
    'malformedRow',
    `Protected item ${item.friendlyName ?? item.name} is of a kind that is not known: ${quoted(item.backupManagementType)}.`,
  );
}

/** Only where it matters: what is inside the newest usable point, and with which keys an encrypted source was backed up. */
function openedOf(
  reader: EstateReader,
  listed: readonly RecoveryPoint[],
  pages: readonly RecoveryPoint[],
): BackedUp['opened'] {
  const { point: newest } = newestUsable(listed);
  const wanted = listed.filter((point) => point === newest || point.isSourceVmEncrypted !== false);
  return new Map([
    ...wanted.map(({ id }) => [id, reader.find('recoveryPointDetails', id)] as const),
    // Further ones were opened because a restore was made from them.
    ...pages.map((row) => [row.id, { kind: 'found', row }] as const),
  ]);
}

function seenWithoutItem(vmId: ArmId): Gap {
  return gapOf(
    'protectedItems',
    { id: vmId, subscriptionId: subscriptionOf(vmId) },
    'notRead',
    `VM ${nameOf(vmId)} shows that Azure Backup protects it, or did, but no item that was read names it.`,
  );
}

export function namesNoMachine(item: ProtectedItem): Gap {
  return gapOf('protectedItems', item, 'malformedRow', `Protected item ${item.name} does not name what it protects.`);
}
