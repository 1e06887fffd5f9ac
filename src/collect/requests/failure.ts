import { isRestError } from '@azure/core-rest-pipeline';
import type { ArmId } from '../../domain/armId.ts';
import type { Gap } from '../../domain/estate.ts';
import { CredentialError } from '../errors.ts';

/** Why a request brought no answer. `because` is a clause without a capital or period, free of anything secret. */
export interface Failure {
  readonly kind: Gap['kind'];
  readonly because: string;
  readonly status?: number;
  /** Azure's error codes, outermost first. */
  readonly codes: readonly string[];
}

/** What is kept of an HTTP answer that was not a success. */
export interface Refusal {
  readonly status: number;
  readonly bodyAsText?: string | null | undefined;
}

/**
 * Azure's messages are left out: only status and codes are quoted, since a message may repeat what was sent.
 * @param accepted whether Azure has accepted the token before: then a 401 that does not blame the token means a missing
 * right
 * @throws CredentialError for a 401 that concerns the caller
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export function failureOfAnswer(refusal: Refusal, accepted: boolean): Failure {
  return failureOf(refusal.status, codesOf(refusal.bodyAsText), accepted);
}

function failureOf(status: number, codes: readonly string[], accepted: boolean): Failure {
  const words = `${status}${codes.map((code) => ` ${code}`).join('')}`;
  if (codes.includes('ResponsePayloadTooLarge') || status === 413)
    return { kind: 'tooLarge', because: `the answer is too large (${words})`, status, codes };
  if (status === 401) {
    if (codes.includes(OTHER_TENANT))
      return { kind: 'notAuthorised', because: `it belongs to another tenant (${words})`, status, codes };
    const ofToken = codes.some((code) => TOKEN_CODE.test(code));
    if (!ofToken && (accepted || codes.some((code) => RIGHT_CODE.test(code))))
      return { kind: 'notAuthorised', because: `access was refused (${words})`, status, codes };
    throw new CredentialError(
      `Azure refused the identity (${words}); sign in again (az login) or check the audience and the managed identity.`,
    );
  }
  if (status === 403) return { kind: 'notAuthorised', because: `access was refused (${words})`, status, codes };
  if (status === 429) return { kind: 'throttled', because: `Azure kept asking to wait (${words})`, status, codes };
  if (status === 404) return { kind: 'notRead', because: `it was not found (${words})`, status, codes };
  return { kind: 'serviceError', because: `Azure answered with an error (${words})`, status, codes };
}

const OTHER_TENANT = 'InvalidAuthenticationTokenTenant';
/** The token itself is refused: `InvalidAuthenticationToken`, `ExpiredAuthenticationToken`, `AuthenticationFailed` … */
const TOKEN_CODE = /Authentication|Token/i;
/** The token is valid and a right is missing: `AuthorizationFailed`, `LinkedAuthorizationFailed`, `RBACAccessDenied` … */
const RIGHT_CODE = /Authorization|AccessDenied|PermissionDenied|Forbidden/i;

/** Codes that say that a resource, or one above it, does not exist. */
const GONE_ANYWHERE = ['ResourceNotFound', 'ParentResourceNotFound', 'NestedResourceNotFound', 'ResourceGroupNotFound'];
/** The same for Key Vault: they say nothing about a resource elsewhere. */
const GONE_IN_KEY_VAULT = new Set(['KeyNotFound', 'SecretNotFound', 'VaultNotFound', 'ManagedHsmNotFound']);
export const GONE: ReadonlySet<string> = new Set([...GONE_ANYWHERE, ...GONE_IN_KEY_VAULT]);

/**
 * Only a 404 that says that the resource, or one above it, was not found, and nothing else: one of a subscription, a place,
 * a type, a provider or an api-version (`InvalidResourceType`, `LocationNotFound`) proves nothing, nor does a bare
 * `NotFound` ("The entity was not found in this Azure location") or one without a code.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export function provesAbsence({ status, codes }: Pick<Failure, 'status' | 'codes'>, of: ArmId): boolean {
  const isInKeyVault = of.includes('/providers/microsoft.keyvault/');
  const saysGone = (code: string): boolean => GONE.has(code) && (isInKeyVault || !GONE_IN_KEY_VAULT.has(code));
  return status === 404 && codes.length > 0 && codes.every(saysGone);
}

/** The same for a management group, for which Azure says only `NotFound`; for the whole interface it uses another code. */
export function provesNoGroup({ status, codes }: Pick<Failure, 'status' | 'codes'>): boolean {
  return status === 404 && codes.length > 0 && codes.every((code) => code === 'NotFound' || GONE.has(code));
}

