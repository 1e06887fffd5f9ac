import { armId, nameOf, type ArmId } from '../../domain/armId.ts';
import { testFailoverDiskName } from '../../domain/azureNames.ts';
import type { AdeKeys, Disk, StoredBytes, VirtualMachine } from '../../domain/facts.ts';
import { isManagedHsm, parseKeyUrl } from '../../domain/keyUrl.ts';
import type { Tallies } from '../rows/tallies.ts';

/** What the chain of a disk names, as far as known: to be asked about unless it was already. */
export interface Wants {
  readonly ids: Set<ArmId>;
  /** Of key vaults and storage accounts: a name is unique in its cloud. */
  readonly names: Set<string>;
  /** Whose extensions are asked about. */
  readonly machines: Set<ArmId>;
  /**
   * What snapshots and restore point collections may have been taken of: resource IDs, and unique IDs of resources that may
   * have been moved since.
   */
  readonly sources: Set<ArmId>;
}

const COLLECTION = /^(\/subscriptions\/.+\/restorepointcollections\/[^/]+)\//;

/** Walks the facts that came from the disk outwards; called again after each answer, until nothing new is named. */
export function wantsOf(tallies: Tallies, disk: Disk): Wants {
  const list = new WantList();
  for (const machine of disk.managedBy) list.sources.add(machine);
  list.takenOf(disk);
  for (const snapshot of tallies.snapshots.rows().values()) {
    list.sources.add(snapshot.id);
    list.takenOf(snapshot);
    list.bytes(snapshot);
  }
  list.id(collectionOf(disk));
  wantReplication(list, tallies);
  wantBackup(list, tallies);
  const machines = machinesOfConcern(tallies, disk);
  for (const one of disksOfConcern(tallies, disk, machines)) wantDisk(list, one);
  for (const id of machines) {
    const row = tallies.virtualMachines.rows().get(id);
    list.id(id);
    list.machines.add(id);
    if (row !== undefined) wantMachine(list, row);
  }
  for (const { keyEncryptionKeyUrl } of tallies.vmExtensions.rows().values())
    list.vault(keyEncryptionKeyUrl, undefined);
  for (const id of list.sets) {
    list.id(id);
    const row = tallies.diskEncryptionSets.rows().get(id);
    if (row !== undefined) list.vault(row.keyUrl, row.keyVaultId);
  }
  return list;
}

class WantList implements Wants {
  readonly ids = new Set<ArmId>();
  readonly names = new Set<string>();
  readonly machines = new Set<ArmId>();
  readonly sources = new Set<ArmId>();
  /** Disk encryption sets, eventually also among `ids`: their key vaults are wanted too. */
  readonly sets = new Set<ArmId>();

  /** Snapshots of it show its unique ID too. */
  takenOf({ uniqueId }: StoredBytes): void {
    if (uniqueId !== undefined) this.sources.add(armId(uniqueId));
  }

  id(wanted: ArmId | undefined): void {
    if (wanted !== undefined) this.ids.add(wanted);
  }

  set(wanted: ArmId | undefined): void {
    if (wanted !== undefined) this.sets.add(wanted);
  }

  name(wanted: string | undefined): void {
    if (wanted !== undefined) this.names.add(wanted.toLowerCase());
  }

  /** The key vault or managed HSM of a key or secret; by its name if Azure names none, or one of the other kind. */
  vault(url: string | undefined, vaultId: ArmId | undefined): void {
    const key = parseKeyUrl(url);
    this.id(vaultId);
    if (vaultId === undefined || (key !== undefined && isManagedHsm(vaultId) !== key.managedHsm))
      this.name(key?.vaultName);
  }

  ade(keys: readonly AdeKeys[] | undefined): void {
    for (const pair of keys ?? []) {
      this.vault(pair.keyUrl, pair.keyVaultId);
      this.vault(pair.secretUrl, pair.secretVaultId);
    }
  }

  bytes({ diskEncryptionSetId, secureVmDiskEncryptionSetId, ade }: StoredBytes): void {
    this.set(diskEncryptionSetId);
    this.set(secureVmDiskEncryptionSetId);
    this.ade(ade?.keys);
  }
}

function wantReplication(list: WantList, tallies: Tallies): void {
  for (const detail of tallies.replicationDetails.rows().values()) {
    for (const machine of [detail.sourceVmId, detail.recoveryVmId, detail.testFailoverVmId]) list.id(machine);
    for (const leg of detail.disks) {
      const group = leg.recoveryResourceGroupId ?? detail.recoveryResourceGroupId;
      const test =
        leg.testFailoverDiskName ?? (leg.diskName === undefined ? undefined : testFailoverDiskName(leg.diskName));
      for (const named of [leg.diskId, leg.recoveryReplicaDiskId, leg.recoveryTargetDiskId]) list.id(named);
      if (group !== undefined && test !== undefined)
        list.id(armId(`${group}/providers/microsoft.compute/disks/${test}`));
      list.set(leg.recoveryDiskEncryptionSetId);
      list.set(leg.primaryDiskEncryptionSetId);
      list.id(leg.stagingStorageAccountId);
      list.ade([leg]);
    }
  }
}

