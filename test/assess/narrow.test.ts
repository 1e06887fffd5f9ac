import { describe, expect, test } from 'vitest';
import { narrowRecord } from '../../src/assess/narrow.ts';
import { armId } from '../../src/domain/armId.ts';
import type { CallerGrant } from '../../src/domain/callerAccess.ts';
import type { PolicyExemption } from '../../src/domain/policyExemption.ts';
import { findingKey, type RunRecord } from '../../src/domain/record.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { cleanEstate, clusterEstate, DATA_DISK, KEY, LONE_DISK, SECOND_VM, VM } from './cleanEstate.ts';
import { id, OTHER_SUB, SUB } from './estateOf.ts';

const ELSEWHERE = id('Microsoft.Compute/disks', 'disk-elsewhere').replace(SUB, OTHER_SUB);
const PLACE = { id: armId(ELSEWHERE), resourceId: ELSEWHERE, name: 'disk-elsewhere', subscriptionId: OTHER_SUB };

describe('a record of some subscriptions', () => {
  const whole = cleanEstate().gap('snapshots', OTHER_SUB).gap('disks', SUB).assess();
  const narrowed = narrowRecord(whole, { subscriptions: [SUB] });

  test('holds their disks as the whole judged them, and counts these', () => {
    const judged = ({ chains }: RunRecord): unknown =>
      chains
        .filter(({ subscriptionId }) => subscriptionId === SUB)
        .map(({ disk, overall, requirements }) => [
          disk,
          overall,
          Object.values(requirements).map(({ status }) => status),
        ]);
    expect(judged(narrowed)).toEqual(judged(whole));
    expect(narrowed.chains.every(({ subscriptionId }) => subscriptionId === SUB)).toBe(true);
    expect(narrowed.chains.length).toBeGreaterThan(0);
    for (const requirement of REQUIREMENTS) {
      const row = narrowed.summary.find((entry) => entry.requirement === requirement && entry.subscriptionId === '*');
      expect(row?.population).toBe(narrowed.chains.length);
    }
  });

  test('holds every verdict behind an answer, also of a subject elsewhere', () => {
    const known = new Set(narrowed.verdicts.map((verdict) => findingKey(verdict.check, verdict.subject)));
    for (const chain of narrowed.chains)
      for (const cell of Object.values(chain.requirements))
        for (const key of cell.behind)
          if (whole.verdicts.some((verdict) => findingKey(verdict.check, verdict.subject) === key))
            expect(known).toContain(key);
  });

  test('tells of what depends on a key only what lies in them', () => {
    const both = cleanEstate();
    const row = both.rows.disks.get(LONE_DISK);
    if (row === undefined) throw new Error('The clean estate has no such disk.');
    both.put('disks', ELSEWHERE, { ...row, ...PLACE });
    const record = both.assess();
    const { lineage, blastRadius } = narrowRecord(record, { subscriptions: [SUB] });
    expect(record.lineage?.some(({ dependent }) => dependent.includes(OTHER_SUB))).toBe(true);
    expect(lineage?.some(({ dependent }) => dependent.includes(OTHER_SUB))).toBe(false);
    const disks = (radius: typeof blastRadius): number => radius?.find(({ key }) => key === KEY)?.disks ?? 0;
    expect(disks(blastRadius)).toBe(disks(record.blastRadius) - 1);
    const ofOne = narrowRecord(record, { subjects: [LONE_DISK] });
    expect(ofOne.lineage?.map(({ dependent }) => dependent)).toEqual([LONE_DISK]);
  });

  test('names no other subscription in a reason or a limit, and still says that there is one', () => {
    const hidden = cleanEstate()
      .gap('replicatedItems', OTHER_SUB)
      .gap('snapshots', OTHER_SUB)
      .gap('protectedItems', OTHER_SUB);
    const record = hidden.assess();
    const excerpt = narrowRecord(record, { subscriptions: [SUB] });
    const told = JSON.stringify(
      [record.verdicts, record.chains].map((all) => all.filter((one) => one.subscriptionId === SUB)),
    );
    expect(told).toContain(OTHER_SUB);
    const shown = JSON.stringify([excerpt.verdicts, excerpt.chains]);
    expect(shown).not.toContain(OTHER_SUB);
    expect(shown).toMatch(/snapshots \*|replicatedItems \*|protectedItems \*|another subscription/);
  });

  test('keeps the gaps that reach them, and no other', () => {
    expect(narrowed.gaps.map(({ subscription }) => subscription)).toEqual([SUB]);
    expect(narrowed.incompleteBecause.join()).not.toContain(OTHER_SUB);
    expect(narrowed.state).toBe('INCOMPLETE');
  });

  test('is never more complete than the whole', () => {
    const elsewhere = cleanEstate().gap('disks', OTHER_SUB).assess();
    const record = narrowRecord(elsewhere, { subscriptions: [SUB] });
    expect(elsewhere.state).toBe('INCOMPLETE');
    expect(record.state).toBe('INCOMPLETE');
    expect(record.gaps).toEqual([]);
    expect(record.incompleteBecause).toEqual([expect.stringContaining('outside these subscriptions')]);
  });

  test('counts of an exemption the verdicts in them', () => {
    const [one] = whole.verdicts.filter(({ subscriptionId }) => subscriptionId === SUB);
    if (one === undefined) throw new Error('The clean estate has no verdict.');
    const exempt = { ...one, status: 'Exempt', beneath: 'NonCompliant', exemption: 'EX-1' } as const;
    const record: RunRecord = {
      ...whole,
      verdicts: [...whole.verdicts.slice(1), exempt, { ...exempt, ...PLACE, subject: PLACE.id }],
      exemptions: [
        {
          id: 'EX-1',
          check: one.check,
          where: {},
          category: 'Waiver',
          justification: 'x',
          approvedBy: 'x',
          expiresOn: '2999-12-31',
          state: 'inForce',
          covers: 2,
        },
      ],
    };
    expect(narrowRecord(record, { subscriptions: [SUB] }).exemptions.map(({ covers }) => covers)).toEqual([1]);
    expect(narrowRecord(record, { subscriptions: [SUB, OTHER_SUB] }).exemptions).toEqual(record.exemptions);
  });

  test('of a subscription that is not there is empty', () => {
    const record = narrowRecord(whole, { subscriptions: ['99999999-0000-0000-0000-000000000000'] });
    expect(record.chains).toEqual([]);
    expect(record.verdicts).toEqual([]);
  });
});

