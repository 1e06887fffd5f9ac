import { readFile, stat } from 'node:fs/promises';
import type { MailAttachment, PartContent } from '../domain/ports.ts';
import { MailError } from './mailError.ts';

/** An attachment in memory. */
export interface LoadedAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Reads the attachments, after their sizes: those of too large ones are never loaded. @throws MailError `tooLarge` */
export async function loadAttachments(
  attachments: readonly MailAttachment[],
  maxAttachmentBytes: number,
): Promise<readonly LoadedAttachment[]> {
  const sizes = await Promise.all(attachments.map(({ content }) => sizeOf(content)));
  const bytes = sizes.reduce((total, size) => total + size, 0);
  if (bytes > maxAttachmentBytes)
    throw new MailError(
      'tooLarge',
      `The attachments are ${bytes} bytes, more than the ${maxAttachmentBytes} that may be mailed; send a link instead.`,
      'notSent',
    );
  return Promise.all(
    attachments.map(async ({ name, mediaType, content }) => ({
      name,
      mediaType,
      bytes: 'bytes' in content ? Buffer.from(content.bytes) : await readFile(content.file),
    })),
  );
}

async function sizeOf(content: PartContent): Promise<number> {
  return 'bytes' in content ? content.bytes.byteLength : (await stat(content.file)).size;
}
