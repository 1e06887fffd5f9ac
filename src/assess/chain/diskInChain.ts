import { nameOf, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import { gapOf, type Gap, type Rows } from '../../domain/estate.ts';
import type { AdeKeys, Disk, VirtualMachine } from '../../domain/facts.ts';
import type { DiskRole } from '../../domain/diskRole.ts';
import { kindsOf } from './diskKinds.ts';
import { linksOf, type Links } from './links.ts';
import type { Joins } from './joins.ts';
import { REACHING, together } from './joins/reach.ts';
import type {
  BackedUp,
  DiskBackups,
  DiskCapture,
  Guarded,
  GuardedSnapshot,
  DiskAttachment,
  KeyLink,
  Replicated,
  ServiceLink,
} from './subjects.ts';

/** A disk with everything that depends on it. */
export interface DiskInChain {
  readonly disk: Disk;
  readonly role: DiskRole;
  readonly copyOf: ArmId | undefined;
  readonly guarded: Guarded;
  readonly serviceLink: ServiceLink;
  readonly attachments: readonly DiskAttachment[];
  /** Gaps that may hide another VM that holds it. */
  readonly hiddenHolders: readonly Gap[];
  /** VMs that were not read and might list it although it says that no VM holds it. */
  readonly unreadHolders: readonly Gap[];
  readonly keys: Rows<KeyLink>;
  readonly snapshots: Rows<GuardedSnapshot>;
  readonly captures: Rows<DiskCapture>;
  readonly backups: Rows<BackedUp>;
  readonly diskBackups: DiskBackups;
  readonly replications: Rows<Replicated>;
  readonly links: Links;
}

/** A disk with the keys that it depends on. */
export type DiskWithKeys = Pick<DiskInChain, 'disk' | 'role' | 'keys'>;

/** Role and keys as `diskInChain` gives them, without the work of the rest. */
export function diskWithKeys(joins: Joins, disk: Disk): DiskWithKeys {
  const { guarded } = joins.protections.ofDisk(disk);
  const attachments = joins.machines.attachmentsOf(disk);
  return { disk, role: roleOf(joins, disk, attachments).role, keys: keysOf(joins, disk, guarded, attachments) };
}

export function diskInChain(joins: Joins, disk: Disk): DiskInChain {
  const { guarded } = joins.protections.ofDisk(disk);
  const attachments = joins.machines.attachmentsOf(disk);
  const { role, copyOf } = roleOf(joins, disk, attachments);
  const aspects = {
    disk,
    role,
    copyOf,
    guarded,
    serviceLink: serviceLinkOf(joins, disk),
    attachments,
    hiddenHolders: joins.machines.hiddenHolders(disk),
    unreadHolders: joins.machines.unreadHolders(disk),
    keys: keysOf(joins, disk, guarded, attachments),
    snapshots: {
      rows: joins.snapshots.ofDisk(disk.id),
      ...together([
        REACHING.snapshots(joins.reader, disk.id, guarded.protection),
        { gaps: joins.snapshots.maybeOf(disk) },
      ]),
    },
    captures: joins.captures.ofDisk(
      disk,
      attachments.map((attachment) => attachment.vmId),
    ),
    backups: rowsOf(
      attachments.map((attachment) => joins.backups.ofMachine(attachment.vmId)),
      ({ item }) => item.id,
    ),
    diskBackups: { own: joins.diskBackups.ofDisk(disk.id), siblings: siblingBackups(joins, disk, attachments) },
    replications: rowsOf(
      attachments.map((attachment) => joins.replications.ofMachine(attachment.vmId)),
      ({ id }) => id,
    ),
  };
  return { ...aspects, links: linksOf(joins, aspects) };
}

function roleOf(
  joins: Joins,
  disk: Disk,
  attachments: readonly DiskAttachment[],
): { readonly role: DiskRole; readonly copyOf: ArmId | undefined } {
  const replica = joins.replications.replicaLeg(disk.id);
  if (replica !== undefined) return { role: 'replica', copyOf: replica.declared.diskId };
  if (joins.replications.seedItem(disk.id) !== undefined) return { role: 'replica', copyOf: undefined };
  const failover = joins.replications.failovers.of(disk);
  if (failover !== undefined)
    return {
      role: failover.madeBy === 'failover' ? 'failedOver' : 'testFailover',
      copyOf: failover.leg?.declared.diskId,
    };
  const restored = joins.restores.copyAt(disk.id);
  if (restored?.evidence !== undefined) {
    const [nearest] = restored.origins;
    return { role: 'restored', copyOf: nearest?.kind === 'certain' ? nearest.disk.id : undefined };
  }
  return { role: attachments.length === 0 ? 'unattached' : 'source', copyOf: undefined };
}

function serviceLinkOf({ replications }: Joins, disk: Disk): ServiceLink {
  const writer = replications.replicaLeg(disk.id)?.detail ?? replications.seedItem(disk.id);
  if (writer === undefined) return { writer, gaps: replications.hiddenReplica(disk) };
  return { writer: { item: writer.name, protectionState: writer.protectionState }, gaps: [] };
}

/** Disk backup of the other disks of its VMs. */
function siblingBackups(joins: Joins, disk: Disk, attachments: readonly DiskAttachment[]): DiskBackups['siblings'] {
  const ids = attachments.flatMap(({ machine }) =>
    machine.kind === 'found' ? joins.machines.disksOf(machine.row) : [],
  );
  const hidden = attachments.flatMap(({ machine }) => {
    if (machine.kind !== 'found') return machine.kind === 'unsure' ? machine.gaps : [];
    return kindsOf(machine.row).unmanaged > 0 ? [namesNotAll(machine.row)] : [];
  });
  const found = rowsOf(
    ids.filter((id) => id !== disk.id).map((id) => joins.diskBackups.ofDisk(id)),
    ({ instance }) => instance.id,
  );
  // If one disk of a VM is backed up in a vault, so are the others.
  const around = [...new Set(found.rows.map(({ instance }) => instance.vaultId))].flatMap(
    (vaultId) => joins.diskBackups.inVault(vaultId).gaps,
  );
  return { ...found, gaps: [...found.gaps, ...around, ...hidden] };
}

/**
 * All disks of a VM are managed, or none are: one that it does not name is a managed disk too.
 * @see https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation
 */
function namesNotAll(machine: VirtualMachine): Gap {
  return gapOf('virtualMachines', machine, 'notRead', `VM ${machine.name} does not name each of its disks by ID.`);
}

/** The keys that the disk depends on: those of its disk encryption sets, and those of ADE if it is declared. */
function keysOf(joins: Joins, disk: Disk, guarded: Guarded, attachments: readonly DiskAttachment[]): Rows<KeyLink> {
  const rows: KeyLink[] = [];
  const gaps: Gap[] = [];
  for (const id of encryptionSetsOf(disk)) {
    const set = joins.reader.find('diskEncryptionSets', id);
    if (set.kind === 'found') rows.push(joins.keys.ofEncryptionSet(set.row), ...joins.keys.previousOf(set.row));
    else if (set.kind === 'unsure') gaps.push(...set.gaps);
    else gaps.push(notFound(id));
  }
  const { atRest, confidential } = guarded.protection;
  if (encryptionSetsOf(disk).length === 0 && (atRest === 'unknown' || confidential === 'unknown'))
    gaps.push(keyNotTold(disk));
  if (mayHangOnAde(disk, guarded)) {
    const { guest } = guarded.protection;
    if (guest === 'adeKek' || guest === 'adeBek')
      for (const keys of adeKeysOf(joins, disk, attachments)) rows.push(...joins.keys.ofAde(keys, disk.id));
    else if (guest === 'unknown') gaps.push(...guarded.guestGaps, adeInDoubt(disk));
  }
  return { rows, gaps };
}

/** A disk under a customer-managed key depends on ADE keys only where it declares ADE itself: Azure supports no mix of both. */
function mayHangOnAde(disk: Disk, { protection }: Guarded): boolean {
  return (
    disk.ade?.enabled === true || (protection.atRest !== 'customer' && protection.atRest !== 'platformAndCustomer')
  );
}

/** From the disk itself; for a replica, as Site Recovery declares them; for dual-pass ADE, from the VM. */
function adeKeysOf(joins: Joins, disk: Disk, attachments: readonly DiskAttachment[]): readonly AdeKeys[] {
  if (disk.ade?.enabled === true) return disk.ade.keys;
  const declared = joins.replications.replicaLeg(disk.id)?.declared;
  if (declared?.isDiskEncrypted === true) return [declared];
  return attachments.flatMap(({ machine }) => (machine.kind === 'found' ? (machine.row.ade?.keys ?? []) : []));
}

function keyNotTold(disk: Disk): Gap {
  return gapOf(
    'disks',
    disk,
    'notRead',
    `Which key protects ${disk.name} is in doubt: Azure named no disk encryption set, and did not say plainly how the disk is encrypted.`,
  );
}

function adeInDoubt(disk: Disk): Gap {
  return gapOf(
    'vmExtensions',
    disk,
    'notRead',
    `Whether the Azure Disk Encryption keys of ${disk.name} are in use is in doubt.`,
  );
}

/** The disk encryption sets that a disk names. */
export function encryptionSetsOf(disk: Disk): readonly ArmId[] {
  const ids = [disk.diskEncryptionSetId, disk.secureVmDiskEncryptionSetId].filter((id) => id !== undefined);
  return [...new Set(ids)];
}

function notFound(id: ArmId): Gap {
  return gapOf(
    'diskEncryptionSets',
    { id, subscriptionId: subscriptionOf(id) },
    'notRead',
    `Disk encryption set ${nameOf(id)} is named but was not found.`,
  );
}

function rowsOf<Row>(lists: readonly Rows<Row>[], idOf: (row: Row) => ArmId): Rows<Row> {
  const [first] = lists;
  if (first !== undefined && lists.length === 1) return first;
  const rows = new Map(lists.flatMap((list) => list.rows).map((row) => [idOf(row), row]));
  return { rows: [...rows.values()], ...together(lists) };
}
