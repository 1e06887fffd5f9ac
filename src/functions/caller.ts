import type { HttpFunctionOptions, HttpRequest } from '@azure/functions';
import {
  HTTP_SCOPES,
  OutOfScopeError,
  parseHttpScopes,
  scopeOf,
  type HttpScopes,
  type Principal,
} from '../app/http/scopes.ts';
import { SettingsError } from '../app/settings.ts';

/** Who asks. With function keys that is not known: a key carries no name. */
export interface Caller {
  /** Object id in Entra; undefined with function keys. */
  readonly objectId: string | undefined;
  /** The only subscriptions (lower-cased GUIDs, sorted) that the caller may read about; undefined: no limit. */
  readonly subscriptions: readonly string[] | undefined;
}

/** Roles of the app registration. A Requester may also read. */
export type Role = 'Auditor' | 'Requester';

/** The caller may not do this; answered with the status. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  readonly status: 401 | 403 | 500;

  constructor(status: 401 | 403 | 500, message: string) {
    super(message);
    this.status = status;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Read at load, so it never throws: anything but `entra` asks for a function key. */
export const authLevel: NonNullable<HttpFunctionOptions['authLevel']> = usesEntra(process.env)
  ? 'anonymous'
  : 'function';

function usesEntra(environment: Environment): boolean {
  return environment['UNBROKEN_HTTP_AUTH']?.trim().toLowerCase() === 'entra';
}

/**
 * Who asks, if the roles allow it. App Service authentication puts the signed-in principal into a header and takes away
 * one that a client sent; where it is off, that header is anybody's, so nothing is answered.
 * @see https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#access-user-claims-in-app-code
 * @throws AccessError, OutOfScopeError for a caller whom UNBROKEN_HTTP_SCOPES gives nothing, or not the subscription of the
 * route, SettingsError
 */
export function callerOf(request: HttpRequest, roles: readonly Role[], environment: Environment): Caller {
  if (!usesEntra(environment)) {
    if (scopesIn(environment) !== undefined)
      throw new SettingsError(
        `Setting ${HTTP_SCOPES} limits callers by identity, and function keys do not identify the caller: set UNBROKEN_HTTP_AUTH to entra, or remove it.`,
      );
    return { objectId: undefined, subscriptions: undefined };
  }
  if (environment['WEBSITE_AUTH_ENABLED']?.toLowerCase() !== 'true')
    throw new AccessError(
      500,
      'Setting UNBROKEN_HTTP_AUTH is "entra", but App Service authentication is off: turn it on, or remove the setting to use function keys.',
    );
  const principal = principalOf(request.headers.get('x-ms-client-principal'));
  if (principal === undefined) throw new AccessError(401, 'Sign in with Microsoft Entra ID.');
  if (!roles.some((role) => principal.roles.includes(role)))
    throw new AccessError(
      403,
      `This needs the app role ${roles.join(' or ')}; ask for it in the enterprise application.`,
    );
  // Only now: what is wrong with the setting is nothing for somebody without a role.
  const scope = scopeOf(scopesIn(environment), principal);
  if (scope === 'whole') return { objectId: principal.objectId, subscriptions: undefined };
  // Whatever else a route does, one that names a subscription is shut to who is not given it.
  const { subscriptionId } = request.params;
  if (subscriptionId !== undefined && !scope.includes(subscriptionId.toLowerCase()))
    throw new OutOfScopeError(
      `You may only read about subscriptions ${scope.join(', ')} (${HTTP_SCOPES}); subscription ${subscriptionId} is not one of them.`,
    );
  return { objectId: principal.objectId, subscriptions: scope };
}

function scopesIn(environment: Environment): HttpScopes | undefined {
  const scopes = parseHttpScopes(environment[HTTP_SCOPES]);
  if (scopes !== undefined && 'fault' in scopes) throw new SettingsError(`Setting ${HTTP_SCOPES} ${scopes.fault}.`);
  return scopes;
}

/** As which App Service names Microsoft Entra ID. @see https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#decode-the-client-principal-header */
const ENTRA = 'aad';
const OBJECT_ID_TYPES = new Set(['oid', 'http://schemas.microsoft.com/identity/claims/objectidentifier']);
const ROLE_TYPES = new Set(['roles', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role']);
/** @see https://learn.microsoft.com/security/zero-trust/develop/configure-tokens-group-claims-app-roles */
const GROUP_TYPES = new Set(['groups', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups']);

/** One header: where several came, what stands between them is no base64, and neither may be the host's. */
const BASE64 = /^[A-Za-z0-9+/]{1,65536}={0,2}$/;

/**
 * Somebody whom Entra signed in: the roles and object ids of another identity provider of the app are its own words. Roles come by the
 * names that Entra gives them: the header may call any claim a role, and some of them say what their owner likes.
 */
function principalOf(header: string | null): Principal | undefined {
  if (header === null || !BASE64.test(header)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  const { auth_typ: provider, claims } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (provider !== ENTRA || !Array.isArray(claims)) return undefined;
  const pairs = claims.flatMap((claim: unknown): [string, string][] => {
    const { typ, val } = (claim ?? {}) as Readonly<Record<string, unknown>>;
    return typeof typ === 'string' && typeof val === 'string' ? [[typ, val]] : [];
  });
  const of = (types: ReadonlySet<string>): string[] =>
    pairs.filter(([type]) => types.has(type)).map(([, value]) => value);
  const [objectId, ...others] = of(OBJECT_ID_TYPES);
  // Whoever claims to be two is neither.
  if (others.some((other) => other.toLowerCase() !== objectId?.toLowerCase())) return undefined;
  return { objectId, groups: of(GROUP_TYPES), roles: of(ROLE_TYPES) };
}
