import { join } from 'node:path';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Azurite } from '../../../stage/azurite.ts';
import { Application } from '../../../../src/app/application.ts';
import type { Clock } from '../../../../src/app/run/dependencies.ts';
import { runAssessment } from '../../../../src/app/run/runAssessment.ts';
import { assess } from '../../../../src/app/run/stages/assess.ts';
import { begin } from '../../../../src/app/run/stages/begin.ts';
import { collect, type Collected } from '../../../../src/app/run/stages/collect.ts';
import { deliver } from '../../../../src/app/run/stages/deliver.ts';
import { history } from '../../../../src/app/run/stages/history.ts';
import { pack } from '../../../../src/app/run/stages/pack.ts';
import { plan } from '../../../../src/app/run/stages/plan.ts';
import { store } from '../../../../src/app/run/stages/store.ts';
import type { WorkPlace } from '../../../../src/app/run/stages/workPlace.ts';
import type { RunDependencies } from '../../../../src/app/run/dependencies.ts';
import { verifyPack } from '../../../../src/app/verify/verifyPack.ts';
import { createBlobStore } from '../../../../src/deliver/blobStore.ts';
import { createFolderStore } from '../../../../src/deliver/folderStore.ts';
import type { OutgoingMail } from '../../../../src/domain/ports.ts';
import { HistoryStore } from '../../../../src/history/historyStore.ts';
import { settingsOf, type Bank } from '../stage.ts';
import { plainOf } from './apart.ts';
import { DIED, Mortal } from './mortal.ts';

export interface Ground {
  readonly bank: Bank;
  readonly azurite: Azurite;
  readonly folder: string;
}

/** A clock on which each look takes a while, so that the journal is put down often and slices end; nobody really waits. */
function hastyClock(bank: Bank): Clock {
  let time = Date.parse(bank.now);
  let names = 0;
  return {
    now: () => new Date((time += 2000)),
    sleep: (milliseconds) => {
      time += milliseconds;
      return Promise.resolve();
    },
    unique: () => `name-${String((names += 1))}`,
  };
}

