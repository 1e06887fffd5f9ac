import { describe, expect, test } from 'vitest';
import type { CombinedReview } from '../../../src/assess/access/both.ts';
import { judgesOf } from '../../../src/assess/access/judges.ts';
import { approvedPrincipals, judgeExportersBy, type AccessReview } from '../../../src/assess/access/judge.ts';
import { armId } from '../../../src/domain/armId.ts';
import { access, assigned, denied, KEY, keyVault, OWNER, SUBSCRIPTION, VAULT } from './build.ts';
import { ROLES } from './builtInRoles.ts';

const GROUPS = 50;
const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
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

  test('20,000 assignments and 100,000 disks: exporters and both halves of every disk', () => {
    const many = Array.from({ length: 20_000 }, (_, at) =>
      assigned(
        `p${String(at)}`,
        at % 4 === 0 ? CRYPTO_OFFICER : OWNER,
        at % 4 === 0 ? VAULT : at % 2 === 0 ? SUBSCRIPTION : group(at),
      ),
    );
    const index = access({ assignments: many, roles: ROLES });
    const judges = judgesOf(
      { index, servicesOf: () => ({ rows: [], gaps: [] }) },
      { private: 'allow', approvedExporters: [], approvedKeyUsers: [] },
    );
    const [vault, key] = [keyVault(), armId(KEY)];
    const answers = new Set<AccessReview | CombinedReview | undefined>();
    for (let at = 0; at < 100_000; at += 1) {
      answers.add(judges.exporters(disk(at)));
      answers.add(judges.both(disk(at), vault, key));
    }
    // Three capabilities (export, grant, key); each is weighed once an assignment.
    expect(index.effort().weighed).toBeLessThanOrEqual(many.length * 4);
    expect(index.effort().steps).toBeLessThan(100_000 * 6);
    expect(answers.size).toBeLessThanOrEqual(2 * GROUPS);
    expect(new Set([...answers].map((answer) => answer?.status))).toEqual(new Set(['NonCompliant', 'Compliant']));
  }, 60_000);
});
