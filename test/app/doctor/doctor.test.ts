import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../../simulator/services/smtpCatcher.ts';
import { examineAll, type DoctorOptions } from '../../../src/app/doctor/doctor.ts';
import type { Examination } from '../../../src/app/doctor/examination.ts';
import { openPlainBank, settingsOf } from '../run/stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

let azurite: Azurite;
let smtp: SmtpCatcher;
let bank: Awaited<ReturnType<typeof openPlainBank>>;
const folder = temporaryFolder();

beforeAll(async () => {
  [azurite, smtp, bank] = await Promise.all([storageAccount(), startSmtpCatcher(), openPlainBank()]);
});

afterAll(async () => {
  await Promise.all([smtp.close(), bank.close()]);
  folder.dispose();
});

async function look(
  environment: Record<string, string>,
  more: Partial<DoctorOptions> = {},
): Promise<ReadonlyMap<string, Examination>> {
  const found: Examination[] = [];
  const options = { report: () => undefined, nodeVersion: '22.23.3', ...more };
  for await (const examination of examineAll({ environment, ...options })) found.push(examination);
  return new Map(found.map((examination) => [examination.what, examination]));
}

test('where everything works, every look says so, and the test mail arrives', async () => {
  const environment = await settingsOf(bank, folder.path, {
    UNBROKEN_STORAGE: azurite.connectionString,
    UNBROKEN_SMTP_URL: smtp.url,
  });
  const found = await look(environment, { subscription: bank.readable, sendTest: 'ops@contoso.example' });
  expect([...found.values()].filter(({ state }) => state === 'failed')).toEqual([]);
  for (const what of [
    'Node',
    'settings',
    'baseline',
    'clock',
    'credential',
    'tables',
    'container',
    'mail',
    'read managed disks',
    'read keys',
  ])
    expect(found.get(what)?.state, what).toBe('ok');
  expect(smtp.mails.at(-1)?.to).toEqual(['ops@contoso.example']);
});

test('a subscription without permission is told, with the role that it takes', async () => {
  const found = await look(await settingsOf(bank, folder.path), { subscription: bank.sealed });
  const all = [...found.values()].filter(({ state }) => state === 'failed');
  expect(all.length).toBeGreaterThan(0);
  expect(all.some(({ remedy }) => /Reader|Sign in/.test(remedy ?? ''))).toBe(true);
});

test.each<[string, Record<string, string>, Partial<DoctorOptions>, string, RegExp]>([
  ['an old Node', {}, { nodeVersion: '20.20.2' }, 'Node', /22\.18/],
  ['a wrong setting', { UNBROKEN_TENANT: 'x' }, {}, 'settings', /UNBROKEN_TENANT/],
  ['a schedule that never comes', { UNBROKEN_SCHEDULE: '0 0 6 * * 8' }, {}, 'schedule', /"8" as its day of the week/],
  ['a missing baseline', { UNBROKEN_BASELINE: '/none.json' }, {}, 'baseline', /none\.json/],
  [
    'storage that cannot be used',
    {
      UNBROKEN_STORAGE: 'AccountName=nobody',
    },
    {},
    'tables',
    /Table Data Contributor/,
  ],
  [
    'a mail server that is down',
    { UNBROKEN_SMTP_URL: 'smtp://127.0.0.1:9' },
    { sendTest: 'ops@contoso.example' },
    'mail',
    /cannot be reached/,
  ],
  [
    'a timestamp authority that cannot be reached',
    { UNBROKEN_TIMESTAMP_URL: 'http://127.0.0.1:9/' },
    {},
    'timestamp',
    /^The timestamp authority at 127\.0\.0\.1:9 gave no timestamp: /,
  ],
  ['a test mail without a mail service', {}, { sendTest: 'ops@contoso.example' }, 'mail', /UNBROKEN_ACS_ENDPOINT/],
])('%s is found, with its remedy', async (_, environment, more, what, words) => {
  const found = await look(
    { ...(await settingsOf(bank, folder.path)), ...environment },
    { subscription: bank.readable, ...more },
  );
  expect(found.get(what)?.state).toBe('failed');
  expect(`${found.get(what)?.detail ?? ''} ${found.get(what)?.remedy ?? ''}`).toMatch(words);
});

test('a clock that goes wrong is told', async () => {
  const clock = { now: () => new Date('2020-01-01T00:00:00Z'), sleep: () => Promise.resolve(), unique: () => 'x' };
  const found = await look(await settingsOf(bank, folder.path), { clock, subscription: bank.readable });
  expect(found.get('clock')).toMatchObject({
    state: 'failed',
    remedy: expect.stringContaining('time server') as string,
  });
});

test('no network is not taken for a wrong clock', async () => {
  const environment = { ...(await settingsOf(bank, folder.path)), UNBROKEN_ENDPOINT: 'https://127.0.0.1:9' };
  const found = await look(environment, { subscription: bank.readable });
  expect(found.has('clock')).toBe(false);
  expect(found.get('network')).toMatchObject({
    state: 'failed',
    detail: '127.0.0.1:9 cannot be reached (ECONNREFUSED). The clock was not compared.',
    remedy: expect.stringMatching(/^Let this machine reach 127\.0\.0\.1:9 .*proxy/) as string,
  });
});

test('the Node that doctor asks for is the one of the package', async () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const needed = engines.node.replace('>=', '');
  const [major = 0, minor = 0] = needed.split('.').map(Number);
  const broken = { UNBROKEN_TENANT: 'x' };
  expect((await look(broken, { nodeVersion: `${needed}.0` })).get('Node')?.state).toBe('ok');
  const older = await look(broken, { nodeVersion: `${major}.${minor - 1}.9` });
  expect(older.get('Node')).toMatchObject({ state: 'failed', remedy: `Use Node ${needed} or later.` });
});
