import { describe, expect, test } from 'vitest';
import { approvedPrincipals, judgeExportersBy } from '../../../src/assess/access/judge.ts';
import { access, assigned, denied, OWNER, SUBSCRIPTION } from './build.ts';
import { ROLES } from './builtInRoles.ts';

const GROUPS = 50;
const group = (at: number): string => `${SUBSCRIPTION}/resourceGroups/rg${String(at % GROUPS)}`;
const disk = (at: number): string => `${group(at)}/providers/Microsoft.Compute/disks/d${String(at)}`;

/** 2,000 assignments: half at the subscription, the rest at its resource groups and at a few disks. */
const ASSIGNMENTS = Array.from({ length: 2_000 }, (_, at) =>
  assigned(`p${String(at)}`, OWNER, at % 2 === 0 ? SUBSCRIPTION : at % 20 === 1 ? disk(at) : group(at)),
);

function effortOf(disks: number, denies: number) {
  const index = access({
    assignments: ASSIGNMENTS,
    roles: ROLES,
    denies: Array.from({ length: denies }, (_, at) => denied(group(at), { actions: ['*/write'] })),
  });
  const judge = judgeExportersBy(index, approvedPrincipals([]));
  let found = 0;
  for (let at = 0; at < disks; at += 1) if (judge(disk(at))?.status === 'NonCompliant') found += 1;
  expect(found).toBe(disks);
  return index.effort();
}

describe('assignments and disks are never multiplied', () => {
  test('each assignment is weighed once, however many disks there are', () => {
    const small = effortOf(5_000, 0);
    const large = effortOf(20_000, 0);
    expect(small.weighed).toBeLessThanOrEqual(ASSIGNMENTS.length);
    expect(large.weighed).toBe(small.weighed);
  });

  test('a disk takes a step or two', () => {
    expect(effortOf(20_000, 0).steps).toBeLessThan(20_000 * 2 + GROUPS * 5);
  });

  test('deny assignments that leave the operation alone cost nothing', () => {
    expect(effortOf(1_000, GROUPS).weighed).toBe(effortOf(1_000, 0).weighed);
  });
});
