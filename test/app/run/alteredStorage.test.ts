import { createHash } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Application } from '../../../src/app/application.ts';
import { historyOf, packsOf, REAL_CLOCK } from '../../../src/app/compose.ts';
import { explain } from '../../../src/app/explain.ts';
import { Evidence } from '../../../src/app/http/evidence.ts';
import type { RunRequest } from '../../../src/app/runRequest.ts';
import { readSettings } from '../../../src/app/settings.ts';
import type { PackStore } from '../../../src/domain/ports.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { openStoredPack, recordOf } from '../../../src/pack/readPack.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../../simulator/services/smtpCatcher.ts';
import { GROUP } from '../../collect/plainTenant.ts';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { openReadableBank, settingsOf, type Bank } from './stage.ts';
import { runThrough } from './stages/through.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let smtp: SmtpCatcher;
let bank: Bank;
let settings: Record<string, string>;
let prefixes = 0;

beforeAll(async () => {
  azurite = await storageAccount();
  smtp = await startSmtpCatcher();
  bank = await openReadableBank();
});
beforeEach(async () => {
  settings = await settingsOf(bank, folder.path, {
    UNBROKEN_STORAGE: azurite.connectionString,
    UNBROKEN_TABLE_PREFIX: `Altered${String((prefixes += 1))}`,
    UNBROKEN_SMTP_URL: smtp.url,
    UNBROKEN_MANAGEMENT_GROUPS: GROUP,
  });
});
afterAll(async () => {
  await bank.close();
  await smtp.close();
  folder.dispose();
});

const application = (more: Record<string, string> = {}): Application => new Application({ ...settings, ...more });

/** A run whose evidence stands, and which nobody was mailed. */
async function undelivered(): Promise<string> {
  const down = application({ UNBROKEN_SMTP_URL: 'smtp://127.0.0.1:1' });
  const { runId } = await down.askOverHttp('');
  await runThrough(down, runId);
  return runId;
}

async function delivered(): Promise<string> {
  const up = application();
  const { runId } = await up.askOverHttp('');
  await runThrough(up, runId);
  return runId;
}

async function alter(runId: string, name: RegExp): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  const container = service.getContainerClient('packs');
  for await (const { name: path } of container.listBlobsFlat())
    if (path.includes(`/${runId}/`) && name.test(path)) {
      const blob = container.getBlockBlobClient(path);
      const bytes = Buffer.concat([await blob.downloadToBuffer(), Buffer.from([0])]);
      await blob.upload(bytes, bytes.length);
    }
}

/** The pack as if its README had always had another byte: each hash in it agrees, but not the one in the row of its run. */
async function makeAnew(runId: string): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  const container = service.getContainerClient('packs');
  const { packPath = '' } = (await historyOf(readSettings(settings), REAL_CLOCK).getRun(runId)) ?? {};
  const readme = container.getBlockBlobClient(`${packPath}/README.txt`);
  const bytes = Buffer.concat([await readme.downloadToBuffer(), Buffer.from('Signed by KPMG\n')]);
  await readme.upload(bytes, bytes.length);
  const listed = container.getBlockBlobClient(`${packPath}/manifest.json`);
  const manifest = JSON.parse(String(await listed.downloadToBuffer())) as {
    parts: { name: string; sha256: string; bytes: number }[];
  };
  for (const part of manifest.parts)
    if (part.name === 'README.txt')
      Object.assign(part, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length });
  const made = Buffer.from(canonicalJson(manifest), 'utf8');
  await listed.upload(made, made.length);
}

async function forgetHash(runId: string): Promise<void> {
  const name = `${settings['UNBROKEN_TABLE_PREFIX'] ?? ''}runs`.toLowerCase();
  const runs = TableClient.fromConnectionString(azurite.connectionString, name, { allowInsecureConnection: true });
  for await (const { manifestSha256, ...rest } of runs.listEntities<{ runId: string; manifestSha256?: string }>())
    if (rest.runId === runId && manifestSha256 !== undefined)
      await runs.updateEntity({ ...rest, partitionKey: rest.partitionKey ?? '', rowKey: rest.rowKey ?? '' }, 'Replace');
}

test('explain holds the pack that it finds through the history against the hash in the row of its run', async () => {
  const runId = await delivered();
  const known = readSettings(settings);
  const { packPath = '' } = (await historyOf(known, REAL_CLOCK).getRun(runId)) ?? {};
  const { chains } = await recordOf(await openStoredPack(packsOf(known), packPath));
  const disk = chains.at(0)?.disk ?? '';
  const told = (unverified = false) => explain(disk, { settings: known, folder: folder.path, unverified });
  expect((await told()).notice).toMatch(/^INTACT: .*it is the pack that the history of runs names; conclusions not/);
  await makeAnew(runId);
  await expect(told()).rejects.toThrow(
    /is not shown: .*manifest\.json has the SHA-256 [0-9a-f]{64}, not the [0-9a-f]{64}/,
  );
  expect((await told(true)).notice).toMatch(/^DIFFERS: /);
  await forgetHash(runId);
  await expect(told()).rejects.toThrow(/, and the history has no hash of this run to compare it with\./);
}, 120_000);

