import type { TokenCredential } from '@azure/identity';
import { createAcsTransport } from '../deliver/acs.ts';
import { createKeyVaultSigner } from '../deliver/keyVaultSigner.ts';
import { createSmtpTransport } from '../deliver/smtp.ts';
import { createTimestampAuthority } from '../deliver/timestampAuthority.ts';
import { createWebhook } from '../deliver/webhook.ts';
import type { MailTransport, Poster, Signer, Timestamper } from '../domain/ports.ts';
import { identityOf, readPem } from './connection.ts';
import type { RunDependencies } from './run/dependencies.ts';
import { mayReceive } from './runRequest.ts';
import type { Settings } from './settings.ts';

// Apart from compose.ts: the SDKs behind these are a good part of the bundle's load, and only a run needs them.

/** The mail transport that the settings choose. @throws SettingsError, MailError for an address that cannot be used */
export function mailOf(settings: Settings): RunDependencies['mail'] {
  const { mail } = settings;
  return mail === undefined
    ? undefined
    : {
        from: mail.from,
        transport: transportOf(mail, settings),
        scopes: mail.scopes,
        allows: (recipient) => mayReceive(recipient, mail),
      };
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
 * @throws SettingsError for a certificate file that cannot be read, SigningError for an address that is not a key's
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

/** The authority that says when a manifest was there; undefined where none is set. */
export function timestamperOf({ timestampUrl }: Settings): Timestamper | undefined {
  return timestampUrl === undefined ? undefined : createTimestampAuthority(timestampUrl);
}

function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
