import { describe, expect, test } from 'vitest';
import { judgeBothBy } from '../../../src/assess/access/both.ts';
import { approvedPrincipals } from '../../../src/assess/access/judge.ts';
import { access, assigned, DISK, gap, GROUP, KEY, keyVault, OWNER, SUBSCRIPTION, VAULT, type Rows } from './build.ts';
import { ROLES } from './builtInRoles.ts';

const OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const EXPORT = '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24';
const ACCESS = '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9';
const KEY_VAULT_CONTRIBUTOR = 'f25e0fa2-a7c8-4377-a976-54943a77a395';
const group = { principalType: 'Group' };

/** Approved for either half. */
const both = (ids: readonly string[]) => ({ exporters: approvedPrincipals(ids), keyUsers: approvedPrincipals(ids) });

function judged(rows: Rows, approved: readonly string[] = [], vault = keyVault()) {
  const result = judgeBothBy(access({ roles: ROLES, ...rows }), both(approved))(DISK, vault);
  if (result === undefined) throw new Error('a disk can be exported');
  const names = (pairs: readonly { principalId: string }[]): string[] => pairs.map((pair) => pair.principalId).sort();
  return {
    status: result.status,
    proven: names(result.proven),
    uncertain: names(result.uncertain),
    could: names(result.couldGiveThemselves),
    gaps: result.gaps.length,
  };
}

const none = { proven: [], uncertain: [], could: [], gaps: 0 };
const exporter = (id: string, more = {}) => assigned(id, EXPORT, SUBSCRIPTION, more);
const keyUser = (id: string, more = {}) => assigned(id, OFFICER, VAULT, more);

describe('who can both export and use the key (CTL-02)', () => {
  test.each<[string, Rows, readonly string[], object]>([
    [
      'two people, each one half',
      { assignments: [exporter('ann'), keyUser('ben')] },
      [],
      { ...none, status: 'Compliant' },
    ],
    [
      'one person',
      { assignments: [exporter('ann'), keyUser('Ann'), keyUser('ben')] },
      [],
      { ...none, status: 'NonCompliant', proven: ['ann'] },
    ],
    [
      'an approved person',
      { assignments: [exporter('ann'), keyUser('ann')] },
      ['ann'],
      { ...none, status: 'Compliant' },
    ],
    [
      'one half is doubtful',
      { assignments: [exporter('ann'), keyUser('ann', { condition: '@Principal[a] StringEquals 1' })] },
      [],
      { ...none, status: 'Unknown', uncertain: ['ann'] },
    ],
    [
      'a key half at one version of a key',
      { assignments: [exporter('ann'), assigned('ann', OFFICER, `${KEY}/versions/1`)] },
      [],
      { ...none, status: 'Unknown', uncertain: ['ann'] },
    ],
    [
      'the same group on both sides',
      { assignments: [exporter('crew', group), keyUser('crew', group)] },
      [],
      { ...none, status: 'Unknown', uncertain: ['crew'] },
    ],
    [
      'an exporter who may be in the group of key users',
      { assignments: [exporter('ann'), keyUser('crew', group)] },
      [],
      { ...none, status: 'Unknown', uncertain: ['ann'] },
    ],
    [
      'a key user who may be in the group of exporters',
      { assignments: [exporter('crew', group), keyUser('ben')] },
      [],
      { ...none, status: 'Unknown', uncertain: ['ben'] },
    ],
    [
      '… not when the group is approved',
      { assignments: [exporter('crew', group), keyUser('ben')] },
      ['crew'],
      { ...none, status: 'Compliant' },
    ],
    [
      '… not when the person is',
      { assignments: [exporter('crew', group), keyUser('ben')] },
      ['ben'],
      { ...none, status: 'Compliant' },
    ],
    [
      'two groups',
      { assignments: [exporter('crew', group), keyUser('gang', group)] },
      [],
      { ...none, status: 'Unknown', uncertain: ['crew', 'gang'] },
    ],
    [
      'a group on one side, nobody on the other',
      { assignments: [exporter('crew', group)] },
      [],
      { ...none, status: 'Compliant' },
    ],
    [
      'assignments were not read',
      { assignments: [exporter('ann')], gaps: [gap('roleAssignments')] },
      [],
      { ...none, status: 'Unknown', gaps: 1 },
    ],
  ])('%s', (_, rows, approved, expected) => {
    expect(judged(rows, approved)).toEqual(expected);
  });

  test('those who could give themselves what they lack are listed apart', () => {
    const assignments = [assigned('owner', OWNER, SUBSCRIPTION), assigned('uaa', ACCESS, GROUP), keyUser('ben')];
    expect(judged({ assignments })).toEqual({ ...none, status: 'Compliant', could: ['owner', 'uaa'] });
    expect(judged({ assignments }, ['owner']).could).toEqual(['uaa']);
  });

  test('one who writes the vault could, where access policies count', () => {
    const assignments = [exporter('ann'), assigned('ann', KEY_VAULT_CONTRIBUTOR, VAULT)];
    expect(judged({ assignments })).toMatchObject({ status: 'Compliant', could: [] });
    expect(judged({ assignments }, [], keyVault({ enableRbacAuthorization: false }))).toMatchObject({ could: ['ann'] });
  });

  test('a grant of access at one disk counts for that disk only', () => {
    const index = access({
      assignments: [assigned('uaa', ACCESS, DISK), keyUser('uaa'), keyUser('ben')],
      roles: ROLES,
    });
    const judge = judgeBothBy(index, both([]));
    expect(judge(DISK, keyVault())?.couldGiveThemselves).toHaveLength(1);
    expect(judge(`${DISK}2`, keyVault())?.couldGiveThemselves).toHaveLength(0);
    expect(judge(DISK, keyVault())?.couldGiveThemselves).toHaveLength(1);
  });

  test('asks nothing of what cannot be exported', () => {
    expect(judgeBothBy(access({}), both([]))(VAULT, keyVault())).toBeUndefined();
  });
});
