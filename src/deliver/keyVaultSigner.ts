import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import {
  CryptographyClient,
  KeyClient,
  parseKeyVaultKeyIdentifier,
  type CryptographyClientOptions,
  type KeyVaultKey,
} from '@azure/keyvault-keys';
import { plainCause, plainCode } from '../base/plainCode.ts';
import type { PackSignature, Signer } from '../domain/ports.ts';

/** The manifest cannot be signed. One sentence with the remedy; `cause` holds status and code. */
class SigningError extends Error {
  override readonly name = 'SigningError';
}

export interface SignerOptions {
  /** `https://<vault>.vault.azure.net/keys/<name>`, with a version or without one: then the newest signs. */
  readonly keyId: string;
  readonly credential: TokenCredential;
  /** PEM texts that travel with the signature, the key's own first. */
  readonly certificates?: readonly string[];
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string | undefined;
  /** How often the clients ask again before a failure counts; 3 by default. */
  readonly retries?: number;
}

/**
 * A signer over a Key Vault key, EC on P-256 or RSA. The identity needs `keys/get` and `keys/sign`: the role Key Vault
 * Crypto User has both.
 * @throws SigningError at once for an address that is not a key's
 * @see https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#signverify
 */
export function createKeyVaultSigner({ keyId, credential, certificates = [], ca, retries }: SignerOptions): Signer {
  const { vaultUrl, name, version } = keyOf(keyId);
  const options: CryptographyClientOptions & { readonly tlsOptions?: { readonly ca: string } } = {
    ...(ca === undefined ? {} : { tlsOptions: { ca } }),
    ...(retries === undefined ? {} : { retryOptions: { maxRetries: retries } }),
    // Only a vault on this machine (the simulator's) has a name that the token's audience cannot match.
    ...(/^https:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/.test(vaultUrl)
      ? { disableChallengeResourceVerification: true }
      : {}),
  };
  return {
    async sign(manifest) {
      try {
        const key = await new KeyClient(vaultUrl, credential, options).getKey(
          name,
          version === undefined ? {} : { version },
        );
        const { algorithm, publicKey } = publicPartOf(key);
        const digest = createHash('sha256').update(manifest).digest();
        const { result } = await new CryptographyClient(key, credential, options).sign(algorithm, digest);
        const signature = Buffer.from(result).toString('base64url');
        return { algorithm, keyId: key.id ?? keyId, signature, publicKey, certificates };
      } catch (cause) {
        if (cause instanceof SigningError) throw cause;
        const { statusCode: status } = cause as { readonly statusCode?: unknown };
        const remedy =
          status === 401 || status === 403
            ? 'give the identity the role Key Vault Crypto User on the key'
            : 'check UNBROKEN_SIGNING_KEY_ID, that the key is enabled and that the vault admits this host';
        throw new SigningError(`The manifest could not be signed with ${keyId}: ${wordsOf(cause)}; ${remedy}.`, {
          cause: plainCause(cause),
        });
      }
    },
  };
}

/** Status and codes of an answer, or the code of a connection that failed: a message may repeat what was sent. */
function wordsOf(error: unknown): string {
  const { statusCode, code, details, name } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const inner = (details as { error?: { innererror?: { code?: unknown } } } | undefined)?.error?.innererror?.code;
  const codes = [plainCode(code), plainCode(inner)].filter((one) => one !== undefined);
  if (typeof statusCode === 'number') return ['the vault answered', String(statusCode), ...new Set(codes)].join(' ');
  if (typeof name === 'string' && /Authentication|CredentialUnavailable/.test(name)) return 'no token was given';
  return `the connection failed (${codes[0] ?? 'no code'})`;
}

function keyOf(keyId: string): { readonly vaultUrl: string; readonly name: string; readonly version?: string } {
  try {
    const { protocol, pathname } = new URL(keyId);
    if (protocol === 'https:' && /^\/keys\/[^/]+/.test(pathname)) return parseKeyVaultKeyIdentifier(keyId);
  } catch {
    // Told below, in our words.
  }
  throw new SigningError(
    `"${keyId}" (UNBROKEN_SIGNING_KEY_ID) is not a key in a Key Vault; it must look like https://<vault>.vault.azure.net/keys/<name>.`,
  );
}

function publicPartOf({ id = '', key }: KeyVaultKey): Pick<PackSignature, 'algorithm' | 'publicKey'> {
  const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('base64url');
  const kty = key?.kty ?? '';
  if (key?.crv === 'P-256' && kty.startsWith('EC'))
    return { algorithm: 'ES256', publicKey: { kty: 'EC', crv: 'P-256', x: text(key.x), y: text(key.y) } };
  if (key !== undefined && kty.startsWith('RSA'))
    return { algorithm: 'RS256', publicKey: { kty: 'RSA', n: text(key.n), e: text(key.e) } };
  throw new SigningError(
    `The key ${id} is of type ${kty} ${key?.crv ?? ''}; signing takes an EC key on P-256 or an RSA key.`,
  );
}
