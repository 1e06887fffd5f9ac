import { Command } from 'commander';
import { expect, test } from 'vitest';
import { isScoped, scopeSettings, withScopeFlags, type ScopeFlags } from '../../src/cli/scopeFlags.ts';

const GUID = 'AAAAAAAA-0000-4000-8000-000000000001';

function flags(...words: readonly string[]): ScopeFlags {
  return withScopeFlags(new Command().exitOverride().configureOutput({ writeErr: () => undefined }))
    .parse(words, { from: 'user' })
    .opts();
}

test('without a flag the settings stay as they are', () => {
  expect(isScoped(flags())).toBe(false);
  expect(scopeSettings(flags())).toEqual({});
});

test('a scope flag replaces the whole scope, so that nothing is read that was not asked for', () => {
  const given = flags('--subscription', GUID, '--subscription', GUID.replace('1', '2'));
  expect(isScoped(given)).toBe(true);
  expect(scopeSettings(given)).toEqual({
    UNBROKEN_MANAGEMENT_GROUPS: '',
    UNBROKEN_SUBSCRIPTIONS: `${GUID.toLowerCase()},${GUID.replace('1', '2').toLowerCase()}`,
  });
  expect(scopeSettings(flags('--management-group', 'a', '--management-group', 'b'))).toEqual({
    UNBROKEN_MANAGEMENT_GROUPS: 'a,b',
    UNBROKEN_SUBSCRIPTIONS: '',
  });
});

test('a tenant alone leaves the scope of the settings within it', () => {
  expect(isScoped(flags('--tenant', GUID))).toBe(true);
  expect(scopeSettings(flags('--tenant', GUID))).toEqual({ UNBROKEN_TENANT: GUID.toLowerCase() });
});

test('what is no GUID is refused, naming where to find one', () => {
  expect(() => flags('--subscription', 'production')).toThrow(/Enter the subscription GUID/);
});
