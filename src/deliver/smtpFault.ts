import { MailError, type MailFault } from './mailError.ts';
import type { SmtpServer } from './smtpServer.ts';
import type { SessionStage } from './smtpSession.ts';

interface Attempt {
  readonly server: SmtpServer;
  readonly accessToken: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly stage: SessionStage;
}

interface SmtpFailure {
  readonly code: string;
  readonly command: string;
  readonly response: string | undefined;
  readonly message: string;
  /** Of the system, e.g. ECONNREFUSED or DEPTH_ZERO_SELF_SIGNED_CERT. */
  readonly originalCode: string;
}

/** Node's codes for a TLS handshake or a certificate that failed. @see https://nodejs.org/docs/latest-v22.x/api/tls.html#x509-certificate-error-codes */
const TLS_CODES = /CERT|TLS|SSL|CA_|CRL|UNABLE_TO|HOSTNAME_MISMATCH/;

/** Turns what nodemailer threw into one sentence with the remedy. */
export function smtpFault(error: unknown, attempt: Attempt): MailError {
  const failure = failureOf(error);
  const { server, from, to } = attempt;
  const where = `${server.host}:${server.port}`;
  const secret = attempt.accessToken ?? server.pass;
  const reply = hide(failure.response ?? failure.message, secret)
    .replace(/\s+/g, ' ')
    .trim();
  const fault = (kind: MailFault, sentence: string): MailError =>
    new MailError(kind, sentence, outcomeOf(failure, attempt), { cause: withoutSecrets(error, secret) });
  switch (TLS_CODES.test(failure.originalCode) ? 'ETLS' : failure.code) {
    case 'EAUTH':
    case 'ENOAUTH':
    case 'EOAUTH2':
      return fault(
        'signIn',
        `The mail server ${where} refused the sign-in of ${server.user ?? 'nobody'} (${reply}); ${attempt.accessToken === undefined ? 'correct user and password in UNBROKEN_SMTP_URL' : 'let the identity send as that mailbox, and check UNBROKEN_SMTP_OAUTH_SCOPE'}.`,
      );
    case 'ETLS':
      return fault(
        'tls',
        `No encrypted connection to the mail server ${where} (${reply}); it must offer STARTTLS with a certificate that this host trusts, or use smtps://.`,
      );
    case 'EDNS':
      return fault(
        'unreachable',
        `The mail server ${server.host} is not known to DNS; correct the host in UNBROKEN_SMTP_URL.`,
      );
    case 'ETIMEDOUT':
      return fault(
        'timeout',
        `The mail server ${where} did not answer in time (${reply}); check host, port and firewall.`,
      );
    case 'EENVELOPE':
      return failure.command === 'RCPT TO'
        ? fault('recipientRefused', `The mail server ${where} refused the recipient ${to} (${reply}).`)
        : fault(
            'senderRefused',
            `The mail server ${where} refused the sender ${from} (${reply}); correct UNBROKEN_MAIL_FROM.`,
          );
    case 'EMESSAGE':
      return fault('messageRefused', `The mail server ${where} refused the message to ${to} (${reply}).`);
    case 'ESOCKET':
    case 'ECONNECTION':
      return attempt.stage === 'connecting'
        ? fault('unreachable', `The mail server ${where} cannot be reached (${reply}); check host, port and firewall.`)
        : fault(
            'broken',
            `The connection to the mail server ${where} broke while the mail to ${to} was sent (${reply}).`,
          );
    default:
      return fault(
        'broken',
        `The mail to ${to} over ${where} failed (${failure.code === '' ? '' : `${failure.code}: `}${reply}).`,
      );
  }
}

/** A server that answered with a refusal did not take the mail; silence after the last byte proves nothing. */
function outcomeOf(failure: SmtpFailure, attempt: Attempt): MailError['outcome'] {
  if (attempt.stage !== 'handedOver') return 'notSent';
  return failure.code === 'EMESSAGE' && /^[45]\d\d/.test(failure.response ?? '') ? 'notSent' : 'unknown';
}

function failureOf(error: unknown): SmtpFailure {
  const { code, command, response, originalCode } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return {
    code: typeof code === 'string' ? code : '',
    command: typeof command === 'string' ? command : '',
    response: typeof response === 'string' ? response : undefined,
    originalCode: typeof originalCode === 'string' ? originalCode : '',
    message: error instanceof Error ? error.message : String(error),
  };
}

/** A server may repeat what it was sent, readable or in base64. */
function hide(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text;
  return text.replaceAll(secret, '***').replaceAll(Buffer.from(secret, 'utf8').toString('base64'), '***');
}

/** The cause as words only: nodemailer's error may carry the conversation. */
function withoutSecrets(error: unknown, secret: string | undefined): Error {
  const { code, message } = failureOf(error);
  return Object.assign(new Error(hide(message, secret)), { code });
}
