import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/domain/check.ts';
import { groupsOf } from '../../src/report/findings/findingGroups.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { contentsOf } from './fixture.ts';

const { record } = contentsOf();
const [template] = record.verdicts;
if (template === undefined) throw new Error('The fixture has no verdict.');

function found(change: Partial<Verdict>): Verdict {
  const subject = change.subject ?? `/subscriptions/s/resourcegroups/rg/providers/x/y/${change.subjectName ?? 'z'}`;
  return { ...(template as Verdict), status: 'NonCompliant', evidence: {}, ...change, subject };
}

function grouped(verdicts: readonly Verdict[], chains = record.chains) {
  const of = { ...record, coverage: [], exemptions: [], verdicts, chains };
  return groupsOf(of, findingsOf(of, new Map()));
}

const disk = (subjectName: string, because: string, more: Partial<Verdict> = {}): Verdict =>
  found({ check: 'KEY-01', subjectKind: 'disk', subjectName, because, ...more });

describe('one cause is one group', () => {
  const PMK = 'Only a platform-managed key protects it.';
  test.each<[string, readonly Verdict[], number]>([
    ['the same reason of several disks', [disk('vm-one', PMK), disk('vm-two', PMK)], 1],
    ['the same reason under two checks', [disk('vm-one', PMK), disk('vm-one', PMK, { check: 'MTH-01' })], 1],
    ['two reasons', [disk('vm-one', PMK), disk('vm-two', 'Its key is in no vault.')], 2],
    [
      'a reason that names its subject, a number or a date',
      [
        disk('vm-a', 'Disk vm-a was copied 3 times on 2026-11-01.'),
        disk('vm-b', 'Disk vm-b was copied 12 times on 2026-10-01.'),
      ],
      1,
    ],
    [
      'what EXP-04 contains, and the check that it contains',
      [
        disk('vm-one', 'An export of the disk would be readable. It can be exported from every network.', {
          check: 'EXP-04',
        }),
        disk('vm-one', 'It can be exported from every network.', { check: 'EXP-01' }),
      ],
      1,
    ],
    [
      'two sets',
      [
        disk('vm-one', 'Old.', { evidence: { 'Disk encryption set': '/s/1' } }),
        disk('vm-two', 'Old.', { evidence: { 'Disk encryption set': '/s/2' } }),
      ],
      2,
    ],
    [
      'one policy',
      [
        disk('vm-one', 'Late.', { evidence: { Policy: '/p/1' } }),
        disk('vm-two', 'Late.', { evidence: { Policy: '/p/1' } }),
      ],
      1,
    ],
    [
      'two vaults with the same fault',
      ['v1', 'v2'].map((subjectName) =>
        found({
          check: 'BKP-03',
          subjectKind: 'recoveryServicesVault',
          subjectName,
          because: 'A platform-managed key encrypts the vault.',
        }),
      ),
      2,
    ],
    [
      'one grant, found at its scope and at a disk',
      [
        found({
          check: 'EXP-03',
          subjectKind: 'scope',
          because: 'A principal outside: User u through Owner at /subscriptions/s, and 3 more.',
        }),
        disk(
          'vm-one',
          'An export of the disk would be readable. A principal: User u through Owner at /subscriptions/s.',
          {
            check: 'EXP-04',
          },
        ),
      ],
      1,
    ],
  ])('%s', (_, verdicts, groups) => {
    expect(grouped(verdicts)).toHaveLength(groups);
  });
});

test('a group counts each disk once, has the age of its oldest finding, and is ranked by severity, then disks', () => {
  const [one, two, three] = record.chains;
  if (one === undefined || two === undefined || three === undefined) throw new Error('The fixture has too few disks.');
  const wide = found({
    check: 'BKP-03',
    subjectKind: 'recoveryServicesVault',
    subjectName: 'v',
    because: 'Bad.',
    severity: 'High',
  });
  const own = disk(one.name, 'Weak.', { subject: one.disk, severity: 'High' });
  const low = disk(two.name, 'Small.', { subject: two.disk, severity: 'Low' });
  const chains = [one, two, three].map((chain) => ({
    ...chain,
    requirements: { ...chain.requirements, R2: { ...chain.requirements.R2, behind: [`BKP-03 ${wide.subject}`] } },
  }));
  const groups = grouped([low, own, wide], chains);
  expect(groups.map(({ title, disks, severity }) => [title, disks, severity])).toEqual([
    ['BKP-03 v', 3, 'High'],
    [`KEY-01 ${one.name}`, 1, 'High'],
    [`KEY-01 ${two.name}`, 1, 'Low'],
  ]);
  expect(groups[0]?.size).toBe('3 disks');
});

test('every finding is in one group, and no group in two', () => {
  const contents = contentsOf();
  const findings = findingsOf(contents.record, contents.lives);
  const groups = groupsOf(contents.record, findings);
  expect(
    groups
      .flatMap(({ findings: own }) => [...own])
      .map(({ key }) => key)
      .sort(),
  ).toEqual(findings.map(({ key }) => key).sort());
  expect(new Set(groups.map(({ cause }) => cause)).size).toBe(groups.length);
});
