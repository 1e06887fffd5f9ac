import { MailError } from './mailError.ts';

/** A mail server and how to sign in. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465). Otherwise STARTTLS is required, unless `plaintext` allows to go without. */
  readonly secure: boolean;
  /** Lets mail and password cross the wire readable where the server offers no STARTTLS; always allowed on loopback. */
  readonly plaintext: boolean;
  readonly user: string | undefined;
  readonly pass: string | undefined;
}

/** Ports of message submission. @see https://www.rfc-editor.org/rfc/rfc8314#section-3 */
const SUBMISSION_PORT = 587;
const SUBMISSION_PORT_TLS = 465;

/**
 * Reads `smtp://user:password@host:587` or `smtps://host:465`; reserved characters in user and password are
 * percent-encoded. `?plaintext=allowed` goes without TLS where the server offers none. Throws a MailError.
 */
export function smtpServerOf(url: string): SmtpServer {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // The cause would repeat the text, and with it the password.
    throw wrong('is not a URL');
  }
  const { protocol, hostname, port, username, password, pathname, searchParams } = parsed;
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw wrong('does not begin with smtp:// or smtps://');
  if (hostname === '') throw wrong('names no host');
  if (pathname !== '' && pathname !== '/') throw wrong('has a path');
  for (const [name, value] of searchParams)
    if (name !== 'plaintext' || value !== 'allowed')
      throw wrong(`has the option ${name}; only plaintext=allowed is known`);
  if (username === '' && password !== '') throw wrong('has a password without a user');
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: port === '' ? (secure ? SUBMISSION_PORT_TLS : SUBMISSION_PORT) : Number(port),
    secure,
    plaintext: searchParams.has('plaintext') || isLoopback(host),
    user: username === '' ? undefined : decoded(username),
    pass: username === '' ? undefined : decoded(password),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a user or password with a bare % (write %25)');
  }
}

function wrong(what: string): MailError {
  return new MailError(
    'settings',
    `The SMTP address ${what}; write smtp://user:password@host:587 or smtps://user:password@host:465.`,
    'notSent',
  );
}
