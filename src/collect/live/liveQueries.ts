import type { AskedSourceId } from '../../domain/facts.ts';
import liveDisk from '../kql/liveDisk.kql';
import liveNamed from '../kql/liveNamed.kql';
import liveRecovery from '../kql/liveRecovery.kql';
import { GRAPH_SOURCES, type GraphSource } from '../sources.ts';

/** Queries for one disk: a few tables at once, so that few requests do; the parameters are bound by `bindKql`. */
export const LIVE_QUERIES = { liveDisk, liveNamed, liveRecovery } as const;

const SOURCE_OF_TYPE: Readonly<Record<string, AskedSourceId>> = {
  'microsoft.compute/disks': 'disks',
  'microsoft.compute/diskencryptionsets': 'diskEncryptionSets',
  'microsoft.compute/restorepointcollections': 'restorePointCollections',
  'microsoft.compute/snapshots': 'snapshots',
  'microsoft.compute/virtualmachines': 'virtualMachines',
  'microsoft.compute/virtualmachines/extensions': 'vmExtensions',
  'microsoft.dataprotection/backupvaults': 'backupVaults',
  'microsoft.dataprotection/backupvaults/backupinstances': 'backupInstances',
  'microsoft.keyvault/managedhsms': 'keyVaults',
  'microsoft.keyvault/vaults': 'keyVaults',
  'microsoft.recoveryservices/vaults': 'recoveryServicesVaults',
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': 'protectedItems',
  'microsoft.recoveryservices/vaults/backupjobs': 'restoreJobs',
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems':
    'replicatedItems',
  'microsoft.storage/storageaccounts': 'storageAccounts',
};

const BY_ID = new Map(GRAPH_SOURCES.map((source) => [source.id, source]));

/** Which source a row of a mixed answer belongs to, by its column `type`. */
export function sourceOfRow(row: unknown): GraphSource | undefined {
  if (typeof row !== 'object' || row === null || !('type' in row) || typeof row.type !== 'string') return undefined;
  return graphSourceOf(row.type);
}

/** Which source a resource belongs to, by the types in its id. */
export function sourceOfId(id: string): AskedSourceId | undefined {
  const [provider = '', ...rest] = id.slice(id.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  return graphSourceOf([provider, ...rest.filter((_, index) => index % 2 === 0)].join('/'))?.id;
}

function graphSourceOf(type: string): GraphSource | undefined {
  const id = SOURCE_OF_TYPE[type.toLowerCase()];
  return id === undefined ? undefined : BY_ID.get(id);
}
