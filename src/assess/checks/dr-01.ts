import type { Outcome } from '../../domain/check.ts';
import type { ReplicationCluster, ReplicationDetail } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { DAY, instant } from '../../base/time.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { activeSide } from '../../domain/siteRecovery.ts';
import { NOT_PROTECTED, PROTECTED, decisive, isOfOtherProvider, otherProvider } from './shared/replicationState.ts';
import {
  attestable,
  compliant,
  evidence,
  hidden,
  nonCompliant,
  notApplicable,
  strongest,
  unknown,
  weakest,
} from './shared/outcome.ts';
import { isShared } from '../chain/sharedDisk.ts';
import type { NamedDisk, Replicated } from '../chain/subjects.ts';

const HEALTHY = values('Normal');
const UNHEALTHY = values('Warning', 'Critical');
/** A warning is shown until the first test failover: it says nothing about the replication. */
const FAILOVER_HEALTH = values('None', 'Normal', 'Warning');
const FAILOVER_FAILS = values('Critical');

export const dr01 = defineCheck({
  id: 'DR-01',
  version: 10,
  answers: ['R4'],
  subject: 'virtualMachine',
  title: 'The VM is replicated by Site Recovery, healthy, within the recovery point objective',
  severity: 'Medium',
  rollsUp: true,
  remediation: 'Enable replication, or clear the replication errors that Site Recovery shows.',
  limits: 'Site Recovery in the subscriptions of the scope only; other replication products are not seen.',
  attestable: 'for a VM that another provider replicates: that its replication is healthy and within the RPO',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-about-networking',
  controls: [
    'NIST SP 800-53 r5 CP-2',
    'NIST SP 800-53 r5 CP-7',
    'ISO/IEC 27001:2022 A.8.14',
    'PCI DSS 4.0.1 6.3.3',
    'PCI DSS 4.0.1 12.10.1',
  ],
  needs: ['replications', 'disks'],
  assess: ({ replications, disks }, { dr }, asOf) => {
    if (replications.rows.length === 0) {
      if (replications.gaps.length > 0) return hidden('Whether the VM is replicated', replications.gaps);
      const { elsewhere = [] } = replications;
      if (!dr.required)
        return notApplicable(
          'No Site Recovery item replicates the VM, and the baseline does not require one.',
          undefined,
          elsewhere,
        );
      // That something required is missing is proven only if nothing can hide it.
      return elsewhere.length > 0
        ? hidden('Whether the VM is replicated', elsewhere)
        : nonCompliant('No Site Recovery item replicates the VM.');
    }
    return (
      strongest(decisive(replications.rows).map((row) => judge(row, mayShare(disks), dr.maximumRpoMinutes, asOf))) ??
      unknown('No replicated item could be judged.')
    );
  },
});

/** A disk that was not read may be one that a cluster lists. */
function mayShare(disks: readonly NamedDisk[]): boolean {
  return disks.some(({ found }) => (found.kind === 'found' ? isShared(found.row.disk) : found.kind === 'unsure'));
}

/** The VM's own item and, if the VM shares disks, the clusters that replicate them. */
function judge(replicated: Replicated, shares: boolean, maximumRpoMinutes: number, asOf: string): Outcome {
  const { detail, clusters } = replicated;
  if (detail.kind === 'unsure') return hidden('The details of its replication', detail.gaps);
  if (detail.kind === 'absent') return unknown('Its vault did not return the details of its replication.');
  const other = otherProvider(replicated);
  if (other !== undefined) return attestable(other, isOfOtherProvider(replicated));
  const { lastSuccessfulTestFailoverTime } = detail.row;
  const own = stateOf(
    detail.row,
    'Its',
    { 'Last test failover': lastSuccessfulTestFailoverTime },
    maximumRpoMinutes,
    asOf,
  );
  const shared = clusters.rows.flatMap((row) => [
    stateOf(row, "Its cluster's", { Cluster: row.name }, maximumRpoMinutes, asOf),
    // The cluster may say one thing about itself and another about its shared disks.
    stateOf(asWhole(row), "Its cluster's", { Cluster: row.name }, maximumRpoMinutes, asOf),
  ]);
  if (shares && clusters.gaps.length > 0) shared.push(hidden('The replication of its shared disks', clusters.gaps));
  const legs = [detail.row, ...clusters.rows].flatMap(({ disks }) => disks);
  const anew = legs.find(({ resyncRequired }) => resyncRequired === true);
  if (anew !== undefined)
    shared.push(
      nonCompliant(`Disk ${anew.diskName ?? anew.diskId ?? '(not named)'} needs resynchronisation.`, own.evidence),
    );
  const untold = legs.find(({ resyncRequired }) => resyncRequired === undefined);
  if (untold !== undefined)
    shared.push(
      unknown(
        `Site Recovery does not say whether disk ${untold.diskName ?? untold.diskId ?? '(not named)'} needs resynchronisation.`,
        own.evidence,
      ),
    );
  return weakest([own, ...otherInIndex(replicated, own.evidence), ...shared]) ?? own;
}

