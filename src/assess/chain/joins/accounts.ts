import { by } from '../../../base/order.ts';
import { nameOf, type ArmId } from '../../../domain/armId.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { NamedAccount } from '../subjects.ts';
import type { ReplicationJoin } from './replications.ts';
import type { RestoreJobJoin } from './restoreJobs.ts';
import type { RestoreJoin } from './restores.ts';

export interface AccountJoin {
  /** Accounts that hold the staging copy of a replicated disk. */
  readonly cacheOf: (diskId: ArmId) => readonly NamedAccount[];
  /** Accounts in which a restore of these VMs or of these copies left VHDs. */
  readonly stagingOf: (vmIds: readonly ArmId[], copies: readonly ArmId[]) => readonly NamedAccount[];
  readonly caches: readonly NamedAccount[];
  readonly stagings: readonly NamedAccount[];
}

/** Site Recovery's cache accounts and the staging accounts of restores, by what names them. */
export function joinAccounts(
  reader: EstateReader,
  replications: ReplicationJoin,
  jobs: RestoreJobJoin,
  restores: RestoreJoin,
): AccountJoin {
  // A storage account's name is unique in its cloud: https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
  const byName = new Map(reader.all('storageAccounts').map((account) => [account.name.toLowerCase(), account.id]));
  const named = new Map<string, NamedAccount>();
  const byId = (id: ArmId): NamedAccount => {
    const known = named.get(id);
    if (known !== undefined) return known;
    const built: NamedAccount = { id, account: reader.find('storageAccounts', id) };
    named.set(id, built);
    return built;
  };
  const byAccountName = (name: string): NamedAccount => {
    const id = byName.get(name.toLowerCase());
    if (id !== undefined) return byId(id);
    // The id of a single account that could not be read tells its name.
    const gaps = reader
      .gapsIn('storageAccounts')
      .filter(({ subject }) => subject === undefined || nameOf(subject) === name.toLowerCase());
    return { id: name.toLowerCase(), account: gaps.length === 0 ? { kind: 'absent' } : { kind: 'unsure', gaps } };
  };

  const stagingOfCopy = new Map<ArmId, NamedAccount>();
  for (const { disk } of restores.direct) {
    if (disk.creation.createOption?.toLowerCase() !== 'import') continue;
    const host = /^https:\/\/([^./]+)\./i.exec(disk.creation.sourceUri ?? '')?.[1];
    if (disk.creation.storageAccountId !== undefined) stagingOfCopy.set(disk.id, byId(disk.creation.storageAccountId));
    else if (host !== undefined) stagingOfCopy.set(disk.id, byAccountName(host));
  }
  const stagingOfJob = new Map<ArmId, NamedAccount>();
  for (const job of jobs.all) {
    const bag = jobs.bagOf(job);
    const account = bag.kind === 'found' ? bag.row.targetStorageAccountName : undefined;
    if (account !== undefined) stagingOfJob.set(job.id, byAccountName(account));
  }

  const cacheOf = (diskId: ArmId): readonly NamedAccount[] =>
    unique(
      replications
        .legsOf(diskId)
        .flatMap(({ declared }) =>
          declared.stagingStorageAccountId === undefined ? [] : [byId(declared.stagingStorageAccountId)],
        ),
    );
  const cacheIds = new Set<ArmId>();
  for (const { declared } of replications.legs)
    if (declared.stagingStorageAccountId !== undefined) cacheIds.add(declared.stagingStorageAccountId);
  return {
    cacheOf,
    stagingOf: (vmIds, copies) =>
      unique([
        ...copies.flatMap((copy) => stagingOfCopy.get(copy) ?? []),
        ...vmIds.flatMap((vmId) => jobs.ofMachine(vmId).rows.flatMap((job) => stagingOfJob.get(job.id) ?? [])),
      ]),
    caches: unique([...cacheIds].map(byId)),
    stagings: unique([...stagingOfCopy.values(), ...stagingOfJob.values()]),
  };
}

function unique(accounts: readonly NamedAccount[]): readonly NamedAccount[] {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return [...byId.values()].sort(by(({ id }) => id));
}
