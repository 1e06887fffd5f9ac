import { nameOf } from '../../../domain/armId.ts';
import type { Outcome } from '../../../domain/check.ts';
import { meanings, quoted, says, values } from '../../../base/openEnum.ts';
import { providerOf } from '../../chain/replicationProvider.ts';
import type { Replicated } from '../../chain/subjects.ts';
import { evidence, hidden, unknown } from './outcome.ts';

export const PROTECTED = values('Protected');
const ENABLING = 'protection is being enabled';
const INITIAL = 'initial replication is not complete';
const FAILED_OVER = 'it failed over and the failover is not committed; nothing replicates it back';
/**
 * Every other state of recorded answers, of public scripts and of the state machine that Site Recovery's items go through,
 * and what it means. The specification leaves the field a free text.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-failover-failback
 */
export const NOT_PROTECTED = meanings({
  NotProtected: 'nothing in it is replicated',
  UnprotectedStatesBegin: ENABLING,
  EnablingProtection: ENABLING,
  EnablingFailed: 'protection could not be enabled',
  DisablingProtection: 'protection is being removed',
  DisablingFailed: 'removing its protection failed',
  MarkedForDeletion: 'it is about to be deleted',
  UnprotectedStatesEnd: ENABLING,
  InitialReplicationStatesBegin: INITIAL,
  InitialReplicationInProgress: INITIAL,
  InitialReplicationCompletedOnPrimary: INITIAL,
  InitialReplicationCompletedOnRecovery: INITIAL,
  InitialReplicationPrimaryCompletionPending: INITIAL,
  InitialReplicationRecoveryCompletionPending: INITIAL,
  InitialReplicationFailed: 'initial replication failed',
  InitialReplicationStatesEnd: INITIAL,
  PlannedFailoverInitiated: 'a planned failover is under way',
  PlannedFailoverCompleting: 'a planned failover is under way',
  PlannedFailoverFailed: 'a planned failover failed',
  PlannedFailoverCompletionFailed: 'a planned failover failed',
  PlannedFailoverCommitPendingStatesBegin: FAILED_OVER,
  PlannedFailoverCommitPendingStatesEnd: FAILED_OVER,
  PlannedFailoverCompleted: FAILED_OVER,
  PlannedFailoverCommitted: 'it failed over; nothing replicates it back until it is reprotected',
  UnplannedFailoverInitiated: 'a failover is under way',
  UnplannedFailoverCompleting: 'a failover is under way',
  UnplannedFailoverFailed: 'a failover failed',
  UnplannedFailoverCompletionFailed: 'a failover failed',
  UnplannedFailoverCommitPendingStatesBegin: FAILED_OVER,
  UnplannedFailoverCommitPendingStatesEnd: FAILED_OVER,
  UnplannedFailoverCompleted: FAILED_OVER,
  UnplannedFailoverCommitted: 'it failed over; nothing replicates it back until it is reprotected',
  ReprotectInitiated: 'it is being reprotected',
  ReprotectFailed: 'it could not be reprotected',
});
/**
 * Undefined if both rows say Azure to Azure. Nothing is known about an item of another or an unknown provider, nor about one
 * whose two rows name different VMs.
 */
export function otherProvider(replicated: Replicated): Outcome | undefined {
  const { itemGaps } = replicated;
  // It might say something else.
  if (itemGaps.length > 0) return hidden('Its replicated item in Resource Graph', itemGaps);
  if (providerOf(replicated) === 'azureToAzure') return otherMachine(replicated);
  const names = providersTold(replicated);
  const provider = names.length === 0 ? undefined : names.join(', ');
  return unknown(
    `Its replication provider is not one this check knows: ${quoted(provider)}.`,
    evidence({ Provider: provider }),
  );
}

/** What its rows call its provider, each name once. */
function providersTold({ item, detail }: Replicated): readonly string[] {
  const told = [item?.instanceType, detail.kind === 'found' ? detail.row.instanceType : undefined];
  return [...new Set(told.filter((type) => type !== undefined))];
}

/** Whether both of its rows were read and name a provider other than Azure to Azure. */
export function isOfOtherProvider(replicated: Replicated): boolean {
  return (
    replicated.itemGaps.length === 0 &&
    providersTold(replicated).length > 0 &&
    providerOf(replicated) !== 'azureToAzure'
  );
}

/** After a failover, Resource Graph may name either of its VMs. */
function otherMachine({ item, detail }: Replicated): Outcome | undefined {
  const named = item?.sourceVmId;
  if (named === undefined || detail.kind !== 'found') return undefined;
  const { sourceVmId, recoveryVmId } = detail.row;
  if (sourceVmId === undefined || named === sourceVmId || named === recoveryVmId) return undefined;
  return unknown(
    `Its replicated item is of VM ${nameOf(named)} in Resource Graph, and of VM ${nameOf(sourceVmId)} in its vault.`,
    evidence({ 'VM in Resource Graph': named, 'VM in the vault': sourceVmId }),
  );
}

/**
 * A VM is replicated once: an item that protects it decides, if both its rows were read and name the same VM. One that does
 * not protect it may be left over from an earlier replication.
 */
export function decisive(rows: readonly Replicated[]): readonly Replicated[] {
  const certain = rows.filter(
    (row) =>
      row.detail.kind === 'found' &&
      says(row.detail.row.protectionState, PROTECTED) &&
      row.itemGaps.length === 0 &&
      otherMachine(row) === undefined,
  );
  return certain.length > 0 ? certain : rows;
}
