import { describe, expect, test } from 'vitest';
import { readSettings, requireStorage, SettingsError } from '../../src/app/settings.ts';

describe('settings', () => {
  test('an empty environment is a valid, bare set-up', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      cloud: 'AzureCloud',
      tablePrefix: 'Unbroken',
      mail: undefined,
      storage: undefined,
    });
  });

  test.each([
    ['UNBROKEN_SUBSCRIPTIONS', 'prod-1', /Setting UNBROKEN_SUBSCRIPTIONS must be subscription GUIDs/],
    ['UNBROKEN_ENDPOINT', 'http://127.0.0.1', /Setting UNBROKEN_ENDPOINT must be an https/],
    ['UNBROKEN_CLOUD', 'Azure', /Setting UNBROKEN_CLOUD must be one of AzureCloud/],
    ['UNBROKEN_STORAGE', 'My Account', /Setting UNBROKEN_STORAGE must be a storage account name/],
    ['UNBROKEN_TABLE_PREFIX', '1st', /Setting UNBROKEN_TABLE_PREFIX must start with a letter/],
    ['UNBROKEN_SMTP_URL', 'mail.example.com', /Setting UNBROKEN_SMTP_URL must look like smtp/],
    ['UNBROKEN_ACS_ENDPOINT', 'contoso.communication.azure.com', /Setting UNBROKEN_ACS_ENDPOINT must look like https/],
    ['UNBROKEN_MAIL_TO', 'somebody', /Setting UNBROKEN_MAIL_TO must be e-mail addresses/],
    ['UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB', 'ten', /Setting UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB must be a number/],
    ['UNBROKEN_SAMPLE_SIZE', '0', /Setting UNBROKEN_SAMPLE_SIZE must be a whole number of disks from 1 to 1000/],
    [
      'UNBROKEN_TIME_BUDGET',
      '4',
      /Setting UNBROKEN_TIME_BUDGET must be a time from 1 minute to 30 days, as 90m, 4h, 2d or PT4H\./,
    ],
    ['UNBROKEN_TIME_BUDGET', 'P31D', /Setting UNBROKEN_TIME_BUDGET must be a time from 1 minute to 30 days/],
    ['UNBROKEN_TENANT', 'contoso', /Setting UNBROKEN_TENANT must be the tenant GUID/],
  ])('%s = %s is one clear error', (name, value, message) => {
    expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
    expect(() => readSettings({ [name]: value })).toThrow(message);
  });

  test.each([
    ['90m', 90],
    ['4h', 240],
    ['2d', 2880],
    ['PT4H', 240],
    ['P1DT30M', 1470],
  ])('a time budget of %s is %d minutes', (text, minutes) => {
    expect(readSettings({ UNBROKEN_TIME_BUDGET: text }).timeBudgetMinutes).toBe(minutes);
  });

  test('two faults are told at once', () => {
    expect(() => readSettings({ UNBROKEN_TENANT: 'x', UNBROKEN_CLOUD: 'y' })).toThrow(
      /UNBROKEN_CLOUD[^\n]*\n[^\n]*UNBROKEN_TENANT/,
    );
  });

  test('a mail server without a sender is named', () => {
    expect(() => readSettings({ UNBROKEN_SMTP_URL: 'smtp://h' })).toThrow(/UNBROKEN_MAIL_FROM is missing/);
  });

  test('mail goes out one way: Communication Services or SMTP, never both', () => {
    const from = { UNBROKEN_MAIL_FROM: 'unbroken@contoso.example' };
    const endpoint = 'https://contoso.europe.communication.azure.com';
    expect(readSettings({ ...from, UNBROKEN_ACS_ENDPOINT: `${endpoint}/` }).mail?.service).toEqual({
      kind: 'acs',
      endpoint,
    });
    expect(readSettings({ ...from, UNBROKEN_SMTP_URL: 'smtp://h' }).mail?.service).toEqual({
      kind: 'smtp',
      url: 'smtp://h',
      oauthScope: undefined,
    });
    expect(() => readSettings({ ...from, UNBROKEN_ACS_ENDPOINT: endpoint, UNBROKEN_SMTP_URL: 'smtp://h' })).toThrow(
      /exclude each other/,
    );
    expect(() => readSettings({ UNBROKEN_ACS_ENDPOINT: endpoint })).toThrow(
      /UNBROKEN_MAIL_FROM is missing.*UNBROKEN_ACS_ENDPOINT/,
    );
  });

  test('a recipient may be limited to subscriptions', () => {
    const own = 'AAAAAAAA-0000-0000-0000-000000000000';
    const settings = (to: string) =>
      readSettings({ UNBROKEN_SMTP_URL: 'smtp://h', UNBROKEN_MAIL_FROM: 'u@contoso.example', UNBROKEN_MAIL_TO: to })
        .mail;
    expect(settings(`a@contoso.example, B@contoso.example=${own}`)).toMatchObject({
      to: ['a@contoso.example', 'B@contoso.example'],
      scopes: new Map([['b@contoso.example', [own.toLowerCase()]]]),
    });
    expect(() => settings('b@contoso.example=prod')).toThrow(/auditor@example.com=<GUID>/);
    expect(() => settings('b@contoso.example=')).toThrow(/auditor@example.com=<GUID>/);
  });

  test('lists are split, lower-cased and sorted', () => {
    const b = 'BBBBBBBB-0000-0000-0000-000000000000';
    const a = 'aaaaaaaa-0000-0000-0000-000000000000';
    expect(readSettings({ UNBROKEN_SUBSCRIPTIONS: `${b}, ${a}` }).subscriptions).toEqual([a, b.toLowerCase()]);
  });

  test('storage is an account or a connection string, and its absence is named where it is needed', () => {
    expect(readSettings({ UNBROKEN_STORAGE: 'stunbroken' }).storage).toEqual({ account: 'stunbroken' });
    expect(readSettings({ UNBROKEN_STORAGE: 'UseDevelopmentStorage=true' }).storage).toEqual({
      connectionString: 'UseDevelopmentStorage=true',
    });
    expect(() => requireStorage(readSettings({}))).toThrow(/UNBROKEN_STORAGE is missing/);
  });
});
