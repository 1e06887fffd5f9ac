import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** SHA-256 as this program writes it everywhere: lower-case hex. Text is hashed as UTF-8. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The same for lines, each ended by a line feed. */
export function sha256OfLines(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('hex');
}

/** The same for content that comes in pieces, in constant memory. */
export async function sha256OfChunks(chunks: AsyncIterable<string | Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

export async function sha256OfFile(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  return {
    sha256: await sha256OfChunks(createReadStream(path) as AsyncIterable<Uint8Array>),
    bytes: (await stat(path)).size,
  };
}
