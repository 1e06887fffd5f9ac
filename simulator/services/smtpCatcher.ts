import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** One mail as it came over the wire. */
interface CaughtMail {
  readonly from: string;
  /** The envelope's recipients, not the header's. */
  readonly to: readonly string[];
  /** The whole message: what an `.eml` file holds. */
  readonly raw: Buffer;
  readonly parsed: ParsedMail;
}

export interface SmtpCatcherOptions {
  /** Recipients to refuse with `550`. */
  readonly refuse?: (address: string) => boolean;
  /** Sign-in that is asked for; none by default. */
  readonly signIn?:
    { readonly user: string; readonly pass: string } | { readonly user: string; readonly accessToken: string };
  /** Offers STARTTLS with this certificate (PEM). Off by default. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Answer to the message itself, e.g. `552`; taken (250) by default. */
  readonly refuseMessageWith?: number;
}

export interface SmtpCatcher {
  readonly host: string;
  readonly port: number;
  /** `smtp://host:port`. */
  readonly url: string;
  /** Every mail taken so far, in order. */
  readonly mails: readonly CaughtMail[];
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a real SMTP server on a free loopback port that keeps every mail in memory and sends none on. */
export async function startSmtpCatcher(options: SmtpCatcherOptions = {}): Promise<SmtpCatcher> {
  const mails: CaughtMail[] = [];
  const server = new SMTPServer({
    name: 'smtp-catcher.invalid',
    disableReverseLookup: true,
    authOptional: options.signIn === undefined,
    allowInsecureAuth: true,
    authMethods: options.signIn !== undefined && 'accessToken' in options.signIn ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'],
    ...(options.tls === undefined ? { disabledCommands: ['STARTTLS'] } : options.tls),
    closeTimeout: 100,
    onAuth(auth, _session, callback) {
      const known = options.signIn;
      if (
        known !== undefined &&
        auth.username === known.user &&
        ('pass' in known ? auth.password === known.pass : auth.accessToken === known.accessToken)
      ) {
        callback(null, { user: known.user });
      } else callback(new Error('Invalid user name or password'));
    },
    onRcptTo({ address }, _session, callback) {
      if (options.refuse?.(address) === true) callback(replyWith(550, `No such mailbox: ${address}`));
      else callback();
    },
    onData(stream, session, callback) {
      const envelope = session.envelope;
      readMail(stream)
        .then(({ raw, parsed }) => {
          if (options.refuseMessageWith !== undefined) {
            callback(replyWith(options.refuseMessageWith, 'The message is refused'));
            return;
          }
          mails.push({
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map((recipient) => recipient.address),
            raw,
            parsed,
          });
          callback(null);
        })
        .catch((error: unknown) => callback(error instanceof Error ? error : new Error(String(error))));
    },
  });
  // A client that hangs up in the middle is the client's affair.
  server.on('error', () => undefined);
  server.listen(0, HOST);
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    host: HOST,
    port,
    url: `smtp://${HOST}:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readMail(stream: SMTPServerDataStream): Promise<{ raw: Buffer; parsed: ParsedMail }> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  return { raw, parsed: await simpleParser(raw) };
}

function replyWith(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
