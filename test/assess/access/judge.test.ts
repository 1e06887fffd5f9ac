import { describe, expect, test } from 'vitest';
import { describeGrant } from '../../../src/assess/access/grant.ts';
import {
  approvedPrincipals,
  exportCapability,
  exportScopes,
  judgeExportersBy,
  judgeHoldersBy,
  judgeScope,
  SHOWN,
} from '../../../src/assess/access/judge.ts';
import {
  access,
  assigned,
  denied,
  DISK,
  gap,
  GROUP,
  OWNER,
  SNAPSHOT,
  SUBSCRIPTION,
  TOP,
  VAULT,
  type Rows,
} from './build.ts';
import { ROLES } from './builtInRoles.ts';

const BACKUP_READER = '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const COLLECTION = `${GROUP}/providers/Microsoft.Compute/restorePointCollections/rpc`;
const group = { principalType: 'Group' };

function judged(rows: Rows, approved: readonly string[] = [], resource = DISK) {
  return judgeExportersBy(access({ roles: ROLES, ...rows }), approvedPrincipals(approved))(resource);
}

describe('who can export, against those who may (EXP-03)', () => {
  const reader = assigned('everyone', READER, SUBSCRIPTION);
  test.each<[string, Rows, readonly string[], string, number, number]>([
    ['nobody can', { assignments: [reader] }, [], 'Compliant', 0, 0],
    [
      'only approved principals, in any case',
      { assignments: [assigned('Ann', OWNER, TOP)] },
      [' ANN '],
      'Compliant',
      0,
      0,
    ],
    [
      'somebody else',
      { assignments: [assigned('ann', OWNER, TOP), assigned('eve', BACKUP_READER, DISK)] },
      ['ann'],
      'NonCompliant',
      1,
      0,
    ],
    ['a group', { assignments: [assigned('crew', OWNER, TOP, group)] }, ['ann'], 'NonCompliant', 1, 0],
    ['an approved group', { assignments: [assigned('crew', OWNER, TOP, group)] }, ['crew'], 'Compliant', 0, 0],
    [
      'a group, and somebody for certain',
      { assignments: [assigned('crew', OWNER, TOP, group), assigned('eve', OWNER, TOP)] },
      [],
      'NonCompliant',
      2,
      0,
    ],
    ['a role that was not read', { assignments: [assigned('eve', 'unread', TOP)] }, [], 'Unknown', 0, 1],
    [
      'an approved holder of a role that was not read',
      { assignments: [assigned('ann', 'unread', TOP)] },
      ['ann'],
      'Compliant',
      0,
      0,
    ],
    [
      'a condition',
      { assignments: [assigned('eve', OWNER, TOP, { condition: '@Principal[a] StringEquals 1' })] },
      [],
      'Unknown',
      0,
      1,
    ],
    [
      'denied',
      { assignments: [assigned('eve', OWNER, TOP)], denies: [denied(GROUP, { actions: ['*'] })] },
      [],
      'Compliant',
      0,
      0,
    ],
    [
      'the deny assignment was not read',
      { assignments: [assigned('eve', OWNER, TOP)], gaps: [gap('denyAssignments')] },
      [],
      'Unknown',
      0,
      1,
    ],
    [
      'assignments were not read, nobody seen',
      { assignments: [reader], gaps: [gap('roleAssignments')] },
      [],
      'Unknown',
      0,
      0,
    ],
    [
      'assignments were not read, but somebody is seen',
      { assignments: [assigned('eve', OWNER, TOP)], gaps: [gap('roleAssignments')] },
      [],
      'NonCompliant',
      1,
      0,
    ],
    ['not a single assignment', { assignments: [] }, [], 'Unknown', 0, 0],
  ])('%s', (_, rows, approved, status, provenCount, uncertainCount) => {
    expect(judged(rows, approved)).toMatchObject({ status, provenCount, uncertainCount });
  });

  test('the kind of resource decides the operation', () => {
    const reader = assigned('everyone', READER, SUBSCRIPTION);
    const assignments = [reader, assigned('eve', BACKUP_READER, GROUP)];
    expect(judged({ assignments })?.status).toBe('NonCompliant');
    expect(judged({ assignments }, [], SNAPSHOT.toUpperCase())?.status).toBe('Compliant');
    expect(judged({ assignments }, [], COLLECTION)?.status).toBe('Compliant');
    expect(judged({ assignments: [assigned('eve', OWNER, GROUP)] }, [], `${COLLECTION}/restorePoints/1`)?.status).toBe(
      'NonCompliant',
    );
    expect(judged({ assignments }, [], VAULT)).toBeUndefined();
    expect(exportCapability(GROUP)).toBeUndefined();
  });

  test('names the nearest grants and counts them all', () => {
    const crowd = Array.from({ length: 30 }, (_, at) => assigned(`user${String(at).padStart(2, '0')}`, OWNER, TOP));
    const result = judged({ assignments: [...crowd, assigned('near', BACKUP_READER, DISK)] });
    expect(result).toMatchObject({ holders: 31, provenCount: 31 });
    expect(result?.proven).toHaveLength(SHOWN);
    expect(result?.proven[0]?.principalId).toBe('near');
  });

  test('disks with the same grants share one answer', () => {
    const index = access({ assignments: [assigned('eve', OWNER, TOP), assigned('ann', OWNER, DISK)], roles: ROLES });
    const judge = judgeHoldersBy(index, approvedPrincipals([]));
    expect(judge('exportDisk', `${DISK}2`)).toBe(
      judge('exportDisk', `${GROUP}9/providers/Microsoft.Compute/disks/other`),
    );
    expect(judge('exportDisk', DISK)).not.toBe(judge('exportDisk', `${DISK}2`));
  });

  test('gaps behind an uncertain grant come along', () => {
    const rows = { assignments: [assigned('eve', 'unread', TOP)], gaps: [gap('roleDefinitions')] };
    expect(judged(rows)?.gaps.map((entry) => entry.source)).toEqual(['roleDefinitions']);
  });
});

