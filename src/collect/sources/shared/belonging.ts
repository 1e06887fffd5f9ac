import type { ReplicatedDisk } from '../../../domain/facts.ts';
import type { Chosen } from '../../defineSource.ts';

/** Shown to whom it has a verdict for. */
export function judged<Row extends { readonly id: string }>(row: Row, { subjects }: Chosen): Row | undefined {
  return subjects.has(row.id) ? row : undefined;
}

/** A replicated machine or cluster, with the legs of these disks. */
export function legsOf<Row extends { readonly disks: readonly ReplicatedDisk[] }>(row: Row, { subjects }: Chosen): Row {
  const isMine = (id: string | undefined): boolean => id !== undefined && subjects.has(id);
  return {
    ...row,
    disks: row.disks.filter(
      ({ diskId, recoveryReplicaDiskId, recoveryTargetDiskId }) =>
        isMine(diskId) || isMine(recoveryReplicaDiskId) || isMine(recoveryTargetDiskId),
    ),
  };
}
