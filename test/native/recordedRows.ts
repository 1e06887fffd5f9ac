import type { KeptRow, Told } from '../../src/collect/keptAnswers/reread.ts';
import { ASKED, isGraphSource } from '../../src/collect/sources/list.ts';
import { NOTHING_CARRIED } from '../../src/domain/carried.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';
import { subscriptionOf } from '../../src/domain/armId.ts';
import type { Reference } from './shapes/compare.ts';
import { azureDocuments } from './shapes/azure.ts';

/** Sources of ARM, by the type of their documents and the answer that shows them; `any` where both do. */
const OF_ARM: Readonly<Record<string, readonly (readonly [AskedSourceId, 'list' | 'get' | 'any'])[]>> = {
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': [['diskExclusions', 'any']],
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints': [
    ['recoveryPoints', 'any'],
    ['recoveryPointDetails', 'get'],
  ],
  'microsoft.recoveryservices/vaults/backupjobs': [['restoreJobDetails', 'get']],
  'microsoft.recoveryservices/vaults/backupencryptionconfigs': [['vaultEncryptions', 'get']],
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems': [
    ['replicationDetails', 'any'],
  ],
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotectionclusters':
    [['replicationClusters', 'any']],
  'microsoft.compute/restorepointcollections/restorepoints': [['restorePoints', 'any']],
  'microsoft.compute/restorepointcollections/restorepoints/diskrestorepoints': [['diskRestorePoints', 'any']],
};

/** A recorded document as a row of a source that reads its type. */
export interface RecordedRow extends KeptRow {
  readonly file: string;
}

/** Documents that are no row: of another plane, or cut down to a block. */
const NO_ROW: readonly string[] = [
  'recorded/roleDefinitions/02-test_keyvault_hsm_role-arm-list.json', // roles inside a managed HSM
  'recorded/roleAssignments/04-test_keyvault_hsm_role-arm-list.json',
];

/** Every recorded document as rows of each source that reads its type. */
export function recordedRows(): readonly RecordedRow[] {
  return azureDocuments()
    .filter(({ file }) => !NO_ROW.includes(file) && !file.endsWith('.SHAPE.json'))
    .flatMap(rowsOf);
}

function rowsOf({ file, kind, channel, document: whole }: Reference): readonly RecordedRow[] {
  const document = whole as Readonly<Record<string, unknown>>;
  const type = kind.split(' · ')[0] ?? '';
  const ofGraph = ASKED.filter(
    (source) => isGraphSource(source) && source.ask.types.some((one) => one.toLowerCase() === type),
  ).map(({ id }) => id);
  const ofArm = (OF_ARM[type] ?? []).filter(([, shown]) => shown === 'any' || shown === channel).map(([id]) => id);
  return [...ofGraph, ...ofArm].map((source) => ({ file, source, raw: rawOf(source, document) }));
}

/** Resource Graph adds the subscription; restore points stand inside their collection. */
function rawOf(source: AskedSourceId, document: Readonly<Record<string, unknown>>): unknown {
  const id = typeof document['id'] === 'string' ? document['id'] : '';
  if (source === 'restorePoints')
    return { id: id.replace(/\/restorePoints\/[^/]+$/i, ''), properties: { restorePoints: [document] } };
  if (source === 'diskRestorePoints' || source === 'recoveryServicesVaults') return document;
  return { subscriptionId: subscriptionOf(id), ...document };
}

/**
 * One estate out of recorded rows, a resource once each: the same one was recorded again and again.
 * @param chosen rows that go in before all others.
 */
export function estateRows(rows: readonly RecordedRow[], chosen: readonly RecordedRow[] = []): readonly RecordedRow[] {
  const byId = new Map<string, RecordedRow>();
  for (const row of [...chosen, ...rows]) {
    const { id } = row.raw as { readonly id?: unknown };
    const key = `${row.source} ${typeof id === 'string' ? id.toLowerCase() : ''}`;
    if (!byId.has(key)) byId.set(key, row);
  }
  return [...byId.values()];
}

/** What is told beside them: their subscriptions were read, and nothing is missing. */
export function toldOf(rows: readonly KeptRow[]): Told {
  const ids = rows.map(({ raw }) => (raw as { readonly id?: unknown }).id);
  const subscriptions = new Set(ids.map((id) => (typeof id === 'string' ? subscriptionOf(id) : '')));
  subscriptions.delete('');
  return {
    gaps: [],
    coverage: [...subscriptions]
      .sort()
      .map((id) => ({ subscriptionId: id, name: id, expectedBy: ['listed'], seen: true, read: true })),
    population: [],
    asOf: '2026-11-24T06:00:00.000Z',
    carried: NOTHING_CARRIED,
  };
}
