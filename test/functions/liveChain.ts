import { gunzipSync, gzipSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { describe, expect, test } from 'vitest';
import { readChain } from '../../src/functions/readChain.ts';
import { ask, INJECTIONS } from './api.ts';
import { MINE, MY_DISK, type Api } from './stage.ts';

/** One disk's chain, asked of Azure now. */
export function liveChain(api: Api): void {
  describe('one disk, live', () => {
    const address = { subscriptionId: MINE, resourceGroup: 'rg', name: 'disk-000000' };
    const of = (name: string) => ask('readChain', readChain, { params: { ...address, name } });

    test('its chain in few requests, with what was not read', async () => {
      const before = api.bank.requests.log.length;
      const answer = await ask('readChain', readChain, { params: { ...address, resourceGroup: 'RG' } });
      const sent = api.bank.requests.log.length - before;
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.json).toMatchObject({
        disk: MY_DISK,
        role: 'unattached',
        requests: { sent, limit: 9 },
        portal: expect.stringContaining('disk-000000') as string,
      });
      expect(sent).toBeLessThan(10);
      const { requirements, checks, notRead } = answer.json as unknown as {
        requirements: { id: string; status: string }[];
        checks: { check: string; status: string }[];
        notRead: string[];
      };
      expect(requirements.map(({ id }) => id)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7']);
      expect(checks.map(({ check }) => check)).toContain('KEY-01');
      expect(notRead).toContain('The role assignments were not read by the live answer.');
      expect(answer.log).toMatch(/"signal":"chainRead".*"found":true/);
    });

    test('what the last run knew of subscriptions counts only as the run stored it', async () => {
      const service = BlobServiceClient.fromConnectionString(process.env['UNBROKEN_STORAGE'] ?? '');
      const container = service.getContainerClient('packs');
      const records: { readonly path: string; readonly bytes: Buffer }[] = [];
      for await (const { name: path } of container.listBlobsFlat())
        if (path.endsWith('/record.jsonl.gz'))
          records.push({ path, bytes: await container.getBlobClient(path).downloadToBuffer() });
      const put = (path: string, bytes: Buffer): Promise<unknown> =>
        container.getBlockBlobClient(path).upload(bytes, bytes.length);
      for (const { path, bytes } of records)
        await put(path, gzipSync(gunzipSync(bytes).toString('utf8').replaceAll('"seen":false', '"seen":true')));
      const answer = await of('disk-000000');
      expect(answer.json['notRead']).toContain(
        'Whether every subscription can be seen: there is no run to consult, or its pack is not as it was stored.',
      );
      expect(answer.log).toContain('"signal":"evidenceAltered"');
      for (const { path, bytes } of records) await put(path, bytes);
      expect((await of('disk-000000')).log).not.toContain('evidenceAltered');
    });

    test('not there, throttled for a moment, and for long', async () => {
      const before = api.bank.requests.log.length;
      expect(await of('no-disk')).toMatchObject({ status: 404, json: { code: 'DiskNotFound' } });
      expect(api.bank.requests.log.length - before).toBe(1);
      expect(await of('soon-disk')).toMatchObject({ status: 404 });
      const long = await of('long-disk');
      expect(long).toMatchObject({ status: 503, json: { code: 'AzureBusy' } });
      expect(long.headers['retry-after']).toBe('40');
    });

    test.each(INJECTIONS.flatMap((text) => Object.keys(address).map((field) => [field, text])))(
      'a disk whose %s is %j is never asked about',
      async (field, text) => {
        const requestsBefore = api.bank.requests.log.length;
        const answer = await ask('readChain', readChain, { params: { ...address, [field]: text } });
        expect(answer).toMatchObject({ status: 400, json: { code: 'BadRequest' } });
        expect(answer.json['detail']).toMatch(new RegExp(`^${field}: `));
        expect(api.bank.requests.log.length).toBe(requestsBefore);
      },
    );
  });
}
