import { createHash } from 'node:crypto';
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { unbroken } from '../../src/app/application.ts';
import { historyOf, packsOf, REAL_CLOCK } from '../../src/app/compose.ts';
import { Evidence } from '../../src/app/http/evidence.ts';
import { redactPack } from '../../src/app/redact/redactPack.ts';
import { readSettings } from '../../src/app/settings.ts';
import { verifyPack } from '../../src/app/verify/verifyPack.ts';
import type { PackStore } from '../../src/domain/ports.ts';
import { listEvidence } from '../../src/functions/listEvidence.ts';
import { openApi } from '../../src/functions/openApi.ts';
import { readEvidence } from '../../src/functions/readEvidence.ts';
import { readManifest, readWorkbook } from '../../src/functions/readPart.ts';
import { ask, textsOf } from './api.ts';
import { MY_DISK, MY_OTHER_DISK, NO_DISK, OTHER_DISK, type Api } from './stage.ts';

/** Reading what runs left. */
export function reading(api: Api): void {
  describe('reading', () => {
    test('workbook and manifest come as they are stored, with their hash, and once only', async () => {
      const manifest = await ask('readManifest', readManifest, { params: { runId: api.wholeRun } });
      expect(manifest.status).toBe(200);
      const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
      expect(manifest.headers['etag']).toBe(`"${hash(manifest.bytes)}"`);
      const workbook = await ask('readWorkbook', readWorkbook, { params: { runId: api.wholeRun } });
      expect(workbook.headers['etag']).toBe(`"${hash(workbook.bytes)}"`);
      const parts = manifest.json['parts'] as { name: string; sha256: string }[];
      const name = /filename="(.*)"/.exec(workbook.headers['content-disposition'] ?? '')?.[1];
      expect(parts.find((part) => part.name === name)?.sha256).toBe(hash(workbook.bytes));
      expect(workbook.log).toContain('"signal":"evidenceRead"');
      expect(workbook.log).toContain('"scope":"whole"');
      const known = await ask('readWorkbook', readWorkbook, {
        params: { runId: api.wholeRun },
        headers: { 'if-none-match': workbook.headers['etag'] ?? '' },
      });
      expect(known).toMatchObject({ status: 304 });
      expect(known.bytes).toHaveLength(0);
      expect(known.log).not.toContain('evidenceRead');
      const headers = { 'if-none-match': `"other", W/${manifest.headers['etag'] ?? ''}` };
      const unchanged = await ask('readManifest', readManifest, { params: { runId: api.wholeRun }, headers });
      expect(unchanged).toMatchObject({ status: 304 });
    });

    test('HEAD is answered as GET, without a body, and is no reading of evidence', async () => {
      const params = { runId: api.wholeRun };
      for (const [id, handler, asked] of [
        ['readWorkbook', readWorkbook, params],
        ['readManifest', readManifest, params],
        ['readEvidence', readEvidence, params],
        ['readEvidence', readEvidence, { runId: 'none' }],
        ['readWorkbook', readWorkbook, { runId: 'none' }],
        ['listEvidence', listEvidence, {}],
        ['readOpenApi', openApi, {}],
      ] as const) {
        const get = await ask(id, handler, { params: asked });
        const head = await ask(id, handler, { method: 'HEAD', params: asked });
        expect([head.status, head.headers['etag']], id).toEqual([get.status, get.headers['etag']]);
        const isPart = get.status === 200 && (id === 'readWorkbook' || id === 'readManifest');
        expect([head.headers['content-length'], get.headers['content-length']], id).toEqual(
          isPart ? [String(get.bytes.length), String(get.bytes.length)] : [undefined, undefined],
        );
        expect(head.headers['content-type'], id).toBe(get.headers['content-type'] ?? 'application/json');
        expect(head.log).not.toContain('evidenceRead');
      }
    });

    test('every function that answers GET answers HEAD', () => {
      const files = readdirSync('src/functions').map((file) => readFileSync(join('src/functions', file), 'utf8'));
      const methods = files.flatMap((text) => [...text.matchAll(/methods: (.*?),\n|methods: (.*?), auth/g)]);
      const given = methods.map(([, own, inline]) => own ?? inline);
      expect(given.length).toBeGreaterThan(6);
      expect(new Set(given)).toEqual(new Set(["['POST']", 'READING']));
    });

    test('nothing is opened for a reader who has the file already', async () => {
      const opened: string[] = [];
      const settings = readSettings(process.env);
      const packs = packsOf(settings);
      const counting: PackStore = { ...packs, open: (path) => (opened.push(path), packs.open(path)) };
      const evidence = new Evidence(historyOf(settings, REAL_CLOCK), counting, '');
      expect((await evidence.part(api.wholeRun, 'manifest'))?.kind).toBe('found');
      expect(opened).toEqual([]);
      expect((await evidence.part(api.wholeRun, 'workbook'))?.kind).toBe('found');
      expect(opened).toEqual([expect.stringMatching(/manifest\.json$/)]);
    });

    test('a run that is not done has no workbook', async () => {
      const { runId: queued } = await unbroken(process.env).askOverHttp('{}');
      expect(await ask('readWorkbook', readWorkbook, { params: { runId: queued } })).toMatchObject({
        status: 409,
        json: { code: 'NotReady' },
      });
      expect(await ask('readManifest', readManifest, { params: { runId: queued } })).toMatchObject({ status: 409 });
      expect(await ask('readManifest', readManifest, { params: { runId: 'no-such-run' } })).toMatchObject({
        status: 404,
      });
    });

    test('the list goes on page by page, newest first, none missing, none twice', async () => {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await ask('listEvidence', listEvidence, {
          query: { top: '3', ...(after === undefined ? {} : { after }) },
        });
        const runs = page.json['runs'] as { runId: string; requestedAt: string }[];
        expect(runs.length).toBeLessThanOrEqual(3);
        seen.push(...runs.map((run) => run.runId));
        after = /after=(.*)$/.exec(typeof page.json['next'] === 'string' ? page.json['next'] : '')?.[1];
      } while (after !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThan(3);
      const whole = await ask('listEvidence', listEvidence, { query: { top: '100' } });
      expect((whole.json['runs'] as { runId: string }[]).map((run) => run.runId)).toEqual(seen);
      const times = (whole.json['runs'] as { requestedAt: string }[]).map((run) => run.requestedAt);
      expect([...times].sort().reverse()).toEqual(times);
    });

    test.each(['0', '101', 'ten', '-1', '1e9'])('top=%s is refused', async (top) => {
      expect(await ask('listEvidence', listEvidence, { query: { top } })).toMatchObject({ status: 400 });
    });
  });

  describe('a run of which a part is handed out', () => {
    test('the answer and the workbook are of the part, and say so; the pack is whole and verifies', async () => {
      const { json } = await ask('readEvidence', readEvidence, { params: { runId: api.partRun } });
      const whole = await ask('readEvidence', readEvidence, { params: { runId: api.wholeRun } });
      expect(json).toMatchObject({
        disks: 2,
        excerpt: {
          requirements: ['R1', 'R6'],
          subjects: [MY_DISK, NO_DISK, OTHER_DISK].map((id) => id.toLowerCase()).sort(),
          notFound: [NO_DISK.toLowerCase()],
        },
      });
      for (const told of [json, whole.json]) {
        const { counts } = told['answers'] as { readonly counts: Readonly<Record<string, number>> };
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(told['disks']);
      }
      expect((whole.json['causes'] as readonly string[])[0]).toMatch(/ Unknown .*verdicts? ha(s this|ve one) cause: /);
      expect(json['scope']).toMatch(/^R1, R6; 3 named resources of: /);
      expect(Number(json['findings'])).toBeLessThan(Number(whole.json['findings']));
      const workbook = await ask('readWorkbook', readWorkbook, { params: { runId: api.partRun } });
      const text = textsOf(workbook.bytes);
      expect(text.includes(`EXCERPT of a run’s evidence: 2 disks of 3 that the run assessed`)).toBe(true);
      expect(text.includes(NO_DISK.toLowerCase())).toBe(true);
      expect(text.includes('not asked')).toBe(true);
      expect(text.includes(`>${MY_DISK}<`)).toBe(true);
      expect(text.includes(`>${OTHER_DISK}<`)).toBe(true);
      // Queries tells what was asked for the whole run.
      expect(text.includes(`>${MY_OTHER_DISK}<`)).toBe(false);

      const mail = api.smtp.mails.find((one) => one.parsed.attachments[0]?.filename?.includes('excerpt'));
      expect(mail?.parsed.attachments[0]?.content.equals(workbook.bytes)).toBe(true);
      expect(mail?.parsed.text).toContain('EXCERPT of a run’s evidence');

      const row = await historyOf(readSettings(process.env), REAL_CLOCK).getRun(api.partRun);
      expect([row?.disks, whole.json['disks']]).toEqual([3, 3]);
      const store = packsOf(readSettings(process.env));
      const copy = join(api.folder, 'copy');
      for await (const { path } of store.list(`${row?.packPath ?? ''}/`)) {
        const target = join(copy, path.slice((row?.packPath ?? '').length + 1));
        await mkdir(dirname(target), { recursive: true });
        await pipeline(Readable.from((await store.open(path)) ?? []), createWriteStream(target));
      }
      const verified = await verifyPack({ pack: copy, earlier: [] });
      expect(verified.steps.flatMap(({ differences }) => differences)).toEqual([]);
      expect(verified.steps.find(({ about }) => about === 'excerpts')?.verified).toContain('2 excerpts');
      // A redacted copy holds no excerpt, and says of none.
      const output = join(api.folder, 'redacted');
      await redactPack({ pack: copy, output, mapping: join(api.folder, 'mapping.json') });
      const redacted = await verifyPack({ pack: output, earlier: [] });
      expect(redacted.steps.flatMap(({ differences }) => differences)).toEqual([]);
      // A part that was handed out is held to the record as the whole is.
      const figures = join(
        copy,
        (await readdir(join(copy, 'excerpts')))
          .map((name) => `excerpts/${name}`)
          .find((name) => name.endsWith('.json')) ?? '',
      );
      await writeFile(figures, (await readFile(figures, 'utf8')).replace(/"findings":\d+/, '"findings":0'));
      const altered = await verifyPack({ pack: copy, earlier: [] });
      expect(altered.steps.find(({ about }) => about === 'excerpts')?.differences.join()).toContain(
        'does not say what the record gives',
      );
    });
  });
}
