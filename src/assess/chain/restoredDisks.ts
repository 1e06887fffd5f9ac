import type { Lookup } from '../../domain/estate.ts';
import type { Disk, RestoreBag } from '../../domain/facts.ts';
import { restoreEvidenceOf } from './joins/restoreEvidence.ts';
import { disksInRecoveryPoint, type PointWitnesses } from './recoveryPoints.ts';
import type { ExpectedDisks } from './restoreAspects.ts';

/**
 * The disks that the job names, otherwise as many as its recovery point held.
 * @see https://learn.microsoft.com/azure/backup/selective-disk-backup-restore
 */
export function expectedDisks(bag: Lookup<RestoreBag>, witnesses: PointWitnesses): ExpectedDisks {
  if (bag.kind !== 'found') return { count: undefined, names: undefined, backedUp: undefined, gaps: [] };
  const { restoredDisks, backedUpDisks, recoveryPointTime } = bag.row;
  const names = restoredDisks === undefined ? backedUpDisks : restoredDisks;
  const unique = names === undefined ? undefined : [...new Set(names.map((name) => name.toLowerCase()))];
  return {
    count: unique?.length ?? disksInRecoveryPoint(recoveryPointTime, witnesses),
    names: unique,
    backedUp: backedUpDisks?.length,
    gaps: [
      ...witnesses.backups.rows.flatMap(({ recoveryPoints }) => recoveryPoints.gaps),
      ...witnesses.captured.flatMap(({ points }) => [...points.gaps, ...points.rows.flatMap(({ gaps }) => gaps)]),
    ],
  };
}

/**
 * Among the disks that bear a job's id, those that account for what it had to make: one for each source disk that it names,
 * whose own creation data names that disk or (from the vault tier) none. Without names, all.
 */
export function accountedFor(expected: ExpectedDisks, made: readonly Disk[]): readonly Disk[] {
  if (expected.names === undefined) return made;
  const open = new Set(expected.names);
  const told = made.map((disk) => ({ disk, name: restoreEvidenceOf(disk)?.diskName }));
  const named = told.filter(({ name }) => name !== undefined && open.delete(name));
  const nameless = told.filter(({ name }) => name === undefined).slice(0, open.size);
  return [...named, ...nameless].map(({ disk }) => disk);
}
