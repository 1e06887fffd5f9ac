import { nameOf, type ArmId } from '../../../domain/armId.ts';
import { gapOf, type Gap, type Lookup } from '../../../domain/estate.ts';
import type { ProtectedItem, RecoveryServicesVault, RestoreJob, VirtualMachine } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { isOfMoment, newestUsable, vaultTiers } from '../../../domain/recoveryPoint.ts';
import { isSoftDeleted } from '../../../domain/softDeleted.ts';
import { instant } from '../../../base/time.ts';
import { compareText } from '../../../base/order.ts';
import { made } from '../../../domain/sequence.ts';
import { identityOf, identityOfNamed } from '../identity.ts';
import type { Joins } from '../joins.ts';
import { nameOfItem } from '../joins/itemIds.ts';
import { isVirtualMachine } from '../joins/machines.ts';
import { encryptionSetOf } from '../protection.ts';
import { expectedDisks } from '../restoredDisks.ts';
import type {
  BackedUp,
  CapturedCopy,
  DiskBackedUp,
  Identity,
  InstantRestore,
  KeyLink,
  NamedAccount,
  Subject,
  SubjectsByName,
} from '../subjects.ts';

type BackupSubjects = Pick<
  SubjectsByName,
  | 'protectedItem'
  | 'orphanedItem'
  | 'backupInstance'
  | 'restorePoint'
  | 'restoreJob'
  | 'recoveryServicesVault'
  | 'backupVault'
  | 'stagingAccount'
>;

export function backupSubjects(joins: Joins): BackupSubjects {
  const { reader, restoreJobs, diskRestores } = joins;
  return {
    protectedItem: made(joins.backups.all, (backup) => protectedItem(joins, backup)),
    orphanedItem: made(
      joins.backups.those((item) => isOrphaned(reader, item)),
      (backup) => orphanedItem(reader, backup),
    ),
    backupInstance: made(joins.diskBackups.all, (backup) => backupInstance(joins, backup)),
    restorePoint: made(joins.restorePoints.all, (captured) => ({
      identity:
        captured.collection === undefined
          ? { ...identityOfNamed(captured.id), name: captured.name }
          : identityOf(captured.collection),
      aspects: { captured },
    })),
    restoreJob: [
      ...restoreJobs.all.map((job) => machineRestore(joins, job)),
      ...diskRestores.all.map((job): Subject<'restoreJob'> => ({
        identity: identityOf(job),
        aspects: { restore: { of: 'disk', job, made: diskRestores.madeBy(job) } },
      })),
    ].sort((a, b) => compareText(a.identity.id, b.identity.id)),
    recoveryServicesVault: made(reader.all('recoveryServicesVaults'), (vault) => ({
      identity: identityOf(vault),
      aspects: {
        vaultBackups: {
          of: 'VM',
          vault,
          encryption: reader.find('vaultEncryptions', vault.id),
          items: joins.backups.inVault(vault.id),
          key: vaultKey(joins, vault),
        },
      },
    })),
    backupVault: made(reader.all('backupVaults'), (vault) => ({
      identity: identityOf(vault),
      aspects: { vaultBackups: { of: 'disk', vault, items: joins.diskBackups.inVault(vault.id) } },
    })),
    stagingAccount: joins.accounts.stagings.map((named) => ({ identity: accountIdentity(named), aspects: { named } })),
  };
}

/** Its VM is gone or was not read. */
function isOrphaned(reader: EstateReader, item: ProtectedItem): boolean {
  return !isSoftDeleted(item) && machineOf(reader, { item })?.kind !== 'found';
}

function orphanedItem(reader: EstateReader, backup: BackedUp): Subject<'orphanedItem'> {
  return {
    identity: itemIdentity(backup),
    aspects: { protectedBy: { by: 'item', backup, machine: machineOf(reader, backup) } },
  };
}

function machineOf(reader: EstateReader, { item }: Pick<BackedUp, 'item'>): Lookup<VirtualMachine> | undefined {
  const vmId = item.sourceResourceId;
  if (vmId === undefined) return undefined;
  // That something of another kind is not among the VMs proves nothing.
  return isVirtualMachine(vmId) ? reader.find('virtualMachines', vmId) : { kind: 'unsure', gaps: [noMachine(item)] };
}

function noMachine(item: ProtectedItem): Gap {
  const because = `Protected item ${nameOfItem(item)} protects something other than an Azure VM, which was not read: ${item.sourceResourceId ?? ''}.`;
  return gapOf('protectedItems', item, 'notRead', because);
}

function itemIdentity({ item }: BackedUp): Identity {
  return { ...identityOf(item), name: nameOfItem(item) };
}

