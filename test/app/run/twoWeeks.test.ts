import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Application } from '../../../src/app/application.ts';
import { diffPacks } from '../../../src/app/diffPacks.ts';
import { explain } from '../../../src/app/explain.ts';
import { runLocally } from '../../../src/app/localRun.ts';
import { readCells } from '../../../src/report/workbook/readCells.ts';
import { followChain } from '../../../src/app/verify/chain.ts';
import { BESIDE_MANIFEST } from '../../../src/pack/parts.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { readSettings } from '../../../src/app/settings.ts';
import type { RunOutcome } from '../../../src/app/run/runAssessment.ts';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../../simulator/services/smtpCatcher.ts';
import { openBank, openSmallBank, SAME_IDS, settingsOf, type Bank } from './stage.ts';
import { runThrough } from './stages/through.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let smtp: SmtpCatcher;
let banks: readonly [Bank, Bank];

beforeAll(async () => {
  azurite = await storageAccount();
  smtp = await startSmtpCatcher();
  banks = [await openBank(1, [], SAME_IDS), await openBank(2, [], SAME_IDS)];
});
afterAll(async () => {
  for (const bank of banks) await bank.close();
  await smtp.close();
  folder.dispose();
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('two weekly runs', () => {
  const outcomes: RunOutcome[] = [];
  const out = join(folder.path, 'out');

  test.each([0, 1])('week %# leaves a pack, history and one mail', async (index) => {
    const bank = banks[index] as Bank;
    const settings = readSettings(
      await settingsOf(bank, folder.path, { UNBROKEN_STORAGE: azurite.connectionString, UNBROKEN_SMTP_URL: smtp.url }),
    );
    const outcome = await runLocally({
      settings,
      outFolder: out,
      sendMail: true,
      report: () => undefined,
      trigger: 'cli',
      asOf: bank.now,
    });
    outcomes.push(outcome);
    expect(outcome.deliveries).toEqual([{ recipient: 'auditor@contoso.example', result: 'sent', ok: true }]);
    expect(outcome.record.state).toBe(index === 0 ? 'INCOMPLETE' : 'COMPLETE');
    expect(smtp.mails).toHaveLength(index + 1);
  });

  test('the second week is compared with the first, and chained to its manifest', () => {
    const [first, second] = outcomes as [RunOutcome, RunOutcome];
    expect(second.comparedWith).toBe(first.runId);
    expect(second.changes.filter((change) => change.kind === 'new').map((change) => change.check)).toContain('RST-01');
    const manifest = JSON.parse(readFileSync(join(second.packLocation, 'manifest.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(manifest['previousManifestSha256']).toBe(first.manifestSha256);
  });

  test('the second pack is verified with the first as its previous, and with no stranger in its place', async () => {
    const [first, second] = outcomes as [RunOutcome, RunOutcome];
    const verified = await verifyPack({ pack: second.packLocation, earlier: [first.packLocation] });
    expect(verified.steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(verified.steps.find(({ about }) => about === 'chain')?.verified).toContain('over 1 earlier pack');
    expect(verified.steps.flatMap(({ notVerified }) => notVerified).join('\n')).not.toContain('--previous');
    const alone = await verifyPack({ pack: second.packLocation, earlier: [] });
    expect(alone.holds).toBe(true);
    expect(alone.steps.flatMap(({ notVerified }) => notVerified).join('\n')).toMatch(
      /changes since run .* give its pack/,
    );
    const [one, two] = [await openPack(first.packLocation), await openPack(second.packLocation)];
    const strange = await followChain(two, [{ ...one, sha256: 'f'.repeat(64) }], BESIDE_MANIFEST);
    expect(strange.step.differences).toEqual([expect.stringContaining('is not a link of the chain') as string]);
    await expect(verifyPack({ pack: first.packLocation, earlier: [second.packLocation] })).rejects.toThrow(
      /later than the pack being checked .*; give an earlier pack with --previous\.$/,
    );
  });

  test('the two packs compared say what the second one says, on a terminal and as a workbook', async () => {
    const [first, second] = outcomes as [RunOutcome, RunOutcome];
    const xlsx = join(folder.path, 'difference.xlsx');
    const { difference, text } = await diffPacks(first.packLocation, second.packLocation, { file: xlsx, force: false });
    expect(difference.changes).toEqual(second.changes);
    expect(text).toMatch(/New findings +[1-9]/);
    const sheets = await readCells(xlsx);
    expect(sheets.map(({ name }) => name)).toEqual([
      'Comparison',
      'Changes',
      'Population',
      'Baseline and rules',
      'Gaps',
    ]);
    let rows = 0;
    for await (const { cells } of sheets[1]?.rows() ?? []) if (cells.length > 3) rows += 1;
    expect(rows).toBe(difference.changes.length + 1);
  });

  test('explain finds the newest pack in storage by itself, and tells the history of a disk', async () => {
    const second = outcomes[1] as RunOutcome;
    const settings = readSettings({ UNBROKEN_STORAGE: azurite.connectionString });
    const moved = second.changes.find(({ check, before, after }) => check === 'EXP-01' && before !== after);
    const told = await explain(moved?.subject ?? '', { settings, folder: join(folder.path, 'nowhere') });
    expect([told.asOf, told.pack]).toEqual([second.record.asOf, expect.stringContaining(second.runId)]);
    const past = told.past.told ? told.past.intervals.filter(({ check }) => check === 'EXP-01') : [];
    expect(past.map(({ status, until, ended }) => [status, until, ended])).toEqual([
      [moved?.before, second.record.asOf, 'changed'],
      [moved?.after, undefined, undefined],
    ]);
    await expect(
      explain(`/subscriptions/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/x/y`, { settings, folder: out }),
    ).rejects.toThrow(/^No run in the history of UNBROKEN_STORAGE read subscription 00000000-/);
  });

  test('every part of the pack has the hash that the manifest gives, in the folder and in Blob Storage', async () => {
    const second = outcomes[1] as RunOutcome;
    const bytes = readFileSync(join(second.packLocation, 'manifest.json'));
    expect(sha256(bytes)).toBe(second.manifestSha256);
    const { parts } = JSON.parse(bytes.toString('utf8')) as {
      parts: { name: string; sha256: string; bytes: number }[];
    };
    expect(parts.map((part) => part.name)).toEqual(
      expect.arrayContaining(['baseline.json', 'record.jsonl.gz', 'raw/disks.jsonl.gz']),
    );
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('packs');
    for (const part of parts) {
      const local = readFileSync(join(second.packLocation, part.name));
      expect(sha256(local), part.name).toBe(part.sha256);
      const blob = await container.getBlobClient(`2026/11/${second.runId}/${part.name}`).downloadToBuffer();
      expect(sha256(blob), part.name).toBe(part.sha256);
    }
  });

  test('the mail carries the workbook of the pack', () => {
    const mail = smtp.mails[1];
    const workbook = mail?.parsed.attachments[0];
    expect(workbook?.filename).toMatch(/^UNBROKEN-contoso-2026-11-23-.*\.xlsx$/);
    const second = outcomes[1] as RunOutcome;
    expect(sha256(workbook?.content as Buffer)).toBe(sha256(readFileSync(second.workbookLocation)));
    expect(mail?.parsed.text).toContain(second.manifestSha256);
  });

  test('history holds both runs, their summaries and the lives of findings', async () => {
    const rows = async (table: string): Promise<Record<string, unknown>[]> => {
      const all: Record<string, unknown>[] = [];
      const client = TableClient.fromConnectionString(azurite.connectionString, table, {
        allowInsecureConnection: true,
      });
      for await (const row of client.listEntities()) all.push(row);
      return all;
    };
    const runs = (await rows('UnbrokenRuns')).filter((row) => row['partitionKey'] === 'run');
    expect(runs.map((row) => row['state'])).toEqual(['Delivered', 'Delivered']);
    // R1–R7 for each of four subscriptions that hold disks or not, and for all together.
    expect((await rows('UnbrokenSummary')).length).toBe(
      outcomes.reduce((sum, outcome) => sum + outcome.record.summary.length, 0),
    );
    const findings = await rows('UnbrokenFindings');
    const open = findings.filter((row) => row['state'] === 'Open');
    const found = outcomes[1]?.record.verdicts.filter((verdict) => verdict.status === 'NonCompliant') ?? [];
    expect(open.length).toBeGreaterThanOrEqual(found.length);
    expect(findings.some((row) => row['state'] === 'Closed' && row['closedBecause'] === 'fixed')).toBe(true);
    expect(findings.some((row) => row['state'] === 'Closed' && row['closedBecause'] === 'disappeared')).toBe(true);
  });

  test('the same answers at the same moment give the same record, byte for byte', async () => {
    const again = async (name: string): Promise<RunOutcome> =>
      runLocally({
        settings: readSettings(await settingsOf(banks[0], folder.path)),
        outFolder: join(folder.path, name),
        sendMail: false,
        report: () => undefined,
        trigger: 'cli',
        asOf: banks[0].now,
      });
    const [one, two] = [outcomes[0] as RunOutcome, await again('again')];
    const record = (outcome: RunOutcome): string => sha256(readFileSync(join(outcome.packLocation, 'record.jsonl.gz')));
    expect(record(one)).toBe(record(two));
    expect(JSON.stringify(one.record.verdicts)).toBe(JSON.stringify(two.record.verdicts));
  });

  test('no key material is anywhere in a pack or a mail', () => {
    const second = outcomes[1] as RunOutcome;
    const { parts } = JSON.parse(readFileSync(join(second.packLocation, 'manifest.json'), 'utf8')) as {
      parts: { name: string }[];
    };
    for (const { name } of parts)
      expect(unpacked(readFileSync(join(second.packLocation, name)), name), name).not.toContain('CANARY-');
    for (const mail of smtp.mails) expect(mail.raw.toString('utf8')).not.toContain('CANARY-');
  });
});

describe('over HTTP', () => {
  test('a request is queued, done once however often it is started, and its workbook can be read', async () => {
    const small = await openSmallBank(2);
    const application = new Application(
      await settingsOf(small, folder.path, {
        UNBROKEN_STORAGE: azurite.connectionString,
        UNBROKEN_SMTP_URL: smtp.url,
        UNBROKEN_TABLE_PREFIX: 'Http',
      }),
    );
    const before = smtp.mails.length;
    const request = await application.askOverHttp('{}');
    expect(await application.evidence.status(request.runId)).toMatchObject({ state: 'Queued', finished: false });
    expect(await application.evidence.part(request.runId, 'workbook')).toEqual({ kind: 'none', state: 'Queued' });
    expect((await runThrough(application, request.runId)).deliveries).toMatchObject([{ result: 'sent', ok: true }]);
    expect(await runThrough(application, request.runId)).toMatchObject({
      over: expect.stringContaining('nothing is left to do') as string,
      deliveries: [],
    });
    expect(smtp.mails.length).toBe(before + 1);
    expect(await application.evidence.status(request.runId)).toMatchObject({
      state: 'Delivered',
      finished: true,
      complete: false,
    });
    const workbook = await application.evidence.part(request.runId, 'workbook');
    const chunks: Buffer[] = [];
    for await (const chunk of (workbook?.kind === 'found' ? await workbook.open() : undefined) ?? [])
      chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).subarray(0, 2).toString()).toBe('PK');
    expect(await application.evidence.status('no-such-run')).toBeUndefined();
    await small.close();
  });
});

function unpacked(bytes: Buffer, name: string): string {
  if (name.endsWith('.gz')) return gunzipSync(bytes).toString('utf8');
  if (name.endsWith('.xlsx'))
    return Object.values(unzipSync(bytes))
      .map((part) => Buffer.from(part).toString('utf8'))
      .join('\n');
  return bytes.toString('utf8');
}