describe('a run that is only delivered', () => {
  test('tells what it would have told, whatever became of the pack before it', async () => {
    const first = await delivered();
    const runId = await undelivered();
    await alter(first, /record\.jsonl\.gz$/);
    const before = smtp.mails.length;
    await runThrough(application(), runId);
    const text = smtp.mails.slice(before).map(({ parsed }) => parsed.text ?? '');
    expect(text).toHaveLength(1);
    expect(text.join()).not.toMatch(/first run/i);
    expect(text.join()).toMatch(/Since the (previous )?run|no(thing| change)/i);
  }, 120_000);

  test.each([/\.xlsx$/, /record\.jsonl\.gz$/, /context\.jsonl\.gz$/, /manifest\.json$/])(
    'mails nothing where %s was altered',
    async (part) => {
      const runId = await undelivered();
      await alter(runId, part);
      const before = smtp.mails.length;
      await expect(runThrough(application(), runId)).rejects.toThrow(/is not as it was stored/);
      expect(smtp.mails.length).toBe(before);
    },
    120_000,
  );

  test('takes the place of its pack from the history, not from what the runner carries', async () => {
    const other = await delivered();
    const runId = await undelivered();
    const up = application();
    const report = (): void => undefined;
    const begun = await up.doStage('begin', { runId, owner: 'somebody', earlier: {} }, report);
    expect(begun.answer).toMatchObject({ kind: 'done', result: { kind: 'recorded' } });
    if (begun.answer.kind !== 'done') return;
    const row = await historyOf(readSettings(settings), REAL_CLOCK).getRun(other);
    const forged = { ...(begun.answer.result as object), row };
    const before = smtp.mails.length;
    await up.doStage('deliver', { runId, owner: 'somebody', earlier: { begin: forged } }, report);
    const mails = smtp.mails.slice(before);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.parsed.text).toContain(runId);
    expect(mails[0]?.parsed.text).not.toContain(other);
  }, 120_000);
});

describe('what a run was asked for, as it is kept', () => {
  /** What somebody with the right to write tables puts in its place. */
  async function keepInstead(request: RunRequest, runId: string): Promise<void> {
    const name = `${settings['UNBROKEN_TABLE_PREFIX'] ?? ''}runs`.toLowerCase();
    const table = TableClient.fromConnectionString(azurite.connectionString, name, { allowInsecureConnection: true });
    for await (const { partitionKey = '', rowKey = '', text } of table.listEntities())
      if (typeof text === 'string' && text.includes(runId)) await table.deleteEntity(partitionKey, rowKey);
    const history = historyOf(readSettings(settings), REAL_CLOCK);
    await history.asked.keepRequest(runId, JSON.stringify(request));
  }

  const EVIL = [
    'x@evil.example',
    'x@evil.example,y@contoso.example',
    'x%evil.example@contoso.example',
    'evil.example!x@contoso.example',
    '"x@evil.example"@contoso.example',
    '<x@evil.example>',
    'x@evil.example\0@contoso.example',
    'x@evil.example\r\nRCPT TO:<y@contoso.example>',
    'x@contoso.example.evil.example',
    'x@xcontoso.example',
    ' x@contoso.example',
    'x@evil.example (y@contoso.example)',
  ];

  test('mails nobody outside the allowed domains, whoever put them there', async () => {
    const up = application({ UNBROKEN_MAIL_DOMAINS: 'contoso.example' });
    const request = await up.askOverHttp('');
    await keepInstead({ ...request, recipients: EVIL }, request.runId);
    const before = smtp.mails.length;
    const { deliveries } = await runThrough(up, request.runId);
    expect(smtp.mails.length).toBe(before);
    expect(deliveries.map(({ recipient, ok }) => [recipient, ok])).toEqual(EVIL.map((each) => [each, false]));
    for (const recipient of EVIL)
      await expect(up.askOverHttp(JSON.stringify({ recipients: [recipient] }))).rejects.toThrow(/^recipients/);
  }, 120_000);

  test('is refused where it is of another run', async () => {
    const up = application();
    const request = await up.askOverHttp('');
    await keepInstead({ ...request, runId: 'other' }, request.runId);
    await expect(runThrough(up, request.runId)).rejects.toThrow(/belongs to another run/);
  }, 120_000);
});

test.each([/\.xlsx$/, /manifest\.json$/])(
  '%s, exchanged between the two passes, is not handed out',
  async (name) => {
    const runId = await delivered();
    const packs = packsOf(readSettings(settings));
    let opened = 0;
    const exchanging: PackStore = {
      ...packs,
      open: async (path, version) => {
        if (name.test(path) && version !== undefined && (opened += 1) === 2) await alter(runId, name);
        return packs.open(path, version);
      },
    };
    const evidence = new Evidence(historyOf(readSettings(settings), REAL_CLOCK), exchanging, '');
    const part = await evidence.part(runId, name.test('manifest.json') ? 'manifest' : 'workbook');
    if (part?.kind !== 'found') throw new Error(String(part?.kind));
    await expect(part.open()).rejects.toThrow(/was altered in storage: .* changed while it was being read/);
  },
  120_000,
);
