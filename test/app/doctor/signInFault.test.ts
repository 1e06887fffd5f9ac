import { expect, test } from 'vitest';
import { signInFault } from '../../../src/app/doctor/signInFault.ts';

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
const absent = named('CredentialUnavailableError', 'Azure CLI could not be found.\nPlease visit …');
const all = (...errors: readonly Error[]): Error =>
  Object.assign(new Error(`ChainedTokenCredential authentication failed.\n${String(errors)}`), {
    name: 'AggregateAuthenticationError',
    errors,
  });

test('where no way of signing in is there, one line says so', () => {
  expect(() => signInFault(all(absent, absent))).toThrow(
    /^Could not get a token for Azure: nobody is signed in here, and there is no managed identity\.$/,
  );
});

test('of a way that is there and was refused the reason is told, in one line', () => {
  const refused = named('AuthenticationError', 'AADSTS700016: The application was not found.\nTrace ID: x');
  for (const error of [refused, all(absent, refused), all(absent, all(refused, absent))])
    expect(() => signInFault(error)).toThrow(
      /^Could not get a token for Azure: AADSTS700016: The application was not found\.$/,
    );
});
