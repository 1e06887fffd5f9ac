import { machinesOf } from '../../assess/narrow.ts';
import type { Facts, RecoveryPoint, ReplicatedDisk } from '../../domain/facts.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { FactRows, SheetSource } from '../../report/packContents.ts';

/** What an excerpt for some disks or machines is about. Ids in lower case. */
interface Chosen {
  /** The disks and their copies. */
  readonly disks: ReadonlySet<string>;
  readonly diskNames: ReadonlySet<string>;
  readonly machines: ReadonlySet<string>;
  /** Everything that has a verdict in the excerpt, and the disks. */
  readonly subjects: ReadonlySet<string>;
}

type Belonging<Row> = (row: Row, chosen: Chosen) => Row | undefined;

/** What has a verdict in the excerpt. */
const judged = <Row extends { readonly id: string }>(row: Row, { subjects }: Chosen): Row | undefined =>
  subjects.has(row.id) ? row : undefined;

/**
 * Which rows of a source an excerpt for some disks may show, and what of a row. Every source that a sheet reads is asked for
 * here: a sheet lists facts without looking for their verdicts, so that what is let through is shown.
 */
const BELONGING: { readonly [S in SheetSource]: Belonging<Facts[S]> } = {
  disks: judged,
  snapshots: judged,
  protectedItems: judged,
  backupInstances: (row, chosen) =>
    row.diskId === undefined ? judged(row, chosen) : chosen.disks.has(row.diskId) ? row : undefined,
  recoveryPoints: (row, chosen) => (chosen.subjects.has(row.protectedItemId) ? pointOf(row, chosen) : undefined),
  restoreJobs: judged,
  restoreJobDetails: judged,
  replicationDetails: (row, chosen) => {
    const mine = row.sourceVmId !== undefined && chosen.machines.has(row.sourceVmId);
    return mine || chosen.subjects.has(row.id) ? legsOf(row, chosen) : undefined;
  },
  replicationClusters: (row, chosen) => {
    const cut = legsOf(row, chosen);
    return cut.disks.length > 0 || chosen.subjects.has(row.id) ? cut : undefined;
  },
  diskEncryptionSets: judged,
  keyVaults: judged,
  keys: judged,
};

/** A recovery point is of a whole machine: of its other disks, the number alone. */
function pointOf(point: RecoveryPoint, { diskNames }: Chosen): RecoveryPoint {
  const mine = ({ name }: { readonly name: string | undefined }): boolean =>
    name !== undefined && diskNames.has(name.toLowerCase());
  return {
    ...point,
    numberOfDisksIncluded: point.numberOfDisksIncluded ?? point.includedDisks?.length,
    includedDisks: point.includedDisks?.filter(mine),
    excludedDisks: point.excludedDisks?.filter(mine),
  };
}

/** A replicated machine or cluster, with the legs of these disks. */
function legsOf<Row extends { readonly disks: readonly ReplicatedDisk[] }>(row: Row, { subjects }: Chosen): Row {
  const isMine = (id: string | undefined): boolean => id !== undefined && subjects.has(id);
  return {
    ...row,
    disks: row.disks.filter(
      ({ diskId, recoveryReplicaDiskId, recoveryTargetDiskId }) =>
        isMine(diskId) || isMine(recoveryReplicaDiskId) || isMine(recoveryTargetDiskId),
    ),
  };
}

/**
 * The facts that an excerpt may show.
 * @param inside the subscriptions of a reader who is limited to some
 * @param about the narrowed record, where the excerpt is for named resources
 */
export function narrowFacts(
  facts: FactRows,
  inside: ReadonlySet<string> | undefined,
  about: RunRecord | undefined,
): FactRows {
  const chosen = about === undefined ? undefined : chosenOf(about);
  return async function* (source) {
    const belonging: Belonging<Facts[typeof source]> = BELONGING[source];
    for await (const row of facts(source)) {
      if (inside !== undefined && !inside.has(row.subscriptionId)) continue;
      const shown = chosen === undefined ? row : belonging(row, chosen);
      if (shown !== undefined) yield shown;
    }
  };
}

function chosenOf({ chains, verdicts }: RunRecord): Chosen {
  const disks = new Set(chains.map(({ disk }) => disk));
  return {
    disks,
    diskNames: new Set(chains.map(({ name }) => name.toLowerCase())),
    machines: new Set(chains.flatMap(machinesOf)),
    subjects: new Set([...disks, ...verdicts.map(({ subject }) => subject)]),
  };
}
