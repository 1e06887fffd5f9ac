import type { AskedSourceId } from '../../domain/facts.ts';
import type { AnySource, GraphAsk, SourceMap } from '../defineSource.ts';
import { carriedRestores, restoreWatches } from './carried.ts';
import { backupInstances } from './backupInstances.ts';
import { backupVaults } from './backupVaults.ts';
import { classicAdministrators } from './classicAdministrators.ts';
import { denyAssignments } from './denyAssignments.ts';
import { diskEncryptionSets } from './diskEncryptionSets.ts';
import { diskExclusions } from './diskExclusions.ts';
import { diskRestorePoints } from './diskRestorePoints.ts';
import { diskRestoreJobs } from './diskRestoreJobs.ts';
import { disks } from './disks.ts';
import { earlierRestoreJobs } from './earlierRestoreJobs.ts';
import { images } from './images.ts';
import { keys } from './keys.ts';
import { keyVaults } from './keyVaults.ts';
import { policyExemptions } from './policyExemptions.ts';
import { protectedItems } from './protectedItems.ts';
import { recoveryPointDetails } from './recoveryPointDetails.ts';
import { recoveryPoints } from './recoveryPoints.ts';
import { recoveryServicesVaults } from './recoveryServicesVaults.ts';
import { registrationAssignments } from './registrationAssignments.ts';
import { registrationDefinitions } from './registrationDefinitions.ts';
import { recoveryPlans } from './recoveryPlans.ts';
import { replicatedItems } from './replicatedItems.ts';
import { replicationMarks } from './replicationMarks.ts';
import { replicationClusters } from './replicationClusters.ts';
import { replicationDetails } from './replicationDetails.ts';
import { restoreJobDetails } from './restoreJobDetails.ts';
import { restoreJobs } from './restoreJobs.ts';
import { restorePointCollections } from './restorePointCollections.ts';
import { restorePoints } from './restorePoints.ts';
import { roleAssignments } from './roleAssignments.ts';
import { roleDefinitions } from './roleDefinitions.ts';
import { serviceExtensions } from './serviceExtensions.ts';
import { snapshots } from './snapshots.ts';
import { storageAccounts } from './storageAccounts.ts';
import { subscriptions } from './subscriptions.ts';
import { vaultEncryptions } from './vaultEncryptions.ts';
import { virtualMachines } from './virtualMachines.ts';
import { vmExtensions } from './vmExtensions.ts';

/** Every source, in the order in which the population lists them. One that `Facts` names and this list lacks does not compile. */
export const SOURCES = {
  subscriptions,
  disks,
  virtualMachines,
  vmExtensions,
  serviceExtensions,
  snapshots,
  images,
  diskEncryptionSets,
  keyVaults,
  recoveryServicesVaults,
  protectedItems,
  backupVaults,
  backupInstances,
  restoreJobs,
  diskRestoreJobs,
  replicatedItems,
  recoveryPlans,
  restorePointCollections,
  storageAccounts,
  roleAssignments,
  roleDefinitions,
  classicAdministrators,
  registrationAssignments,
  registrationDefinitions,
  policyExemptions,
  vaultEncryptions,
  diskExclusions,
  recoveryPoints,
  recoveryPointDetails,
  restorePoints,
  diskRestorePoints,
  earlierRestoreJobs,
  restoreJobDetails,
  replicationDetails,
  replicationClusters,
  replicationMarks,
  keys,
  denyAssignments,
  carriedRestores,
  restoreWatches,
} satisfies SourceMap;

/** The sources that Azure is asked for, in that order. */
export const ASKED: readonly AnySource[] = Object.values<object>(SOURCES).filter(isAsked);
export const SOURCE_IDS: readonly AskedSourceId[] = ASKED.map(({ id }) => id);

export interface GraphSource extends AnySource {
  readonly ask: GraphAsk;
}

/** Those whose rows a sheet lists. */
export const SHEET_SOURCES: readonly AskedSourceId[] = Object.values(SOURCES)
  .filter((source) => 'sheet' in source && source.sheet !== undefined)
  .map(({ id }) => id as AskedSourceId);

/** Those that Resource Graph serves. */
export const GRAPH_SOURCES: readonly GraphSource[] = ASKED.filter(isGraphSource);

export function isGraphSource(source: AnySource): source is GraphSource {
  return source.ask.of === 'resourceGraph';
}

function isAsked(source: object): source is AnySource {
  return 'ask' in source;
}

/** Whether each call of a source is about the id of one row. */
export function isById(source: AskedSourceId): boolean {
  const { ask } = SOURCES[source];
  return ask.of === 'arm' && ask.byId === true;
}

export function titleOf(source: AskedSourceId): string {
  return SOURCES[source].title;
}

const TITLES = new Map(
  ASKED.flatMap(({ actions, title }) => actions.map(({ action }) => [action.toLowerCase(), title] as const)).reverse(),
);

/** What is read by an action, in words; the action itself where no source names it. */
export function titleOfAction(action: string): string {
  return TITLES.get(action.toLowerCase()) ?? action;
}
