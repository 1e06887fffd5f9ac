import type { ArmId } from '../domain/armId.ts';
import type { RecoveryServicesVault } from '../domain/facts.ts';
import { identityOf, identityOfNamed } from './identity.ts';
import type { Joins } from './joins.ts';
import type { BackedUp, KeyLink, NamedAccount, Subject, SubjectsByName } from './subjects.ts';

type BackupSubjects = Pick<
  SubjectsByName,
  'protectedItem' | 'restorePoint' | 'restoreJob' | 'recoveryServicesVault' | 'stagingAccount'
>;

export function backupSubjects(joins: Joins): BackupSubjects {
  const { reader, restores } = joins;
  return {
    protectedItem: joins.backups.all.map((backup) => protectedItem(joins, backup)),
    restorePoint: joins.restorePoints.all.map((captured) => ({
      identity: captured.collection === undefined ? identityOfNamed(captured.id) : identityOf(captured.collection),
      parts: { captured },
    })),
    restoreJob: reader
      .all('restoreJobs')
      .filter((job) => job.dataSourceId !== undefined && restores.jobsOf(job.dataSourceId).includes(job))
      .map((job) => ({
        identity: identityOf(job),
        parts: {
          job,
          detail: reader.find('restoreJobDetails', job.id),
          made: { rows: restores.madeBy(job.jobId), gaps: reader.gapsIn('disks') },
          backups: job.dataSourceId === undefined ? { rows: [], gaps: [] } : joins.backups.ofMachine(job.dataSourceId),
        },
      })),
    recoveryServicesVault: reader.all('recoveryServicesVaults').map((vault) => ({
      identity: identityOf(vault),
      parts: {
        vault,
        encryption: reader.find('vaultEncryptions', vault.id),
        items: joins.backups.inVault(vault.id),
        key: vaultKey(joins, vault),
      },
    })),
    stagingAccount: joins.accounts.stagings.map((named) => ({ identity: accountIdentity(named), parts: { named } })),
  };
}

function protectedItem(joins: Joins, backup: BackedUp): Subject<'protectedItem'> {
  const { item, vault, recoveryPoints } = backup;
  const vmId = item.sourceResourceId;
  const machine = vmId === undefined ? undefined : joins.reader.find('virtualMachines', vmId);
  const diskIds = machine?.kind === 'found' ? joins.machines.disksOf(machine.row) : [];
  const recoveryPointKeys = new Map<ArmId, KeyLink>();
  for (const point of recoveryPoints.rows) {
    if (point.keys?.keyUrl === undefined) continue;
    const { keyUrl: url, keyVaultId: vaultId } = point.keys;
    recoveryPointKeys.set(point.id, joins.keys.resolve({ use: 'adeKek', url, vaultId, namedBy: point.id }));
  }
  return {
    identity: { ...identityOf(item), name: item.friendlyName ?? item.name },
    parts: {
      backup,
      machine,
      disks: diskIds.map((id) => joins.protections.named(id)),
      vaultKey: vault.kind === 'found' ? vaultKey(joins, vault.row) : undefined,
      vaultEncryption: joins.reader.find('vaultEncryptions', item.vaultId),
      recoveryPointKeys,
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