/** Every stage is killed at one of its writes after another, `stride` apart, and done again; what comes of it, and how many deaths it took. */
export async function killedAtEveryWrite(
  { bank, azurite, folder }: Ground,
  prefix: string,
  stride: (stage: string) => number,
): Promise<{
  readonly deaths: Readonly<Record<string, number>>;
  readonly slices: number;
  readonly mails: readonly OutgoingMail[];
  readonly out: string;
}> {
  const connection = { connectionString: azurite.connectionString };
  const clock = hastyClock(bank);
  const out = join(folder, prefix);
  const mails: OutgoingMail[] = [];
  const settings = await settingsOf(bank, folder, {
    UNBROKEN_STORAGE: azurite.connectionString,
    UNBROKEN_SMTP_URL: 'smtp://127.0.0.1:1',
    UNBROKEN_TABLE_PREFIX: prefix,
  });
  const applicationOf = (process: Mortal): Application =>
    new Application(settings, {
      clock,
      packs: process.store(createFolderStore(out)),
      work: process.store(createBlobStore({ connection, container: `work${prefix.toLowerCase()}` })),
      history: new HistoryStore({
        connection,
        tablePrefix: prefix,
        now: clock.now,
        unique: clock.unique,
        sleep: clock.sleep,
        clientOptions: process.tables,
      }),
      mail: {
        from: 'unbroken@contoso.example',
        transport: {
          maxAttachmentBytes: 1e8,
          send: (mail) => {
            mails.push(mail);
            return Promise.resolve({ messageId: mail.messageId, response: '250 OK' });
          },
        },
      },
    });
  const asked = await applicationOf(new Mortal()).askOverHttp('');
  const request = { ...asked, requestedAt: bank.now };
  const deaths: Record<string, number> = {};
  let processes = 0;
  const stage = async <Result>(
    name: string,
    work: (dependencies: RunDependencies, place: WorkPlace) => Promise<Result>,
  ): Promise<Result> => {
    for (let at = 1; ; at += stride(name)) {
      const process = new Mortal(at, (at / stride(name)) % 2 < 1);
      const application = applicationOf(process);
      const here = join(folder, `${prefix}-${String((processes += 1))}`);
      mkdirSync(here);
      const dependencies = { ...(await application.dependencies(() => undefined)), asOf: bank.now };
      const done = work(dependencies, application.workPlace(request.runId, here)).then(plainOf);
      const result = await Promise.race([process.death, done]);
      // What it still does for itself must be over before the next one begins, or the folder is gone under it.
      await done.catch(() => undefined);
      if (result !== DIED) return result;
      deaths[name] = (deaths[name] ?? 0) + 1;
    }
  };
  const begun = await stage('begin', (dependencies) => begin(dependencies, request, 'orchestration'));
  if (begun.kind !== 'inHand') throw new Error(`The run is ${begun.kind}.`);
  const planned = await stage('plan', (dependencies, place) => plan(dependencies, request, place));
  let collected: Collected | undefined;
  let slices = 0;
  while (collected === undefined) {
    slices += 1;
    const soFar = await stage('collect', (dependencies, place) =>
      collect(dependencies, request, place, { begun, planned }, { seconds: 240, longestWait: 60 }),
    );
    if (soFar.done) collected = soFar;
  }
  const all = { begun, planned, collected };
  const assessed = await stage('assess', (dependencies, place) => assess(dependencies, request, place, all));
  const packed = await stage('pack', (dependencies, place) => pack(dependencies, request, place, { ...all, assessed }));
  const more = { ...all, assessed, packed };
  await stage('store', (dependencies, place) => store(dependencies, request, place, more));
  await stage('history', (dependencies, place) => history(dependencies, request, place, more));
  const { deliveries } = await stage('deliver', (dependencies, place) => deliver(dependencies, request, place, more));
  expect(deliveries).toEqual([expect.objectContaining({ recipient: 'auditor@contoso.example' })]);
  const run = await applicationOf(new Mortal()).evidence.status(request.runId);
  expect(run).toMatchObject({ finished: true });
  return { deaths, slices, mails, out: join(out, packed.packPath) };
}

/** The same run, undisturbed, in one process. */
export async function undisturbed({ bank, folder }: Ground, prefix: string): Promise<string> {
  const out = join(folder, prefix);
  const clock = hastyClock(bank);
  const application = new Application(
    await settingsOf(bank, folder, { UNBROKEN_STORAGE: 'UseDevelopmentStorage=true' }),
    {
      clock,
      packs: createFolderStore(out),
    },
  );
  const dependencies = {
    ...(await application.dependencies(() => undefined)),
    history: undefined,
    mail: undefined,
    asOf: bank.now,
  };
  const scope = { tenantId: bank.tenantId, managementGroups: ['contoso'], subscriptions: [] };
  const request = { runId: 'whole', trigger: 'cli', requestedAt: bank.now, scope, recipients: [] } as const;
  const result = await runAssessment(dependencies, request);
  if (result.kind !== 'done') throw new Error(result.kind);
  return result.outcome.packLocation;
}

/** The same record and rows; and the pack holds, with what was killed in between. */
export async function expectSame(found: string, expected: string): Promise<void> {
  const names = ['record.jsonl.gz', ...readdirSync(join(expected, 'raw')).map((name) => `raw/${name}`)];
  expect(readdirSync(join(found, 'raw')).sort()).toEqual(readdirSync(join(expected, 'raw')).sort());
  for (const name of names) expect(linesIn(found, name) === linesIn(expected, name), name).toBe(true);
  const { word, steps } = await verifyPack({ pack: found, earlier: [] });
  expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
  expect(word).toBe('CONSISTENT');
}

function linesIn(pack: string, name: string): string {
  return gunzipSync(readFileSync(join(pack, name)))
    .toString('utf8')
    .split('\n')
    .sort()
    .join('\n');
}
