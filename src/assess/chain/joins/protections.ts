import type { ArmId } from '../../../domain/armId.ts';
import type { Disk, Snapshot } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { encryptionSetOf, protectionOf } from '../protection.ts';
import type { Guarded, GuardedDisk, NamedDisk } from '../subjects.ts';
import type { MachineJoin } from './machines.ts';
import type { ReplicationJoin } from './replications.ts';

export interface ProtectionJoin {
  readonly ofDisk: (disk: Disk) => GuardedDisk;
  readonly ofSnapshot: (snapshot: Snapshot) => Guarded;
  /** A disk that something names, with its protection where it was found. */
  readonly named: (id: ArmId) => NamedDisk;
}

/** Each disk's protection, told once however many links ask for it. */
export function joinProtections(
  reader: EstateReader,
  machines: MachineJoin,
  replications: ReplicationJoin,
): ProtectionJoin {
  const disks = new Map<ArmId, GuardedDisk>();
  const names = new Map<ArmId, NamedDisk>();
  const setOf = (bytes: Disk | Snapshot) => {
    const id = encryptionSetOf(bytes);
    return id === undefined ? undefined : reader.find('diskEncryptionSets', id);
  };
  const ofDisk = (disk: Disk): GuardedDisk => {
    const known = disks.get(disk.id);
    if (known !== undefined) return known;
    const declared = replications.replicaLeg(disk.id)?.declared;
    const guarded = protectionOf({
      bytes: disk,
      attachments: machines.attachmentsOf(disk),
      hiddenHolders: machines.hiddenHolders(disk),
      encryptionSet: setOf(disk),
      declaredByReplication: declared,
      hiddenReplication: replications.hiddenReplica(disk),
    });
    const built = { disk, guarded };
    disks.set(disk.id, built);
    return built;
  };
  return {
    ofDisk,
    ofSnapshot: (snapshot) =>
      protectionOf({
        bytes: snapshot,
        attachments: [],
        hiddenHolders: [],
        encryptionSet: setOf(snapshot),
        declaredByReplication: undefined,
        hiddenReplication: [],
      }),
    named: (id) => {
      const known = names.get(id);
      if (known !== undefined) return known;
      const found = reader.find('disks', id);
      const built: NamedDisk = {
        id,
        found: found.kind === 'found' ? { kind: 'found', row: ofDisk(found.row) } : found,
      };
      names.set(id, built);
      return built;
    },
  };
}
