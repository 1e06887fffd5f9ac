import { LinesError } from '../base/linesError.ts';
import { fileFault } from '../base/fileFault.ts';
import { MAIL_ADDRESS } from '../base/mailAddress.ts';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { errorCode } from '../base/errorCode.ts';
import { errorText } from '../base/errorText.ts';
import { faultsOf, faultText } from './baseline/faults.ts';
import { readJsonc } from './baseline/jsonc.ts';
import { CLOUDS, type CloudName } from './cloud.ts';

/** Read where no other is named, if it is there. */
export const CONFIG_FILE = 'unbroken.config.json';

/** The configuration file cannot be used. One line for each fault. */
export class ConfigError extends LinesError {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface Configured {
  /** The environment, with what the file says where the environment says nothing. */
  readonly environment: Environment;
  /** The folder of the packs; undefined where the file names none. */
  readonly out: string | undefined;
}

const matching = (pattern: RegExp, allowed: string): z.ZodString =>
  z.string().regex(pattern).meta({ patternErrorMessage: allowed });
const address = matching(MAIL_ADDRESS, 'an e-mail address');
const text = z.string().min(1).max(1000);

const configSchema = z
  .strictObject({
    $schema: z.string(),
    tenant: z.guid().describe('The tenant to sign in to.'),
    cloud: z
      .enum(Object.keys(CLOUDS) as [CloudName, ...CloudName[]])
      .describe('The Azure cloud; AzureCloud by default.'),
    managementGroups: z
      .array(matching(/^[A-Za-z0-9_().-]{1,90}$/, 'the id of a management group'))
      .describe('Assess the subscriptions below these; each is expected to be read.'),
    subscriptions: z.array(z.guid()).describe('Assess these subscriptions.'),
    baseline: text.describe('The baseline: a path from this file, or blob:container/name.'),
    out: text.describe('The folder of the packs: a path from this file.'),
    mail: z
      .strictObject({
        from: address.describe('The sender.'),
        to: z.array(address).min(1).describe('The recipients.'),
        acsEndpoint: matching(/^https:\/\//, 'https://<resource>.<geography>.communication.azure.com').describe(
          'Azure Communication Services. Either this or smtpUrl.',
        ),
        smtpUrl: matching(
          /^smtps?:\/\/([^\s:@/]+@)?[^\s@/]+$/,
          'smtp://user@host:587 or smtps://host:465, without a password: one belongs in UNBROKEN_SMTP_URL, not in a file',
        ).describe('An SMTP server, without a password. Either this or acsEndpoint.'),
        smtpOauthScope: text.describe('Signs in to SMTP with the token of the identity.'),
      })
      .partial({ acsEndpoint: true, smtpUrl: true, smtpOauthScope: true })
      .describe('How mail goes out with run --mail.'),
  })
  .partial()
  .describe('Settings for the unbroken command line, unless a flag or an environment variable overrides them.');

type ConfigContent = z.infer<typeof configSchema>;

/** The JSON Schema of a configuration file, for editors: what `config.schema.json` holds. */
export function configJsonSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
}

/**
 * Lays a configuration file under the environment. A group of settings that belongs together – the scope, the mail service –
 * comes whole from one of the two, so that no scope is read and no mail sent that neither asked for.
 * @param named the file that was asked for; where it is left out, `unbroken.config.json` of this folder if there is one
 * @throws ConfigError
 */
export async function configured(environment: Environment, named?: string): Promise<Configured> {
  const file = named ?? CONFIG_FILE;
  const content = await contentOf(file, named !== undefined);
  if (content === undefined) return { environment, out: undefined };
  const below = (path: string): string => resolve(dirname(file), path);
  const { tenant, cloud, managementGroups, subscriptions, baseline, out, mail } = content;
  const groups: readonly Environment[] = [
    { UNBROKEN_TENANT: tenant },
    { UNBROKEN_CLOUD: cloud },
    { UNBROKEN_MANAGEMENT_GROUPS: managementGroups?.join(','), UNBROKEN_SUBSCRIPTIONS: subscriptions?.join(',') },
    { UNBROKEN_BASELINE: baseline === undefined || baseline.startsWith('blob:') ? baseline : below(baseline) },
    {
      UNBROKEN_ACS_ENDPOINT: mail?.acsEndpoint,
      UNBROKEN_SMTP_URL: mail?.smtpUrl,
      UNBROKEN_SMTP_OAUTH_SCOPE: mail?.smtpOauthScope,
    },
    { UNBROKEN_MAIL_FROM: mail?.from },
    { UNBROKEN_MAIL_TO: mail?.to.join(',') },
  ];
  const isSet = (name: string): boolean => (environment[name] ?? '').trim() !== '';
  const taken = groups.filter((group) => !Object.keys(group).some(isSet)).flatMap((group) => Object.entries(group));
  return {
    environment: { ...environment, ...Object.fromEntries(taken.filter(([, value]) => value !== undefined)) },
    out: out === undefined ? undefined : below(out),
  };
}

async function contentOf(file: string, needed: boolean): Promise<ConfigContent | undefined> {
  let json: unknown;
  try {
    json = readJsonc(await readFile(file, 'utf8'));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' && !needed) return undefined;
    throw new ConfigError(
      code === undefined
        ? `${file} is not JSON: ${errorText(cause)}.`
        : `The configuration ${file} cannot be read (${fileFault(cause)}); check the path.`,
      { cause },
    );
  }
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(json, parsed.error.issues, { kind: 'a configuration', schema: configJsonSchema() });
  const lines = faults.map((fault) =>
    // It may hold a password, and errors end in logs.
    faultText(fault.path.at(-1) === 'smtpUrl' ? { ...fault, found: 'another text' } : fault),
  );
  throw new ConfigError(lines.map((line) => `${file}: ${line}`));
}
