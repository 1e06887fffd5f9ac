import { armId } from '../../domain/armId.ts';
import type { Outcome } from '../../domain/check.ts';
import type { Disk, ReplicatedDisk } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { meanings, quoted } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, strongest, unknown } from './shared/outcome.ts';
import { notAttached } from './shared/notAttached.ts';
import type { Way } from './shared/remediation.ts';
import { decisive, otherProvider } from './shared/replicationState.ts';
import { isShared } from '../chain/sharedDisk.ts';
import type { Replicated } from '../chain/subjects.ts';

/**
 * Disk states in which nothing could fail over to the replica yet; `Unavailable` says nothing about it.
 * @see https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/resourcemanager/recoveryservices/armrecoveryservicessiterecovery/CHANGELOG.md
 */
const NOT_YET = meanings({
  InitialReplicationPending: 'its initial replication is not complete',
  InitialReplicationFailed: 'its initial replication failed',
});

const WAYS = {
  listed: {
    when: 'its initial replication is not complete or failed',
    text: 'Let the initial replication of the disk finish, or clear the error that Site Recovery shows for it.',
  },
  left: {
    when: 'Site Recovery does not list the disk',
    text: 'Enable replication of the disk, or have its exclusion approved in the baseline.',
  },
} as const satisfies Readonly<Record<string, Way>>;

export const dr02 = defineCheck({
  id: 'DR-02',
  version: 8,
  answers: ['R4'],
  subject: 'disk',
  title: 'The disk is included in the replication of its VM',
  severity: 'Medium',
  rollsUp: true,
  remediation: WAYS.left.text,
  ways: Object.values(WAYS),
  limits:
    'A disk whose initial replication is not complete or failed is not included yet. For a shared disk, only that a replication cluster lists it; DR-01 covers whether the cluster is healthy.',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-enable-replication-added-disk',
  controls: ['NIST SP 800-53 r5 CP-7', 'ISO/IEC 27001:2022 A.8.14'],
  needs: ['disk', 'attachments', 'hiddenHolders', 'replications'],
  assess: ({ disk, attachments, hiddenHolders, replications }, { dr }) => {
    if (attachments.length === 0) return notAttached(hiddenHolders);
    if (replications.rows.length === 0) {
      const hiding = [...replications.gaps, ...hiddenHolders];
      return hiding.length > 0
        ? hidden('Whether its VM is replicated', hiding)
        : notApplicable('Its VM is not replicated.', undefined, replications.elsewhere);
    }
    if (dr.approvedUnreplicatedDisks.some((id) => armId(id) === disk.id))
      return compliant('The baseline approves that it may be left out of replication.');
    return (
      strongest(decisive(replications.rows).map((row) => judge(disk, row))) ??
      unknown('No replicated item could be judged.')
    );
  },
});

function judge(disk: Disk, replicated: Replicated): Outcome {
  const { detail, clusters } = replicated;
  const lists = isShared(disk) ? clusters.rows : [];
  const cluster = lists.find((one) => one.disks.some((leg) => isOf(leg, disk)));
  if (cluster !== undefined) return listedIn(disk, cluster.disks, { Cluster: cluster.name, ...side(cluster) });
  if (detail.kind === 'unsure') return hidden('The disks of the replication', detail.gaps);
  if (detail.kind === 'absent') return unknown('The vault did not report which disks it replicates.');
  const other = otherProvider(replicated);
  if (other !== undefined) return other;
  const inItem = listedIn(disk, detail.row.disks, side(detail.row));
  if (!isShared(disk) || inItem.status !== 'NonCompliant') return inItem;
  if (clusters.gaps.length > 0) return hidden('The shared disks of its replication cluster', clusters.gaps);
  if (lists.length === 0)
    return nonCompliant(
      'Its VM is replicated but belongs to no replication cluster, and only a cluster lists shared disks.',
    );
  const legs = lists.flatMap((one) => one.disks);
  const names = lists.map((one) => one.name).join(', ');
  return listedIn(disk, legs, { Cluster: names, ...side(lists[0]) });
}

function side(lister: { readonly activeLocation: string | undefined } | undefined): Told {
  return { 'Active location': lister?.activeLocation };
}

type Told = Readonly<Record<string, string | undefined>>;

function isOf(leg: ReplicatedDisk, disk: Disk): boolean {
  return leg.diskId === disk.id || leg.recoveryTargetDiskId === disk.id;
}

function listedIn(disk: Disk, legs: readonly ReplicatedDisk[], told: Told): Outcome {
  const own = legs.filter((leg) => isOf(leg, disk));
  // If it is listed twice in two states, the unknown one decides.
  const listed = own.find(({ diskState }) => diskState?.toLowerCase() !== 'protected') ?? own[0];
  const facts = evidence({ 'Disks replicated': legs.length, ...told, 'Disk state': listed?.diskState });
  if (listed === undefined)
    return legs.some((leg) => leg.diskId === undefined)
      ? unknown('Site Recovery lists a disk without its id, so this one cannot be ruled out.', facts)
      : nonCompliant('Its VM is replicated, but Site Recovery does not list this disk.', facts);
  if (listed.diskState === undefined)
    return unknown('Site Recovery lists the disk without the state of its replication.', facts);
  if (listed.diskState.toLowerCase() === 'protected')
    return compliant('Site Recovery lists the disk among those that it replicates.', facts);
  const lack = NOT_YET(listed.diskState);
  if (lack !== undefined)
    return nonCompliant(
      `Site Recovery lists the disk in state ${quoted(listed.diskState)}: ${lack}.`,
      facts,
      WAYS.listed.text,
    );
  return unknown(
    `Site Recovery lists the disk in state ${quoted(listed.diskState)}, which this check does not know.`,
    facts,
  );
}
