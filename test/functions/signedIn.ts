import { HttpRequest } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { OutOfScopeError } from '../../src/app/http/scopes.ts';
import { callerOf } from '../../src/functions/caller.ts';
import { listEvidence } from '../../src/functions/listEvidence.ts';
import { readAsOf } from '../../src/functions/readAsOf.ts';
import { readChain } from '../../src/functions/readChain.ts';
import { readEvidence } from '../../src/functions/readEvidence.ts';
import { readManifest, readWorkbook } from '../../src/functions/readPart.ts';
import { requestEvidence } from '../../src/functions/requestEvidence.ts';
import { ask, principal, textsOf } from './api.ts';
import { functionKeys, GROUP, LIMITED, MINE, MY_DISK, OTHER, SCOPES, signIn, type Api } from './stage.ts';

/** Who may do what, and about which subscriptions. */
export function signedIn(api: Api): void {
  describe('with Entra', () => {
    const asking = (headers: Record<string, string>, body = '{}') =>
      ask('requestEvidence', requestEvidence, { method: 'POST', body, headers });
    const listing = (headers: Record<string, string>) => ask('listEvidence', listEvidence, { headers });
    const NOBODY = 'cccccccc-0000-0000-0000-000000000003';

    afterEach(functionKeys);

    test('roles decide on every operation, and the log names the caller', async () => {
      signIn('');
      const operations: readonly [string, unknown][] = [
        ['listEvidence', listEvidence],
        ['readEvidence', readEvidence],
        ['readWorkbook', readWorkbook],
        ['readManifest', readManifest],
        ['readAsOf', readAsOf],
        ['readChain', readChain],
      ];
      for (const [name, handler] of operations) {
        expect(await ask(name, handler)).toMatchObject({ status: 401 });
        expect(await ask(name, handler, { headers: principal(NOBODY, ['Other']) })).toMatchObject({ status: 403 });
      }
      expect(await asking({})).toMatchObject({ status: 401 });
      expect(await asking({ 'x-ms-client-principal': 'no base64 of json' })).toMatchObject({ status: 401 });
      expect(await asking(principal(NOBODY, ['Auditor']))).toMatchObject({ status: 403 });
      const made = await asking(principal(NOBODY, ['Requester']));
      expect(made.status).toBe(202);
      expect(made.log).toContain(NOBODY);
      expect(await listing(principal(NOBODY, ['Auditor']))).toMatchObject({ status: 200 });
    });

    test('a principal that a client made up is not believed: App Service authentication must be on', async () => {
      vi.stubEnv('UNBROKEN_HTTP_AUTH', 'entra');
      expect(await asking(principal(NOBODY, ['Requester']))).toMatchObject({
        status: 500,
        json: { code: 'SettingMissing' },
      });
    });

    test('function keys do not identify the caller, so scopes are refused with them', async () => {
      vi.stubEnv('UNBROKEN_HTTP_SCOPES', SCOPES);
      const answer = await listing({});
      expect(answer).toMatchObject({ status: 500, json: { code: 'SettingMissing' } });
      expect(answer.json['detail']).toContain('function keys do not identify the caller');
    });

    test('what is wrong with the scopes is told to nobody without a role', async () => {
      signIn(`${LIMITED}=no-guid`);
      expect(await listing({})).toMatchObject({ status: 401 });
      const answer = await listing(principal(NOBODY, ['Other']));
      expect(answer).toMatchObject({ status: 403 });
      expect(JSON.stringify(answer.json)).not.toContain(LIMITED);
      expect(await listing(principal(NOBODY, ['Auditor']))).toMatchObject({ status: 500 });
    });

    test('who is given nothing is told the setting', async () => {
      signIn();
      const answer = await listing(principal(NOBODY, ['Auditor']));
      expect(answer).toMatchObject({ status: 403, json: { code: 'OutOfScope' } });
      expect(answer.json['detail']).toContain('UNBROKEN_HTTP_SCOPES');
    });

    test('an auditor asks for live chains of his subscriptions only', async () => {
      signIn();
      const headers = principal(LIMITED, ['Auditor']);
      const of = (subscriptionId: string) =>
        ask('readChain', readChain, { headers, params: { subscriptionId, resourceGroup: 'rg', name: 'disk-000000' } });
      expect(await of(OTHER)).toMatchObject({ status: 403, json: { code: 'OutOfScope' } });
      const before = api.bank.requests.log.length;
      const own = await of(MINE);
      expect(own).toMatchObject({ status: 200, json: { disk: MY_DISK } });
      expect(own.log).toMatch(new RegExp(`"signal":"chainRead".*"caller":"${LIMITED}"`));
      expect(JSON.stringify(own.json)).not.toContain(OTHER);
      const beyond = 'Other subscriptions in the configured scope were not queried.';
      expect(own.json['notRead']).toContain(beyond);
      const whole = await ask('readChain', readChain, {
        headers: principal(NOBODY, ['Requester']),
        params: { subscriptionId: MINE, resourceGroup: 'rg', name: 'disk-000000' },
      });
      expect(whole.status).toBe(200);
      expect(whole.json['notRead']).not.toContain(beyond);
      expect(api.bank.requests.log.length).toBeGreaterThan(before);
    });

    test('an auditor sees the part of his subscriptions: answers, list, workbook; no manifest, and no name of others', async () => {
      signIn();
      const headers = principal(LIMITED.toUpperCase(), ['Auditor']);
      const params = { runId: api.wholeRun };
      const status = await ask('readEvidence', readEvidence, { params, headers });
      expect(status.json).toMatchObject({
        state: 'Delivered',
        excerpt: { subscriptions: [MINE] },
        disks: 2,
      });
      const list = await ask('listEvidence', listEvidence, { query: { top: '100' }, headers });
      expect(list.json['runs']).toContainEqual(status.json);
      const workbook = await ask('readWorkbook', readWorkbook, { params, headers });
      expect(workbook.log).toContain(`"caller":"${LIMITED.toUpperCase()}","scope":["${MINE}"]`);
      const manifest = await ask('readManifest', readManifest, { params, headers });
      expect(manifest).toMatchObject({ status: 403, json: { code: 'OutOfScope' } });
      // Both runs: of the second, what was asked for and is his.
      const part = await ask('readEvidence', readEvidence, { params: { runId: api.partRun }, headers });
      expect(part.json).toMatchObject({ disks: 1, excerpt: { subscriptions: [MINE], requirements: ['R1', 'R6'] } });
      const partBook = await ask('readWorkbook', readWorkbook, { params: { runId: api.partRun }, headers });
      const told =
        [status, list, part].map(({ json }) => JSON.stringify(json)).join() +
        [workbook, partBook].map(({ bytes }) => textsOf(bytes)).join();
      expect(told.includes(MINE)).toBe(true);
      // A line of it where it is, not all of the workbook.
      const at = told.indexOf(OTHER);
      expect(at < 0 ? undefined : told.slice(Math.max(0, at - 300), at + 80)).toBeUndefined();
    });

    test('groups and app roles give scopes, too; a run without the excerpt is withheld with its reason', async () => {
      signIn();
      for (const headers of [
        principal(NOBODY, ['Auditor'], [GROUP]),
        principal(NOBODY, ['Auditor', 'Reviewers'], [GROUP]),
      ]) {
        const { json } = await ask('readEvidence', readEvidence, { params: { runId: api.wholeRun }, headers });
        expect(json['excerpt']).toEqual({ subscriptions: [MINE] });
      }
      expect((await listing(principal(NOBODY, ['Requester']))).status).toBe(200);
      signIn(`${NOBODY}=${OTHER}`);
      const headers = principal(NOBODY, ['Auditor']);
      const status = await ask('readEvidence', readEvidence, { params: { runId: api.wholeRun }, headers });
      expect(status.json['withheld']).toContain('has no excerpt for your subscriptions');
      expect(status.json['workbook']).toBeUndefined();
      expect(await ask('readWorkbook', readWorkbook, { params: { runId: api.wholeRun }, headers })).toMatchObject({
        status: 403,
      });
    });

    test('what a stored excerpt says is told only as the run stored it', async () => {
      signIn();
      const headers = principal(LIMITED, ['Auditor']);
      const params = { runId: api.partRun };
      const reading = () => ask('readEvidence', readEvidence, { params, headers });
      const before = await reading();
      const service = BlobServiceClient.fromConnectionString(process.env['UNBROKEN_STORAGE'] ?? '');
      const container = service.getContainerClient('packs');
      const figures: { readonly path: string; readonly bytes: Buffer }[] = [];
      for await (const { name: path } of container.listBlobsFlat())
        if (path.includes(`/${api.partRun}/excerpts/`) && path.endsWith('.json'))
          figures.push({ path, bytes: await container.getBlobClient(path).downloadToBuffer() });
      const put = (path: string, text: Buffer | string): Promise<unknown> =>
        container.getBlockBlobClient(path).upload(text, Buffer.byteLength(text));
      for (const { path, bytes } of figures)
        await put(path, bytes.toString('utf8').replace(/"disks":\d+/, '"disks":41'));
      const altered = await reading();
      expect(altered).toMatchObject({ status: 500, json: { code: 'EvidenceAltered' } });
      expect(altered.log).toContain('"signal":"evidenceAltered"');
      // Beside it the list goes on.
      const list = await ask('listEvidence', listEvidence, { query: { top: '100' }, headers });
      const runs = list.json['runs'] as readonly Readonly<Record<string, unknown>>[];
      const mine = runs.find(({ runId }) => runId === api.partRun);
      expect(mine?.['disks']).toBeUndefined();
      expect(mine?.['withheld']).toContain('no longer as it was stored');
      expect(runs.find(({ runId }) => runId === api.wholeRun)).toMatchObject({ disks: 2 });
      expect(list.log.match(/"signal":"evidenceAltered"/g)).toHaveLength(1);
      for (const { path, bytes } of figures) await put(path, bytes);
      expect((await reading()).json).toEqual(before.json);
    });

    test('a route that names a subscription is shut to who is not given it', () => {
      signIn();
      const at = (subscriptionId: string): HttpRequest =>
        new HttpRequest({
          method: 'GET',
          url: 'https://unbroken.example/api',
          params: { subscriptionId },
          headers: principal(LIMITED, ['Auditor']),
        });
      expect(callerOf(at(MINE.toUpperCase()), ['Auditor'], process.env).subscriptions).toEqual([MINE]);
      expect(() => callerOf(at(OTHER), ['Auditor'], process.env)).toThrow(OutOfScopeError);
    });

    test('a limited requester asks within his subscriptions only', async () => {
      signIn(`${LIMITED}=${MINE}`);
      const headers = principal(LIMITED, ['Requester']);
      for (const body of [
        '{}',
        JSON.stringify({ scope: { subscriptions: [MINE, OTHER] } }),
        JSON.stringify({ scope: { managementGroups: ['contoso'], subscriptions: [MINE] } }),
      ])
        expect(await asking(headers, body)).toMatchObject({ status: 403, json: { code: 'OutOfScope' } });
      expect(await asking(headers, JSON.stringify({ scope: { subscriptions: [MINE] } }))).toMatchObject({
        status: 202,
      });
    });
  });
}
