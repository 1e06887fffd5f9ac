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
