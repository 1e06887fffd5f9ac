import { afterAll, beforeAll, vi } from 'vitest';
import { startSimulator, type Fault } from '../../simulator/index.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../simulator/services/smtpCatcher.ts';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { Application } from '../../src/app/application.ts';
import { settingsOf, type Bank } from '../app/run/stage.ts';
import { runThrough } from '../app/run/stages/through.ts';
import { runOrchestration } from '../../src/functions/runOrchestration.ts';
import { TestClock } from '../history/stage.ts';
import { withEngine } from './api.ts';
import { DurableEngine } from './durableEngine.ts';
import { openEngineApi, type EngineApi } from './engineApi.ts';
import { diskId, GROUP as PLAIN, plainTenant, subscriptionId } from '../collect/plainTenant.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

/** Two subscriptions, of two disks and one. */
export const [MINE, OTHER] = [subscriptionId(0), subscriptionId(1)];
export const [MY_DISK, MY_OTHER_DISK, OTHER_DISK] = [diskId(0, 0), diskId(0, 1), diskId(1, 0)];
export const NO_DISK = diskId(0, 99);

/** Questions about these two disks meet a throttled Azure: for long, and once for a moment. */
const BUSY: readonly Fault[] = [
  { match: { query: /disks\/long-disk'/ }, effect: { kind: 'status', status: 429, retryAfterSeconds: 40 } },
  { match: { query: /disks\/soon-disk'/ }, effect: { kind: 'status', status: 429, retryAfterSeconds: 0.05 }, times: 1 },
];

/** A user limited to one subscription, and a group. */
export const LIMITED = 'aaaaaaaa-0000-0000-0000-000000000001';
export const GROUP = 'bbbbbbbb-0000-0000-0000-000000000002';
export const SCOPES = `${LIMITED}=${MINE},Reviewers=${MINE},${GROUP}=${MINE},Requester=*`;

/** What every suite looks at: a whole run, and one of which three resources and two requirements are handed out. */
export interface Api {
  bank: Bank;
  smtp: SmtpCatcher;
  folder: string;
  wholeRun: string;
  partRun: string;
  /** Where runs that are asked for are started. Nothing is done by itself. */
  engine: DurableEngine;
  engineApi: EngineApi;
}

/** Starts everything before the suites of a file. */
export function openApi(): Api {
  const folder = temporaryFolder();
  const api: Api = {
    bank: undefined as unknown as Bank,
    smtp: undefined as unknown as SmtpCatcher,
    folder: folder.path,
    wholeRun: '',
    partRun: '',
    engine: new DurableEngine(new TestClock(), runOrchestration, () => Promise.resolve({ ending: 'hostDied' })),
    engineApi: undefined as unknown as EngineApi,
  };
  let azurite: Azurite;
  beforeAll(async () => {
    const tenant = plainTenant([2, 1]);
    const [started, smtp, simulator] = await Promise.all([
      storageAccount(),
      startSmtpCatcher(),
      startSimulator({ tenant, quota: false, armQuota: false, faults: BUSY }),
    ]);
    azurite = started;
    api.smtp = smtp;
    // Not a copy: that would hold still what was asked so far.
    api.bank = Object.assign(simulator, { now: tenant.now, tenantId: tenant.tenantId });
    const settings = await settingsOf(api.bank, folder.path, {
      UNBROKEN_STORAGE: azurite.connectionString,
      UNBROKEN_TABLE_PREFIX: 'Api',
      UNBROKEN_MANAGEMENT_GROUPS: PLAIN,
      UNBROKEN_SMTP_URL: smtp.url,
    });
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
    api.engineApi = await openEngineApi(() => api.engine);
    withEngine(api.engineApi);
    const application = new Application({ ...process.env, UNBROKEN_HTTP_SCOPES: SCOPES });
    const run = async (body: object): Promise<string> => {
      const request = await application.askOverHttp(JSON.stringify(body));
      await runThrough(application, request.runId);
      return request.runId;
    };
    api.wholeRun = await run({});
    api.partRun = await run({ requirements: ['R6', 'R1'], subjects: [MY_DISK, OTHER_DISK, NO_DISK] });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([api.smtp.close(), api.bank.close(), api.engineApi.close()]);
    folder.dispose();
  });
  return api;
}

/** From here on callers sign in, and are limited. */
export function signIn(scopes: string = SCOPES): void {
  vi.stubEnv('UNBROKEN_HTTP_AUTH', 'entra');
  vi.stubEnv('WEBSITE_AUTH_ENABLED', 'True');
  vi.stubEnv('UNBROKEN_HTTP_SCOPES', scopes);
}

export function functionKeys(): void {
  for (const name of ['UNBROKEN_HTTP_AUTH', 'WEBSITE_AUTH_ENABLED', 'UNBROKEN_HTTP_SCOPES'])
    vi.stubEnv(name, undefined);
}
