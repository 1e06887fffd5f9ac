import { gunzipSync, gzipSync } from 'node:zlib';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Application } from '../../../src/app/application.ts';
import { runLocally, type LocalOutcome } from '../../../src/app/localRun.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import type { ProgressEvent } from '../../../src/domain/progress.ts';
import { GROUP } from '../../collect/plainTenant.ts';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { openReadableBank, settingsOf, type Bank } from './stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let bank: Bank;
const told: ProgressEvent[] = [];

beforeAll(async () => {
  azurite = await storageAccount();
  bank = await openReadableBank();
}, 120_000);
afterAll(async () => {
  await bank.close();
  folder.dispose();
});

/** Runs of one moment have one id: the next test's pack must not meet the last one's. */
afterEach(async () => {
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  for await (const { name } of service.listContainers())
    for await (const blob of service.getContainerClient(name).listBlobsFlat())
      await service.getContainerClient(name).deleteBlob(blob.name);
});

const settingsFor = (prefix: string): Promise<Record<string, string>> =>
  settingsOf(bank, folder.path, {
    UNBROKEN_STORAGE: azurite.connectionString,
    UNBROKEN_TABLE_PREFIX: prefix,
    UNBROKEN_MANAGEMENT_GROUPS: GROUP,
  });
const MOMENTS = ['2026-11-16T06:00:00.000Z', '2026-11-23T06:00:00.000Z'] as const;

async function week(at: 0 | 1, prefix: string, trigger: 'cli' | 'demo' = 'cli'): Promise<LocalOutcome> {
  return runLocally({
    settings: readSettings(await settingsFor(prefix)),
    outFolder: `${folder.path}/${prefix}`,
    sendMail: false,
    report: (event) => told.push(event),
    trigger,
    asOf: MOMENTS[at],
  });
}

async function stored(
  runId: string,
  name: RegExp,
): Promise<{ readonly container: ContainerClient; readonly path: string }> {
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  for await (const { name: containerName } of service.listContainers()) {
    const container = service.getContainerClient(containerName);
    for await (const { name: path } of container.listBlobsFlat())
      if (path.includes(`/${runId}/`) && name.test(path)) return { container, path };
  }
  throw new Error(`no ${String(name)} of ${runId}`);
}

async function alter(runId: string, name: RegExp, change: (bytes: Buffer) => Buffer): Promise<void> {
  const { container, path } = await stored(runId, name);
  const blob = container.getBlockBlobClient(path);
  const bytes = change(await blob.downloadToBuffer());
  await blob.upload(bytes, bytes.length);
}

/** What somebody with the right to write tables makes of the run's row. */
async function alterRow(
  prefix: string,
  runId: string,
  change: Readonly<Record<string, string | Date | undefined>>,
): Promise<void> {
  const table = TableClient.fromConnectionString(azurite.connectionString, `${prefix}runs`.toLowerCase(), {
    allowInsecureConnection: true,
  });
  for await (const entity of table.listEntities<{
    readonly runId?: string;
  }>()) {
    const { partitionKey, rowKey } = entity;
    if (entity.runId !== runId || partitionKey === undefined || rowKey === undefined) continue;
    await table.deleteEntity(partitionKey, rowKey);
    await table.createEntity({ ...entity, partitionKey, rowKey, ...change, etag: undefined, timestamp: undefined });
  }
}

/** Another run's pack in the same store: whole, and proven by its own hash. */
async function otherPack(): Promise<{ readonly packPath: string; readonly manifestSha256: string }> {
  const { runId, manifestSha256 } = await week(0, 'Other', 'demo');
  const { path } = await stored(runId, /manifest\.json$/);
  return { packPath: path.slice(0, -'/manifest.json'.length), manifestSha256 };
}

const rewritten = (bytes: Buffer): Buffer =>
  gzipSync(gunzipSync(bytes).toString('utf8').replaceAll('NonCompliant', 'Compliant'));

