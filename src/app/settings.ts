import { LinesError } from '../base/linesError.ts';
import { withoutEnd } from '../base/withoutEnd.ts';
import type * as z from 'zod';
import type { HttpScopes } from './http/scopes.ts';
import type { CloudName } from './cloud.ts';
import { variables } from './environment.ts';

/** A setting is missing or wrong. The message names it and the remedy. */
export class SettingsError extends LinesError {
  override readonly name = 'SettingsError';
}

/** The application's settings, read from environment variables; see docs/settings.md. */
export interface Settings {
  readonly cloud: CloudName;
  /** Overrides the cloud's Azure Resource Manager endpoint, e.g. with the simulator's. */
  readonly endpoint: string | undefined;
  /** A PEM file with the certificate authority of `endpoint`. */
  readonly caFile: string | undefined;
  /** A bearer token obtained elsewhere (`az account get-access-token`); else DefaultAzureCredential. */
  readonly accessToken: string | undefined;
  readonly tenantId: string | undefined;
  readonly managementGroups: readonly string[];
  readonly subscriptions: readonly string[];
  /** A file path, or `container/blob` in the storage account when it starts with `blob:`. */
  readonly baseline: string | undefined;
  /** A connection string, or an account name used with the managed identity. */
  readonly storage: { readonly connectionString: string } | { readonly account: string } | undefined;
  readonly tablePrefix: string;
  readonly mail: MailSettings | undefined;
  /** Where each run is posted; a secret. */
  readonly webhookUrl: string | undefined;
  /** `https://<host>/api` where callers sign in with Entra, so that it can be linked; else undefined. */
  readonly linkBase: string | undefined;
  /** Who may read about which subscriptions over HTTP; undefined: everybody with a role about everything. */
  readonly httpScopes: HttpScopes | undefined;
  readonly ownerTag: string | undefined;
  /** Address of a timestamp authority (RFC 3161). */
  readonly timestampUrl: string | undefined;
  /** Years that history keeps what has ended. */
  readonly retentionYears: number;
  /** The Key Vault key that signs packs; unsigned when undefined. */
  readonly signing: SigningSettings | undefined;
  /** Disks to draw for testing by hand; the default when left out. */
  readonly sampleSize: number | undefined;
  /** Resources to read again from ARM; undefined: as many as a run takes by itself. */
  readonly crossCheckSize: number | undefined;
  /** Minutes for which Azure's limits may make a run wait; undefined: as long as a run waits by itself. */
  readonly timeBudgetMinutes: number | undefined;
}

/** How mail goes out: one of the two. */
type MailService =
  | { readonly kind: 'acs'; readonly endpoint: string }
  /** `oauthScope`: sign in to SMTP with the identity's token (XOAUTH2) instead of a password. */
  | { readonly kind: 'smtp'; readonly url: string; readonly oauthScope: string | undefined };

interface SigningSettings {
  /** `https://<vault>.vault.azure.net/keys/<name>`, with or without a version. */
  readonly keyId: string;
  /** A PEM file that travels with the signature, the key's own certificate first. */
  readonly certificateFile: string | undefined;
}

interface MailSettings {
  readonly service: MailService;
  readonly from: string;
  readonly to: readonly string[];
  /** Recipients who get some subscriptions only (lower-cased GUIDs, sorted), by lower-cased address. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  /** Domains that a request over HTTP may name recipients in; the addresses in `to` are always allowed. */
  readonly allowedDomains: readonly string[];
  /** Bytes; a larger workbook is linked, not attached. */
  readonly attachmentLimit: number;
}

