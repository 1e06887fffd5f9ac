import { armId, type ArmId } from '../../src/domain/armId.ts';
import type { Baseline } from '../../src/domain/baseline.ts';
import type {
  Disk,
  PlanStep,
  ReplicatedItem,
  ReplicationCluster,
  ReplicationDetail,
  VmDisk,
} from '../../src/domain/facts.ts';
import { denied } from './access/build.ts';
import {
  AGENT,
  adeEstate,
  CLUSTER,
  DES,
  DISK,
  ITEM,
  OS_REPLICA,
  PLATFORM,
  RECOVERY_KEY_VAULT,
  RECOVERY_POINT,
  REPLICATED,
  replicatedDisk,
  RESTORED,
  STAGING,
  VAULT,
  VM,
} from './cleanEstate.ts';
import { baselineWith, diskId, type Draft, id, SUB } from './estateOf.ts';

export const approving = (exporters: readonly string[], keyUsers: readonly string[] = []): Baseline =>
  baselineWith({ exporting: { approvedExporters: exporters, approvedKeyUsers: keyUsers } });

export const group = { principalType: 'Group' };

export const deny = (draft: Draft, ...what: Parameters<typeof denied>): void => {
  const row = denied(...what);
  draft.rows.denyAssignments.set(row.id, row);
};

/** The disk depends on a set of its own, and both say double encryption. */
export const doubleEncrypted =
  (disk: ArmId) =>
  (draft: Draft): Draft => {
    const own = draft.rows.diskEncryptionSets.get(DES);
    if (own === undefined) throw new Error('the clean estate has its disk encryption set');
    const set = armId(id('Microsoft.Compute/diskEncryptionSets', 'des-double'));
    const encryptionType = 'EncryptionAtRestWithPlatformAndCustomerKeys';
    draft.put('diskEncryptionSets', set, { ...own, id: set, resourceId: set, name: 'des-double', encryptionType });
    return draft.patch('disks', disk, { encryptionType, diskEncryptionSetId: set });
  };

