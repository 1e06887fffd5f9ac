import { describe, expect, test } from 'vitest';
import { DEFAULT_BASELINE, type Baseline } from '../../../../src/domain/baseline.ts';
import type { SelectedRules, Selector } from '../../../../src/domain/selector.ts';
import {
  cleanEstate,
  CLUSTER,
  clusterEstate,
  DATA_DISK,
  ITEM,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  RECOVERY_KEY,
  REPLICATED,
  SNAPSHOT,
  VM,
} from '../../cleanEstate.ts';
import { OTHER_SUB, SUB, type Draft } from '../../estateOf.ts';

const PLATFORM_IS_FINE = { atRest: { acceptedMethods: ['platformKey'] } } as const;

function under(...rules: readonly SelectedRules[]): Baseline {
  return { ...DEFAULT_BASELINE, rules };
}

/** Under rules for a selector, whether KEY-01 of a platform-keyed disk is judged by them. */
function hit(draft: Draft, where: Selector, disk = LONE_DISK): string {
  const baseline = under({ id: 'r', where, set: PLATFORM_IS_FINE });
  return draft.patch('disks', disk, PLATFORM).verdict('KEY-01', disk, baseline).status;
}

const subscription = (draft: Draft, ...managementGroups: readonly string[]): Draft => {
  draft.put('subscriptions', `/subscriptions/${SUB}`, {
    displayName: 'x',
    state: 'Enabled',
    managementGroups,
    managedByTenants: [],
  });
  return draft;
};

describe('what a selector looks at', () => {
  test.each<[string, Selector, string]>([
    ['its subscription', { subscriptions: [SUB] }, 'Compliant'],
    ['another subscription', { subscriptions: [OTHER_SUB] }, 'NonCompliant'],
    ['its resource group', { resourceGroups: ['rg-x', 'rg-app'] }, 'Compliant'],
    ['a management group above it', { managementGroups: ['root'] }, 'Compliant'],
    ['another management group', { managementGroups: ['sandbox'] }, 'NonCompliant'],
    ['its SKU', { skus: ['premium_lrs'] }, 'Compliant'],
    ['a size of VM, for a disk', { skus: ['standard_d2s_v5'] }, 'NonCompliant'],
    ['all conditions but one', { subscriptions: [SUB], skus: ['ultrassd_lrs'] }, 'NonCompliant'],
  ])('%s', (_, where, status) => {
    expect(hit(subscription(cleanEstate(), 'Prod', 'Root'), where)).toBe(status);
  });

  test('tags in any case', () => {
    const draft = cleanEstate().patch('disks', LONE_DISK, { tags: { 'Cost Centre': 'Retail' } });
    expect(hit(draft, { tags: { 'cost centre': ['retail'] } })).toBe('Compliant');
  });

  test('the VM lends a disk its tag and its OS, but not over the tag that the disk has', () => {
    const tagged = () => cleanEstate().patch('virtualMachines', VM, { tags: { data: 'Secret' }, osType: 'Linux' });
    expect(hit(tagged(), { tags: { data: ['secret'] } }, DATA_DISK)).toBe('Compliant');
    expect(hit(tagged(), { os: ['linux'] }, DATA_DISK)).toBe('Compliant');
    expect(hit(tagged(), { os: ['linux'] }, LONE_DISK)).toBe('NonCompliant');
    const own = tagged().patch('disks', DATA_DISK, { tags: { data: 'public' } });
    expect(hit(own, { tags: { data: ['secret'] } }, DATA_DISK)).toBe('NonCompliant');
  });

  test('VMs that disagree lend a shared disk nothing', () => {
    const draft = cleanEstate().patch('virtualMachines', VM, { tags: { data: 'secret' } });
    const other = draft.put('virtualMachines', `${VM}-b`, {
      ...required(draft.rows.virtualMachines.get(VM)),
      tags: {},
    });
    draft.patch('virtualMachines', other, { id: other });
    draft.patch('disks', DATA_DISK, { managedBy: [VM, other] });
    expect(hit(draft, { tags: { data: ['secret'] } }, DATA_DISK)).toBe('NonCompliant');
  });

  test('a snapshot has its own, a VM its size, a backup item those of its VM', () => {
    const draft = cleanEstate().patch('virtualMachines', VM, { tags: { app: 'db' } });
    const strict = under({ id: 'r', where: { tags: { app: ['db'] } }, set: { dr: { maximumRpoMinutes: 1 } } });
    expect(draft.verdict('DR-01', VM, strict).status).toBe('NonCompliant');
    const bySize = under({ id: 'r', where: { skus: ['standard_d2s_v5'] }, set: { dr: { maximumRpoMinutes: 1 } } });
    expect(draft.verdict('DR-01', VM, bySize).status).toBe('NonCompliant');
    expect(draft.verdict('DR-01', VM).status).toBe('Compliant');
    expect(draft.verdict('BKP-02', ITEM, strict).status).toBe(draft.verdict('BKP-02', ITEM).status);
    expect(draft.verdict('BKP-05', SNAPSHOT, strict).status).toBe('Compliant');
  });
});

test('a failover target has the traits of its VM; that of a cluster, which has several, none', () => {
  const where: Selector = { tags: { app: ['db'] } };
  const strict = exempting(where);
  const draft = clusterEstate().patch('virtualMachines', VM, { tags: { app: 'db' } });
  draft.patch('keys', RECOVERY_KEY, { enabled: false });
  expect(draft.verdict('DR-04', REPLICATED, strict).status).toBe('Exempt');
  expect(draft.verdict('DR-04', CLUSTER, strict).status).toBe('NonCompliant');
});

