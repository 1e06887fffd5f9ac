import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailAttachment, MailReceipt, MailTransport, OutgoingMail, PartContent } from '../domain/ports.ts';
import { MailError } from './mailError.ts';
import { smtpFault } from './smtpFault.ts';
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
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string | undefined;
}

/** Sends mail over SMTP, one connection a mail. Throws a MailError at once for an address that cannot be used. */
export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const server = typeof options.server === 'string' ? smtpServerOf(options.server) : options.server;
  if (!isAddress(options.from))
    throw new MailError('settings', `The sender "${options.from}" is not an e-mail address.`, 'notSent');
  const session = { timeoutSeconds: options.timeoutSeconds ?? 60, ca: options.ca };
  return {
    maxAttachmentBytes: options.maxAttachmentBytes,
    async send(mail: OutgoingMail): Promise<MailReceipt> {
      const message = await compose(mail, options.from, options.maxAttachmentBytes);
      const attempt = new SmtpSession(server, session);
      try {
        const response = await attempt.deliver({ from: options.from, to: mail.to }, message);
        return { messageId: mail.messageId, response };
      } catch (error) {
        throw smtpFault(error, { server, to: mail.to, from: options.from, stage: attempt.stage });
      }
    },
  };
}

/** The same for the same run and recipient (in any case), as RFC 5322 writes it: a mail that came twice is known as one. */
export function messageIdOf(runId: string, recipient: string, from: string): string {
  const hash = createHash('sha256').update(`${runId}\n${recipient.trim().toLowerCase()}`, 'utf8').digest('hex');
  return `<unbroken.${hash.slice(0, 40)}@${from.slice(from.lastIndexOf('@') + 1).replace(/[^A-Za-z0-9.-]/g, '')}>`;
}

async function compose(mail: OutgoingMail, from: string, maxAttachmentBytes: number): Promise<Buffer> {
  if (!isAddress(mail.to)) throw new MailError('settings', `"${mail.to}" is not an e-mail address.`, 'notSent');
  const sizes = await Promise.all(mail.attachments.map(({ content }) => sizeOf(content)));
  const bytes = sizes.reduce((total, size) => total + size, 0);
  if (bytes > maxAttachmentBytes)
    throw new MailError(
      'tooLarge',
      `The attachments hold ${bytes} bytes, more than the ${maxAttachmentBytes} that may be mailed; send a link instead.`,
      'notSent',
    );
  const attachments = await Promise.all(mail.attachments.map(attachmentOf));
  return new MailComposer({
    from,
    to: mail.to,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    attachments,
    messageId: mail.messageId,
    // Keeps out-of-office replies away. @see https://www.rfc-editor.org/rfc/rfc3834#section-5
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
    .compile()
    .build();
}

async function attachmentOf({ name, mediaType, content }: MailAttachment) {
  const bytes = 'bytes' in content ? Buffer.from(content.bytes) : await readFile(content.file);
  return { filename: name, contentType: mediaType, content: bytes };
}

async function sizeOf(content: PartContent): Promise<number> {
  return 'bytes' in content ? content.bytes.byteLength : (await stat(content.file)).size;
}

/** One bare address: a display name or a second address would let a recipient in that nobody allowed. */
function isAddress(text: string): boolean {
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text);
}
