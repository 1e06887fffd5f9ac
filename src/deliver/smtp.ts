import { sha256Of } from '../base/io/sha256.ts';
import { isAddress } from '../base/mailAddress.ts';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailReceipt, MailTransport, OutgoingMail } from '../domain/ports.ts';
import { loadAttachments } from './attachments.ts';
import { MailError } from './mailError.ts';
import { domainOf, mailHeaders } from './mailHeaders.ts';
import { smtpFault, takenWith } from './smtpFault.ts';
import { SmtpSession } from './smtpSession.ts';
import { smtpServerOf, type SmtpServer } from './smtpServer.ts';

export interface SmtpOptions {
  /** An `smtp://` or `smtps://` address (`smtpServerOf`), or its parts. */
  readonly server: string | SmtpServer;
  readonly from: string;
  /** Bytes of all attachments together, before base64. */
  readonly maxAttachmentBytes: number;
  /** Longest silence of the server, in seconds; 60 by default. */
  readonly timeoutSeconds?: number;
  /** Gives a bearer token to sign in with (XOAUTH2) in place of a password, asked for once a mail. */
  readonly accessToken?: (() => Promise<string>) | undefined;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string | undefined;
}

/** Sends mail over SMTP, one connection a mail. Throws a MailError at once for an address that cannot be used. */
export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const server = typeof options.server === 'string' ? smtpServerOf(options.server) : options.server;
  if (!isAddress(options.from))
    throw new MailError('settings', `The sender "${options.from}" is not an e-mail address.`, 'notSent');
  if (options.accessToken !== undefined && server.user === undefined)
    throw new MailError(
      'settings',
      'The SMTP URL names no user: signing in with a token needs the mailbox, smtp://user@host:587.',
      'notSent',
    );
  return {
    maxAttachmentBytes: options.maxAttachmentBytes,
    async send(mail: OutgoingMail): Promise<MailReceipt> {
      const message = await compose(mail, options.from, options.maxAttachmentBytes);
      const accessToken = await tokenOf(options.accessToken);
      const attempt = new SmtpSession(server, {
        timeoutSeconds: options.timeoutSeconds ?? 60,
        ca: options.ca,
        accessToken,
      });
      try {
        const response = await attempt.deliver({ from: options.from, to: mail.to }, message);
        return { messageId: mail.messageId, response: takenWith(response) };
      } catch (error) {
        throw smtpFault(error, { server, accessToken, to: mail.to, from: options.from, stage: attempt.stage });
      }
    },
  };
}

async function tokenOf(get: SmtpOptions['accessToken']): Promise<string | undefined> {
  if (get === undefined) return undefined;
  try {
    return await get();
  } catch (cause) {
    throw new MailError(
      'signIn',
      'Could not get a token for the mail server: give the app a managed identity, and check UNBROKEN_SMTP_OAUTH_SCOPE.',
      'notSent',
      { cause },
    );
  }
}

/** The same for the same run and recipient (in any case), as RFC 5322 writes it: a mail that came twice is known as one. */
export function messageIdOf(runId: string, recipient: string, from: string): string {
  const hash = sha256Of(`${runId}\n${recipient.trim().toLowerCase()}`);
  return `<unbroken.${hash.slice(0, 40)}@${domainOf(from)}>`;
}

async function compose(mail: OutgoingMail, from: string, maxAttachmentBytes: number): Promise<Buffer> {
  if (!isAddress(mail.to)) throw new MailError('settings', `"${mail.to}" is not an e-mail address.`, 'notSent');
  const attachments = await loadAttachments(mail.attachments, maxAttachmentBytes);
  return new MailComposer({
    from,
    to: mail.to,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    attachments: attachments.map(({ name, mediaType, bytes }) => ({
      filename: name,
      contentType: mediaType,
      content: bytes,
    })),
    messageId: mail.messageId,
    headers: { ...mailHeaders(from) },
  })
    .compile()
    .build();
}
