import { remembered } from '../../../base/remembered.ts';
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

/** Disks whose protection is asked for again soon: by links, copies and backups of its VM. */
const LAST = 1_000;

/** Each disk's protection, determined once however many links ask for it in turn. */
export function joinProtections(
  reader: EstateReader,
  machines: MachineJoin,
  replications: ReplicationJoin,
): ProtectionJoin {
  const setOf = (bytes: Disk | Snapshot) => {
    const id = encryptionSetOf(bytes);
    return id === undefined ? undefined : reader.find('diskEncryptionSets', id);
  };
  const ofDisk = remembered(LAST, idOf, (disk: Disk): GuardedDisk => {
    const declared = replications.replicaLeg(disk.id)?.declared;
    const guarded = protectionOf({
      bytes: disk,
      attachments: machines.attachmentsOf(disk),
      hiddenHolders: machines.hiddenHolders(disk),
      encryptionSet: setOf(disk),
      declaredByReplication: declared,
      hiddenReplication: replications.hiddenReplica(disk),
    });
    return { disk, guarded };
  });
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
    named: remembered(
      LAST,
      (id: ArmId) => id,
      (id): NamedDisk => {
        const found = reader.find('disks', id);
        return { id, found: found.kind === 'found' ? { kind: 'found', row: ofDisk(found.row) } : found };
      },
    ),
  };
}

function idOf({ id }: Disk): ArmId {
  return id;
}
