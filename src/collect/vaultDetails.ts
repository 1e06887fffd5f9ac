import { subscriptionOf, type ArmId } from '../domain/armId.ts';
import type { ProtectedItem, ReplicatedItem, RestoreJob, AskedSourceId } from '../domain/facts.ts';
import type { ArmClients } from './arm.ts';
import { everyPage } from './ask.ts';
import { armPath, type ArmPath } from './armPath.ts';
import type { Failure } from './failure.ts';
import { TITLES } from './readers.ts';
import type { Ledger } from './ledger.ts';
import { inParallel } from './parallel.ts';

export interface Reading {
  readonly ledger: Ledger;
  readonly arm: ArmClients;
}

interface VaultWork {
  readonly id: ArmId;
  readonly path: ArmPath;
  readonly items: readonly ProtectedItem[];
  readonly replicated: readonly ReplicatedItem[];
}

/**
 * Reads from ARM what Resource Graph does not have: each vault in use, its encryption in effect, the disks left out of
 * its backups, recovery points, details of restore jobs, of replicated items and of replicated clusters.
 */
export async function readVaultDetails(reading: Reading & { readonly concurrency: number }): Promise<void> {
  const { ledger, concurrency } = reading;
  const work = vaultsInUse(ledger);
  const readable: ProtectedItem[] = [];
  await inParallel(concurrency, work, async (vault) => {
    await readVault(reading, vault);
    if (vault.items.length > 0) {
      await readEncryption(reading, vault);
      if (await readExclusions(reading, vault)) readable.push(...vault.items);
    }
    if (vault.replicated.length > 0) {
      await readReplication(reading, vault);
      await readClusters(reading, vault);
    }
  });
  await inParallel(concurrency, byId(readable), async (item) => readRecoveryPoints(reading, item));
  await inParallel(concurrency, [...ledger.tallies.restoreJobs.rows().values()], async (job) => readJob(reading, job));
}

/** Vaults that hold a backed-up or a replicated machine, with both. */
function vaultsInUse(ledger: Ledger): readonly VaultWork[] {
  const vaults = ledger.tallies.recoveryServicesVaults.rows();
  const work = new Map<ArmId, { readonly items: ProtectedItem[]; readonly replicated: ReplicatedItem[] }>();
  const workOf = (id: ArmId): { readonly items: ProtectedItem[]; readonly replicated: ReplicatedItem[] } => {
    const known = work.get(id) ?? { items: [], replicated: [] };
    work.set(id, known);
    return known;
  };
  for (const item of ledger.tallies.protectedItems.rows().values())
    if (isMachine(item)) workOf(item.vaultId).items.push(item);
  for (const item of ledger.tallies.replicatedItems.rows().values()) workOf(item.vaultId).replicated.push(item);
  return [...work]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, held]) => ({ id, path: armPath(vaults.get(id)?.resourceId ?? id), ...held }));
}

/** Only machines have recovery points with disks; an item that does not say what it is counts as one. */
export function isMachine(item: ProtectedItem): boolean {
  return (item.backupManagementType ?? 'AzureIaasVM').toLowerCase() === 'azureiaasvm';
}

/** ARM's word on the vault wins over Resource Graph's, whose index lags. */
async function readVault({ ledger, arm }: Reading, { id, path }: VaultWork): Promise<void> {
  await ledger.readArm({
    source: 'recoveryServicesVaults',
    about: id,
    onlyThat: true,
    what: `Recovery Services vault ${path.after('vaults')}`,
    shape: 'overrule',
    call: (onResponse) =>
      arm.vaults(path.subscription).vaults.get(path.resourceGroup, path.after('vaults'), {
        onResponse,
        requestOptions: { timeout: arm.timeout },
      }),
  });
}

export async function readEncryption(
  { ledger, arm }: Reading,
  { id, path }: Pick<VaultWork, 'id' | 'path'>,
): Promise<void> {
  await ledger.readArm({
    source: 'vaultEncryptions',
    about: id,
    onlyThat: true,
    what: `The encryption in effect in vault ${path.after('vaults')}`,
    shape: 'single',
    call: (onResponse) =>
      arm.backup(path.subscription).backupResourceEncryptionConfigs.get(path.after('vaults'), path.resourceGroup, {
        onResponse,
        requestOptions: { timeout: arm.timeout },
      }),
  });
}

