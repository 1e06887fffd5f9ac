import { fileFault } from '../base/fileFault.ts';
import { text } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBlobStore, type BlobConnection } from '../deliver/blobStore.ts';
import type { PackStore } from '../domain/ports.ts';
import { HistoryArchive } from '../history/archive.ts';
import { HistoryStore } from '../history/historyStore.ts';
import { BaselineError, defaultBaseline, parseBaseline, type LoadedBaseline } from './baselineFile.ts';
import { CLOUDS } from './cloud.ts';
import { identityOf } from './connection.ts';
import type { Clock } from './run/dependencies.ts';
import { LEASE_SECONDS, WRITER_SECONDS } from './run/tries.ts';
import { requireStorage, type Settings } from './settings.ts';

/** The clock and chance of the real world. */
export const REAL_CLOCK: Clock = {
  // eslint-disable-next-line no-restricted-syntax -- the one place where the wall clock enters
  now: () => new Date(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
  unique: randomUUID,
};

/** History in Table Storage. @throws SettingsError when no storage is set. */
export function historyOf(settings: Settings, clock: Clock): HistoryStore {
  return new HistoryStore({
    connection: storageConnection(settings, 'table'),
    tablePrefix: settings.tablePrefix,
    now: clock.now,
    unique: clock.unique,
    sleep: clock.sleep,
    ownerTag: settings.ownerTag,
    leaseSeconds: LEASE_SECONDS,
    writerSeconds: WRITER_SECONDS,
  });
}

/** The same history, to be looked at and looked after. @throws SettingsError when no storage is set. */
export function archiveOf(settings: Settings, clock: Clock): HistoryArchive {
  return new HistoryArchive({
    connection: storageConnection(settings, 'table'),
    tablePrefix: settings.tablePrefix,
    now: clock.now,
  });
}

/** Packs in Blob Storage. @throws SettingsError when no storage is set. */
export function packsOf(settings: Settings): PackStore {
  return createBlobStore({ connection: storageConnection(settings, 'blob') });
}

/** What the stages of a run pass on, in Blob Storage; of no use once the run has ended. @throws SettingsError when no storage is set. */
export function workOf(settings: Settings): PackStore {
  return createBlobStore({ connection: storageConnection(settings, 'blob'), container: 'unbroken-work' });
}

/** The baseline in force: a file, a blob (`blob:container/name`), or the built-in default. @throws BaselineError */
export async function baselineOf(settings: Settings): Promise<LoadedBaseline> {
  const where = settings.baseline;
  if (where === undefined) return defaultBaseline();
  const text = where.startsWith('blob:')
    ? await baselineBlob(settings, where.slice('blob:'.length))
    : await baselineText(where);
  return parseBaseline(text, where);
}

async function baselineText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new BaselineError(
      `The baseline "${path}" cannot be read (${fileFault(cause)}); check the path (--baseline or UNBROKEN_BASELINE).`,
      { cause },
    );
  }
}

async function baselineBlob(settings: Settings, path: string): Promise<string> {
  const [container, ...name] = path.split('/');
  if (container === undefined || container === '' || name.length === 0)
    throw new BaselineError(
      `UNBROKEN_BASELINE "blob:${path}" must name a container and a blob: blob:config/baseline.json.`,
    );
  const store = createBlobStore({ connection: storageConnection(settings, 'blob'), container });
  const content = await store.open(name.join('/'));
  if (content === undefined)
    throw new BaselineError(
      `The baseline blob ${path} does not exist; upload it, or unset UNBROKEN_BASELINE for the default.`,
    );
  return text(content);
}

function storageConnection(settings: Settings, service: 'blob' | 'table'): BlobConnection {
  const storage = requireStorage(settings);
  if ('connectionString' in storage) return storage;
  const { storageSuffix } = CLOUDS[settings.cloud];
  return { endpoint: `https://${storage.account}.${service}.${storageSuffix}`, credential: identityOf(settings) };
}