function protectedItem(joins: Joins, backup: BackedUp): Subject<'protectedItem'> {
  const { item, vault, recoveryPoints } = backup;
  const machine = machineOf(joins.reader, backup);
  const disks =
    machine?.kind === 'found'
      ? joins.machines.disksOf(machine.row).map((id) => joins.protections.named(id))
      : undefined;
  const recoveryPointKeys = new Map<ArmId, KeyLink>();
  for (const point of recoveryPoints.rows) {
    if (point.keys?.keyUrl === undefined) continue;
    const { keyUrl: url, keyVaultId: vaultId } = point.keys;
    recoveryPointKeys.set(point.id, joins.keys.resolve({ use: 'adeKek', url, vaultId, namedBy: point.id }));
  }
  const vaultEncryption = joins.reader.find('vaultEncryptions', item.vaultId);
  const keyOfVault = vault.kind === 'found' ? vaultKey(joins, vault.row) : undefined;
  return {
    identity: itemIdentity(backup),
    aspects: {
      backup,
      machine,
      disks: disks ?? [],
      vaultKey: keyOfVault,
      vaultEncryption,
      restorable: {
        from: 'recoveryPoint',
        backup,
        vaultKey: keyOfVault,
        vaultEncryption,
        instant: instantRestore(joins, backup, machine?.kind === 'found' && namesAll(machine.row) ? disks : undefined),
        recoveryPointKeys,
      },
    },
  };
}

/** Whether a VM names each of its disks by ID. */
function namesAll({ osDisk, dataDisks }: VirtualMachine): boolean {
  return [osDisk, ...dataDisks].every((disk) => disk?.diskId !== undefined);
}

/** Undefined if the newest usable point is in the vault too: a restore can start from there. */
function instantRestore(
  joins: Joins,
  { item, recoveryPoints }: BackedUp,
  disks: InstantRestore['disks'],
): InstantRestore | undefined {
  const { point } = newestUsable(recoveryPoints.rows);
  if (point === undefined || vaultTiers(point).length > 0) return undefined;
  const vmId = item.sourceResourceId;
  const taken = instant(point.time);
  const captured = vmId === undefined ? [] : joins.restorePoints.ofMachine(vmId);
  const own = captured
    .filter(({ takenBy }) => takenBy === 'Azure Backup')
    .flatMap(({ points }) => points.rows.filter((one) => isOfMoment(one.point, taken)));
  return {
    copies: own.flatMap(({ copies }) => copies.map((copy) => ({ copy, key: keyOfCopy(joins, copy) }))),
    gaps: [...captured.flatMap(({ points }) => points.gaps), ...own.flatMap(({ gaps }) => gaps)],
    disks,
  };
}

function keyOfCopy(joins: Joins, { guarded }: CapturedCopy): Lookup<KeyLink> | undefined {
  const id = guarded.protection.diskEncryptionSetId;
  return id === undefined ? undefined : keyOfSet(joins, id);
}

function keyOfSet(joins: Joins, id: ArmId): Lookup<KeyLink> {
  const set = joins.reader.find('diskEncryptionSets', id);
  return set.kind === 'found' ? { kind: 'found', row: joins.keys.ofEncryptionSet(set.row) } : set;
}

function backupInstance(joins: Joins, backup: DiskBackedUp): Subject<'backupInstance'> {
  const { instance, snapshots } = backup;
  const snapshotKeys = new Map<ArmId, Lookup<KeyLink>>();
  for (const { snapshot } of snapshots.rows) {
    const id = encryptionSetOf(snapshot);
    if (id !== undefined) snapshotKeys.set(snapshot.id, keyOfSet(joins, id));
  }
  return {
    identity: { ...identityOf(instance), name: nameOf(instance.diskId ?? instance.id) },
    aspects: { protectedBy: { by: 'disk', backup }, restorable: { from: 'snapshot', backup, snapshotKeys } },
  };
}

function machineRestore(joins: Joins, job: RestoreJob): Subject<'restoreJob'> {
  const { reader, restores, restoreJobs, backups, restorePoints, seenRestores } = joins;
  const { dataSourceId: vmId } = job;
  const own = vmId === undefined ? { rows: [], gaps: [] } : backups.ofMachine(vmId);
  const captured = vmId === undefined ? [] : restorePoints.ofMachine(vmId);
  const detail = restoreJobs.bagOf(job);
  const expected = expectedDisks(detail, { backups: own, captured });
  return {
    identity: identityOf(job),
    aspects: {
      restore: {
        of: 'machine',
        job,
        detail,
        made: { rows: restores.madeBy(job.jobId), gaps: reader.gapsIn('disks') },
        expected: { ...expected, count: expected.count ?? seenRestores.disksToMake(job) },
      },
    },
  };
}

function vaultKey(joins: Joins, vault: RecoveryServicesVault): KeyLink | undefined {
  if (vault.keyUri === undefined) return undefined;
  return joins.keys.resolve({ use: 'vault', url: vault.keyUri, vaultId: undefined, namedBy: vault.id });
}

export function accountIdentity({ id, account }: NamedAccount): Subject<'cacheAccount'>['identity'] {
  return account.kind === 'found' ? identityOf(account.row) : identityOfNamed(id);
}