function exempting(where: Selector): Baseline {
  const exemption = { id: 'e', check: 'DR-04', where, category: 'Waiver', expiresOn: '2027-12-31' } as const;
  return { ...DEFAULT_BASELINE, exemptions: [{ ...exemption, justification: 'known', approvedBy: 'board' }] };
}

describe('where it is not known which rules are in force', () => {
  const where: Selector = { tags: { data: ['secret'] } };

  test('a verdict that they decide is Unknown, with the gap', () => {
    const draft = cleanEstate().lose('virtualMachines', VM).patch('disks', DATA_DISK, PLATFORM);
    const verdict = draft.verdict('KEY-01', DATA_DISK, under({ id: 'secret', where, set: PLATFORM_IS_FINE }));
    expect(verdict).toMatchObject({ status: 'Unknown', gaps: [`virtualMachines ${SUB}`] });
  });

  test('a verdict that is the same either way stands', () => {
    const draft = cleanEstate().lose('virtualMachines', VM);
    const strict = under({ id: 'secret', where, set: { keys: { expiryNoticeDays: 90 } } });
    expect(draft.verdict('KEY-01', OS_DISK, strict).status).toBe('Compliant');
  });

  test('a subscription that names no management group may hang under any', () => {
    const group: Selector = { managementGroups: ['prod'] };
    expect(hit(subscription(cleanEstate()), group)).toBe('Unknown');
    const draft = subscription(cleanEstate()).patch('disks', LONE_DISK, PLATFORM);
    const { because } = draft.verdict('KEY-01', LONE_DISK, under({ id: 'r', where: group, set: PLATFORM_IS_FINE }));
    expect(because).toBe(
      `Could not determine whether rules r of the baseline apply to it: Azure did not return the management groups above subscription ${SUB}.`,
    );
  });

  test('more ways than can be tried are Unknown', () => {
    const draft = cleanEstate().lose('virtualMachines', VM);
    const settings = [
      {
        keys: {
          expiryNoticeDays: 1,
          maximumVersionAgeDays: 1,
          requireSoftDelete: false,
          requirePurgeProtection: false,
        },
      },
      { backup: { required: true, immutability: 'Locked' as const, requireSoftDelete: false } },
    ];
    const rules = settings.map((set, at) => ({ id: `r${at}`, where: { tags: { [`t${at}`]: ['x'] } }, set }));
    expect(draft.verdict('KEY-01', OS_DISK, under(...rules)).status).toBe('Unknown');
  });
});

describe('an exemption by selector', () => {
  const waiver = {
    check: 'KEY-01' as const,
    category: 'Waiver' as const,
    justification: 'x',
    approvedBy: 'y',
    expiresOn: '2026-12-31',
  };
  const weak = () =>
    cleanEstate()
      .patch('disks', LONE_DISK, PLATFORM)
      .patch('disks', DATA_DISK, { ...PLATFORM, tags: { a: 'b' } });
  const exempted = (exemptions: Baseline['exemptions'], draft = weak()) =>
    draft.assess({ ...DEFAULT_BASELINE, exemptions });

  test('covers every subject of the check that is hit, and no other', () => {
    const record = exempted([{ ...waiver, id: 'W', where: { tags: { a: ['b'] } } }]);
    const exempt = record.verdicts.filter((verdict) => verdict.status === 'Exempt');
    expect(exempt.map(({ check, subject }) => [check, subject])).toEqual([['KEY-01', DATA_DISK]]);
    expect(record.exemptions).toMatchObject([{ id: 'W', state: 'inForce', covers: 1 }]);
  });

  test('one for the very subject goes before it; an ended one does not', () => {
    const wide = { ...waiver, id: 'A', where: { subscriptions: [SUB] } };
    const own = { ...waiver, id: 'B', subject: LONE_DISK };
    const of = (record: ReturnType<typeof exempted>) =>
      record.verdicts.find((verdict) => verdict.check === 'KEY-01' && verdict.subject === LONE_DISK)?.exemption;
    expect(of(exempted([wide, own]))).toBe('B');
    expect(of(exempted([wide, { ...own, expiresOn: '2025-01-01' }]))).toBe('A');
  });

  test('does not reach where only a gap would let it', () => {
    const draft = weak().patch('disks', DATA_DISK, { tags: {} }).lose('virtualMachines', VM);
    const record = exempted([{ ...waiver, id: 'W', where: { tags: { a: ['b'] } } }], draft);
    expect(record.verdicts.filter((verdict) => verdict.status === 'Exempt')).toEqual([]);
    expect(record.exemptions).toMatchObject([{ state: 'matchesNothing', covers: 0 }]);
  });

  test('that nothing needs, or that ended, is told', () => {
    const record = exempted([
      { ...waiver, id: 'A', check: 'EXP-01', where: { subscriptions: [SUB] } },
      { ...waiver, id: 'B', where: { subscriptions: [SUB] }, expiresOn: '2026-01-01' },
    ]);
    expect(record.exemptions.map(({ state }) => state)).toEqual(['notNeeded', 'expired']);
  });
});

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Not in the clean estate.');
  return value;
}
