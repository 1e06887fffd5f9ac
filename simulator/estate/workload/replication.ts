import { diskDocument, empty, shut } from '../documents/disk.ts';
import { lastSegment, resourceId } from '../documents/place.ts';
import { replicationMarkDocument } from '../documents/replicationMark.ts';
import { replicatedItemDocument, replicatedItemId } from '../documents/siteRecovery.ts';
import { daysBefore } from '../documents/time.ts';
import type { BareMachine, MachineDisk, Replication, ReplicationPlan } from './plans.ts';
import type { Sink } from './platform.ts';

const ITEM =
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems';

/** Replicates a machine to the recovery region with Site Recovery: the item and the `-ASRReplica` disks. */
export function addReplication(sink: Sink, machine: BareMachine, plan: ReplicationPlan): Replication {
  const platform = machine.plan.platform;
  const where = {
    subscription: platform.recoverySubscription ?? machine.place.subscription,
    group: `${machine.place.group}-asr`,
    location: platform.recoveryLocation,
  };
  const encryption = plan.replicaEncryption ?? {
    type: 'EncryptionAtRestWithCustomerKey',
    diskEncryptionSetId: platform.diskEncryptionSetRecovery,
  };
  const leftOut = plan.leftOutLuns ?? [];
  const replicated = [machine.osDisk, ...machine.dataDisks.filter((_, lun) => !leftOut.includes(lun))];
  const replicaId = (disk: MachineDisk): string =>
    resourceId(where, 'Microsoft.Compute/disks', `${lastSegment(disk.id)}-ASRReplica`);
  if (sink.wants('microsoft.compute/disks'))
    for (const disk of replicated)
      sink.add(
        diskDocument({
          place: where,
          name: lastSegment(replicaId(disk)),
          encryption,
          creation: empty,
          created: '2025-04-02T10:20:00.000Z',
          network: shut,
          ...(disk.osType === undefined ? {} : { osType: disk.osType }),
          ...(plan.ade === undefined ? {} : { ade: plan.ade }),
          sizeGb: sizeOf(disk),
          // Site Recovery writes through a link of its own: https://github.com/MicrosoftDocs/azure-docs/issues/83169
          diskState: 'ActiveSAS',
        }),
      );
  const declared = plan.declaredSet === undefined ? (encryption.diskEncryptionSetId ?? null) : plan.declaredSet;
  if (sink.wants(ITEM))
    sink.add(
      replicatedItemDocument({
        vaultId: platform.siteRecoveryVault,
        vmId: machine.id,
        osType: machine.osType,
        primaryLocation: machine.place.location,
        recoveryLocation: platform.recoveryLocation,
        recoveryGroupId: `/subscriptions/${where.subscription}/resourceGroups/${where.group}`,
        disks: replicated.map((disk, index) => ({
          diskId: disk.id,
          type: disk.osType === undefined ? ('Data' as const) : ('OperatingSystem' as const),
          replicaDiskId: replicaId(disk),
          recoveryDiskEncryptionSetId: declared,
          primaryDiskEncryptionSetId: disk.plan.encryption?.diskEncryptionSetId ?? null,
          stagingAccountId: plan.cacheAccount ?? platform.cacheAccount,
          sizeGb: sizeOf(disk),
          ...(plan.failedOver?.disks[index] === undefined ? {} : { targetDiskId: plan.failedOver.disks[index] }),
          ...(plan.ade === undefined ? {} : { ade: plan.ade }),
        })),
        unprotectedLuns: leftOut,
        replicationHealth: plan.health ?? 'Normal',
        ...(plan.protectionState === undefined ? {} : { protectionState: plan.protectionState }),
        rpoInSeconds: plan.rpoInSeconds ?? 300,
        rpoCalculated: daysBefore(sink.now, 2 / 1440),
        ...(plan.lastTestFailover === undefined ? {} : { lastTestFailover: plan.lastTestFailover }),
        ...(plan.testFailoverVmId === undefined ? {} : { testFailoverVmId: plan.testFailoverVmId }),
        ...(plan.failedOver === undefined ? {} : { failedOverVmId: plan.failedOver.vm }),
        ...(plan.errors === undefined ? {} : { errors: plan.errors }),
      }),
    );
  const itemId = replicatedItemId(platform.siteRecoveryVault, machine.id, machine.place.location);
  if (sink.wants('microsoft.resources/links')) sink.add(replicationMarkDocument(machine.id, itemId));
  return {
    itemId,
    replicas: replicated.map(replicaId),
  };
}

function sizeOf(disk: MachineDisk): number {
  return disk.plan.sizeGb ?? (disk.osType === undefined ? 512 : 128);
}
