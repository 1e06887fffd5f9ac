import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from '../tls.ts';

/** A mail as the service would send it on. */
interface AcceptedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly bytes: Buffer }[];
}

export interface AcsOptions {
  /** The only sender domain that is connected. */
  readonly domain: string;
  /** The bearer token that is asked for. */
  readonly token: string;
  /** Answers the n-th request to send (from 1) in another way, e.g. with 429; undefined: as usual. */
  readonly answer?: (request: number) => { readonly status: number; readonly code: string } | undefined;
  /** What the operation ends with; Succeeded by default. */
  readonly ending?: 'Succeeded' | 'Failed' | 'Canceled' | 'hangUp';
}

export interface AcsMail {
  readonly endpoint: string;
  readonly ca: string;
  readonly mails: readonly AcceptedMail[];
  /** Requests to send, refused ones included. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

/** @see https://learn.microsoft.com/azure/communication-services/concepts/service-limits#size-limits-for-email */
const REQUEST_BYTES_AT_MOST = 10 * 1000 * 1000;
const RECIPIENTS_AT_MOST = 50;

interface SendBody {
  readonly senderAddress: string;
  readonly content: { readonly subject: string; readonly html?: string; readonly plainText?: string };
  readonly recipients: { readonly to: readonly { readonly address: string }[] };
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly contentInBase64: string;
  }[];
}

/**
 * Stands in for the mail side of Azure Communication Services, with its limits and its bearer token, over HTTPS.
 * @see https://learn.microsoft.com/rest/api/communication/email/send
 */
export async function startAcsMail(options: AcsOptions): Promise<AcsMail> {
  const { key, cert } = await certificate();
  const mails: AcceptedMail[] = [];
  const operations = new Map<string, number>();
  let requests = 0;
  const server = createServer({ key, cert }, (request, response) => {
    void bodyOf(request).then((body) => {
      if (request.headers.authorization !== `Bearer ${options.token}`) {
        refuse(response, 401, 'Unauthorized');
        return;
      }
      const url = new URL(request.url ?? '', 'https://local');
      if (url.searchParams.get('api-version') === null) refuse(response, 400, 'MissingApiVersion');
      else if (request.method === 'POST' && url.pathname === '/emails:send') send(request, response, body);
      else if (request.method === 'GET' && url.pathname.startsWith('/emails/operations/'))
        status(response, url.pathname.slice('/emails/operations/'.length));
      else refuse(response, 404, 'NotFound');
    });
  });

  function send(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    requests += 1;
    const other = options.answer?.(requests);
    if (other !== undefined) {
      if (other.status === 429) response.setHeader('retry-after', '0');
      refuse(response, other.status, other.code);
      return;
    }
    const problem =
      body.length > REQUEST_BYTES_AT_MOST ? ([413, 'RequestTooLarge'] as const) : problemOf(body, options.domain);
    if (problem !== undefined) {
      refuse(response, ...problem);
      return;
    }
    const message = JSON.parse(body.toString('utf8')) as SendBody;
    const id = String(request.headers['operation-id'] ?? randomUUID());
    operations.set(id, 0);
    mails.push({
      from: message.senderAddress,
      to: message.recipients.to.map(({ address }) => address),
      subject: message.content.subject,
      html: message.content.html ?? '',
      text: message.content.plainText ?? '',
      headers: message.headers ?? {},
      attachments: (message.attachments ?? []).map(({ name, contentType, contentInBase64 }) => ({
        name,
        contentType,
        bytes: Buffer.from(contentInBase64, 'base64'),
      })),
    });
    response.setHeader('operation-location', `${endpoint}/emails/operations/${id}?api-version=2023-03-31`);
    answer(response, 202, { id, status: 'Running' });
  }

  /** Running once, then the end. */
  function status(response: ServerResponse, id: string): void {
    const asked = operations.get(id);
    if (asked === undefined) {
      refuse(response, 404, 'OperationNotFound');
      return;
    }
    operations.set(id, asked + 1);
    const ending = options.ending ?? 'Succeeded';
    if (ending === 'hangUp') response.socket?.destroy();
    else if (asked === 0) answer(response, 200, { id, status: 'Running' });
    else
      answer(response, 200, {
        id,
        status: ending,
        ...(ending === 'Succeeded' ? {} : { error: { code: 'EmailDropped', message: 'The mail was dropped.' } }),
      });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    endpoint,
    ca: cert,
    mails,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function problemOf(body: Buffer, domain: string): readonly [number, string] | undefined {
  let message: Partial<SendBody>;
  try {
    message = JSON.parse(body.toString('utf8')) as Partial<SendBody>;
  } catch {
    return [400, 'InvalidJson'];
  }
  const to = message.recipients?.to ?? [];
  if (to.length === 0 || to.length > RECIPIENTS_AT_MOST) return [400, 'InvalidRecipients'];
  if (message.content?.subject === undefined || (message.content.html ?? message.content.plainText) === undefined)
    return [400, 'InvalidContent'];
  if (message.senderAddress?.endsWith(`@${domain}`) !== true) return [404, 'DomainNotLinked'];
  for (const attachment of message.attachments ?? [])
    if (Buffer.from(attachment.contentInBase64, 'base64').toString('base64') !== attachment.contentInBase64)
      return [400, 'InvalidAttachment'];
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  answer(response, status, { error: { code, message: `Refused: ${code}.` } });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