/** False when the vault's items cannot be listed: nothing more is asked of them then. */
async function readExclusions({ ledger, arm }: Reading, vault: VaultWork): Promise<boolean> {
  const { id, path, items } = vault;
  const { failure } = await ledger.readArm({
    source: 'diskExclusions',
    about: id,
    onlyThat: false,
    what: `The disks left out of the backups in vault ${path.after('vaults')}`,
    shape: 'list',
    call: (onResponse) =>
      everyPage(
        arm
          .backup(path.subscription)
          .backupProtectedItems.list(path.after('vaults'), path.resourceGroup, {
            filter: "backupManagementType eq 'AzureIaasVM'",
            onResponse,
            requestOptions: { timeout: arm.timeout },
          })
          .byPage(),
      ),
  });
  if (failure === undefined) {
    unlisted(
      ledger,
      'diskExclusions',
      items.filter((item) => !ledger.tallies.diskExclusions.has(item.id) && !isSoftDeleted(item)),
    );
    return true;
  }
  for (const item of items) notRead(ledger, 'recoveryPoints', item.id, item.friendlyName ?? item.name, failure);
  return false;
}

async function readReplication({ ledger, arm }: Reading, { id, path, replicated }: VaultWork): Promise<void> {
  const { failure } = await ledger.readArm({
    source: 'replicationDetails',
    about: id,
    onlyThat: false,
    what: `The replicated items of vault ${path.after('vaults')}`,
    shape: 'list',
    call: (onResponse) =>
      everyPage(
        arm
          .siteRecovery(path.subscription)
          .replicationProtectedItems.list(path.after('vaults'), path.resourceGroup, {
            onResponse,
            requestOptions: { timeout: arm.timeout },
          })
          .byPage(),
      ),
  });
  if (failure === undefined)
    unlisted(
      ledger,
      'replicationDetails',
      replicated.filter((item) => !ledger.tallies.replicationDetails.has(item.id)),
    );
}

/** The first that has clusters is of 2024; neither Resource Graph nor the SDK's client, which asks for 2023-06-01, knows them. */
const CLUSTER_VERSION = '2025-02-01';

/** Shared disks stand here only. A 404 proves nothing: it may be an older service in that region. */
async function readClusters({ ledger, arm }: Reading, { id, path }: VaultWork): Promise<void> {
  await ledger.readArm({
    source: 'replicationClusters',
    about: id,
    onlyThat: true,
    what: `The replication clusters of vault ${path.after('vaults')}`,
    shape: 'list',
    call: (onResponse) =>
      arm.get(`${encodeURI(id)}/replicationProtectionClusters?api-version=${CLUSTER_VERSION}`, onResponse),
  });
}

/** All that are retained, each time: one that is old may still be the one that breaks the chain. */
export async function readRecoveryPoints({ ledger, arm }: Reading, item: ProtectedItem): Promise<void> {
  const path = armPath(item.resourceId);
  await ledger.readArm({
    source: 'recoveryPoints',
    about: item.id,
    onlyThat: true,
    what: `The recovery points of ${item.friendlyName ?? item.name}`,
    shape: 'list',
    call: (onResponse) =>
      everyPage(
        arm
          .backup(path.subscription)
          .recoveryPoints.list(
            path.after('vaults'),
            path.resourceGroup,
            path.after('backupFabrics') === '' ? 'Azure' : path.after('backupFabrics'),
            path.after('protectionContainers'),
            path.after('protectedItems'),
            { onResponse, requestOptions: { timeout: arm.timeout } },
          )
          .byPage(),
      ),
  });
}

export async function readJob({ ledger, arm }: Reading, job: RestoreJob): Promise<void> {
  const path = armPath(job.resourceId);
  await ledger.readArm({
    source: 'restoreJobDetails',
    about: job.id,
    onlyThat: true,
    what: `The details of restore job ${job.jobId}`,
    shape: 'single',
    call: (onResponse) =>
      arm.backup(path.subscription).jobDetails.get(path.after('vaults'), path.resourceGroup, path.after('backupJobs'), {
        onResponse,
        requestOptions: { timeout: arm.timeout },
      }),
  });
}

/** Soft-deleted items stay in Resource Graph. */
function isSoftDeleted(item: ProtectedItem): boolean {
  return item.currentProtectionState?.toLowerCase() === 'softdeleted';
}

/** Items that Resource Graph knows and the vault does not list: one of the two is wrong. */
function unlisted(ledger: Ledger, source: AskedSourceId, items: readonly (ProtectedItem | ReplicatedItem)[]): void {
  for (const item of items)
    ledger.gap({
      source,
      subscription: subscriptionOf(item.id),
      subject: item.id,
      kind: 'notRead',
      because: `Resource Graph knows ${item.name}, but its vault does not list it.`,
    });
}

function notRead(ledger: Ledger, source: AskedSourceId, subject: ArmId, name: string, failure: Failure): void {
  ledger.gap({
    source,
    subscription: subscriptionOf(subject),
    subject,
    kind: 'notRead',
    because: `The ${TITLES[source]} of ${name} were not asked for, since its vault could not be read: ${failure.because}.`,
  });
}

function byId<Fact extends { readonly id: ArmId }>(facts: readonly Fact[]): readonly Fact[] {
  return [...facts].sort((a, b) => (a.id < b.id ? -1 : 1));
}