/** Codes of requests that a live answer did not send, with the reason in words. */
export const OVER_BUDGET = 'OVER_BUDGET';
export const OVER_TIME = 'OVER_TIME';
const NOT_SENT: ReadonlyMap<string, string> = new Map([
  [OVER_BUDGET, 'the live answer had no request left for it'],
  [OVER_TIME, 'the live answer had no time left for it'],
]);

const NO_CODE = 'no code';
const SIGN_IN = /Authentication|CredentialUnavailable/;

/**
 * @throws CredentialError when no token can be obtained
 * @throws the error itself when it did not come from the network: a fault is not a gap
 */
export function failureOfError(error: unknown, accepted: boolean): Failure {
  if (error instanceof CredentialError) throw error;
  if (error instanceof Error && SIGN_IN.test(error.name)) throw credentialError(error);
  if (isRestError(error)) {
    const code = safeCode(error.code) ?? NO_CODE;
    const notSent = NOT_SENT.get(code);
    if (notSent !== undefined) return { kind: 'notRead', because: notSent, codes: [code] };
    if (error.statusCode !== undefined && error.statusCode >= 400)
      return failureOfAnswer({ status: error.statusCode, bodyAsText: error.response?.bodyAsText }, accepted);
    return connectionFailed(code);
  }
  if (error instanceof Error && error.name === 'AbortError') return FAULTY.late;
  throw error;
}

function connectionFailed(code: string): Failure {
  return { kind: 'serviceError', because: `the connection failed (${code})`, codes: [code] };
}

function faulty(because: string, kind: Failure['kind'] = 'serviceError', codes: readonly string[] = []): Failure {
  return { kind, because, codes };
}

/** Answers that are of no use, and those that never came. */
export const FAULTY = {
  ledBack: faulty('the list led back to a page that was already read'),
  brokenOff: faulty('the list broke off'),
  noJson: faulty('the answer is not JSON'),
  cutOff: faulty('Azure truncated the response without a continuation token', 'truncated'),
  ledBackToPage: faulty('Azure led back to a page that was already read'),
  noRows: faulty('the answer holds no list of rows'),
  late: faulty('no answer came in time', 'serviceError', ['AbortError']),
} as const;

/** What was returned instead of a 200. */
export function failureOfStatus(status: number): Failure {
  return { kind: 'serviceError', because: `Azure answered ${status}`, status, codes: [] };
}

/** True for a failure of a run whose kind and words match its status and codes. */
export function isOwnFailure({ kind, because, status, codes }: Failure): boolean {
  const own = withCodes({ because, status }, codes);
  return own.kind === kind && own.because === because && own.codes.join('\n') === codes.join('\n');
}

/** What a run says about a failure like that one with these codes. */
export function withCodes(
  { because, status }: { readonly because: string; readonly status?: number | undefined },
  codes: readonly string[],
): Failure {
  if (status === undefined) {
    const [code = ''] = codes;
    const faults: readonly Failure[] = Object.values(FAULTY);
    return faults.find((fault) => fault.because === because) ?? connectionFailed(safeCode(code) ?? NO_CODE);
  }
  if (status < 400) return failureOfStatus(status);
  // Once the token was accepted, a 401 that says nothing about it means a missing right.
  return failureOf(
    status,
    codes.filter((code) => safeCode(code) !== undefined),
    true,
  );
}

export function credentialError(cause: unknown): CredentialError {
  return new CredentialError(
    'Could not get a token for Azure: sign in (az login), or give the app a managed identity or AZURE_* settings.',
    { cause },
  );
}

/** `error.code` and the codes of its details, in either of the shapes that ARM uses; nothing else of the body. */
function codesOf(body: string | null | undefined): readonly string[] {
  const codes: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    const { code, error, details, innererror } = value as Record<string, unknown>;
    const safe = safeCode(code);
    if (safe !== undefined && !codes.includes(safe)) codes.push(safe);
    for (const inner of [error, innererror, ...(Array.isArray(details) ? (details as unknown[]) : [])])
      visit(inner, depth + 1);
  };
  visit(parsed(body), 0);
  return codes;
}

function safeCode(code: unknown): string | undefined {
  return typeof code === 'string' && /^[A-Za-z0-9_.-]{1,80}$/.test(code) ? code : undefined;
}

function parsed(body: string | null | undefined): unknown {
  try {
    return JSON.parse(body ?? '') as unknown;
  } catch {
    return undefined;
  }
}
