import type { SubjectName, Subjects } from '../../src/assess/chain/subjects.ts';

type Aspect = { [K in SubjectName]: keyof Subjects[K] & string }[SubjectName];

/** Each aspect that a check can need, as a reader of the documentation knows it. */
const ASPECTS: Readonly<Record<Aspect, string>> = {
  access:
    'role assignments, role definitions, deny assignments (ARM), classic administrators and access policies, along the scopes',
  backup: 'the backup item with its vault, recovery points and disk exclusion',
  backups: 'Azure Backup items with their recovery points',
  bytes: 'settings of the disk or snapshot',
  captured: 'restore points and the disks inside them (ARM), and the recovery points that live in snapshots',
  captures: 'its copies in restore points (ARM)',
  copy: 'the copy and its protection',
  coverage: 'whether the subscription was expected and seen',
  declared: 'what Site Recovery declares of the disk',
  diskBackups: 'backup instances of the disk, and of the other disks of its VM, with their snapshots',
  disk: 'the disk',
  disks: 'its disks and their protection',
  encryptionSet: 'the disk encryption set',
  extensions: 'Azure Disk Encryption extensions',
  gaps: 'gaps of the run',
  guarded: 'protection of the disk or snapshot, facet by facet',
  hiddenSource: 'gaps that may hide its source',
  sourceInDoubt: 'whether it is named as the replica of more than one disk',
  isOfEarlierDisk: 'whether the disk that has the ID of its source was created after it',
  otherListers: 'whether another item or cluster of its vault may name the replica',
  attachments: 'the VMs that it is attached to',
  hiddenHolders: 'whether a further VM may hold the disk',
  vaultBackups:
    'the vault and the backups in it; of a Recovery Services vault also its encryption configuration (ARM) and its key (management plane)',
  key: 'its key version (management plane)',
  keys: 'the keys that it depends on',
  knownRestores: 'completed restores: those of the last 14 days, and those that earlier runs saw',
  legs: 'each replicated disk with its failover target and keys',
  link: 'the key version (management plane) and its vault',
  machine: 'the VM',
  restore: 'the restore job (Resource Graph keeps 14 days) with its details (ARM) and the disks that it made',
  madeFrom: 'the creation data of the copy',
  madeBy: 'which kind of failover left the disk, or that it is another copy of a replica',
  named: 'the storage account',
  origins: 'the disks that it came from, the nearest first',
  population: 'rows counted, received and kept, per source',
  recoveryMachine: 'the failed-over VM',
  protectedBy:
    'Azure Backup items of the VM with their recovery points; backup instances of disks with their snapshots',
  replica: 'the replica disk itself and its protection',
  replicated: 'the replicated item, its details (ARM) and the recovery plans that hold it',
  replications: 'Site Recovery items',
  restorable:
    'the backup item with its recovery points, its vault and their keys, or the backup instance with its snapshots and their keys',
  scope: 'the scope',
  recoveryLevels: 'the recovery levels of the keys in it that were read',
  secrets: 'Azure Disk Encryption secrets in it that no key encryption key wraps',
  serviceLink: 'whether Site Recovery holds an export link to it',
  shownBy: 'what shows that it is a restored copy',
  snapshot: 'the snapshot',
  snapshots: 'its snapshots, and snapshots of those',
  source: 'the disk that it was made of',
  target: 'where the VM or the cluster fails over to (ARM)',
  unresolved: 'why a vault elsewhere cannot be read',
  vault: 'the vault',
  vaultEncryption: 'encryption configuration of the vault (ARM)',
  vaultKey: 'the key of the vault',
};

export function aspectsInWords(needs: readonly string[]): string {
  return needs.map((need) => ASPECTS[need as Aspect]).join('; ');
}
