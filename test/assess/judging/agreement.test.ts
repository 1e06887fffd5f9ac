import { describe, expect, test } from 'vitest';
import { assessEstate, judgeEstate, type Assessment } from '../../../src/assess/assess.ts';
import { IN_MEMORY } from '../../../src/domain/room.ts';
import { growArray, type Grow } from '../../../src/domain/sequence.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { growElsewhere } from '../storedElsewhere.ts';
import { judgeDisk } from '../../../src/assess/judgeDisk.ts';
import type { ArmId } from '../../../src/domain/armId.ts';
import type { Facts, SourceId } from '../../../src/domain/facts.ts';
import type { Estate } from '../../../src/domain/estate.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { DEFAULT_BASELINE } from '../../../src/domain/baseline.ts';
import { cleanEstate, DES, LONE_DISK, OS_DISK, PLATFORM } from '../cleanEstate.ts';
import type { Draft } from '../estateOf.ts';
import { SUB } from '../estateOf.ts';

interface Second {
  readonly source: SourceId;
  readonly id: ArmId;
  readonly says: object;
}

/** The estate with a second row of each id that says otherwise. */
function contradicted(draft: Draft, ...seconds: readonly Second[]): Estate {
  for (const { source, id } of seconds) draft.gap(source, SUB, { kind: 'conflictingRows', subject: id });
  let estate = draft.estate();
  for (const { source, id, says } of seconds) {
    const collection = estate[source];
    const row = collection.rows.get(id) as Facts[SourceId];
    const variants = new Map(collection.variants as ReadonlyMap<ArmId, readonly unknown[]> | undefined);
    variants.set(id, [row, { ...row, ...says }]);
    estate = { ...estate, [source]: { ...collection, variants } };
  }
  return estate;
}

function assessed(...seconds: readonly Second[]): RunRecord {
  const draft = cleanEstate();
  return assessEstate({ ...draft.input(), estate: contradicted(draft, ...seconds) });
}

const R = (record: RunRecord, disk: ArmId): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record.chains.find((row) => row.disk === disk)?.requirements ?? {}).map(([id, cell]) => [
      id,
      cell.status,
    ]),
  );

describe('rows of one id that disagree', () => {
  const before = cleanEstate().assess();

  test('what depends on the field is Unknown and names both values; the rest of the disk and other disks stand', () => {
    const record = assessed({
      source: 'disks',
      id: LONE_DISK,
      says: { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' },
    });
    expect(record.state).toBe('INCOMPLETE');
    expect(record.chains.map(({ disk }) => disk)).toEqual(before.chains.map(({ disk }) => disk));
    const verdict = record.verdicts.find(({ check, subject }) => check === 'EXP-01' && subject === LONE_DISK);
    expect(verdict).toMatchObject({ status: 'Unknown', gaps: [`disks ${SUB}`], remediation: '' });
    expect(verdict?.because).toMatch(
      /publicNetworkAccess is Disabled in one and Enabled in another\. .* By one of them it is compliant; by another it is not/,
    );
    expect(R(record, LONE_DISK)).toEqual({ ...R(before, LONE_DISK), R6: 'Unknown' });
    for (const { disk } of before.chains.filter((row) => row.disk !== LONE_DISK))
      expect(R(record, disk as ArmId)).toEqual(R(before, disk as ArmId));
  });

  test('what no check reads moves nothing, and the run is INCOMPLETE all the same', () => {
    const record = assessed({ source: 'disks', id: LONE_DISK, says: { osType: 'Plan9' } });
    expect(record.state).toBe('INCOMPLETE');
    expect(record.summary).toEqual(before.summary);
    expect(record.verdicts.filter(({ check }) => check !== 'POP-01')).toEqual(
      before.verdicts.filter(({ check }) => check !== 'POP-01'),
    );
  });

  test('a shared resource: the disks that depend on it', () => {
    const record = assessed({ source: 'diskEncryptionSets', id: DES, says: { keyUrl: undefined } });
    expect(R(record, OS_DISK)['R1']).toBe('Unknown');
    expect(record.lineage?.length).toBeGreaterThanOrEqual(before.lineage?.length ?? 0);
  });

  test('two that only together are a finding are judged together', () => {
    const open = { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' };
    // Either way out suffices to block the export, so that one open field alone is no finding.
    const one = assessed({ source: 'disks', id: LONE_DISK, says: { networkAccessPolicy: 'AllowAll' } });
    expect(R(one, LONE_DISK)['R6']).toBe('Compliant');
    expect(R(assessed({ source: 'disks', id: LONE_DISK, says: open }), LONE_DISK)['R6']).toBe('Unknown');
  });

  test('protection that differs is unknown in the facet that differs', () => {
    const record = assessed({ source: 'disks', id: LONE_DISK, says: PLATFORM });
    const chain = record.chains.find(({ disk }) => disk === LONE_DISK);
    expect(chain).toMatchObject({ method: 'Unknown', protection: { atRest: 'unknown', guest: 'none' } });
  });

  test('the live answer about one disk says the same', () => {
    const draft = cleanEstate();
    const estate = contradicted(draft, { source: 'disks', id: LONE_DISK, says: PLATFORM });
    const { coverage } = draft.input();
    const judged = judgeDisk({ estate, coverage, baseline: DEFAULT_BASELINE }, LONE_DISK);
    expect(judged?.chain.requirements.R1).toMatchObject({ status: 'Unknown' });
  });

  test('wherever the verdicts are kept: one list in memory and the next elsewhere give the same record', () => {
    const draft = cleanEstate();
    const estate = contradicted(
      draft,
      { source: 'disks', id: LONE_DISK, says: PLATFORM },
      { source: 'diskEncryptionSets', id: DES, says: { keyUrl: undefined } },
    );
    const input = { ...draft.input(), estate };
    const inMemory = canonicalJson(listed(judgeEstate(input)));
    expect(canonicalJson(listed(judgeEstate(input, { ...IN_MEMORY, grow: growElsewhere })))).toBe(inMemory);
    let lists = 0;
    const grow: Grow = () => ((lists += 1) % 2 === 0 ? growElsewhere() : growArray());
    expect(canonicalJson(listed(judgeEstate(input, { ...IN_MEMORY, grow })))).toBe(inMemory);
    expect(lists).toBeGreaterThan(100);
  });
});

/** Every list as an array. */
function listed({ record, seen }: Assessment): unknown {
  return { ...record, seen, verdicts: [...record.verdicts], chains: [...record.chains] };
}
