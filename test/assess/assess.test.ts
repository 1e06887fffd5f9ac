import { describe, expect, test } from 'vitest';
import { EVERY_SUBSCRIPTION } from '../../src/domain/estate.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import type { PopulationRow } from '../../src/domain/record.ts';
import { CATALOGUE } from '../../src/assess/checks/catalogue.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { buildChains } from '../../src/assess/chain/chains.ts';
import { judgingWith, takeVerdicts } from '../../src/assess/judging/verdicts.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import { cleanEstate, DES, DISK, LONE_DISK, PLATFORM } from './cleanEstate.ts';
import { AS_OF, Draft, id, OTHER_SUB, SOURCES, SUB } from './estateOf.ts';

function population(source: PopulationRow['source'], kept: number, subscriptionId = SUB): PopulationRow {
  return { source, subscriptionId, counted: kept, received: kept, kept, duplicates: 0, malformed: 0, whole: true };
}

describe('the record', () => {
  test('is plain JSON and the same for the same input, byte for byte', () => {
    const text = JSON.stringify(cleanEstate().assess());
    expect(JSON.stringify(cleanEstate().assess())).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, asOf: AS_OF, state: 'COMPLETE', incompleteBecause: [] });
  });

  test('is sorted: verdicts by check and subject, chains by disk, gaps by source', () => {
    const draft = cleanEstate().gap('snapshots', OTHER_SUB).gap('disks', OTHER_SUB).gap('disks', SUB);
    const { verdicts, chains, gaps } = draft.assess();
    const keys = verdicts.map((verdict) => `${verdict.check} ${verdict.subject}`);
    expect(keys).toEqual([...keys].sort());
    expect(new Set(keys).size).toBe(keys.length);
    expect(chains.map((row) => row.disk)).toEqual(chains.map((row) => row.disk).sort());
    expect(gaps.map((gap) => `${gap.source} ${gap.subscription}`)).toEqual([
      `disks ${SUB}`,
      `disks ${OTHER_SUB}`,
      `snapshots ${OTHER_SUB}`,
    ]);
  });

  test('of an empty estate is empty and whole', () => {
    const record = new Draft().assess();
    expect(record.chains).toEqual([]);
    expect(record.verdicts.map((verdict) => verdict.check)).toEqual(['EXP-03', 'EXP-03', 'POP-01', 'POP-01']);
    expect(record.state).toBe('COMPLETE');
  });

  test('lists every check of the catalogue', () => {
    const { checks } = cleanEstate().assess();
    expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length);
    expect(checks.map((check) => check.id)).toEqual(CATALOGUE.map((entry) => entry.id));
  });

  test('counts each requirement for each subscription and for all', () => {
    const draft = cleanEstate();
    draft.put('disks', id('Microsoft.Compute/disks', 'elsewhere', 'rg', OTHER_SUB), { ...DISK, ...PLATFORM });
    const { summary, chains } = draft.assess();
    expect(summary.map((row) => `${row.requirement} ${row.subscriptionId}`)).toEqual(
      REQUIREMENTS.flatMap((requirement) => [
        `${requirement} *`,
        `${requirement} ${SUB}`,
        `${requirement} ${OTHER_SUB}`,
      ]),
    );
    for (const row of summary) {
      const own = chains.filter((chain) => row.subscriptionId === '*' || chain.subscriptionId === row.subscriptionId);
      expect(row.population).toBe(own.length);
      for (const [status, count] of Object.entries(row.counts))
        expect(count).toBe(own.filter((chain) => chain.requirements[row.requirement].status === status).length);
    }
  });
});

