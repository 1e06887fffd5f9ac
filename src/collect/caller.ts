import { audienceOf, type AzureConnection } from './requests/connection.ts';
import { credentialError } from './requests/failure.ts';

/** Who asks, according to the token. The token itself is not kept. */
export interface Caller {
  /** The principal's object id in its tenant, lower case. */
  readonly objectId?: string | undefined;
}

/**
 * Asks for a token once, before anything else, so that a wrong credential is one clear fault.
 * @throws CredentialError
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function identify(connection: AzureConnection): Promise<Caller> {
  let token: string | undefined;
  try {
    token = (await connection.credential.getToken(audienceOf(connection)))?.token;
  } catch (error) {
    throw credentialError(error);
  }
  if (token === undefined || token === '') throw credentialError(undefined);
  const objectId = objectIdIn(token);
  return objectId === undefined ? {} : { objectId };
}

/** The claim `oid`, read without verifying: Azure verifies; this only says who it was. */
function objectIdIn(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null || !('oid' in claims)) return undefined;
    return typeof claims.oid === 'string' && claims.oid !== '' ? claims.oid.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}