/** Reads the settings; throws a SettingsError with one line for each wrong one. Reads nothing at module load. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = variables.safeParse(environment);
  if (!parsed.success)
    throw new SettingsError(parsed.error.issues.map((issue) => `Setting ${issue.path.join('.')} ${issue.message}.`));
  const values = parsed.data;
  return {
    cloud: values.UNBROKEN_CLOUD ?? 'AzureCloud',
    endpoint: values.UNBROKEN_ENDPOINT === undefined ? undefined : withoutEnd(values.UNBROKEN_ENDPOINT, '/'),
    caFile: values.UNBROKEN_CA_FILE,
    accessToken: values.UNBROKEN_ACCESS_TOKEN,
    tenantId: values.UNBROKEN_TENANT?.toLowerCase(),
    managementGroups: values.UNBROKEN_MANAGEMENT_GROUPS,
    subscriptions: values.UNBROKEN_SUBSCRIPTIONS.map((id) => id.toLowerCase()).sort(),
    baseline: values.UNBROKEN_BASELINE,
    storage: storageOf(values.UNBROKEN_STORAGE),
    tablePrefix: values.UNBROKEN_TABLE_PREFIX ?? 'Unbroken',
    mail: mailOf(values),
    webhookUrl: values.UNBROKEN_WEBHOOK_URL,
    linkBase: linkBaseOf(values),
    httpScopes: values.UNBROKEN_HTTP_SCOPES,
    ownerTag: values.UNBROKEN_OWNER_TAG,
    timestampUrl: values.UNBROKEN_TIMESTAMP_URL,
    retentionYears: values.UNBROKEN_RETENTION_YEARS,
    signing:
      values.UNBROKEN_SIGNING_KEY_ID === undefined
        ? undefined
        : { keyId: values.UNBROKEN_SIGNING_KEY_ID, certificateFile: values.UNBROKEN_SIGNING_CERTIFICATE_FILE },
    sampleSize: values.UNBROKEN_SAMPLE_SIZE,
    crossCheckSize: values.UNBROKEN_CROSS_CHECK_SIZE,
    timeBudgetMinutes: values.UNBROKEN_TIME_BUDGET,
  };
}

function storageOf(text: string | undefined): Settings['storage'] {
  if (text === undefined) return undefined;
  if (/^[a-z0-9]{3,24}$/.test(text)) return { account: text };
  if (text.includes('=')) return { connectionString: text };
  throw new SettingsError(
    'Setting UNBROKEN_STORAGE must be a storage account name (3–24 lower-case letters and digits) or a connection string.',
  );
}

function mailOf(values: z.infer<typeof variables>): MailSettings | undefined {
  const service = mailServiceOf(values);
  if (service === undefined) return undefined;
  if (values.UNBROKEN_MAIL_FROM === undefined)
    throw new SettingsError(
      `Setting UNBROKEN_MAIL_FROM is missing: give the sender address, or remove ${service.kind === 'acs' ? 'UNBROKEN_ACS_ENDPOINT' : 'UNBROKEN_SMTP_URL'} to send no mail.`,
    );
  return {
    service,
    from: values.UNBROKEN_MAIL_FROM,
    to: values.UNBROKEN_MAIL_TO.map((entry) => entry.address),
    scopes: new Map(
      values.UNBROKEN_MAIL_TO.flatMap(({ address: to, subscriptions }) =>
        subscriptions === undefined ? [] : [[to.toLowerCase(), subscriptions] as const],
      ),
    ),
    allowedDomains: values.UNBROKEN_MAIL_DOMAINS.map((domain) => domain.toLowerCase().replace(/^@/, '')),
    attachmentLimit: Math.floor(values.UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB * 1_000_000),
  };
}

/** Only where callers sign in: a link that needs a function key would have to carry it. */
function linkBaseOf({
  UNBROKEN_HTTP_AUTH: auth,
  WEBSITE_HOSTNAME: host,
}: z.infer<typeof variables>): string | undefined {
  return auth?.toLowerCase() === 'entra' && host !== undefined ? `https://${host}/api` : undefined;
}

function mailServiceOf(values: z.infer<typeof variables>): MailService | undefined {
  const { UNBROKEN_ACS_ENDPOINT: endpoint, UNBROKEN_SMTP_URL: url, UNBROKEN_SMTP_OAUTH_SCOPE: oauthScope } = values;
  if (endpoint !== undefined && url !== undefined)
    throw new SettingsError('Settings UNBROKEN_ACS_ENDPOINT and UNBROKEN_SMTP_URL exclude each other: remove one.');
  if (endpoint !== undefined) return { kind: 'acs', endpoint: withoutEnd(endpoint, '/') };
  return url === undefined ? undefined : { kind: 'smtp', url, oauthScope };
}

/** The storage that a Function cannot work without; one clear error where it is not set. */
export function requireStorage(settings: Settings): NonNullable<Settings['storage']> {
  if (settings.storage === undefined)
    throw new SettingsError(
      'Setting UNBROKEN_STORAGE is missing: give a storage account name or a connection string for history and packs.',
    );
  return settings.storage;
}
