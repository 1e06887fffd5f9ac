import { isoDay } from '../../../base/time.ts';
import { remembered } from '../../../base/remembered.ts';
import { quoted, says, values } from '../../../base/openEnum.ts';
import { isSoftDeleted } from '../../../domain/softDeleted.ts';
import { nameOf, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { derived, sifted } from '../../../domain/derived.ts';
import { gapOf, isUnreadable, type Gap, type Lookup, type Rows } from '../../../domain/estate.ts';
import type { EarlierReading } from '../../../domain/earlierReading.ts';
import type { ProtectedItem, RecoveryPoint } from '../../../domain/facts.ts';
import { grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { where, type Sequence } from '../../../domain/sequence.ts';
import { mayBeOfMachine } from '../../../domain/backupKinds.ts';
import type { BackedUp } from '../subjects.ts';
import { newestUsable, withOwnPage } from '../../../domain/recoveryPoint.ts';
import type { AgentJoin } from './agents.ts';
import { byMachineInId, machineInItemId, nameOfItem } from './itemIds.ts';
import { allOf, isOfRun, REACHING, splitBySubscription, together } from './reach.ts';

export interface BackupJoin {
  /** Backup items of VMs, soft-deleted ones too. */
  readonly all: Sequence<BackedUp>;
  /** Those of them with the item asked for. */
  readonly those: (asked: (item: ProtectedItem) => boolean) => Sequence<BackedUp>;
  /** Items that are not soft-deleted. */
  readonly ofMachine: (vmId: ArmId) => Rows<BackedUp>;
  readonly inVault: (vaultId: ArmId) => Rows<ProtectedItem>;
}

export function joinBackups(reader: EstateReader, agents: AgentJoin): BackupJoin {
  const points = grouped(reader.all('recoveryPoints'), (point) => [point.protectedItemId]);
  const pages = grouped(reader.all('recoveryPointDetails'), (point) => [point.protectedItemId]);
  const backedUp = remembered(LAST, idOf, (item: ProtectedItem): BackedUp => {
    const listed = points.get(item.id) ?? [];
    const earlier = reader.earlierReading('recoveryPoints', item.id);
    const opened = openedOf(reader, listed, pages.get(item.id) ?? []);
    return {
      item,
      earlier,
      vault: reader.find('recoveryServicesVaults', item.vaultId),
      recoveryPoints: {
        rows: listed.map((point) => withOwnPage(point, contradicting(opened.get(point.id)))),
        gaps: reader.gapsAround('recoveryPoints', item.id),
        ...(earlier === undefined ? {} : { elsewhere: [notReadAgain(item, earlier)] }),
      },
      opened,
      exclusion: reader.find('diskExclusions', item.id),
    };
  });
  const items = sifted(reader.all('protectedItems'), (item) => mayBeOfMachine(item.backupManagementType));
  const active = sifted(items, (item) => !isSoftDeleted(item));
  const byMachine = grouped(active, (item) => [item.sourceResourceId]);
  // A soft-deleted item explains what it left on its VM.
  const named = grouped(items, (item) => [item.sourceResourceId]);
  const byVault = grouped(active, (item) => [item.vaultId]);
  const nameless = [...where(active, ({ sourceResourceId }) => sourceResourceId === undefined)].map(namesNoMachine);
  const namelessFor = splitBySubscription(nameless.filter(({ subject }) => machineInItemId(subject) === undefined));
  const hiddenBy = byMachineInId([...reader.gapsIn('protectedItems').filter(isUnreadable), ...nameless]);
  return {
    all: derived(items, backedUp),
    those: (asked) => derived(sifted(items, asked), backedUp),
    ofMachine: (vmId) => {
      const rows = (byMachine.get(vmId) ?? []).map(backedUp);
      const reach = together([
        REACHING.backups(reader, vmId),
        namelessFor([subscriptionOf(vmId)]),
        { gaps: hiddenBy(vmId) },
      ]);
      // A VM is protected by one vault: once an item was read, there is nothing more to look for elsewhere.
      if (rows.length > 0) return { rows, gaps: reach.gaps };
      const isExplained = named.has(vmId) || reach.elsewhere === undefined;
      if (isExplained || !agents.backupSeenOn(vmId)) return { rows, ...reach };
      return { rows, gaps: [seenWithoutItem(vmId), ...allOf(reach)] };
    },
    inVault: (vaultId) => {
      const items = byVault.get(vaultId) ?? [];
      const ofMachines = items.filter(isOfMachine);
      const others = items.filter((item) => !isOfMachine(item)).map(ofUnknownKind);
      return { rows: ofMachines, gaps: [...reader.gapsAround('protectedItems', vaultId), ...others] };
    },
  };
}

/** Items that are asked for again soon, by each disk of a VM in turn. */
const LAST = 256;

function idOf({ id }: ProtectedItem): ArmId {
  return id;
}

const OF_MACHINES = values('AzureIaasVM');

function isOfMachine({ backupManagementType }: ProtectedItem): boolean {
  return says(backupManagementType, OF_MACHINES);
}

/** It may be of a machine: while it is there, nothing is proven about all backups of machines in its vault. */
function ofUnknownKind(item: ProtectedItem): Gap {
  return gapOf(
    'protectedItems',
    item,
    'malformedRow',
    `Protected item ${nameOfItem(item)} is of a kind that is not known: ${quoted(item.backupManagementType)}.`,
  );
}

/**
 * Only where it matters: what is inside the newest usable point, and which keys an encrypted source was backed up with.
 * Further points were opened because a restore was made from them: what an unreadable one would say is not known either.
 */
function openedOf(
  reader: EstateReader,
  listed: readonly RecoveryPoint[],
  pages: readonly RecoveryPoint[],
): BackedUp['opened'] {
  const { point: newest } = newestUsable(listed);
  const read = new Map(pages.map((row) => [row.id, row]));
  const pageOf = ({ id, isSourceVmEncrypted }: RecoveryPoint): Lookup<RecoveryPoint> | undefined => {
    const row = read.get(id);
    if (row !== undefined) return { kind: 'found', row };
    if (id === newest?.id || isSourceVmEncrypted !== false) return reader.find('recoveryPointDetails', id);
    const gaps = reader.gapsAround('recoveryPointDetails', id).filter(isOfRun);
    return gaps.length === 0 ? undefined : { kind: 'unsure', gaps };
  };
  return new Map(
    listed.flatMap((point) => {
      const page = pageOf(point);
      return page === undefined ? [] : [[point.id, page]];
    }),
  );
}

/** A page that this run was to read, if it can contradict the list. */
function contradicting(page: Lookup<RecoveryPoint> | undefined): Lookup<RecoveryPoint> | undefined {
  return page?.kind === 'unsure' && !page.gaps.some(isOfRun) ? undefined : page;
}

function notReadAgain(item: ProtectedItem, { readAt, run }: EarlierReading): Gap {
  const because = `The recovery points of ${nameOfItem(item)} were read on ${isoDay(readAt)} by run ${run}, and not again by this one.`;
  return gapOf('recoveryPoints', item, 'noTime', because);
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
  return gapOf(
    'protectedItems',
    item,
    'malformedRow',
    `Protected item ${nameOfItem(item)} does not name what it protects.`,
  );
}
