/** Who asks, as the bearer token says it. */
export interface Principal {
  readonly oid: string;
  /** Subscriptions that it can read; without it, all. */
  readonly readable?: readonly string[];
  /** Actions of its role, `*` standing for anything; without it, all. What they do not cover is not shown, and refused by ARM. */
  readonly actions?: readonly string[];
}

interface AccessToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

/** What SDK clients take as a credential. */
export interface SimulatedCredential {
  readonly getToken: () => Promise<AccessToken>;
}

/** Who asks when nobody else is named: the demo's identity. */
export const DEFAULT_PRINCIPAL: Principal = { oid: '00000000-0000-4000-8000-00000000a0d1' };

/** A credential without a login: its token is an unsigned JWT that holds the principal. */
export function simulatedCredential(principal: Principal = DEFAULT_PRINCIPAL): SimulatedCredential {
  const expiresOnTimestamp = Date.now() + 24 * 3_600_000;
  const claims = { ...principal, exp: Math.floor(expiresOnTimestamp / 1000) };
  const token = [{ alg: 'none', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('unsigned')
    .join('.');
  return { getToken: () => Promise.resolve({ token, expiresOnTimestamp }) };
}

/** The principal in an `Authorization` header; undefined when there is no bearer token that names one. */
export function principalIn(header: string | undefined): Principal | undefined {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  const part = token?.split('.')[1] ?? token;
  if (part === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null || !('oid' in claims) || typeof claims.oid !== 'string')
    return undefined;
  const readable = 'readable' in claims && Array.isArray(claims.readable) ? claims.readable.map(String) : undefined;
  const actions = 'actions' in claims && Array.isArray(claims.actions) ? claims.actions.map(String) : undefined;
  return {
    oid: claims.oid,
    ...(readable === undefined ? {} : { readable }),
    ...(actions === undefined ? {} : { actions }),
  };
}
