import type { Gap } from '../../domain/estate.ts';
import type { ReplicatedDisk, ReplicationDetail } from '../../domain/facts.ts';

/**
 * Whether Site Recovery holds a link to a disk: it writes to a replica through one, so the replica is always in state
 * `ActiveSAS`. https://github.com/MicrosoftDocs/azure-docs/issues/83169
 */
export interface ServiceLink {
  /** The replicated item or cluster that names the disk as the one that it writes to. */
  readonly writer: { readonly item: string; readonly protectionState: string | undefined } | undefined;
  /** Gaps that may hide that the disk is a replica. */
  readonly gaps: readonly Gap[];
}

/** What a leg needs to know about the replicated item or cluster that lists it. */
type Lister = Pick<ReplicationDetail, 'id' | 'name' | 'protectionState' | 'activeLocation'> &
  Partial<Pick<ReplicationDetail, 'recoveryVmId' | 'testFailoverVmId' | 'recoveryResourceGroupId'>>;

/** A disk that Site Recovery made or will make of a replicated one. */
export interface Leg {
  readonly detail: Lister;
  readonly declared: ReplicatedDisk;
}

/** How a disk that Site Recovery or a person made of a replica came about. */
export interface Failover {
  /** Undefined if no row that was read says which disk it belongs to. */
  readonly leg: Leg | undefined;
  /** Legs that name another disk as its source. */
  readonly rivals: readonly Leg[];
  readonly madeBy: 'test failover' | 'failover' | 'copy of the replica';
}
