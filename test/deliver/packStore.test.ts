import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { createBlobStore } from '../../src/deliver/blobStore.ts';
import { createFolderStore } from '../../src/deliver/folderStore.ts';
import { PackConflictError, PackError } from '../../src/deliver/packError.ts';
import type { PackStore, PartContent } from '../../src/domain/ports.ts';
import { MANIFEST } from '../../src/pack/parts.ts';
import { isComplete, packFolder, storePack, type PackPart } from '../../src/pack/store.ts';
import { freePort } from '../stage/freePort.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

let azurite: Azurite;
let folder: string;

beforeAll(async () => {
  azurite = await storageAccount();
  folder = temporaryFolder().path;
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const noRetries = { retryOptions: { maxTries: 1 } };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const facts = (bytes: Uint8Array) => ({ sha256: sha256(bytes), mediaType: 'application/octet-stream' });

function part(name: string, bytes: Uint8Array): PackPart {
  return { name, content: { bytes }, ...facts(bytes) };
}

async function bytesOf(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function pathsIn(store: PackStore, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of store.list(prefix)) paths.push(path);
  return paths;
}

const stores: [string, () => PackStore][] = [
  ['Blob Storage', () => createBlobStore({ connection: azurite, clientOptions: noRetries })],
  ['a folder', () => createFolderStore(join(folder, 'store'))],
];

describe.each(stores)('packs in %s', (_name, storeOf) => {
  test('what was put comes back, byte for byte, from bytes and from a file of several blocks', async () => {
    const store = storeOf();
    const small = Buffer.from('evidence');
    const large = randomBytes(9_000_000);
    const file = join(folder, 'large.bin');
    await writeFile(file, large);
    expect(await store.put('2026/03/back/small.txt', { bytes: small }, facts(small))).toBe('stored');
    expect(await store.put('2026/03/back/raw/large.jsonl.gz', { file }, facts(large))).toBe('stored');
    expect(await bytesOf(await store.open('2026/03/back/small.txt'))).toEqual(small);
    expect((await bytesOf(await store.open('2026/03/back/raw/large.jsonl.gz')))?.equals(large)).toBe(true);
    expect(await pathsIn(store, '2026/03/back/')).toEqual([
      '2026/03/back/raw/large.jsonl.gz',
      '2026/03/back/small.txt',
    ]);
  });

  test('what is not there is not there, also before anything was stored', async () => {
    const empty =
      _name === 'a folder'
        ? createFolderStore(join(folder, 'nothing'))
        : createBlobStore({ connection: azurite, container: 'nothing', clientOptions: noRetries });
    expect(await empty.open('2026/03/none/x.txt')).toBeUndefined();
    expect(await empty.exists('2026/03/none/x.txt')).toBe(false);
    expect(await pathsIn(empty, '2026/')).toEqual([]);
  });

  test('the same part again is taken as stored; another one under its name is an error and changes nothing', async () => {
    const store = storeOf();
    const first = Buffer.from('first');
    const other = Buffer.from('other');
    const path = '2026/03/again/part.txt';
    await store.put(path, { bytes: first }, facts(first));
    expect(await store.put(path, { bytes: first }, facts(first))).toBe('alreadyThere');
    await expect(store.put(path, { bytes: other }, facts(other))).rejects.toThrow(PackConflictError);
    await expect(store.put(path, { bytes: other }, facts(other))).rejects.toThrow('never overwritten');
    expect(await bytesOf(await store.open(path))).toEqual(first);
  });

  test('two who put different parts under one name at once: one is stored, the other told', async () => {
    const store = storeOf();
    const ends = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((text) => {
        const bytes = Buffer.from(text.repeat(1000));
        return store.put('2026/03/race/part.txt', { bytes }, facts(bytes));
      }),
    );
    const refused = ends.filter((end) => end.status === 'rejected');
    expect(refused).toHaveLength(3);
    for (const end of refused) expect(end.reason).toBeInstanceOf(PackError);
    expect(await bytesOf(await store.open('2026/03/race/part.txt'))).toHaveLength(1000);
  });

  test('content that is not what its hash says is not stored', async () => {
    const store = storeOf();
    const bytes = Buffer.from('changed after it was written');
    const path = '2026/03/changed/part.txt';
    await expect(store.put(path, { bytes }, facts(Buffer.from('as written')))).rejects.toThrow(PackError);
    expect(await store.exists(path)).toBe(false);
  });

  test.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    'a\\b',
    'C:/x',
    'a/b.',
    'a/b ',
    'a/\u0001',
    'a/b?',
    '.hidden',
  ])('the path %j is refused', async (path) => {
    const store = storeOf();
    const bytes = Buffer.from('x');
    await expect(store.put(path, { bytes }, facts(bytes))).rejects.toThrow('is not a valid name for a part of a pack');
  });

  test('the manifest is written last: a pack whose parts fail is not complete, and the next attempt is apart', async () => {
    const store = storeOf();
    const broken: PartContent = { file: join(folder, 'does-not-exist') };
    const manifest = part(MANIFEST, Buffer.from('{}'));
    const parts = Array.from({ length: 10 }, (_, index) => part(`raw/${index}.jsonl.gz`, Buffer.from(`row ${index}`)));
    const first = packFolder('2026-03-02T06:00:00.000Z', 'weekly-1');
    await expect(
      storePack(store, first, [...parts, { ...part('lost', Buffer.from('x')), content: broken }], manifest),
    ).rejects.toThrow();
    expect(await isComplete(store, first)).toBe(false);
    const second = packFolder('2026-03-02T06:00:00.000Z', 'weekly-1', 2);
    await storePack(store, second, parts, manifest);
    await storePack(store, second, parts, manifest);
    expect(await isComplete(store, second)).toBe(true);
    expect(await pathsIn(store, `${second}/`)).toHaveLength(11);
  });

  test('two parts of one name are refused before anything is stored', async () => {
    const store = storeOf();
    const twice = [part('a.txt', Buffer.from('1')), part('A.txt', Buffer.from('2'))];
    await expect(storePack(store, '2026/03/twice', twice, part(MANIFEST, Buffer.from('{}')))).rejects.toThrow(
      'appears twice',
    );
    expect(await pathsIn(store, '2026/03/twice')).toEqual([]);
  });
});

