import { isAddress } from '../base/mailAddress.ts';
import * as z from 'zod';
import { CLOUDS, type CloudName } from './cloud.ts';
import { parseHttpScopes } from './http/scopes.ts';
import { minutesIn } from './timeSpan.ts';

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

/** The settings as the environment gives them, each read on its own. */
export const variables = z.object({
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
  UNBROKEN_MAIL_FROM: optional.refine((text) => text === undefined || isAddress(text), {
    error: 'must be an e-mail address',
  }),
  UNBROKEN_MAIL_TO: list
    .transform((entries) => entries.map(recipientOf))
    .refine((entries) => entries.every((entry) => isAddress(entry.address)), {
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
  UNBROKEN_OWNER_TAG: optional.refine((text) => text === undefined || text.length <= 512, {
    error: 'must be the name of a tag: 512 characters at most',
  }),
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
