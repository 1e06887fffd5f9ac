import type { Readable } from 'node:stream';
import type { TokenCredential } from '@azure/identity';
import {
  BlobServiceClient,
  type BlockBlobClient,
  type ContainerClient,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import { plainCause, plainCode } from '../base/plainCode.ts';
import type { PackStore, PartContent, PartFacts, StoredPart } from '../domain/ports.ts';
import { PackConflictError, PackError } from './packError.ts';
import { checkedDigest, checkPartPath } from './partContent.ts';

/** How to reach the storage account: a connection string, or the blob endpoint and an identity. */
export type BlobConnection =
  { readonly connectionString: string } | { readonly endpoint: string; readonly credential: TokenCredential };

export interface BlobStoreOptions {
  readonly connection: BlobConnection;
  /** `packs` by default; made when first written to. */
  readonly container?: string;
  /** Of the SDK: retries. */
  readonly clientOptions?: StoragePipelineOptions;
}

/** Bytes of one block, and blocks under way at once: what a large part costs in memory. */
const BLOCK_BYTES = 4 * 1024 * 1024;
const BLOCKS_AT_ONCE = 2;
const HASH = 'sha256';

/** Packs in a container of Blob Storage; fit for a container with an immutability policy, as nothing is ever overwritten. */
export function createBlobStore(options: BlobStoreOptions): PackStore {
  const container = containerOf(options);
  const { protocol, hostname, origin: where } = new URL(container.url);
  if (protocol !== 'https:' && !/^(127\.[\d.]+|localhost|\[::1\])$/.test(hostname))
    throw new PackError(
      `Blob Storage at ${where} would be contacted without encryption; use https:// (http:// is for Azurite on this machine).`,
    );
  let made: Promise<unknown> | undefined;
  const make = (): Promise<unknown> => {
    made ??= container.createIfNotExists().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw packError(error, where);
    }
  };
  const blob = (path: string): BlockBlobClient => {
    checkPartPath(path);
    return container.getBlockBlobClient(path);
  };
  return {
    put: (path, content, facts) =>
      guarded(async () => {
        const client = blob(path);
        await make();
        return put(client, path, content, facts);
      }),
    open: (path, version) =>
      guarded(async () => {
        const conditions = version === undefined ? {} : { ifMatch: version };
        try {
          const { readableStreamBody } = await blob(path).download(undefined, undefined, { conditions });
          return readableStreamBody as Readable | undefined;
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          if (statusOf(error) === 412)
            throw new PackConflictError(`${path} changed while it was being read; read it again.`, {
              cause: plainCause(error),
            });
          if (statusOf(error) === 409)
            throw new PackConflictError(
              `${path} cannot be read (${codeOf(error)}); bring it back from the archive tier.`,
              {
                cause: plainCause(error),
              },
            );
          throw error;
        }
      }),
    version: (path) =>
      guarded(async () => {
        try {
          return (await blob(path).getProperties()).etag;
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      }),
    exists: (path) => guarded(() => blob(path).exists()),
    list: (prefix) => list(container, prefix, where),
    address: (path) => blob(path).url.split('?')[0] ?? '',
  };
}

function containerOf({ connection, container = 'packs', clientOptions }: BlobStoreOptions): ContainerClient {
  if ('credential' in connection)
    return new BlobServiceClient(connection.endpoint, connection.credential, clientOptions).getContainerClient(
      container,
    );
  try {
    return BlobServiceClient.fromConnectionString(connection.connectionString, clientOptions).getContainerClient(
      container,
    );
  } catch (cause) {
    throw new PackError(
      'The storage connection string cannot be used; it needs AccountName and AccountKey, or BlobEndpoint and SharedAccessSignature.',
      { cause },
    );
  }
}

async function put(
  client: BlockBlobClient,
  path: string,
  content: PartContent,
  facts: PartFacts,
): Promise<'stored' | 'alreadyThere'> {
  const digest = await checkedDigest(path, content, facts);
  const options = {
    // Only where nothing is: https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
    conditions: { ifNoneMatch: '*' },
    metadata: { [HASH]: digest.sha256 },
    blobHTTPHeaders: { blobContentType: facts.mediaType, blobContentMD5: digest.md5 },
    maxSingleShotSize: BLOCK_BYTES,
    blockSize: BLOCK_BYTES,
    concurrency: BLOCKS_AT_ONCE,
  };
  try {
    if ('bytes' in content) await client.uploadData(content.bytes, options);
    else await client.uploadFile(content.file, options);
    return 'stored';
  } catch (error) {
    if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
    const { metadata, contentLength } = await client.getProperties();
    if (metadata?.[HASH] === digest.sha256 && contentLength === digest.bytes) return 'alreadyThere';
    throw new PackConflictError(
      `${path} already exists with different content (hash ${metadata?.[HASH] ?? 'not known'}); evidence is never overwritten.`,
      { cause: plainCause(error) },
    );
  }
}

async function* list(container: ContainerClient, prefix: string, where: string): AsyncGenerator<StoredPart> {
  try {
    for await (const item of container.listBlobsFlat({ prefix, includeMetadata: true }))
      yield { path: item.name, bytes: item.properties.contentLength ?? 0, sha256: item.metadata?.[HASH] };
  } catch (error) {
    // No container yet: nothing was ever stored.
    if (statusOf(error) !== 404) throw packError(error, where);
  }
}

function statusOf(error: unknown): number | undefined {
  const status =
    error instanceof Error && error.name === 'RestError' ? (error as { statusCode?: unknown }).statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** Of the service, such as `BlobArchived`. */
function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return plainCode(code) ?? 'no code';
}

function packError(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || error.name !== 'RestError') return error;
  const status = statusOf(error);
  const reason = codeOf(error);
  if (status === undefined)
    return new PackError(
      `Blob Storage at ${where} cannot be reached (${reason}); check the account's name and that its firewall admits this host.`,
      { cause: plainCause(error) },
    );
  if (status === 401 || status === 403)
    return new PackError(
      `Blob Storage at ${where} refused access (${status} ${reason}); give the identity the role Storage Blob Data Contributor, or correct the connection string.`,
      { cause: plainCause(error) },
    );
  return new PackError(
    `Blob Storage at ${where} answered ${status} ${reason}; run again, and if it persists look at the account's health.`,
    { cause: plainCause(error) },
  );
}
