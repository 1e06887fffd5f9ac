import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from '../tls.ts';

/** How a request is met: an HTTP answer, silence, or a connection cut after the request was read. */
type Meeting = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'silence' | 'cut';

interface TeamsWorkflow {
  /** With its signature: whoever knows it can post. */
  readonly url: string;
  readonly ca: string;
  /** The cards that were posted. */
  readonly cards: readonly Readonly<Record<string, unknown>>[];
  /** Refused ones included. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

const SIGNATURE = 'secret-signature';
/** What Teams takes of a message. @see https://github.com/MicrosoftDocs/msteams-docs/issues/11274 */
const BYTES_AT_MOST = 28_672;

/**
 * Stands in for a Teams workflow that starts "when a Teams webhook request is received", over HTTPS. `meet` answers the n-th
 * request (from 1) in another way.
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#send-adaptive-cards-using-an-incoming-webhook
 */
export async function startTeamsWorkflow(
  meet: (request: number) => Meeting | undefined = () => undefined,
): Promise<TeamsWorkflow> {
  const { key, cert } = await certificate();
  const cards: Readonly<Record<string, unknown>>[] = [];
  let requests = 0;
  const server = createServer({ key, cert }, (request, response) => {
    void bodyOf(request).then((body) => {
      requests += 1;
      const meeting = meet(requests) ?? statusOf(request, body);
      if (meeting === 'silence') return;
      if (meeting === 'cut') {
        request.socket.destroy();
        return;
      }
      if (meeting.status === 202) cards.push(cardOf(body) ?? {});
      response.writeHead(meeting.status, meeting.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = String((server.address() as AddressInfo).port);
  return {
    url: `https://127.0.0.1:${port}/workflows/1/triggers/manual/paths/invoke?sig=${SIGNATURE}`,
    ca: cert,
    cards,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function statusOf(request: IncomingMessage, body: Buffer): Meeting {
  const url = new URL(request.url ?? '/', 'https://local');
  if (url.searchParams.get('sig') !== SIGNATURE) return { status: 401 };
  if (request.method !== 'POST') return { status: 404 };
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return { status: 415 };
  if (body.length > BYTES_AT_MOST) return { status: 413 };
  return { status: cardOf(body) === undefined ? 400 : 202 };
}

/** Undefined for what is no message with one Adaptive Card. */
function cardOf(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  const { type, attachments } = JSON.parse(body.toString('utf8')) as {
    readonly type?: string;
    readonly attachments?: readonly { readonly contentType?: string; readonly content?: Record<string, unknown> }[];
  };
  const [attachment] = attachments ?? [];
  const isCard =
    type === 'message' &&
    attachment?.contentType === 'application/vnd.microsoft.card.adaptive' &&
    attachment.content?.['type'] === 'AdaptiveCard';
  return isCard ? attachment.content : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
