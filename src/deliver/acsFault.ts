import { plainCode } from '../base/plainCode.ts';
import { MailError, type MailFault } from './mailError.ts';

interface Attempt {
  readonly endpoint: string;
  readonly from: string;
  readonly to: string;
}

/** Of the system, before anything was sent. */
const NO_CONNECTION = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const TLS_CODES = /CERT|TLS|SSL|UNABLE_TO|HOSTNAME_MISMATCH/;

interface Failure {
  readonly status: number | undefined;
  /** Of the system as it is; of the service where it is a word; empty where there is none. */
  readonly code: string;
}

/** Why the service did not take a mail, in one sentence with the remedy. */
export function refusedFault(error: unknown, { endpoint, from, to }: Attempt): MailError {
  const failure = failureOf(error);
  const reply = words(failure);
  const fault = (kind: MailFault, sentence: string, outcome: MailError['outcome'] = 'notSent'): MailError =>
    new MailError(kind, sentence, outcome, { cause: withoutToken(failure) });
  if (failure.status === undefined) {
    if (isNamed(error, 'CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'))
      return fault(
        'signIn',
        'Could not get a token for Azure Communication Services: give the app a managed identity, or sign in (az login).',
      );
    if (NO_CONNECTION.test(failure.code))
      return fault(
        'unreachable',
        `Azure Communication Services at ${endpoint} cannot be reached (${reply}); correct UNBROKEN_ACS_ENDPOINT or the firewall.`,
      );
    if (TLS_CODES.test(failure.code))
      return fault('tls', `The certificate of ${endpoint} is not trusted (${reply}); correct UNBROKEN_ACS_ENDPOINT.`);
    return fault(
      'broken',
      `The connection to ${endpoint} broke while the mail to ${to} was sent (${reply}).`,
      'unknown',
    );
  }
  switch (failure.status) {
    case 401:
    case 403:
      return fault(
        'signIn',
        `Azure Communication Services refused the app's identity (${reply}); give it the role Communication and Email Service Owner on the resource.`,
      );
    case 404:
      return fault(
        'senderRefused',
        `Azure Communication Services does not know the sender's domain (${reply}); connect the domain of ${from} to the resource, or correct UNBROKEN_MAIL_FROM.`,
      );
    case 413:
      return fault('tooLarge', `Azure Communication Services rejected the mail to ${to} as too large (${reply}).`);
    case 429:
      return fault(
        'throttled',
        `Azure Communication Services accepts no more mail for now (${reply}); ask for a higher limit for the sender's domain, or send later.`,
      );
    default:
      return failure.status < 500
        ? fault('messageRefused', `Azure Communication Services refused the mail from ${from} to ${to} (${reply}).`)
        : fault(
            'broken',
            `Azure Communication Services failed while accepting the mail to ${to} (${reply}).`,
            'unknown',
          );
  }
}

/** What became of a mail that the service had taken: `refused` when it says that it did not send it. */
export function acceptedFault(error: unknown, { to }: Attempt, refused = false): MailError {
  const failure = failureOf(error);
  const reply = words(failure);
  if (refused)
    return new MailError(
      'messageRefused',
      `Azure Communication Services did not send the mail to ${to} (${reply}).`,
      'notSent',
      {
        cause: withoutToken(failure),
      },
    );
  return new MailError(
    'broken',
    `Azure Communication Services accepted the mail to ${to}, but its result could not be read (${reply}).`,
    'unknown',
    { cause: withoutToken(failure) },
  );
}

function failureOf(error: unknown): Failure {
  const { statusCode, code } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return { status: typeof statusCode === 'number' ? statusCode : undefined, code: plainCode(code) ?? '' };
}

/** The cause as words only: the SDK's error carries the request, and with it the bearer token. */
function withoutToken(failure: Failure): Error {
  return Object.assign(new Error(words(failure)), { code: failure.code });
}

/** Status and code alone: a message may repeat what was sent. */
function words({ status, code }: Failure): string {
  return [status === undefined ? '' : String(status), code].filter((part) => part !== '').join(' ') || 'no code';
}

function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
