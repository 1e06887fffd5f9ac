import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { SmtpServer } from './smtpServer.ts';

/** How far a session came: what it was doing when it failed. */
export type SessionStage = 'connecting' | 'signingIn' | 'sending' | 'handedOver';

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

export interface SessionOptions {
  readonly timeoutSeconds: number;
  readonly ca: string | undefined;
  /** Signs in in place of the server's password. @see https://developers.google.com/workspace/gmail/imap/xoauth2-protocol */
  readonly accessToken: string | undefined;
}

/** One conversation with a mail server: connect, sign in, one message. */
export class SmtpSession {
  stage: SessionStage = 'connecting';
  readonly #server: SmtpServer;
  readonly #accessToken: string | undefined;
  readonly #connection: SMTPConnection;

  constructor(server: SmtpServer, { timeoutSeconds, ca, accessToken }: SessionOptions) {
    const milliseconds = timeoutSeconds * 1000;
    this.#server = server;
    this.#accessToken = accessToken;
    this.#connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.secure,
      requireTLS: !server.secure && !server.plaintext,
      ...(ca === undefined ? {} : { tls: { ca } }),
      connectionTimeout: milliseconds,
      greetingTimeout: milliseconds,
      socketTimeout: milliseconds,
    });
  }

  /** Gives the server's answer to the message. Rejects with nodemailer's error; `stage` tells where. */
  async deliver(envelope: Envelope, message: Buffer): Promise<string> {
    try {
      await this.#step<boolean>((done) => {
        this.#connection.connect((error) => done(error ?? null));
      });
      const { user, pass } = this.#server;
      if (user !== undefined) {
        this.stage = 'signingIn';
        const signIn = this.#signIn(user, pass ?? '');
        await this.#step<boolean>((done) => this.#connection.login(signIn, done));
      }
      this.stage = 'sending';
      const body = Readable.from(this.#body(message), { objectMode: false });
      const info = await this.#step<{ readonly response: string }>((done) =>
        this.#connection.send({ from: envelope.from, to: [envelope.to], size: message.length }, body, done),
      );
      this.#connection.quit();
      return info?.response ?? '';
    } finally {
      this.#connection.close();
    }
  }

  #signIn(user: string, pass: string): Parameters<SMTPConnection['login']>[0] {
    const accessToken = this.#accessToken;
    if (accessToken === undefined) return { user, credentials: { user, pass } };
    return { user, oauth2: new XOAuth2({ user, accessToken }) };
  }

  /** Read only once the server has accepted sender and recipient; before its end no server can have taken the mail. */
  *#body(message: Buffer): Generator<Buffer> {
    const size = 64 * 1024;
    for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
    this.stage = 'handedOver';
  }

  /** A step ends through its callback, or through the connection's `error` event when the connection itself breaks. */
  #step<T>(begin: (done: (error: Error | null, result?: T) => void) => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#connection.once('error', reject);
      begin((error, result) => {
        this.#connection.off('error', reject);
        // One that comes after the step has ended is awaited by nothing, and must not end the process.
        this.#connection.once('error', () => undefined);
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  }
}
