import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { AccessError, callerOf } from '../../src/functions/caller.ts';
import { principal } from './api.ts';

const SOMEBODY = 'dddddddd-0000-0000-0000-000000000004';

/** A request as a client could send it, with a principal that it made up. */
const forged = (): HttpRequest =>
  new HttpRequest({
    method: 'GET',
    url: 'https://app.example/api/evidence',
    headers: principal(SOMEBODY, ['Auditor', 'Requester']),
  });

const ENTRA = { UNBROKEN_HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'true' };
const [OID, ROLE] = ['http://schemas.microsoft.com/identity/claims/objectidentifier', 'roles'];
const AUDITOR = [
  { typ: OID, val: SOMEBODY },
  { typ: ROLE, val: 'Auditor' },
];
const headerOf = (told: unknown): string => Buffer.from(JSON.stringify(told)).toString('base64');
const asking = (...values: readonly string[]): (() => unknown) => {
  const headers = new Headers();
  for (const value of values) headers.append('x-ms-client-principal', value);
  const request = new HttpRequest({
    method: 'GET',
    url: 'https://app.example/api/evidence',
    headers: Object.fromEntries(headers),
  });
  return () => callerOf(request, ['Auditor'], ENTRA);
};

describe('a principal that is not as the host makes one', () => {
  const good = headerOf({ auth_typ: 'aad', claims: AUDITOR });

  test('is nobody; one that is, is somebody', () => {
    expect(asking(good)()).toMatchObject({ objectId: SOMEBODY });
    expect(
      asking(headerOf({ auth_typ: 'aad', claims: [...AUDITOR, { typ: 'oid', val: SOMEBODY.toUpperCase() }] }))(),
    ).toMatchObject({
      objectId: SOMEBODY,
    });
  });

  test.each<[string, readonly string[]]>([
    ['two headers', [good, good]],
    ['two headers, the first without padding', [headerOf({ auth_typ: 'aad', claims: AUDITOR, a: '' }), good]],
    ['a header of two in one', [`${good},${good}`]],
    ['text around it', [`x ${good}`]],
    [
      'URL-safe base64',
      [headerOf({ auth_typ: 'aad', claims: AUDITOR, x: '???>>>' }).replaceAll('/', '_').replaceAll('+', '-')],
    ],
    ['bare JSON', [JSON.stringify({ auth_typ: 'aad', claims: AUDITOR })]],
    ['a megabyte', [headerOf({ auth_typ: 'aad', claims: AUDITOR, x: 'x'.repeat(1_000_000) })]],
    ['nothing in it', ['']],
    ['null', [headerOf(null)]],
    ['a list', [headerOf([{ auth_typ: 'aad', claims: AUDITOR }])]],
    ['claims that are an object', [headerOf({ auth_typ: 'aad', claims: { 0: AUDITOR[0], 1: AUDITOR[1], length: 2 } })]],
    ['two object ids', [headerOf({ auth_typ: 'aad', claims: [...AUDITOR, { typ: 'oid', val: '0' }] })]],
  ])('%s', (_, headers) => {
    expect(asking(...headers)).toThrow('Sign in with Microsoft Entra ID.');
  });

  test.each<[string, object]>([
    [
      'a role of another type that the header calls a role',
      { role_typ: 'name', claims: [{ typ: 'name', val: 'Auditor' }] },
    ],
    ['a group called like a role', { role_typ: 'groups', claims: [{ typ: 'groups', val: 'Auditor' }] }],
    ['a role in another case', { claims: [{ typ: 'roles', val: 'auditor' }] }],
    ['a role with a blank', { claims: [{ typ: 'roles', val: 'Auditor ' }] }],
    ['a list of roles', { claims: [{ typ: 'roles', val: ['Auditor'] }] }],
    ['a role type in another case', { claims: [{ typ: 'Roles', val: 'Auditor' }] }],
    ['a claim that is null', { claims: [null, 'Auditor', 1, {}] }],
    [
      'prototype names',
      {
        claims: [
          { typ: '__proto__', val: 'Auditor' },
          { typ: 'constructor', val: 'Auditor' },
        ],
      },
    ],
  ])('%s gives no role', (_, told) => {
    expect(asking(headerOf({ auth_typ: 'aad', ...told }))).toThrow('This needs the app role');
  });
});

describe('a forged x-ms-client-principal', () => {
  test.each([undefined, '', 'false', 'False', '0', '1', 'yes', ' true'])(
    'is refused where App Service authentication is off: WEBSITE_AUTH_ENABLED is %j',
    (enabled) => {
      const environment = { UNBROKEN_HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: enabled };
      for (const role of ['Auditor', 'Requester'] as const)
        expect(() => callerOf(forged(), [role], environment)).toThrow(AccessError);
    },
  );

  test.each(['true', 'True', 'TRUE'])('is the host’s own where it is on: %s', (enabled) => {
    const environment = { UNBROKEN_HTTP_AUTH: ' Entra ', WEBSITE_AUTH_ENABLED: enabled };
    expect(callerOf(forged(), ['Auditor'], environment).objectId).toBe(SOMEBODY);
  });

  test('names nobody with function keys', () => {
    expect(callerOf(forged(), ['Auditor'], { WEBSITE_AUTH_ENABLED: 'false' }).objectId).toBeUndefined();
  });

  test.each(['google', 'github', 'AAD', '', undefined, ['aad']])(
    'is nobody where another identity provider of the app signed somebody in: %j',
    (provider) => {
      const { headers } = forged();
      const told = JSON.parse(Buffer.from(headers.get('x-ms-client-principal') ?? '', 'base64').toString()) as object;
      headers.set(
        'x-ms-client-principal',
        Buffer.from(JSON.stringify({ ...told, auth_typ: provider })).toString('base64'),
      );
      const environment = { UNBROKEN_HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'true' };
      const request = new HttpRequest({
        method: 'GET',
        url: 'https://app.example/api/evidence',
        headers: Object.fromEntries(headers),
      });
      expect(() => callerOf(request, ['Auditor'], environment)).toThrow('Sign in with Microsoft Entra ID.');
    },
  );
});
