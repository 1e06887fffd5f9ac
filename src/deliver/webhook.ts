import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { Poster } from '../domain/ports.ts';
import { DeliveryError } from './deliveryError.ts';

export interface WebhookOptions {
  /** `https://…`. Whoever knows it can post: it is shown nowhere, its host at most. */
  readonly url: string;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string | undefined;
  /** Milliseconds from the first byte to the last; 30,000 by default. */
  readonly timeout?: number;
}

export class WebhookError extends DeliveryError<
  'unreachable' | 'timeout' | 'tls' | 'gone' | 'tooLarge' | 'throttled' | 'refused' | 'broken'
> {
  override readonly name = 'WebhookError';
}

/** More than one run posts at once only by chance; 429 is waited out as far as this. */
const TRIES = 3;
const WAIT_AT_MOST = 30_000;
const WAIT = 2_000;
const TLS_CODES = /CERT|TLS|SSL|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO/;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/**
 * Posts JSON to a webhook, such as one that a Teams workflow gives. A redirect is not followed: it would carry the message
 * to another host.
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
 */
export function createWebhook(options: WebhookOptions): Poster {
  const url = new URL(options.url);
  return {
    async post(json) {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await send(url, json, options);
        if (answer.status >= 200 && answer.status < 300) return `HTTP ${answer.status}`;
        if (answer.status !== 429 || attempt === TRIES) throw faultOf(answer.status, url.host);
        await pause(waitOf(answer.retryAfter));
      }
    },
  };
}

function send(url: URL, json: string, { ca, timeout = 30_000 }: WebhookOptions): Promise<Answer> {
  const { host } = url;
  return new Promise((resolve, reject) => {
    let handedOver = false;
    const signal = AbortSignal.timeout(timeout);
    const body = Buffer.from(json, 'utf8');
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length };
    const call = request(url, { method: 'POST', headers, signal, ...(ca === undefined ? {} : { ca }) }, (response) => {
      response.resume();
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      });
      response.on('error', (error) => reject(connectionFault(error, host, true, signal.aborted)));
    });
    call.on('socket', (socket) => {
      if (!call.reusedSocket) socket.once('secureConnect', () => (handedOver = true));
    });
    // A connection that was open already says nothing more.
    call.on('error', (error) => reject(connectionFault(error, host, handedOver || call.reusedSocket, signal.aborted)));
    call.end(body);
  });
}

/** Without the cause: an error of Node may carry the address. */
function connectionFault(error: Error, host: string, handedOver: boolean, timedOut: boolean): WebhookError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (handedOver)
    return timedOut
      ? new WebhookError('timeout', `The webhook at ${host} accepted the post but did not answer in time.`, 'unknown')
      : new WebhookError(
          'broken',
          `The connection to the webhook at ${host} broke during the post (${code}).`,
          'unknown',
        );
  if (TLS_CODES.test(code))
    return new WebhookError('tls', `The certificate of the webhook at ${host} is not trusted (${code}).`, 'notSent');
  return new WebhookError(
    timedOut ? 'timeout' : 'unreachable',
    `The webhook at ${host} cannot be reached (${timedOut ? 'no answer in time' : code}); correct UNBROKEN_WEBHOOK_URL or the firewall.`,
    'notSent',
  );
}

function faultOf(status: number, host: string): WebhookError {
  const said = `The webhook at ${host} answered HTTP ${status}`;
  if (status === 429) return new WebhookError('throttled', `${said}: too many posts for now.`, 'notSent');
  if (status === 413) return new WebhookError('tooLarge', `${said}: the card is too large.`, 'notSent');
  // It may have posted before it failed.
  if (status >= 500) return new WebhookError('broken', `${said}: nobody knows whether the card was posted.`, 'unknown');
  if ([401, 403, 404, 410].includes(status))
    return new WebhookError(
      'gone',
      `${said}: create a new one in Teams and set UNBROKEN_WEBHOOK_URL to its URL.`,
      'notSent',
    );
  return new WebhookError('refused', `${said}: the card was not accepted.`, 'notSent');
}

function waitOf(retryAfter: string | undefined): number {
  const seconds = Number(retryAfter);
  return retryAfter !== undefined && seconds >= 0 ? Math.min(seconds * 1000, WAIT_AT_MOST) : WAIT;
}
