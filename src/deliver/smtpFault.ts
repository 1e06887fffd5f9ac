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
  const reply = codesOf(failure);
  const fault = (kind: MailFault, sentence: string): MailError =>
    new MailError(kind, sentence, outcomeOf(failure, attempt), { cause: codesAlone(failure) });
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
      return fault('broken', `The mail to ${to} over ${where} failed (${reply}).`);
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
  };
}

/** A reply's first line: its code, and an enhanced one (RFC 3463), which stands only where it is a registered one of the reply's class. */
const REPLY = /^([245]\d\d)(?:[ -]([245])\.(\d)\.(\d{1,2})(?= |$))?/;
/** Codes of replies to mail. @see https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3 and https://www.rfc-editor.org/rfc/rfc4954#section-6 */
const STATUS = /^(?:220|221|235|25[0-2]|421|432|45[01245]|50[0-4]|521|530|53[458]|55[0-6])$/;
/** The last detail of each subject. @see https://www.iana.org/assignments/smtp-enhanced-status-codes */
const LAST_DETAIL = [0, 10, 4, 6, 7, 6, 10, 30];
/** Codes of Node, of OpenSSL and of nodemailer: words of theirs, never of the server. */
const SYSTEM = /^[A-Z][A-Z0-9_]{1,60}$/;

/**
 * What the server or the system answered, as codes. A server may repeat what it was sent: plain, in base64 at any offset, in
 * parts or in another case. No cleaning knows them all, so none of its text is passed on.
 */
function codesOf({ response, code, originalCode }: SmtpFailure): string {
  const reply = replyOf(response);
  if (reply !== '') return `reply ${reply}`;
  return [originalCode, code].find((each) => SYSTEM.test(each)) ?? 'no reply';
}

/** What is kept of the answer to a mail that was taken: `250 2.0.0`. Its text is the server's, and may repeat what it was sent. */
export function takenWith(response: string): string {
  const reply = replyOf(response);
  return reply === '' ? 'taken' : reply;
}

/** Digits are the server's too: only registered codes are known not to be a part of what it was sent. */
function replyOf(response: string | undefined): string {
  const [, status = '', kind, subject, detail] = REPLY.exec(response ?? '') ?? [];
  if (!STATUS.test(status)) return '';
  const registered =
    kind !== undefined &&
    status.startsWith(kind) &&
    String(Number(detail)) === detail &&
    Number(detail) <= (LAST_DETAIL[Number(subject)] ?? -1);
  return registered ? `${status} ${kind}.${String(subject)}.${detail}` : status;
}

/** The cause as codes only: nodemailer's error carries the server's words, and may carry the conversation. */
function codesAlone(failure: SmtpFailure): Error {
  const { code } = failure;
  return Object.assign(new Error(codesOf(failure)), SYSTEM.test(code) ? { code } : {});
}
