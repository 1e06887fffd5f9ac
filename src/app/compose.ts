import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenCredential } from '@azure/identity';
import { createAcsTransport } from '../deliver/acs.ts';
import { createBlobStore, type BlobConnection } from '../deliver/blobStore.ts';
import { createKeyVaultSigner } from '../deliver/keyVaultSigner.ts';
import { createSmtpTransport } from '../deliver/smtp.ts';
import { createWebhook } from '../deliver/webhook.ts';
import type { MailTransport, PackStore, Poster, Signer } from '../domain/ports.ts';
import { HistoryArchive } from '../history/archive.ts';
import { HistoryStore } from '../history/historyStore.ts';
import { BaselineError, defaultBaseline, parseBaseline, type LoadedBaseline } from './baselineFile.ts';
import { CLOUDS } from './cloud.ts';
import { identityOf, readPem } from './connection.ts';
import type { Clock, RunDependencies } from './run/dependencies.ts';
import { requireStorage, type Settings } from './settings.ts';

/** The clock and chance of the real world. */
export const REAL_CLOCK: Clock = {
  // eslint-disable-next-line no-restricted-syntax -- the one place where the wall clock enters
  now: () => new Date(),
  sleep: (milliseconds) => sleep(milliseconds),
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

/** The mail transport that the settings choose. @throws SettingsError, MailError for an address that cannot be used */
export function mailOf(settings: Settings): RunDependencies['mail'] {
  const { mail } = settings;
  return mail === undefined
    ? undefined
    : { from: mail.from, transport: transportOf(mail, settings), scopes: mail.scopes };
}

function transportOf(
  { service, from, attachmentLimit }: NonNullable<Settings['mail']>,
  settings: Settings,
): MailTransport {
  const common = { from, maxAttachmentBytes: attachmentLimit };
  if (service.kind === 'acs')
    return createAcsTransport({ ...common, endpoint: service.endpoint, credential: identityOf(settings) });
  const scope = service.oauthScope;
  if (scope === undefined) return createSmtpTransport({ ...common, server: service.url });
  const identity = identityOf(settings);
  return createSmtpTransport({
    ...common,
    server: service.url,
    accessToken: async () => (await identity.getToken(scope))?.token ?? '',
  });
}

/** The channel that hears of each run; undefined where none is set. */
export function webhookOf({ webhookUrl, caFile }: Settings): Poster | undefined {
  if (webhookUrl === undefined) return undefined;
  return createWebhook({ url: webhookUrl, ca: caFile === undefined ? undefined : readPem(caFile) });
}

/** Where a run's workbook can be opened by signing in; undefined where callers need a function key. */
export function workbookUrlOf({ linkBase }: Settings): RunDependencies['workbookUrl'] {
  return linkBase === undefined ? undefined : (runId) => `${linkBase}/evidence/${encodeURIComponent(runId)}/workbook`;
}

/**
 * The key that signs packs; undefined where none is set.
 * @throws SettingsError for a certificate file that cannot be read, SigningError for an address that is no key's
 */
export function signerOf(settings: Settings, credential: TokenCredential = identityOf(settings)): Signer | undefined {
  const { signing, caFile } = settings;
  if (signing === undefined) return undefined;
  return createKeyVaultSigner({
    keyId: signing.keyId,
    credential,
    certificates: signing.certificateFile === undefined ? [] : certificatesIn(readPem(signing.certificateFile)),
    ca: caFile === undefined ? undefined : readPem(caFile),
  });
}

function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
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
      `The baseline "${path}" cannot be read; check the path (--baseline or UNBROKEN_BASELINE).`,
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
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function storageConnection(settings: Settings, service: 'blob' | 'table'): BlobConnection {
  const storage = requireStorage(settings);
  if ('connectionString' in storage) return storage;
  const { storageSuffix } = CLOUDS[settings.cloud];
  return { endpoint: `https://${storage.account}.${service}.${storageSuffix}`, credential: identityOf(settings) };
}
