import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';

/** What Site Recovery replicates. */

export interface ReplicatedDisk {
  readonly diskId: ArmId | undefined;
  readonly diskName: string | undefined;
  readonly diskState: string | undefined;
  /** True: what was replicated last does not fit together, and is copied anew. */
  readonly resyncRequired: boolean | undefined;
  readonly recoveryResourceGroupId: ArmId | undefined;
  readonly recoveryReplicaDiskId: ArmId | undefined;
  /** Null until failover. */
  readonly recoveryTargetDiskId: ArmId | undefined;
  readonly recoveryDiskEncryptionSetId: ArmId | undefined;
  readonly primaryDiskEncryptionSetId: ArmId | undefined;
  readonly stagingStorageAccountId: ArmId | undefined;
  /** ADE only. */
  readonly isDiskEncrypted: boolean | undefined;
  readonly secretUrl: string | undefined;
  readonly secretVaultId: ArmId | undefined;
  readonly keyUrl: string | undefined;
  readonly keyVaultId: ArmId | undefined;
  readonly testFailoverDiskName: string | undefined;
}

/** A replicated item as Resource Graph lists it. */
export interface ReplicatedItem extends Resource {
  readonly vaultId: ArmId;
  readonly instanceType: string | undefined;
  /** The VM replicated from. */
  readonly sourceVmId: ArmId | undefined;
  readonly protectionState: string | undefined;
  readonly replicationHealth: string | undefined;
}

/** A replicated item as its vault tells it, from ARM. `id` = the replicated item's id. */
export interface ReplicationDetail extends Resource {
  readonly vaultId: ArmId;
  readonly friendlyName: string | undefined;
  readonly instanceType: string | undefined;
  readonly sourceVmId: ArmId | undefined;
  readonly protectionState: string | undefined;
  readonly activeLocation: string | undefined;
  readonly replicationHealth: string | undefined;
  readonly failoverHealth: string | undefined;
  readonly testFailoverState: string | undefined;
  /** What `protectionState` says of the item, said of its VM. */
  readonly vmProtectionState: string | undefined;
  /** Seconds. */
  readonly rpoInSeconds: number | undefined;
  readonly lastRpoCalculatedTime: string | undefined;
  readonly lastSuccessfulTestFailoverTime: string | undefined;
  readonly vmEncryptionType: string | undefined;
  readonly recoveryVmId: ArmId | undefined;
  readonly testFailoverVmId: ArmId | undefined;
  readonly recoveryFabricLocation: string | undefined;
  readonly recoveryResourceGroupId: ArmId | undefined;
  /** Of an Azure VM only. */
  readonly disks: readonly ReplicatedDisk[];
  /** Disks in Azure that a replication of another provider writes to. */
  readonly seedDiskIds: readonly ArmId[];
}

/**
 * The shared disks of a replicated cluster, as its vault tells them, from ARM: the only place that names them.
 * @see https://learn.microsoft.com/azure/site-recovery/tutorial-shared-disk
 */
export interface ReplicationCluster extends Resource {
  readonly vaultId: ArmId;
  readonly instanceType: string | undefined;
  /** Replicated items of the VMs in it. */
  readonly itemIds: readonly ArmId[];
  /** Of the shared disks; that of the whole cluster where they have none of their own. */
  readonly protectionState: string | undefined;
  readonly activeLocation: string | undefined;
  readonly replicationHealth: string | undefined;
  /** Of the whole cluster. */
  readonly clusterState: string | undefined;
  readonly clusterHealth: string | undefined;
  /** Seconds. */
  readonly rpoInSeconds: number | undefined;
  readonly lastRpoCalculatedTime: string | undefined;
  readonly recoveryFabricLocation: string | undefined;
  readonly disks: readonly ReplicatedDisk[];
}

/** What a recovery plan does before or after the machines of a group. */
export interface PlanStep {
  readonly name: string | undefined;
  /** `ManualActionDetails`, `AutomationRunbookActionDetails`, `ScriptActionDetails`. */
  readonly kind: string | undefined;
  /** What a person is told to do, the id of the runbook or the path of the script. */
  readonly text: string | undefined;
  readonly failoverTypes: readonly string[];
  readonly failoverDirections: readonly string[];
}

/** A recovery plan of Site Recovery: which replicated items it fails over, and what it does around them. */
export interface RecoveryPlan extends Resource {
  readonly vaultId: ArmId;
  readonly itemIds: readonly ArmId[];
  readonly steps: readonly PlanStep[];
}
