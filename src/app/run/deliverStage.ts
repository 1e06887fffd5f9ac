import { messageIdOf } from '../../deliver/smtp.ts';
import type { MailAttachment } from '../../domain/ports.ts';
import { excerptFor } from '../../pack/excerptFile.ts';
import type { Part } from '../../pack/lineFile.ts';
import { mailMessage, type MailMessage } from '../../report/mail.ts';
import type { RunContents } from '../../report/packContents.ts';
import type { RunRequest } from '../runRequest.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { narrowRun } from './excerpts.ts';
import { sendOnce } from './sendOnce.ts';

const NOT_ALLOWED =
  'not sent: the address is neither in UNBROKEN_MAIL_TO nor in a domain of UNBROKEN_MAIL_DOMAINS; add it there and run again';

interface StoredPack {
  /** The whole one first, then the excerpts. */
  readonly workbooks: readonly Part[];
  readonly manifestSha256: string;
  /** URL of the key that signed it, where that is known. */
  readonly keyId?: string | undefined;
  /** Where a file of the pack lies. */
  readonly address: (name: string) => string;
}

/**
 * Mails a stored pack: the workbook attached, or linked where it is above the transport's limit and can be opened by signing
 * in. Who is limited to some subscriptions, or asked about some requirements or resources, gets these only, in the mail as
 * in the workbook.
 */
export async function mailPack(
  dependencies: RunDependencies,
  request: RunRequest,
  contents: RunContents,
  stored: StoredPack,
): Promise<readonly DeliveryResult[]> {
  const { mail } = dependencies;
  const { runId, recipients } = request;
  if (mail === undefined) return [];
  // Rendered once for everybody who gets the same: the whole, or one excerpt.
  const letters = new Map<string, Letter>();
  const results: DeliveryResult[] = [];
  for (const recipient of recipients) {
    const excerpt = excerptFor(mail.scopes?.get(recipient.toLowerCase()), request);
    const key = excerpt?.name ?? '';
    let letter = letters.get(key);
    if (letter === undefined) {
      const workbook =
        excerpt === undefined ? stored.workbooks[0] : stored.workbooks.find(({ name }) => name === excerpt.name);
      const shown = excerpt === undefined ? contents : narrowRun(contents, excerpt);
      const workbookUrl = dependencies.workbookUrl?.(runId);
      letter = letterOf(shown, workbook, { ...stored, workbookUrl }, mail.transport.maxAttachmentBytes);
      letters.set(key, letter);
    }
    results.push(...(await deliver(dependencies, runId, [recipient], letter.message, letter.attachments)));
  }
  return results;
}

interface Letter {
  readonly message: MailMessage;
  readonly attachments: readonly MailAttachment[];
}

function letterOf(
  contents: RunContents,
  workbook: Part | undefined,
  { manifestSha256, keyId, address, workbookUrl }: StoredPack & { readonly workbookUrl: string | undefined },
  most: number,
): Letter {
  const attached = workbook !== undefined && workbook.bytes <= most;
  const place = workbook === undefined ? '' : address(workbook.name);
  // A pack in a folder has no address that somebody elsewhere could use.
  const keptAt = /^https?:/.test(place) ? place : undefined;
  const message = mailMessage(contents, { attached, workbookUrl, keptAt, manifestSha256, keyId });
  if (!attached) return { message, attachments: [] };
  const name = workbook.name.slice(workbook.name.lastIndexOf('/') + 1);
  return { message, attachments: [{ name, mediaType: workbook.mediaType, content: { file: workbook.path } }] };
}

/** Sends one mail to each recipient, once. */
export async function deliver(
  { mail, history }: Pick<RunDependencies, 'mail' | 'history'>,
  runId: string,
  recipients: readonly string[],
  message: MailMessage,
  attachments: readonly MailAttachment[],
): Promise<readonly DeliveryResult[]> {
  if (mail === undefined) return [];
  const results: DeliveryResult[] = [];
  for (const recipient of recipients) {
    if (mail.allows?.(recipient) === false) {
      results.push({ recipient, ok: false, result: NOT_ALLOWED });
      continue;
    }
    const messageId = messageIdOf(runId, recipient, mail.from);
    results.push(
      await sendOnce(history, runId, recipient, () =>
        mail.transport.send({ ...message, to: recipient, attachments, messageId }),
      ),
    );
  }
  return results;
}
