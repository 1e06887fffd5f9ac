import { readFileSync } from 'node:fs';
import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import { CLOUDS } from './cloud.ts';
import { SettingsError, type Settings } from './settings.ts';

/** How to reach Azure: who asks, and where. */
export interface Connection {
  readonly credential: TokenCredential;
  /** Azure Resource Manager, without a trailing slash. */
  readonly endpoint: string;
  readonly audience: string;
  /** PEM of a certificate authority to trust besides the system's; undefined for Azure itself. */
  readonly ca: string | undefined;
  /** For links in the pack. */
  readonly portal: string;
}

/** Builds the connection. Nothing is asked of Azure yet; a missing CA file is a SettingsError. */
export function connect(settings: Settings): Connection {
  const cloud = CLOUDS[settings.cloud];
  return {
    credential: credentialOf(settings),
    endpoint: settings.endpoint ?? cloud.endpoint,
    audience: cloud.audience,
    ca: settings.caFile === undefined ? undefined : readPem(settings.caFile),
    portal: cloud.portal,
  };
}

function credentialOf(settings: Settings): TokenCredential {
  const token = settings.accessToken;
  // A fixed token has a life of its own: Azure answers 401 once it is over, and the run says so.
  if (token !== undefined)
    return { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
  return identityOf(settings);
}

/** `az login`, environment variables or the managed identity, whichever is there. */
export function identityOf(settings: Settings): TokenCredential {
  const { authorityHost } = CLOUDS[settings.cloud];
  return new DefaultAzureCredential({
    authorityHost,
    ...(settings.tenantId === undefined ? {} : { tenantId: settings.tenantId }),
  });
}

/** @throws SettingsError naming the file. */
export function readPem(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw new SettingsError(
      `The certificate file "${file}" (UNBROKEN_CA_FILE, --ca or UNBROKEN_SIGNING_CERTIFICATE_FILE) cannot be read; check the path.`,
      { cause },
    );
  }
  throw new SettingsError(
    `The file "${file}" (UNBROKEN_CA_FILE, --ca or UNBROKEN_SIGNING_CERTIFICATE_FILE) holds no certificate; give one or several in PEM.`,
  );
}