const cleanExemption: Omit<PolicyExemption, 'id' | 'scope'> = {
  resourceId: 'x',
  name: 'x',
  subscriptionId: '',
  resourceGroup: '',
  location: undefined,
  tags: {},
  displayName: undefined,
  description: undefined,
  category: 'Waiver',
  expiresOn: undefined,
  policyAssignmentId: undefined,
  policyDefinitionReferenceIds: [],
};

describe('what lies above disks', () => {
  const grant = (scope: string): CallerGrant => ({
    assignmentId: `${scope}/assignment`,
    scope,
    roleName: 'Reader',
    roleDefinitionId: 'r',
    roleRead: true,
    actions: ['*/read'],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    conditional: false,
    beyondReading: [],
  });
  const group = '/providers/Microsoft.Management/managementGroups/contoso';
  const scopes = [group, `/subscriptions/${SUB}`, `/subscriptions/${OTHER_SUB}/resourceGroups/rg`];
  const whole: RunRecord = {
    ...cleanEstate().assess(),
    callerAccess: { objectId: 'o', result: 'readOnly', because: '', grants: scopes.map(grant), groupAssignments: 0 },
    policyExemptions: scopes.map((scope) => ({ ...cleanExemption, scope: armId(scope), id: armId(`${scope}/x`) })),
  };

  test('roles and policy exemptions of other subscriptions stay out', () => {
    const record = narrowRecord(whole, { subscriptions: [SUB] });
    expect(record.callerAccess?.grants.map(({ scope }) => scope)).toEqual(scopes.slice(0, 2));
    expect(record.policyExemptions.map(({ scope }) => scope)).toEqual(scopes.slice(0, 2).map(armId));
  });
});

describe('a record of some requirements or resources', () => {
  const whole = cleanEstate().assess();

  test('only the answers asked for, the verdicts behind them, and the weakest of them', () => {
    const record = narrowRecord(whole, { requirements: ['R2'] });
    expect(record.chains.map(({ disk }) => disk)).toEqual(whole.chains.map(({ disk }) => disk));
    for (const [at, chain] of record.chains.entries()) {
      expect(chain.requirements.R2).toEqual(whole.chains.at(at)?.requirements.R2);
      expect(chain.requirements.R1).toMatchObject({ status: 'NotApplicable', behind: [] });
      expect(chain.overall).toBe(chain.requirements.R2.status);
    }
    expect(new Set(record.summary.map(({ requirement }) => requirement))).toEqual(new Set(['R2']));
    const asking = new Set(whole.checks.filter(({ answers }) => answers.includes('R2')).map(({ id }) => id));
    expect(record.verdicts.length).toBeGreaterThan(0);
    for (const { check } of record.verdicts) expect(asking).toContain(check);
  });

  test('each machine that shares a disk stands for it', () => {
    const shared = clusterEstate().assess();
    for (const machine of [VM, SECOND_VM])
      expect(narrowRecord(shared, { subjects: [machine] }).chains.map(({ disk }) => disk)).toContain(DATA_DISK);
  });

  test('a machine stands for its disks, and copies come with their source; the population stays what was read', () => {
    const source = whole.chains.find(({ disk }) => whole.chains.some(({ copyOf }) => copyOf === disk));
    const machine = source?.virtualMachine ?? '';
    const record = narrowRecord(whole, { subjects: [machine] });
    const disks = record.chains.map(({ disk }) => disk);
    expect(disks).toContain(source?.disk);
    for (const { disk, copyOf } of whole.chains) if (copyOf === source?.disk) expect(disks).toContain(disk);
    for (const { disk, virtualMachine } of whole.chains) if (virtualMachine === machine) expect(disks).toContain(disk);
    expect(disks.length).toBeLessThan(whole.chains.length);
    expect(record.population).toEqual(whole.population);
    expect(record.coverage).toEqual(whole.coverage);
    const named = new Set([
      machine,
      ...disks,
      ...record.chains.flatMap(({ requirements }) =>
        Object.values(requirements).flatMap(({ behind }) => behind.map((key) => key.slice(key.indexOf(' ') + 1))),
      ),
    ]);
    for (const { subject } of record.verdicts) expect(named).toContain(subject);
  });
});
