import * as z from 'zod';
import { parseHttpScopes, type HttpScopes } from './http/scopes.ts';
import { minutesIn } from './timeSpan.ts';
import { CLOUDS, type CloudName } from './cloud.ts';

/** A setting is missing or wrong. The message names it and the remedy. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The application's settings, read from environment variables; see docs/settings.md. */
export interface Settings {
  readonly cloud: CloudName;
  /** Overrides the cloud's Azure Resource Manager endpoint, e.g. with the simulator's. */
  readonly endpoint: string | undefined;
  /** A PEM file with the certificate authority of `endpoint`. */
  readonly caFile: string | undefined;
  /** A bearer token got elsewhere (`az account get-access-token`); else DefaultAzureCredential. */
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

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(/[,;\s]+/)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
const optional = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));
const guid = (text: string): boolean => GUID.test(text);
const guidList = list.refine((entries) => entries.every(guid), {
  error: 'must be subscription GUIDs separated by commas, e.g. 00000000-0000-0000-0000-000000000000',
});
const address = /^[^\s@<>]+@[^\s@<>]+$/;

/** `address`, or `address=<GUID>+<GUID>` for one who gets these subscriptions only. */
function recipientOf(entry: string): {
  readonly address: string;
  readonly subscriptions: readonly string[] | undefined;
} {
  const at = entry.indexOf('=');
  if (at < 0) return { address: entry, subscriptions: undefined };
  const ids = entry
    .slice(at + 1)
    .toLowerCase()
    .split('+');
  return { address: entry.slice(0, at), subscriptions: [...new Set(ids)].sort() };
}

/** What App Service leaves in the setting then. @see https://learn.microsoft.com/azure/app-service/app-service-key-vault-references */
const UNRESOLVED =
  'where it still reads @Microsoft.KeyVault(…), the app could not read the secret: check its address and the role Key Vault Secrets User';

/** Minutes. */
const LONGEST_BUDGET = 30 * 24 * 60;