describe('scope by scope: each grant is named once', () => {
  const index = access({
    assignments: [
      assigned('top', OWNER, TOP),
      assigned('crew', OWNER, SUBSCRIPTION, group),
      assigned('eve', BACKUP_READER, GROUP),
      assigned('ann', BACKUP_READER, GROUP),
      assigned('reader', READER, DISK),
    ],
    roles: ROLES,
  });

  test('subjects are the scopes at which it was granted', () => {
    expect(exportScopes(index)).toEqual([TOP, SUBSCRIPTION, GROUP].map((scope) => scope.toLowerCase()));
  });

  test('what was granted there, not what was inherited', () => {
    const judge = (scope: string) => judgeScope(index, scope, approvedPrincipals(['ann']));
    expect(judge(TOP)).toMatchObject({ status: 'NonCompliant', provenCount: 1, holders: 1 });
    expect(judge(TOP).proven[0]?.can).toHaveLength(4);
    expect(judge(SUBSCRIPTION)).toMatchObject({ status: 'NonCompliant', provenCount: 1, uncertainCount: 0 });
    expect(judge(GROUP)).toMatchObject({ status: 'NonCompliant', provenCount: 1, holders: 2 });
    expect(judge(DISK)).toMatchObject({ status: 'Compliant', holders: 0 });
  });

  test('a grant in words', () => {
    const [crew] = judgeScope(index, SUBSCRIPTION, approvedPrincipals([])).proven;
    expect(crew && describeGrant(crew)).toBe(
      `Group crew through Owner at ${SUBSCRIPTION} (the principal is a group, whose members are not visible)`,
    );
    const unread = access({ assignments: [assigned('eve', 'r9', '/')] }).holders('exportDisk', DISK).holders[0];
    expect(unread && describeGrant(unread)).toMatch(
      /^User eve through role .*\/r9 at the tenant \(the role definition was not/,
    );
  });
});