/** Resource Graph's index may lag behind the vault: if the two contradict each other, the better answer is not believed. */
function otherInIndex({ item, detail }: Replicated, facts: Outcome['evidence']): readonly Outcome[] {
  if (item === undefined || detail.kind !== 'found') return [];
  const { protectionState, replicationHealth } = item;
  const words = [
    ['protection state', protectionState, detail.row.protectionState, PROTECTED],
    ['replication health', replicationHealth, detail.row.replicationHealth, HEALTHY],
  ] as const;
  return words
    .filter(([, indexed, own, good]) => indexed !== undefined && !says(indexed, good) && says(own, good))
    .map(([what, indexed, own]) =>
      unknown(`Its ${what} is ${quoted(indexed)} in Resource Graph, and ${quoted(own)} in its vault.`, facts),
    );
}

type State = Pick<
  ReplicationDetail,
  'protectionState' | 'replicationHealth' | 'rpoInSeconds' | 'lastRpoCalculatedTime' | 'activeLocation'
> &
  Partial<Pick<ReplicationDetail, 'vmProtectionState' | 'failoverHealth'>>;

function asWhole(cluster: ReplicationCluster): State {
  const { clusterState, clusterHealth, protectionState, replicationHealth } = cluster;
  return {
    ...cluster,
    protectionState: clusterState ?? protectionState,
    replicationHealth: clusterHealth ?? replicationHealth,
  };
}

function stateOf(
  row: State,
  whose: 'Its' | "Its cluster's",
  told: Readonly<Record<string, string | undefined>>,
  maximumRpoMinutes: number,
  asOf: string,
): Outcome {
  const facts = evidence({
    'Protection state': row.protectionState,
    'Replication health': row.replicationHealth,
    ...(row.failoverHealth === undefined ? {} : { 'Failover health': row.failoverHealth }),
    'RPO in seconds': row.rpoInSeconds,
    'Active location': row.activeLocation,
    ...told,
  });
  const lag = `${whose.toLowerCase()} recovery point lags behind`;
  const lack = NOT_PROTECTED(row.protectionState);
  if (lack !== undefined)
    return nonCompliant(`${whose} protection state is ${quoted(row.protectionState)}: ${lack}.`, facts);
  if (says(row.replicationHealth, UNHEALTHY))
    return nonCompliant(`${whose} replication health is ${quoted(row.replicationHealth)}.`, facts);
  if (says(row.failoverHealth, FAILOVER_FAILS))
    return nonCompliant(`${whose} failover health is ${quoted(row.failoverHealth)}.`, facts);
  const rpo = row.rpoInSeconds;
  if (rpo !== undefined && rpo > maximumRpoMinutes * 60)
    return nonCompliant(
      `${whose} recovery point lags ${Math.round(rpo / 60)} minutes behind, more than ${maximumRpoMinutes}.`,
      facts,
    );
  if (!says(row.protectionState, PROTECTED))
    return unknown(`${whose} protection state ${quoted(row.protectionState)} is not one this check knows.`, facts);
  // A cluster has neither of these two; of an item Azure always says both.
  if ('vmProtectionState' in row && !says(row.vmProtectionState, PROTECTED))
    return unknown(
      `${whose} protection state is ${quoted(row.protectionState)}, yet that of the VM in it ${quoted(row.vmProtectionState)}.`,
      facts,
    );
  if ('failoverHealth' in row && !says(row.failoverHealth, FAILOVER_HEALTH))
    return unknown(`${whose} failover health ${quoted(row.failoverHealth)} is not one this check knows.`, facts);
  if (!says(row.replicationHealth, HEALTHY))
    return unknown(`${whose} replication health ${quoted(row.replicationHealth)} is not one this check knows.`, facts);
  if (activeSide(row.activeLocation) === 'unlisted')
    return unknown(`${whose} active location ${quoted(row.activeLocation)} is not one this check knows.`, facts);
  if (rpo === undefined || rpo < 0) return unknown(`Azure did not report how far ${lag}.`, facts);
  const calculated = instant(row.lastRpoCalculatedTime);
  const now = instant(asOf);
  if (calculated === undefined || now === undefined || Math.abs(now - calculated) > DAY)
    return unknown(`How far ${lag} was last calculated over a day ago or at an unknown time.`, facts);
  return compliant(
    `It is replicated and healthy; ${whose.toLowerCase()} recovery point lags ${Math.round(rpo / 60)} minutes behind.`,
    facts,
  );
}