test('folders of runs', () => {
  expect(packFolder('2026-03-02T06:00:00.000Z', 'weekly-2026-03-02T06')).toBe('2026/03/weekly-2026-03-02T06');
  expect(packFolder('2026-12-31T23:59:59.000Z', 'x', 3)).toBe('2026/12/x~3');
});

test('a blob carries its hash, its MD5 and its type', async () => {
  const store = createBlobStore({ connection: azurite });
  const bytes = Buffer.from('evidence');
  await store.put('2026/03/meta/manifest.json', { bytes }, { sha256: sha256(bytes), mediaType: 'application/json' });
  const blob = BlobServiceClient.fromConnectionString(azurite.connectionString)
    .getContainerClient('packs')
    .getBlobClient('2026/03/meta/manifest.json');
  const properties = await blob.getProperties();
  expect(properties.metadata).toEqual({ sha256: sha256(bytes) });
  expect(properties.contentType).toBe('application/json');
  expect(Buffer.from(properties.contentMD5 ?? [])).toEqual(createHash('md5').update(bytes).digest());
  expect(store.address('2026/03/meta/manifest.json')).toBe(`${azurite.blobUrl}/packs/2026/03/meta/manifest.json`);
});

test('what a crash left unfinished in a folder is no part, and nothing unfinished is left behind', async () => {
  const root = join(folder, 'unfinished');
  const month = join(root, '2026', '03', 'a');
  const store = createFolderStore(root);
  const bytes = Buffer.from('x');
  await mkdir(join(month, '.unfinished-abc'), { recursive: true });
  await writeFile(join(month, '.unfinished-abc', 'part'), 'half');
  await store.put('2026/03/a/part.txt', { bytes }, facts(bytes));
  expect(await pathsIn(store, '')).toEqual(['2026/03/a/part.txt']);
  expect(await readdir(month)).toEqual(['.unfinished-abc', 'part.txt']);
});

test('storage that is down, a wrong key and a wrong connection string are one sentence each, without the key', async () => {
  const port = await freePort();
  const bytes = Buffer.from('x');
  const put = (connectionString: string): Promise<unknown> =>
    createBlobStore({ connection: { connectionString }, clientOptions: noRetries }).put('a/b', { bytes }, facts(bytes));
  await expect(put(azurite.connectionString.replace(/127\.0\.0\.1:\d+/g, `127.0.0.1:${port}`))).rejects.toThrow(
    /^Blob Storage at http:\/\/127\.0\.0\.1:\d+ cannot be reached/,
  );
  const otherKey = azurite.connectionString.replace(
    /AccountKey=[^;]*/,
    `AccountKey=${randomBytes(64).toString('base64')}`,
  );
  await expect(put(otherKey)).rejects.toThrow(/refused access \(403 .*Storage Blob Data Contributor/);
  expect(() => createBlobStore({ connection: { connectionString: 'nonsense' } })).toThrow(PackError);
  const inTheOpen = `DefaultEndpointsProtocol=http;AccountName=x;AccountKey=eA==;BlobEndpoint=http://storage.contoso.example/x`;
  expect(() => createBlobStore({ connection: { connectionString: inTheOpen } })).toThrow(
    'without encryption; use https://',
  );
});
