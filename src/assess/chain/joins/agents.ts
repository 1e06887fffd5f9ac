import type { ArmId } from '../../../domain/armId.ts';
import { looksLikeReplica, machineInCollectionName } from '../../../domain/azureNames.ts';
import type { Gap } from '../../../domain/estate.ts';
import type { Disk, ReplicationMark, ServiceExtension } from '../../../domain/facts.ts';
import { madeFrom } from '../../../domain/madeFrom.ts';
import { grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { says, values } from '../../../base/openEnum.ts';

/** What a VM itself shows about the services that protect it. */
export interface AgentJoin {
  /** Whether Site Recovery's agent is on it; `unknown` if its extensions were not read completely. */
  readonly siteRecoveryOn: (vmId: ArmId) => 'yes' | 'no' | 'unknown';
  /** Gaps that may hide its extensions, Site Recovery's agent among them. */
  readonly hiddenAgents: (vmId: ArmId) => readonly Gap[];
  /**
   * Why a link that Site Recovery left on it says that it is replicated; undefined if none does, or the item it names is
   * proven to be gone.
   */
  readonly markOn: (vmId: ArmId) => ReplicationMark | undefined;
  /** A disk of it was made by a failover, or may be: the VM is replicated, or was, without an agent. */
  readonly hasFailedOverDisk: (vmId: ArmId) => boolean;
  /**
   * Azure Backup's extension or a restore point collection of its own shows it. The absence of both proves nothing: Azure
   * Backup also works without an agent.
   */
  readonly backupSeenOn: (vmId: ArmId) => boolean;
}

const SITE_RECOVERY = /^microsoft\.azure\.recoveryservices\.siterecovery/i;
const BACKUP = values('Microsoft.Azure.RecoveryServices');

/**
 * Every VM under Azure-to-Azure replication has the Mobility service as an extension; a VM that failed over and is not protected
 * again has none, since extensions are not replicated.
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-autoupdate
 * @see https://learn.microsoft.com/azure/backup/backup-azure-vms-introduction
 */
export function joinAgents(reader: EstateReader): AgentJoin {
  const extensions = grouped(reader.all('serviceExtensions'), ({ vmId }) => [vmId]);
  const held = grouped(reader.all('disks'), ({ managedBy }) => managedBy);
  const collected = grouped(reader.all('restorePointCollections'), ({ name, sourceId }) =>
    machineInCollectionName(name) === undefined ? [] : [sourceId],
  );
  const marks = grouped(reader.all('replicationMarks'), ({ vmId }) => [vmId]);
  const hiddenAgents = (vmId: ArmId): readonly Gap[] => reader.gapsAround('serviceExtensions', vmId);
  return {
    hiddenAgents,
    markOn: (vmId) =>
      (marks.get(vmId) ?? []).find(
        ({ targetId }) => targetId === undefined || reader.find('replicatedItems', targetId).kind !== 'absent',
      ),
    siteRecoveryOn: (vmId) => {
      const own = extensions.get(vmId) ?? [];
      if (own.some(isSiteRecovery)) return 'yes';
      return hiddenAgents(vmId).length > 0 || own.some(isOfNobody) ? 'unknown' : 'no';
    },
    hasFailedOverDisk: (vmId) => {
      const machine = reader.find('virtualMachines', vmId);
      if (machine.kind !== 'found') return true;
      const listed = [machine.row.osDisk, ...machine.row.dataDisks].flatMap((disk) => disk?.diskId ?? []);
      const own = listed.map((id) => reader.find('disks', id));
      if (own.some(({ kind }) => kind === 'unsure')) return true;
      const rows = own.flatMap((found) => (found.kind === 'found' ? [found.row] : []));
      return [...rows, ...(held.get(vmId) ?? [])].some(comesFromReplica);
    },
    backupSeenOn: (vmId) =>
      collected.has(vmId) || (extensions.get(vmId) ?? []).some(({ publisher }) => says(publisher, BACKUP)),
  };
}

function isSiteRecovery({ publisher }: ServiceExtension): boolean {
  return publisher !== undefined && SITE_RECOVERY.test(publisher);
}

function isOfNobody({ publisher }: ServiceExtension): boolean {
  return publisher === undefined;
}

/** Its creation data names a replica or a bookmark, or it bears the marks of a replica itself. */
export function comesFromReplica(disk: Disk): boolean {
  const from = madeFrom(disk);
  return from !== undefined && (from.bookmark || looksLikeReplica({ name: from.name, tags: {} }));
}
