import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, configJsonSchemaText, configured } from '../../src/app/configFile.ts';
import { readSettings } from '../../src/app/settings.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
const GUID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';

function file(content: unknown, name = 'unbroken.config.json'): string {
  mkdirSync(join(folder.path, 'here'), { recursive: true });
  const path = join(folder.path, 'here', name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const WHOLE = {
  $schema: './config.schema.json',
  tenant: GUID,
  cloud: 'AzureUSGovernment',
  managementGroups: ['contoso'],
  subscriptions: [OTHER],
  baseline: 'policy/baseline.jsonc',
  out: '../evidence',
  mail: {
    from: 'unbroken@contoso.example',
    to: ['a@contoso.example', 'b@contoso.example'],
    smtpUrl: 'smtps://mail:465',
  },
};

test('scope, baseline, folder and transport come from the file, paths from where it lies', async () => {
  const { environment, out } = await configured({}, file(WHOLE));
  expect(out).toBe(join(folder.path, 'evidence'));
  expect(readSettings(environment)).toMatchObject({
    tenantId: GUID,
    cloud: 'AzureUSGovernment',
    managementGroups: ['contoso'],
    subscriptions: [OTHER],
    baseline: join(folder.path, 'here', 'policy', 'baseline.jsonc'),
    mail: { service: { kind: 'smtp', url: 'smtps://mail:465' }, to: ['a@contoso.example', 'b@contoso.example'] },
  });
});

test('comments are allowed, a blob is no path, and what the file leaves out stays as it was', async () => {
  const path = file('// ours\n{ "baseline": "blob:policies/baseline.json", }', 'c.jsonc');
  const { environment, out } = await configured({ UNBROKEN_TENANT: GUID }, path);
  expect(out).toBeUndefined();
  expect(environment).toEqual({ UNBROKEN_TENANT: GUID, UNBROKEN_BASELINE: 'blob:policies/baseline.json' });
});

test('the environment wins, and takes a scope or a mail service whole', async () => {
  const environment = {
    UNBROKEN_SUBSCRIPTIONS: GUID,
    UNBROKEN_ACS_ENDPOINT: 'https://x.europe.communication.azure.com',
  };
  const settings = readSettings((await configured(environment, file(WHOLE))).environment);
  expect(settings).toMatchObject({
    managementGroups: [],
    subscriptions: [GUID],
    mail: { service: { kind: 'acs' }, from: 'unbroken@contoso.example' },
  });
});

test.each<[string, unknown, RegExp]>([
  [
    'an unknown field',
    { managmentGroups: ['x'] },
    /\$\.managmentGroups: found a field that is not one of a configuration; did you mean "managementGroups"\? allowed here: .*"subscriptions"/,
  ],
  [
    'an unknown field of mail',
    { mail: { from: 'a@b', to: ['a@b'], port: 25 } },
    /\$\.mail\.port: found a field that is not one of a configuration/,
  ],
  [
    'a wrong kind of value',
    { subscriptions: GUID },
    /\$\.subscriptions: found "0+-.*"; must be a list, each entry a GUID/,
  ],
  ['a name where a GUID belongs', { tenant: 'contoso' }, /\$\.tenant: found "contoso"; must be a GUID/],
  [
    'a password',
    { mail: { from: 'a@b', to: ['a@b'], smtpUrl: 'smtp://u:secret@host:25' } },
    /without a password: one belongs in UNBROKEN_SMTP_URL/,
  ],
  ['no JSON', '{ "out": ', /is not JSON: /],
])('%s is one clear error with its remedy', async (_, content, words) => {
  const given = configured({}, file(content));
  await expect(given).rejects.toThrow(ConfigError);
  await expect(given).rejects.toThrow(words);
});

test('an error does not repeat a password', async () => {
  const mail = { from: 'a@b', to: ['a@b'], smtpUrl: 'smtp://u:secret@host:25' };
  await expect(configured({}, file({ mail }))).rejects.not.toThrow(/secret/);
});

test('a file that was named must be there; one that was not need not', async () => {
  await expect(configured({}, join(folder.path, 'none.json'))).rejects.toThrow(
    /none\.json cannot be read \(no such file or folder\); check the path/,
  );
  const environment = { UNBROKEN_TENANT: GUID };
  expect(await configured(environment)).toEqual({ environment, out: undefined });
});

test('config.schema.json is current (else: npm run docs)', () => {
  expect(readFileSync('config.schema.json', 'utf8')).toBe(configJsonSchemaText());
});