describe('a run is INCOMPLETE', () => {
  test('when a subscription was not seen', () => {
    const record = cleanEstate().cover(OTHER_SUB, { seen: false, read: false }).assess();
    expect(record.state).toBe('INCOMPLETE');
    expect(record.incompleteBecause[0]).toMatch(/expected but was not seen/);
  });

  test('when there is a gap: one line a source and kind, however many', () => {
    const draft = cleanEstate();
    for (let row = 0; row < 50; row += 1) draft.gap('disks', row % 2 === 0 ? SUB : OTHER_SUB);
    expect(draft.assess().incompleteBecause).toEqual([
      expect.stringMatching(/^disks: .* \(50 gaps in 2 subscriptions\)$/) as string,
    ]);
  });

  test('when rows counted and rows kept differ', () => {
    const draft = cleanEstate();
    draft.population = [{ ...population('disks', 5), counted: 6, whole: false }];
    expect(draft.assess().incompleteBecause).toEqual([expect.stringMatching(/6 rows counted, 5 kept/) as string]);
  });

  test.each([
    [100, 79, true],
    [100, 80, false],
    [0, 0, false],
    [10, 12, false],
  ])('when the population shrinks from %i to %i: %s', (before, after, shrank) => {
    const draft = cleanEstate();
    draft.population = [population('disks', after)];
    const record = assessEstate({ ...draft.input(), previousPopulation: [population('disks', before)] });
    expect(record.state).toBe(shrank ? 'INCOMPLETE' : 'COMPLETE');
  });

  test('not when jobs come and go', () => {
    const record = assessEstate({ ...cleanEstate().input(), previousPopulation: [population('restoreJobs', 9)] });
    expect(record.state).toBe('COMPLETE');
  });
});

describe('what lies out of scope', () => {
  test('is Unknown, never absent', () => {
    const draft = cleanEstate().drop('diskEncryptionSets', DES);
    expect(draft.verdict('KEY-04', DES)).toMatchObject({ status: 'Unknown', gaps: [] });
    const away = DES.replace(SUB, '99999999-0000-0000-0000-000000000000') as typeof DES;
    draft.patch('disks', LONE_DISK, { diskEncryptionSetId: away });
    expect(draft.verdict('KEY-04', away).because).toMatch(/outside the scope of this run/);
  });
});

describe('a subscription that does not exist in the tenant', () => {
  const NOWHERE = '99999999-0000-0000-0000-000000000000';
  const withGaps = (draft: Draft): Draft => {
    for (const source of SOURCES) draft.gap(source, NOWHERE, { kind: 'notSeen' });
    return draft;
  };
  test('is named, makes the run INCOMPLETE, and reaches no disk of another one', () => {
    const draft = withGaps(cleanEstate()).cover(NOWHERE, { seen: false, exists: false, read: false });
    const record = draft.assess();
    expect(record.state).toBe('INCOMPLETE');
    expect(record.incompleteBecause).toContain(`Subscription ${NOWHERE} does not exist in this tenant.`);
    expect(record.chains).toEqual(cleanEstate().assess().chains);
    expect(draft.verdict('POP-01', `/subscriptions/${NOWHERE}`)).toMatchObject({
      status: 'NonCompliant',
      because: 'The subscription does not exist in this tenant.',
    });
  });
  test('one that is there and cannot be read limits', () => {
    const draft = withGaps(cleanEstate()).cover(NOWHERE, { seen: false, read: false });
    expect(draft.assess().chains).not.toEqual(cleanEstate().assess().chains);
  });
});

describe('one subscription alone', () => {
  test('gets the same verdicts as in the whole', () => {
    const draft = cleanEstate();
    draft.put('disks', id('Microsoft.Compute/disks', 'elsewhere', 'rg', OTHER_SUB), DISK);
    const { subjects, reader } = buildChains(draft.input());
    const judging = judgingWith(DEFAULT_BASELINE, reader);
    const whole = takeVerdicts(subjects, judging);
    const parts = [SUB, OTHER_SUB].flatMap((own) => [...takeVerdicts(subjects, judging, (other) => other === own)]);
    expect(parts).toHaveLength(whole.length);
    expect(new Set(parts.map((verdict) => JSON.stringify(verdict)))).toEqual(
      new Set(whole.map((verdict) => JSON.stringify(verdict))),
    );
  });
});

test('a gap everywhere is read as everywhere', () => {
  const record = cleanEstate().gap('protectedItems', EVERY_SUBSCRIPTION).assess();
  expect(record.chains.filter((row) => row.requirements.R2.status === 'Compliant')).toEqual([]);
});
