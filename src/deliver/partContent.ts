import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { PartContent, PartFacts } from '../domain/ports.ts';
import { PartNameError, partName } from '../pack/partNames.ts';
import { PackError } from './packError.ts';

export interface Digest {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly md5: Uint8Array;
}

/** Reads the content once, in constant memory. */
export async function digestOf(content: AsyncIterable<Uint8Array> | PartContent): Promise<Digest> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let bytes = 0;
  for await (const chunk of chunksOf(content)) {
    sha256.update(chunk);
    md5.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: sha256.digest('hex'), md5: md5.digest() };
}

/** The content's digest, after making sure that it is what the manifest will say it is. */
export async function checkedDigest(path: string, content: PartContent, facts: PartFacts): Promise<Digest> {
  const digest = await digestOf(content);
  if (digest.sha256 !== facts.sha256.toLowerCase())
    throw new PackError(
      `${path} has the hash ${digest.sha256}, not ${facts.sha256}: it changed after it was written; run again.`,
    );
  return digest;
}

/** Refuses what would leave the store or what a file system or Blob Storage cannot name. */
export function checkPartPath(path: string): void {
  try {
    partName(path);
  } catch (cause) {
    if (!(cause instanceof PartNameError)) throw cause;
    throw new PackError(`${cause.message}.`, { cause });
  }
}

async function* chunksOf(content: AsyncIterable<Uint8Array> | PartContent): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in content) yield* content;
  else if ('bytes' in content) yield content.bytes;
  else for await (const chunk of createReadStream(content.file)) yield chunk as Buffer;
}
