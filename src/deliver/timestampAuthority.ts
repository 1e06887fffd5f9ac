import { errorCode } from '../base/errorCode.ts';
import { plainCause, plainCode } from '../base/plainCode.ts';
import type { Timestamper } from '../domain/ports.ts';
import { readTimestamp, TIMESTAMP_BYTES, timestampRequest } from '../pack/timestamp.ts';

/** An authority may wait for its own hardware, a run does not wait for long. */
const PATIENCE = 20_000;

/**
 * An authority of RFC 3161 at an address. Its answer is checked against the manifest before it is kept.
 * @see https://www.rfc-editor.org/rfc/rfc3161#section-3.4
 */
export function createTimestampAuthority(url: string): Timestamper {
  return {
    async stamp(manifest) {
      const { bytes, nonce } = await timestampRequest(manifest);
      const answer = await asked(url, bytes);
      await readTimestamp(answer, manifest, nonce);
      return answer;
    },
  };
}

async function asked(url: string, body: Uint8Array): Promise<Uint8Array> {
  const headers = { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body), redirect: 'error', signal });
    if (!answer.ok) throw new AnswerError(`it answered with status ${String(answer.status)}`);
    return await bounded(answer);
  } catch (cause) {
    throw fault(url, cause);
  }
}

/** The address may hold what only customers of the authority know. */
function fault(url: string, cause: unknown): Error {
  return new Error(`The timestamp authority at ${new URL(url).host} gave no timestamp: ${wordsOf(cause)}.`, {
    cause: plainCause(cause),
  });
}

class AnswerError extends Error {}

function wordsOf(error: unknown): string {
  if (error instanceof AnswerError) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer came in time';
  const { cause } = error as { readonly cause?: unknown };
  return `the connection failed (${plainCode(errorCode(cause)) ?? plainCode(errorCode(error)) ?? 'no code'})`;
}

async function bounded({ body }: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    const bytes = piece as Uint8Array;
    length += bytes.byteLength;
    if (length > TIMESTAMP_BYTES) throw new AnswerError('its answer is far too long');
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
