import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../../../stage/azurite.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../../../simulator/services/smtpCatcher.ts';
import { REAL_CLOCK } from '../../../../src/app/compose.ts';
import { Application } from '../../../../src/app/application.ts';
import { runAssessment } from '../../../../src/app/run/runAssessment.ts';
import { verifyPack } from '../../../../src/app/verify/verifyPack.ts';
import { createBlobStore } from '../../../../src/deliver/blobStore.ts';
import { createFolderStore } from '../../../../src/deliver/folderStore.ts';
import type { RunDependencies } from '../../../../src/app/run/dependencies.ts';
import type { RunRequest } from '../../../../src/app/runRequest.ts';
import { openSmallBank, SAME_IDS, settingsOf, type Bank } from '../stage.ts';
import { processes, runApart } from './apart.ts';
import { temporaryFolder } from '../../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let smtp: SmtpCatcher;
let banks: readonly Bank[];
beforeAll(async () => {
  azurite = await storageAccount();
  smtp = await startSmtpCatcher();
  banks = [await openSmallBank(1, [], SAME_IDS), await openSmallBank(2, [], SAME_IDS)];
});
afterAll(async () => {
  for (const bank of banks) await bank.close();
  await smtp.close();
  folder.dispose();
});

/** What a run of that week and history needs, packs in a folder, and the request for it. */
async function setOut(
  week: number,
  prefix: string,
): Promise<{ readonly dependencies: RunDependencies; readonly request: RunRequest; readonly out: string }> {
  const bank = banks[week] as Bank;
  const ahead = Date.parse(bank.now) - REAL_CLOCK.now().getTime();
  const clock = { ...REAL_CLOCK, now: () => new Date(REAL_CLOCK.now().getTime() + ahead) };
  const out = join(folder.path, prefix);
  const application = new Application(
    await settingsOf(bank, folder.path, {
      UNBROKEN_STORAGE: azurite.connectionString,
      UNBROKEN_SMTP_URL: smtp.url,
      UNBROKEN_TABLE_PREFIX: prefix,
    }),
    { packs: createFolderStore(out), clock },
  );
  const dependencies = { ...(await application.dependencies(() => undefined)), asOf: bank.now };
  const request = await application.askOverHttp('');
  return { dependencies, request: { ...request, runId: `week-${String(week)}`, requestedAt: bank.now }, out };
}

/** Of a run after another one, the head of its record: what samples are drawn with follows from the manifest before, which holds times. */
const comparable = (name: string, text: string | undefined): string | undefined =>
  name.includes('week-1') && name.includes('record') ? text?.replace(/^.*"kind":"record".*$/m, '') : text;

/** Every part of a pack, line files unpacked and sorted. */
function partsOf(out: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name, parentPath } of names) {
    const bytes = readFileSync(join(parentPath, name));
    const path = join(parentPath, name).slice(out.length + 1);
    parts.set(
      path,
      name.endsWith('.gz')
        ? gunzipSync(bytes).toString('utf8').split('\n').sort().join('\n')
        : bytes.toString('base64'),
    );
  }
  return parts;
}

/** The result, without the times and request ids of the questions and what follows from them. */
const isResult = (name: string): boolean =>
  /\/(raw\/.*|record|carried|baseline)\.json(l\.gz)?$/.test(name) || name.endsWith('week-0/context.jsonl.gz');

describe('a run whose stages are each done in a process of their own', () => {
  test('leaves the evidence that one process leaves, week after week, and mails it once', async () => {
    const whole = [];
    const apart = [];
    for (const week of [0, 1]) {
      const one = await setOut(week, 'Whole');
      whole.push(await runAssessment(one.dependencies, one.request));
      const before = smtp.mails.length;
      const two = await setOut(week, 'Apart');
      const kept = createBlobStore({ connection: { connectionString: azurite.connectionString }, container: 'apart' });
      const run = await runApart(
        two.dependencies,
        two.request,
        processes(kept, two.request.runId, join(folder.path, 'processes', String(week))),
      );
      apart.push(run);
      expect(run.deliveries).toEqual([{ recipient: 'auditor@contoso.example', result: 'sent', ok: true }]);
      expect(smtp.mails).toHaveLength(before + 1);
      expect(await two.dependencies.history?.getRun(two.request.runId)).toMatchObject({
        state: 'Delivered',
        attempt: 1,
      });
    }
    const [expected, found] = [partsOf(join(folder.path, 'Whole')), partsOf(join(folder.path, 'Apart'))];
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
    const results = [...expected.keys()].filter(isResult);
    expect(results.length).toBeGreaterThan(40);
    for (const name of results)
      if (!(name.includes('week-1') && name.includes('context')))
        expect(comparable(name, found.get(name)) === comparable(name, expected.get(name)), name).toBe(true);
  }, 240_000);

  test('its pack is consistent: the workbook shows what the record says', async () => {
    const [first = '', second = ''] = banks.map(({ now }, week) =>
      join(folder.path, 'Apart', now.slice(0, 4), now.slice(5, 7), `week-${String(week)}`),
    );
    const report = await verifyPack({ pack: second, earlier: [first] });
    expect(report.steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(report.word).toBe('CONSISTENT');
  }, 240_000);
});
