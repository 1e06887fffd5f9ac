import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf } from './kinds.ts';
import type { Reference } from './compare.ts';

/** Azure's documents lie beside the repository; SOURCES.md there says where each is from. */
const EXAMPLES = join(import.meta.dirname, '../../../../shared/examples');
const RECORDED = join(EXAMPLES, 'recorded');

/** Examples that are whole answers or documents of a type: where the document stands, and which answer it is of. */
const SPECIFIED: Readonly<Record<string, { readonly type: string; readonly channel: 'list' | 'get' }>> = {
  'disk.ade.get.json': { type: 'Microsoft.Compute/disks', channel: 'get' },
  'snapshot.incremental.ade.get.json': { type: 'Microsoft.Compute/snapshots', channel: 'get' },
  'diskEncryptionSet.autoKeyRotationError.get.json': { type: 'Microsoft.Compute/diskEncryptionSets', channel: 'get' },
  'diskRestorePoint.get.json': {
    type: 'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints',
    channel: 'get',
  },
  'recoveryServicesVault.cmk.put200.json': { type: 'Microsoft.RecoveryServices/vaults', channel: 'get' },
  'backup-protectedItems.list.json': {
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
    channel: 'list',
  },
  'backup-recoveryPoints.list.json': {
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints',
    channel: 'list',
  },
  'backup-jobDetails.backup.get.json': { type: 'Microsoft.RecoveryServices/vaults/backupJobs', channel: 'get' },
  'asr-a2a-replicationProtectedItem.get.json': {
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
    channel: 'get',
  },
  'asr-replicationProtectionCluster.sharedDisk.get.json': {
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionClusters',
    channel: 'get',
  },
  'restoredDisk.instantTier.SHAPE.json': { type: 'Microsoft.Compute/disks', channel: 'get' },
  'restoredDisk.vaultTier.SHAPE.json': { type: 'Microsoft.Compute/disks', channel: 'get' },
  'backupVault.cmk.properties.SHAPE.json': { type: 'Microsoft.DataProtection/backupVaults', channel: 'get' },
};

/** Examples that are no document of a type. */
const NO_DOCUMENT: Readonly<Record<string, string>> = {
  'azure-policy-builtins.json': 'policy rules',
  'backup-triggerRestore.restoreDisks.request.json': 'a request',
  'backup-jobDetails.restore.propertyBag.json':
    'the bag of a restore job alone; compared in `test/native/examples.test.ts`',
};

/** Folders that hold answers, not documents of a type. */
export const ANSWERS = ['errors', 'resourceGraphAnswers'];

/** Restore points and their disks have no `type` of their own. */
const TYPE_OF_FOLDER: Readonly<Record<string, string>> = {
  restorePoints: 'Microsoft.Compute/restorePointCollections/restorePoints',
};

export function recordedFolders(): readonly string[] {
  return readdirSync(RECORDED, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** What Resource Graph adds to every row, as recorded. */
export function rowColumns(): readonly string[] {
  const folder = join(RECORDED, 'resourceGraphAnswers');
  const rows = readdirSync(folder).flatMap((file) => parsed(join(folder, file))['data'] as Record<string, unknown>[]);
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

export function exampleFiles(): readonly string[] {
  return readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
}

export function isPlaced(file: string): boolean {
  return SPECIFIED[file] !== undefined || NO_DOCUMENT[file] !== undefined;
}

/** Every recorded document of a type, and every example. */
export function azureDocuments(): readonly Reference[] {
  const versions = recordedVersions();
  const recorded = recordedFolders()
    .filter((folder) => !ANSWERS.includes(folder))
    .flatMap((folder) =>
      readdirSync(join(RECORDED, folder)).map((file): Reference => {
        const document = parsed(join(RECORDED, folder, file));
        const name = `${folder}/${file}`;
        return {
          file: `recorded/${name}`,
          kind: kindOf(TYPE_OF_FOLDER[folder] ?? textOf(document['type']), document),
          channel: file.endsWith('-list.json') ? 'list' : 'get',
          version: versions.get(name),
          recorded: true,
          document,
        };
      }),
    );
  return [
    ...recorded,
    ...Object.entries(SPECIFIED).flatMap(([file, { type, channel }]) => specified(file, type, channel)),
  ];
}

function specified(file: string, type: string, channel: 'list' | 'get'): readonly Reference[] {
  const whole = parsed(join(EXAMPLES, file));
  const documents = Array.isArray(whole['value']) ? (whole['value'] as Record<string, unknown>[]) : [whole];
  return documents.map((document) => ({
    file,
    kind: kindOf(type, document),
    channel,
    version: undefined,
    // One of them is a recording too.
    recorded: file === 'asr-a2a-replicationProtectedItem.get.json',
    document: Object.fromEntries(Object.entries(document).filter(([name]) => name !== '_note')),
  }));
}

/** The api-version of each recording, as SOURCES.md tells it. */
function recordedVersions(): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const line of readFileSync(join(RECORDED, 'SOURCES.md'), 'utf8').split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const version = /\d{4}-\d{2}-\d{2}(?:-preview)?/.exec(cells[4] ?? '')?.[0];
    if (cells[1] !== undefined && version !== undefined) versions.set(cells[1], version);
  }
  return versions;
}

function parsed(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
