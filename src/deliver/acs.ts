import { sha256Of } from '../base/io/sha256.ts';
import { isAddress } from '../base/mailAddress.ts';
import { EmailClient, type EmailMessage } from '@azure/communication-email';
import type { TokenCredential } from '@azure/identity';
import type { MailReceipt, MailTransport, OutgoingMail } from '../domain/ports.ts';
import { acceptedFault, refusedFault } from './acsFault.ts';
import { loadAttachments } from './attachments.ts';
import { MailError } from './mailError.ts';
import { mailHeaders } from './mailHeaders.ts';

/**
 * Bytes of a whole request, attachments in base64 included.
 * @see https://learn.microsoft.com/azure/communication-services/concepts/service-limits#size-limits-for-email
 */
const REQUEST_BYTES_AT_MOST = 10_000_000;
/** Left for both bodies and the addresses; base64 makes four bytes of three. */
const ATTACHMENT_BYTES_AT_MOST = ((REQUEST_BYTES_AT_MOST - 1_000_000) * 3) / 4;
const ACCEPTED = 202;
const ENDED_BADLY: ReadonlySet<string> = new Set(['failed', 'canceled']);

export interface AcsOptions {
  /** `https://<resource>.<geography>.communication.azure.com` */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** An address of a domain that is connected to the resource. */
  readonly from: string;
  /** Bytes of all attachments together, before base64; the service's own limit holds besides. */
  readonly maxAttachmentBytes: number;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string | undefined;
  /** Pause between two questions for the result, in milliseconds; the service's own by default. */
  readonly pollMilliseconds?: number;
  /** How often the client asks again before a failure counts; 3 by default. */
  readonly retries?: number;
}

/**
 * Sends mail over Azure Communication Services with the app's identity. The service takes our Message-ID where it is well
 * formed and new, so a mail that came twice is known as one.
 * @see https://learn.microsoft.com/azure/communication-services/concepts/email/email-headers
 */
export function createAcsTransport(options: AcsOptions): MailTransport {
  if (!isAddress(options.from))
    throw new MailError('settings', `The sender "${options.from}" is not an e-mail address.`, 'notSent');
  const maxAttachmentBytes = Math.min(options.maxAttachmentBytes, ATTACHMENT_BYTES_AT_MOST);
  const client = new EmailClient(options.endpoint, options.credential, {
    ...(options.ca === undefined ? {} : { tlsOptions: { ca: options.ca } }),
    ...(options.retries === undefined ? {} : { retryOptions: { maxRetries: options.retries } }),
  });
  return {
    maxAttachmentBytes,
    async send(mail: OutgoingMail): Promise<MailReceipt> {
      const message = await compose(mail, options.from, maxAttachmentBytes);
      const about = { endpoint: options.endpoint, from: options.from, to: mail.to };
      let taken = false;
      const poller = await client
        .beginSend(message, {
          onResponse: ({ status }) => {
            taken ||= status === ACCEPTED;
          },
          operationId: operationIdOf(mail.messageId),
          ...(options.pollMilliseconds === undefined ? {} : { updateIntervalInMs: options.pollMilliseconds }),
        })
        .catch((error: unknown) => {
          throw taken ? acceptedFault(error, about) : refusedFault(error, about);
        });
      const result = await poller.pollUntilDone().catch((error: unknown) => {
        throw acceptedFault(error, about, ENDED_BADLY.has(poller.getOperationState().status));
      });
      if (result.status !== 'Succeeded') throw acceptedFault(result.error ?? new Error(result.status), about, true);
      return { messageId: mail.messageId, response: `Succeeded, operation ${result.id}` };
    },
  };
}

async function compose(mail: OutgoingMail, from: string, maxAttachmentBytes: number): Promise<EmailMessage> {
  if (!isAddress(mail.to)) throw new MailError('settings', `"${mail.to}" is not an e-mail address.`, 'notSent');
  const attachments = await loadAttachments(mail.attachments, maxAttachmentBytes);
  const message: EmailMessage = {
    senderAddress: from,
    recipients: { to: [{ address: mail.to }] },
    content: { subject: mail.subject, html: mail.html, plainText: mail.text },
    headers: { ...mailHeaders(from), 'Message-ID': mail.messageId },
    attachments: attachments.map(({ name, mediaType, bytes }) => ({
      name,
      contentType: mediaType,
      contentInBase64: bytes.toString('base64'),
    })),
    disableUserEngagementTracking: true,
  };
  const bytes = Buffer.byteLength(JSON.stringify(message), 'utf8');
  if (bytes > REQUEST_BYTES_AT_MOST)
    throw new MailError(
      'tooLarge',
      `The mail to ${mail.to} has ${bytes} bytes, more than the ${REQUEST_BYTES_AT_MOST} that Azure Communication Services accepts; send a link instead.`,
      'notSent',
    );
  return message;
}

/** A GUID for the status monitor, the same for the same mail. */
function operationIdOf(messageId: string): string {
  const hex = sha256Of(messageId);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
