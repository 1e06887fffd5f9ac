import { describe, expect, test } from 'vitest';
import {
  limitedScopes,
  OutOfScopeError,
  parseHttpScopes,
  scopeOf,
  type HttpScopes,
  type Principal,
} from '../../../src/app/http/scopes.ts';

const [A, B] = ['aaaaaaaa-0000-0000-0000-00000000000a', 'bbbbbbbb-0000-0000-0000-00000000000b'];
const [USER, TEAM, OTHERS] = [
  '11111111-0000-0000-0000-000000000001',
  '22222222-0000-0000-0000-000000000002',
  '33333333-0000-0000-0000-000000000003',
];

function scopes(text: string): HttpScopes {
  const parsed = parseHttpScopes(text);
  if (parsed === undefined || 'fault' in parsed) throw new Error(parsed?.fault ?? 'none');
  return parsed;
}

const caller = (more: Partial<Principal> = {}): Principal => ({
  objectId: USER,
  groups: [],
  roles: ['Auditor'],
  ...more,
});

describe('who reads about what', () => {
  test('without the setting everybody reads everything', () => {
    expect(parseHttpScopes(undefined)).toBeUndefined();
    expect(parseHttpScopes(' , ')).toBeUndefined();
    expect(scopeOf(undefined, caller())).toBe('whole');
  });

  test('the own object id goes before groups and app roles, in any case', () => {
    const set = scopes(`${USER.toUpperCase()}=${B.toUpperCase()}+${A}+${A}, ${TEAM}=*; Auditor=*`);
    expect(scopeOf(set, caller({ groups: [TEAM] }))).toEqual([A, B]);
    expect(scopeOf(set, caller({ objectId: OTHERS, groups: [TEAM] }))).toBe('whole');
    expect(scopeOf(set, caller({ objectId: undefined }))).toBe('whole');
  });

  test('groups and app roles add up, where an entry has the sum', () => {
    const set = scopes(`${TEAM}=${A},${OTHERS}=${B},Both=${A}+${B}`);
    expect(scopeOf(set, caller({ groups: [TEAM] }))).toEqual([A]);
    expect(scopeOf(set, caller({ groups: [TEAM, OTHERS] }))).toEqual([A, B]);
    const without = scopes(`${TEAM}=${A},${OTHERS}=${B}`);
    expect(() => scopeOf(without, caller({ groups: [TEAM, OTHERS] }))).toThrow('no entry covers all of them');
  });

  test('nothing is given by silence, nor by a role in another case', () => {
    expect(() => scopeOf(scopes(`${TEAM}=${A}`), caller())).toThrow('UNBROKEN_HTTP_SCOPES gives nothing');
    expect(() => scopeOf(scopes('auditor=*'), caller())).toThrow('gives nothing');
    // A user's id is no group's.
    expect(() => scopeOf(scopes(`${OTHERS}=*`), caller({ groups: [], roles: [] }))).toThrow('gives nothing');
    // Nor is a role called like one, nor somebody called like a role.
    expect(() => scopeOf(scopes(`${OTHERS}=*`), caller({ roles: [OTHERS, OTHERS.toUpperCase()] }))).toThrow('gives');
    expect(() => scopeOf(scopes('Auditors=*'), caller({ objectId: 'Auditors' }))).toThrow('gives nothing');
  });

  test.each([
    [USER, 'must look like'],
    [`${USER}=`, 'must look like'],
    [`${USER}=contoso`, 'must look like'],
    [`${USER}=${A}+`, 'must look like'],
    [`=${A}`, 'must look like'],
    [`${USER}=*,${USER.toUpperCase()}=${A}`, 'twice'],
    [
      Array.from({ length: 21 }, (_, at) => `Role${at}=aaaaaaaa-0000-0000-0000-0000000000${String(at + 10)}`).join(),
      'more than 20',
    ],
  ])('%s is refused', (text, fault) => {
    expect(parseHttpScopes(text)).toEqual({ fault: expect.stringContaining(fault) as string });
  });

  test('each set of subscriptions once', () => {
    expect(limitedScopes(scopes(`${USER}=${A}+${B},Both=${B}+${A},One=${A},All=*`))).toEqual([[A, B], [A]]);
  });
});

test('a group counts by its object id alone, with or without blanks; a name that is an app role gives nothing', () => {
  const [group, subscription] = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'];
  const given = scopes(`${group}=${subscription},Auditors=*`);
  const asking = (groups: readonly string[]): Parameters<typeof scopeOf>[1] => ({
    objectId: undefined,
    groups,
    roles: [],
  });
  expect(() => scopeOf(given, asking(['Auditors']))).toThrow(OutOfScopeError);
  expect(scopeOf(given, asking(['Auditors', ` ${group.toUpperCase()} `]))).toEqual([subscription]);
  expect(scopeOf(given, { objectId: ` ${group}`, groups: [], roles: [] })).toEqual([subscription]);
});