function wantBackup(list: WantList, tallies: Tallies): void {
  for (const { vaultId } of tallies.protectedItems.rows().values()) {
    list.id(vaultId);
    list.vault(tallies.recoveryServicesVaults.rows().get(vaultId)?.keyUri, undefined);
  }
  for (const { vaultId } of tallies.backupInstances.rows().values()) {
    list.id(vaultId);
    list.vault(tallies.backupVaults.rows().get(vaultId)?.keyUri, undefined);
  }
  for (const { keys } of tallies.recoveryPoints.rows().values()) list.ade(keys === undefined ? [] : [keys]);
  for (const { sourceId } of tallies.restorePointCollections.rows().values()) list.id(sourceId);
  for (const { dataSourceId } of tallies.restoreJobs.rows().values()) list.id(dataSourceId);
  for (const { targetStorageAccountName } of tallies.restoreJobDetails.rows().values())
    list.name(targetStorageAccountName);
  for (const { keyUri } of tallies.vaultEncryptions.rows().values()) list.vault(keyUri, undefined);
}

function wantDisk(list: WantList, disk: Disk): void {
  const { storageAccountId, sourceUri } = disk.creation;
  list.id(disk.id);
  list.bytes(disk);
  for (const machine of disk.managedBy) {
    list.id(machine);
    list.machines.add(machine);
  }
  if (storageAccountId === undefined) list.name(/^https:\/\/([^./]+)\./i.exec(sourceUri ?? '')?.[1]);
  else list.id(storageAccountId);
}

function wantMachine(list: WantList, { ade, osDisk, dataDisks }: VirtualMachine): void {
  list.ade(ade?.keys);
  for (const held of [osDisk, ...dataDisks]) list.id(held?.diskId);
}

/** The disk, the other disks of its machines, those that Site Recovery names, and copies that it may have been restored to. */
function disksOfConcern(tallies: Tallies, disk: Disk, machines: ReadonlySet<ArmId>): readonly Disk[] {
  const held = [...tallies.virtualMachines.rows().values()]
    .filter(({ id }) => machines.has(id))
    .flatMap(({ osDisk, dataDisks }) => [osDisk?.diskId, ...dataDisks.map(({ diskId }) => diskId)]);
  const legs = [...tallies.replicationDetails.rows().values()].flatMap((detail) => detail.disks);
  const named = new Set([
    disk.id,
    ...held,
    ...legs.flatMap((leg) => [leg.diskId, leg.recoveryReplicaDiskId, leg.recoveryTargetDiskId]),
  ]);
  const names = [disk.name.toLowerCase(), ...disk.managedBy.map(nameOf)];
  const jobs = new Set(
    [...tallies.restoreJobs.rows().values()]
      .filter(({ dataSourceId }) => dataSourceId !== undefined && machines.has(dataSourceId))
      .map(({ jobId }) => jobId),
  );
  return [...tallies.disks.rows().values()].filter(
    (row) => named.has(row.id) || jobs.has(jobOf(row.tags) ?? '') || carriesName(row, names),
  );
}

/** Those that hold the disk, those of its replication, and the one that it was restored from. */
function machinesOfConcern(tallies: Tallies, disk: Disk): ReadonlySet<ArmId> {
  const details = [...tallies.replicationDetails.rows().values()];
  const collection = collectionOf(disk);
  const job = jobOf(disk.tags);
  const origins = [
    collection === undefined ? undefined : tallies.restorePointCollections.rows().get(collection)?.sourceId,
    ...[...tallies.restoreJobs.rows().values()].map(({ jobId, dataSourceId }) =>
      jobId === job ? dataSourceId : undefined,
    ),
  ];
  const all = [
    ...disk.managedBy,
    ...details.flatMap((detail) => [detail.sourceVmId, detail.recoveryVmId, detail.testFailoverVmId]),
    ...origins,
  ];
  return new Set(all.filter((id) => id !== undefined));
}

function collectionOf({ creation }: Disk): ArmId | undefined {
  const path = COLLECTION.exec(armId(creation.sourceResourceId ?? ''))?.[1];
  return path === undefined ? undefined : armId(path);
}

/** A copy may carry the name of its disk or machine in its own name, or in the path it was made from. */
function carriesName({ name, creation }: Disk, names: readonly string[]): boolean {
  const text = [name, creation.sourceResourceId ?? '', creation.sourceUri ?? ''].join(' ').toLowerCase();
  return names.some((one) => text.includes(one));
}

/**
 * Restore jobs whose copies may be of the disk: it is one itself, or the copy carries its name or its machine's, or shows
 * nothing but the job; Azure Backup restores into the same subscription first.
 */
export function jobsOfConcern(tallies: Tallies, disk: Disk): readonly string[] {
  const names = [disk.name.toLowerCase(), ...disk.managedBy.map(nameOf)];
  const isBare = ({ creation, subscriptionId }: Disk): boolean =>
    subscriptionId === disk.subscriptionId && !/^(restore|import)$/i.test(creation.createOption ?? '');
  const copies = [...tallies.disks.rows().values()].filter(
    (row) => row.id === disk.id || carriesName(row, names) || isBare(row),
  );
  return [...new Set(copies.flatMap(({ tags }) => jobOf(tags) ?? []))];
}

/** The id of the restore job that Azure Backup left in a tag, lower case. */
export function jobOf(tags: Readonly<Record<string, string>>): string | undefined {
  const [, job] = Object.entries(tags).find(([tag]) => tag.toLowerCase() === 'rsvaultbackup') ?? [];
  const id = job?.trim().toLowerCase();
  return id === '' ? undefined : id;
}