const variables = z.object({
  UNBROKEN_CLOUD: optional.pipe(
    z
      .enum(Object.keys(CLOUDS) as [CloudName, ...CloudName[]], {
        error: `must be one of ${Object.keys(CLOUDS).join(', ')}`,
      })
      .optional(),
  ),
  UNBROKEN_ENDPOINT: optional.refine((text) => text === undefined || text.startsWith('https://'), {
    error: 'must be an https:// address (bearer tokens are not sent over http)',
  }),
  UNBROKEN_CA_FILE: optional,
  UNBROKEN_ACCESS_TOKEN: optional,
  UNBROKEN_TENANT: optional.refine((text) => text === undefined || guid(text), { error: 'must be the tenant GUID' }),
  UNBROKEN_MANAGEMENT_GROUPS: list,
  UNBROKEN_SUBSCRIPTIONS: guidList,
  UNBROKEN_BASELINE: optional,
  UNBROKEN_STORAGE: optional,
  UNBROKEN_TABLE_PREFIX: optional.refine((text) => text === undefined || /^[A-Za-z][A-Za-z0-9]{0,40}$/.test(text), {
    error: 'must start with a letter and hold letters and digits only (table names allow no more)',
  }),
  UNBROKEN_SMTP_URL: optional.refine((text) => text === undefined || /^smtps?:\/\//.test(text), {
    error: `must look like smtp://user:password@host:587 or smtps://host:465; ${UNRESOLVED}`,
  }),
  UNBROKEN_SMTP_OAUTH_SCOPE: optional,
  UNBROKEN_ACS_ENDPOINT: optional.refine((text) => text === undefined || text.startsWith('https://'), {
    error: 'must look like https://<resource>.<geography>.communication.azure.com',
  }),
  UNBROKEN_MAIL_FROM: optional.refine((text) => text === undefined || address.test(text), {
    error: 'must be an e-mail address',
  }),
  UNBROKEN_MAIL_TO: list
    .transform((entries) => entries.map(recipientOf))
    .refine((entries) => entries.every((entry) => address.test(entry.address)), {
      error: 'must be e-mail addresses separated by commas',
    })
    .refine((entries) => entries.every(({ subscriptions }) => subscriptions?.every(guid) ?? true), {
      error: 'may limit a recipient to subscriptions by GUID: auditor@example.com=<GUID>+<GUID>',
    }),
  UNBROKEN_MAIL_DOMAINS: list,
  UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB: z.coerce
    .number({ error: 'must be a number of megabytes' })
    .positive({ error: 'must be above 0' })
    // Azure Communication Services takes 10 MB a mail with base64; most servers take no less.
    .default(7),
  UNBROKEN_WEBHOOK_URL: optional.refine(
    (text) => text === undefined || (text.startsWith('https://') && URL.canParse(text)),
    {
      error: `must be an https:// address; ${UNRESOLVED}`,
    },
  ),
  UNBROKEN_HTTP_AUTH: optional,
  /** Set by App Service. @see https://learn.microsoft.com/azure/app-service/reference-app-settings#app-environment */
  WEBSITE_HOSTNAME: optional,
  UNBROKEN_HTTP_SCOPES: z
    .string()
    .optional()
    .transform((text, context) => {
      const scopes = parseHttpScopes(text);
      if (scopes === undefined || !('fault' in scopes)) return scopes;
      context.addIssue({ code: 'custom', message: scopes.fault });
      return z.NEVER;
    }),
  UNBROKEN_OWNER_TAG: optional,
  UNBROKEN_RETENTION_YEARS: z.coerce
    .number({ error: 'must be a number of years' })
    .int({ error: 'must be a whole number of years' })
    .min(1, { error: 'must be 1 year or more' })
    .max(100, { error: 'must be 100 years or less' })
    .default(7),
  UNBROKEN_SIGNING_KEY_ID: optional.refine((text) => text === undefined || /^https:\/\/[^/]+\/keys\/[^/]+/.test(text), {
    error: 'must look like https://<vault>.vault.azure.net/keys/<name>',
  }),
  UNBROKEN_SIGNING_CERTIFICATE_FILE: optional,
  UNBROKEN_TIMESTAMP_URL: optional.refine((text) => text === undefined || isWebAddress(text), {
    error: 'must be the http:// or https:// address of a timestamp authority (RFC 3161), without a user or password',
  }),
  UNBROKEN_CROSS_CHECK_SIZE: optional
    .refine((text) => text === undefined || /^\d{1,3}$/.test(text), {
      error: 'must be a number of resources from 0 to 999',
    })
    .transform((text) => (text === undefined ? undefined : Number(text))),
  UNBROKEN_TIME_BUDGET: optional.transform((text, context) => {
    const minutes = text === undefined ? undefined : minutesIn(text);
    if (text === undefined || (minutes !== undefined && minutes >= 1 && minutes <= LONGEST_BUDGET)) return minutes;
    context.addIssue({ code: 'custom', message: 'must be a time from 1 minute to 30 days, as 90m, 4h, 2d or PT4H' });
    return z.NEVER;
  }),
  UNBROKEN_SAMPLE_SIZE: optional
    .refine((text) => text === undefined || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000), {
      error: 'must be a whole number of disks from 1 to 1000',
    })
    .transform((text) => (text === undefined ? undefined : Number(text))),
});

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** Reads the settings; throws a SettingsError with one line for each wrong one. Reads nothing at module load. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = variables.safeParse(environment);
  if (!parsed.success)
    throw new SettingsError(
      parsed.error.issues.map((issue) => `Setting ${issue.path.join('.')} ${issue.message}.`).join('\n'),
    );
  const values = parsed.data;
  return {
    cloud: values.UNBROKEN_CLOUD ?? 'AzureCloud',
    endpoint: values.UNBROKEN_ENDPOINT?.replace(/\/+$/, ''),
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
  if (endpoint !== undefined) return { kind: 'acs', endpoint: endpoint.replace(/\/+$/, '') };
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