export const OPEN = { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' };

export const policy = (objectId: string, ...keyPermissions: readonly string[]) => ({
  objectId,
  keyPermissions,
  secretPermissions: [],
});

/** The vault under the platform's key, by both of its words. */
export function platformVault(draft: Draft): Draft {
  return draft
    .patch('recoveryServicesVaults', VAULT, { keyUri: undefined })
    .patch('vaultEncryptions', VAULT, { encryptionAtRestType: 'MicrosoftManaged', keyUri: undefined });
}

export function withoutBackup(draft: Draft): Draft {
  draft.drop('protectedItems', ITEM);
  return draft;
}

/** All recovery points, listed and opened, with other facts. */
export function points(draft: Draft, facts: Partial<typeof RECOVERY_POINT>): Draft {
  for (const source of ['recoveryPoints', 'recoveryPointDetails'] as const)
    for (const point of draft.rows[source].keys()) draft.patch(source, point, facts);
  return draft;
}

/** The VM with its OS disk of another kind. */
export function ofKind(part: Partial<VmDisk>, encryptionAtHost: boolean): (draft: Draft) => Draft {
  return (draft) => {
    const osDisk = draft.rows.virtualMachines.get(VM)?.osDisk;
    if (osDisk === undefined) throw new Error('The clean VM has an OS disk.');
    return draft.patch('virtualMachines', VM, { osDisk: { ...osDisk, ...part }, encryptionAtHost });
  };
}

/** The clean VM under ADE, replicated with keys of the recovery region. */
export function replicatedAde(): Draft {
  const draft = adeEstate();
  const kek = armId(`${RECOVERY_KEY_VAULT}/keys/ade-kek/versions/1`);
  const [key] = draft.rows.keys.values();
  if (key === undefined) throw new Error('The clean estate has keys.');
  draft.put('keys', kek, { ...key, id: kek, resourceId: kek, keyVaultId: RECOVERY_KEY_VAULT, version: '1' });
  const ade = {
    isDiskEncrypted: true,
    recoveryDiskEncryptionSetId: undefined,
    secretUrl: 'https://kv-north.vault.azure.net/secrets/ade-bek/2',
    secretVaultId: RECOVERY_KEY_VAULT,
    keyUrl: 'https://kv-north.vault.azure.net/keys/ade-kek/1',
    keyVaultId: RECOVERY_KEY_VAULT,
  };
  const [os, data] = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
  if (os === undefined || data === undefined) throw new Error('The clean estate replicates two disks.');
  for (const { recoveryReplicaDiskId } of [os, data])
    if (recoveryReplicaDiskId !== undefined) draft.patch('disks', recoveryReplicaDiskId, PLATFORM);
  return detail({
    disks: [
      { ...os, ...ade },
      { ...data, ...ade },
    ],
    vmEncryptionType: 'OnePassEncrypted',
  })(draft);
}

export function detail(facts: Partial<ReplicationDetail>): (draft: Draft) => Draft {
  return (draft) => draft.patch('replicationDetails', REPLICATED, facts);
}

export function notReplicated(draft: Draft): Draft {
  return draft
    .drop('replicatedItems', REPLICATED)
    .drop('replicationDetails', REPLICATED)
    .drop('serviceExtensions', AGENT);
}

export function cluster(facts: Partial<ReplicationCluster>): (draft: Draft) => Draft {
  return (draft) => draft.patch('replicationClusters', CLUSTER, facts);
}

/** The vault refused the list of its clusters. */
export function clustersRefused(draft: Draft): Draft {
  return draft
    .drop('replicationClusters', CLUSTER)
    .gap('replicationClusters', SUB, { subject: armId(id('Microsoft.RecoveryServices/vaults', 'rsv-north')) });
}

/** The legs of the clean estate, the first of them different. */
export function osLeg(part: Parameters<typeof replicatedDisk>[2]): (draft: Draft) => Draft {
  return (draft) => {
    const [first, ...rest] = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
    if (first === undefined) throw new Error('The clean estate replicates two disks.');
    return detail({ disks: [{ ...first, ...part }, ...rest] })(draft);
  };
}

export const FAILED_OVER = diskId('vm-1-os', 'rg-north');

/** The restored disk as a vault-tier restore makes it: nothing in it names the original disk. */
export function vaultTier(name: string, extra: Partial<Disk> = {}): (draft: Draft) => Draft {
  return (draft) =>
    draft.patch('disks', RESTORED, {
      name,
      creation: {
        createOption: 'Import',
        sourceResourceId: undefined,
        sourceUri: `https://ststaging.blob.core.windows.net/vm-1-daa1931199fd4a22ae601f46d8812276/${name}.vhd`,
        storageAccountId: STAGING,
        sourceUniqueId: undefined,
      },
      ...extra,
    });
}

export const both =
  (...steps: readonly ((draft: Draft) => unknown)[]) =>
  (draft: Draft) => {
    for (const step of steps) step(draft);
  };

const BOOKMARK = 'bookmark/1f0b4c0e-6a1d-4f5b-9d5a-0f1f5c0f7a11';

/** A disk that Site Recovery, or a person, made from a replica: a failover from a bookmark of it, a test failover by a copy. */
export function madeFromReplica(
  how: 'bookmark' | 'copy',
  name: string,
  group: string,
  facts: Partial<Disk> & { readonly replica?: ArmId } = {},
): (draft: Draft) => Draft {
  const { replica = OS_REPLICA, ...rest } = facts;
  return (draft) => {
    draft.put('disks', id('Microsoft.Compute/disks', name, group), {
      ...DISK,
      ...PLATFORM,
      creation: {
        ...DISK.creation,
        createOption: how === 'bookmark' ? 'Restore' : 'Copy',
        sourceResourceId: how === 'bookmark' ? `${replica}/${BOOKMARK}` : replica,
      },
      ...rest,
    });
    return draft;
  };
}

/** Both rows of the replicated item, different. */
export function item(facts: Partial<ReplicatedItem> & Partial<ReplicationDetail>): (draft: Draft) => Draft {
  return (draft) => draft.patch('replicatedItems', REPLICATED, facts).patch('replicationDetails', REPLICATED, facts);
}

/** A recovery plan that holds the replicated item, with one step. */
export function plan(
  step: Partial<PlanStep> | undefined,
  itemIds: readonly ArmId[] = [REPLICATED],
): (draft: Draft) => Draft {
  return (draft) => {
    const vaultId = armId(id('Microsoft.RecoveryServices/vaults', 'rsv-north'));
    const none = {
      name: undefined,
      kind: 'ManualActionDetails',
      text: undefined,
      failoverTypes: [],
      failoverDirections: [],
    };
    draft.put('recoveryPlans', `${vaultId}/replicationRecoveryPlans/rp-${itemIds.length}-${step?.name ?? 'none'}`, {
      vaultId,
      itemIds,
      steps: step === undefined ? [] : [{ ...none, ...step }],
    });
    return draft;
  };
}

export const ON_PREMISES = armId(REPLICATED.replace(/vm-1$/, 'srv-1'));
export const SEED = diskId('asrseeddisk-srv-1', 'rg-north');

/** An item of a machine outside Azure in the same vault, with the disk in Azure that its replication writes to. */
export function seedOf(instanceType: string, protectionState: string): (draft: Draft) => Draft {
  return (draft) => {
    const [itemRow, detailRow] = [
      draft.rows.replicatedItems.get(REPLICATED),
      draft.rows.replicationDetails.get(REPLICATED),
    ];
    if (itemRow === undefined || detailRow === undefined) throw new Error('The clean estate replicates a VM.');
    const own = { id: ON_PREMISES, resourceId: ON_PREMISES, name: 'srv-1', instanceType, protectionState };
    const none = { sourceVmId: undefined, recoveryVmId: undefined, vmEncryptionType: undefined };
    draft.put('replicatedItems', ON_PREMISES, { ...itemRow, ...own, sourceVmId: undefined });
    draft.put('replicationDetails', ON_PREMISES, { ...detailRow, ...own, ...none, disks: [], seedDiskIds: [SEED] });
    draft.put('disks', id('Microsoft.Compute/disks', 'asrseeddisk-srv-1', 'rg-north'), {
      ...DISK,
      diskState: 'ActiveSAS',
    });
    return draft;
  };
}

/** A disk under a set of its own, whose key lies in another tenant. */
export function keyInOtherTenant(disk: ArmId): (draft: Draft) => Draft {
  return (draft) => {
    const set = draft.rows.diskEncryptionSets.get(DES);
    if (set === undefined) throw new Error('The draft has no set to copy.');
    const resourceId = id('Microsoft.Compute/diskEncryptionSets', 'des-partner');
    const partner = draft.put('diskEncryptionSets', resourceId, {
      ...set,
      ...{ id: armId(resourceId), resourceId, name: 'des-partner' },
      keyUrl: 'https://kv-partner.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef',
      keyVaultId: undefined,
      federatedClientId: '7b1f6f0e-0000-4000-8000-000000000001',
    });
    return draft.patch('disks', disk, { diskEncryptionSetId: partner });
  };
}