describe('a run after a pack that is no longer what was stored', () => {
  test.each([
    ['Record', 'its record says Compliant now', (runId: string) => alter(runId, /record\.jsonl\.gz$/, rewritten)],
    [
      'Carried',
      'its carried facts were rewritten',
      (runId: string) => alter(runId, /carried\.jsonl\.gz$/, (bytes) => gzipSync(gunzipSync(bytes), { level: 1 })),
    ],
    [
      'Manifest',
      'its manifest has a line more',
      (runId: string) => alter(runId, /manifest\.json$/, (bytes) => Buffer.concat([bytes, Buffer.from('\n')])),
    ],
    [
      'Gone',
      'its record was deleted',
      async (runId: string) => {
        const { container, path } = await stored(runId, /record\.jsonl\.gz$/);
        await container.deleteBlob(path);
      },
    ],
    [
      'Swelling',
      'its record goes on and on',
      (runId: string) => alter(runId, /record\.jsonl\.gz$/, (bytes) => Buffer.concat([bytes, Buffer.alloc(1_000_000)])),
    ],
    [
      'Archived',
      'its record was moved to the archive tier',
      async (runId: string) => {
        const { container, path } = await stored(runId, /record\.jsonl\.gz$/);
        await container.getBlockBlobClient(path).setAccessTier('Archive');
      },
    ],
    [
      'Hashrow',
      'its row has another hash',
      (runId: string) => alterRow('Hashrow', runId, { manifestSha256: '0'.repeat(64) }),
    ],
    ['Hashless', 'its row has an empty hash', (runId: string) => alterRow('Hashless', runId, { manifestSha256: '' })],
    ['Outrow', 'its row leads out of the store', (runId: string) => alterRow('Outrow', runId, { packPath: '../../x' })],
    ['Oddrow', 'its row names no place', (runId: string) => alterRow('Oddrow', runId, { packPath: 'a\0?#' })],
    ['Norow', 'its row names nothing', (runId: string) => alterRow('Norow', runId, { packPath: '' })],
    [
      'Barerow',
      'its row lost place and hash',
      (runId: string) => alterRow('Barerow', runId, { packPath: undefined, manifestSha256: undefined }),
    ],
    [
      'Otherrow',
      'its row names the whole pack of another run',
      async (runId: string) => alterRow('Otherrow', runId, await otherPack()),
    ],
    [
      'Daterow',
      'its row has another date',
      (runId: string) => alterRow('Daterow', runId, { asOf: new Date('2026-11-01T00:00:00Z') }),
    ],
  ])(
    '%s: %s – goes on as a first run that says so',
    async (prefix, _, spoil) => {
      const first = await week(0, prefix);
      await spoil(first.runId);
      told.length = 0;
      const second = await week(1, prefix);
      expect(second.comparedWith).toBeUndefined();
      expect(second.changes).toEqual([]);
      expect(second.record.state).toBe('INCOMPLETE');
      const gap = second.record.gaps.find(({ because }) => because.startsWith('The chain of evidence is broken'));
      expect(gap?.because).toContain(first.runId);
      const alerts = told.filter((event) => event.kind === 'chainBroken');
      expect(alerts.map(({ because }) => because)).toEqual([gap?.because]);
      const verified = await verifyPack({ pack: second.packLocation, earlier: [] });
      expect(verified.steps.flatMap(({ differences }) => differences)).toEqual([]);
    },
    120_000,
  );

  test('an untouched pack is chained as before', async () => {
    const first = await week(0, 'Untouched');
    const second = await week(1, 'Untouched');
    expect(second.comparedWith).toBe(first.runId);
    expect(second.record.state).toBe('COMPLETE');
  }, 120_000);
});

test('an altered workbook is not handed out, and an untouched one is', async () => {
  const { runId } = await week(0, 'Download');
  const application = new Application(await settingsFor('Download'));
  const read = async (): Promise<number> => {
    const part = await application.evidence.part(runId, 'workbook');
    if (part?.kind !== 'found') throw new Error(`the workbook is ${String(part?.kind)}`);
    let bytes = 0;
    for await (const chunk of (await part.open()) ?? []) bytes += chunk.length;
    return bytes;
  };
  expect(await read()).toBeGreaterThan(1000);
  await alter(runId, /\.xlsx$/, (bytes) => Buffer.concat([bytes, Buffer.from([0])]));
  await expect(read()).rejects.toThrow(/was altered in storage/);
  await alter(runId, /manifest\.json$/, (bytes) => Buffer.concat([bytes, Buffer.from(' ')]));
  await expect(application.evidence.part(runId, 'workbook')).rejects.toThrow(/manifest.json at .* was altered/);
}, 120_000);
