import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { armId } from '../../src/domain/armId.ts';
import type { CrossCheck } from '../../src/domain/crossCheck.ts';
import type { DiskRole } from '../../src/domain/diskRole.ts';
import type { DependentKind, KeyDependence } from '../../src/domain/lineage.ts';
import { findingKey, type ChainRow } from '../../src/domain/record.ts';
import type { RequirementId } from '../../src/domain/requirement.ts';
import { KeyUse } from '../../src/report/keyUse.ts';
import { HEADER_ROWS } from '../../src/report/workbook/limits.ts';
import { merged, sideBySide } from '../../src/report/sideBySide.ts';
import { writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf, recordOf } from './fixture.ts';
import { chainOf, diskId, DISKS, PRODUCTION, RECOVERY, verdictsOf } from './fixtureDisks.ts';
import {
  facts,
  INSTANCE,
  ITEM,
  CLUSTER,
  JOB,
  KEY,
  KEY_VAULT,
  REPLICATED,
  SET,
  SNAPSHOT,
  VAULT,
  verdict,
} from './fixtureFacts.ts';
import { cell, readParts, readSheets, sheetXml, type CellValue } from './readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const REPLICA = diskId('pay-db-01_OsDisk-ASRReplica', RECOVERY);
const RESTORED = diskId('restored-pay-db-01');

/** The first disk's answers, each leading to another sheet. */
const BEHIND: Readonly<Record<RequirementId, readonly string[]>> = {
  R1: [findingKey('KEY-02', armId(KEY))],
  R2: [findingKey('BKP-02', armId(ITEM))],
  R3: [findingKey('RST-02', armId(JOB))],
  R4: [findingKey('DR-03', armId(REPLICA))],
  R5: [findingKey('KEY-01', armId(diskId('pay-db-01_OsDisk')))],
  R6: [findingKey('EXP-01', armId(SNAPSHOT))],
  R7: [findingKey('KEY-04', armId(SET))],
};

const CROSS_CHECK: CrossCheck = {
  seed: 'weekly',
  size: 2,
  population: 9,
  subjects: [
    {
      subject: armId(diskId('pay-db-01_OsDisk')),
      resourceId: diskId('pay-db-01_OsDisk'),
      source: 'disks',
      name: 'pay-db-01_OsDisk',
      subscriptionId: PRODUCTION,
      result: 'differs',
      because: 'One field differs.',
      fields: 20,
      differences: [{ field: 'diskState', graph: '"Attached"', arm: '"Unattached"' }],
    },
  ],
  fieldsCompared: 20,
  fieldsAgreeing: 19,
  agreementPercent: 0,
  requests: 1,
};

function chains(): readonly ChainRow[] {
  return DISKS.map(chainOf)
    .map((chain) =>
      chain.name === 'pay-db-01_OsDisk'
        ? {
            ...chain,
            requirements: Object.fromEntries(
              Object.entries(chain.requirements).map(([id, answer]) => [
                id,
                { ...answer, behind: BEHIND[id as RequirementId] },
              ]),
            ) as unknown as ChainRow['requirements'],
          }
        : chain,
    )
    .sort((a, b) => (a.disk < b.disk ? -1 : 1));
}

function record() {
  const disks = chains();
  const verdicts = [
    ...disks.flatMap(verdictsOf).filter(({ check }) => check !== 'RST-01' && check !== 'DR-03' && check !== 'BKP-03'),
    verdict('BKP-01', 'backupInstance', INSTANCE, 'NonCompliant'),
    verdict('BKP-03', 'recoveryServicesVault', VAULT, 'NonCompliant'),
    verdict('BKP-02', 'protectedItem', ITEM, 'Compliant'),
    verdict('RST-03', 'protectedItem', ITEM, 'Unknown'),
    verdict('RST-03', 'backupInstance', INSTANCE, 'Compliant'),
    verdict('RST-01', 'restoredDisk', RESTORED, 'NonCompliant'),
    verdict('RST-02', 'restoreJob', JOB, 'Compliant'),
    verdict('DR-03', 'replicaDisk', REPLICA, 'Compliant'),
    verdict('DR-04', 'failoverTarget', REPLICATED, 'Unknown'),
    verdict('DR-04', 'failoverTarget', CLUSTER, 'NonCompliant'),
    verdict('KEY-02', 'key', KEY, 'Compliant'),
    verdict('KEY-03', 'keyVault', KEY_VAULT, 'Exempt'),
    verdict('KEY-04', 'diskEncryptionSet', SET, 'Compliant'),
    verdict('EXP-01', 'snapshot', SNAPSHOT, 'Compliant'),
    verdict('EXP-01', 'disk', diskId('pay-db-01_Data0'), 'Compliant'),
    verdict('EXP-03', 'scope', `/subscriptions/${PRODUCTION}`, 'NonCompliant'),
  ].sort((a, b) => (findingKey(a.check, a.subject) < findingKey(b.check, b.subject) ? -1 : 1));
  return recordOf(disks, { verdicts, crossCheck: CROSS_CHECK, frameworks: ['ISO/IEC 27001:2022'] });
}

let folder = '';
let path = '';
let sheets: Awaited<ReturnType<typeof readSheets>> = new Map();
beforeAll(async () => {
  folder = temporaryFolder().path;
  path = join(folder, 'facts.xlsx');
  await writeWorkbook(contentsOf(record(), { facts }), path);
  sheets = await readSheets(path);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const rows = (name: string): readonly (readonly CellValue[])[] => sheets.get(name) ?? [];
const of = (sheet: string, column: string, subject: string): CellValue =>
  cell(rows(sheet), column, (row) => row.includes(subject));

describe('the sheets of facts', () => {
  test('Disks: every disk of Chains, by resource id, with the values as Azure wrote them', () => {
    const disks = rows('Disks').slice(HEADER_ROWS);
    expect(disks.map(([name]) => name).sort()).toEqual(
      rows('Chains')
        .map((row) => row[1])
        .slice(HEADER_ROWS)
        .sort(),
    );
    const ids = disks.map((row) => String(row.at(-1)).toLowerCase());
    expect(ids).toEqual([...ids].sort());
    expect(of('Disks', 'Encryption type', 'pay-db-01_OsDisk')).toBe('EncryptionAtRestWithCustomerKey');
    expect(of('Disks', 'Created (UTC)', 'pay-db-01_OsDisk')).toEqual(new Date('2025-03-10T09:00:00Z'));
    // A disk without a fact keeps its row.
    expect(of('Disks', 'Encryption type', 'legacy-01_OsDisk')).toBeNull();
  });

  test('Recovery points: vaults, machines, disks, points', () => {
    expect(
      rows('Recovery points')
        .slice(HEADER_ROWS)
        .map((row) => row.slice(0, 3)),
    ).toEqual([
      ['Vault', 'NonCompliant', 'rsv-1'],
      ['Machine', 'Compliant', 'VM;iaasvmcontainerv2;rg;pay-db-01'],
      ['Disk', 'NonCompliant', 'pay-db-01_data0'],
      ['Recovery point', null, '85455938204215'],
    ]);
    expect(of('Recovery points', 'RST-03 Restorable', 'Machine')).toBe('Unknown');
    expect(of('Recovery points', 'RST-03 Restorable', 'Disk')).toBe('Compliant');
    expect(of('Recovery points', 'Vault', 'Disk')).toBe('bv-1');
    expect(rows('Recovery points').at(-1)?.slice(3, 15)).toEqual([
      'pay-db-01',
      null,
      new Date('2026-11-22T02:00:00Z'),
      'AppConsistent',
      'InstantRP Valid, HardenedRP Valid',
      'no',
      null,
      'no',
      'no',
      2,
      'pay-db-01_Temp',
      new Date('2026-12-22T02:00:00Z'),
    ]);
  });

  test('Restores: copies with both methods, jobs with their times', () => {
    expect(of('Restores', 'Came from', 'restored-pay-db-01')).toBe('pay-db-01_data0');
    expect(of('Restores', 'Method of the source', 'restored-pay-db-01')).toBe('SSE with customer-managed key');
    expect(of('Restores', 'Ended (UTC)', 'Restore job')).toEqual(new Date('2026-11-19T17:16:00Z'));
    expect(of('Restores', 'Restored to', 'Restore job')).toBe('rg-restore');
  });

  test('Replicas: each leg with its machine', () => {
    expect(of('Replicas', 'RPO (seconds)', 'Replica disk')).toBe(300);
    expect(of('Replicas', 'Target set declared', 'Replica disk')).toBe('none declared');
    expect(of('Replicas', 'Result', 'Replicated VM')).toBe('Unknown');
    expect(of('Replicas', 'Result', 'Replicated cluster')).toBe('NonCompliant');
    expect(of('Replicas', 'Machine', 'Replicated cluster')).toBe('cluster wsfc-pay');
    expect(of('Replicas', 'RPO (seconds)', 'Replicated cluster')).toBe(420);
  });

  test('Keys: attributes, and the disks that fail with each', () => {
    expect(
      rows('Keys')
        .slice(HEADER_ROWS)
        .map((row) => row.slice(0, 6)),
    ).toEqual([
      ['Key version', 'Compliant', '0123456789abcdef0123456789abcdef', 4, null, 'yes'],
      ['Key vault', 'Exempt', 'kv-payments', 4, null, null],
      ['Disk encryption set', 'Compliant', 'des-payments', 4, null, null],
    ]);
    expect(of('Keys', 'Purge protection', 'Key vault')).toBe('not said');
    expect(of('Keys', 'Rotates automatically', 'Disk encryption set')).toBe('yes');
  });

  test('Keys: everything that dies with a key, once, by kind and name', () => {
    const one = (kind: DependentKind, name: string, role?: DiskRole): KeyDependence => {
      const about = { key: KEY, keyUrl: undefined, keyVault: 'vault', through: SET, role };
      return { ...about, kind, dependent: `/${kind}/${name}`, name };
    };
    const many = Array.from({ length: 45 }, (_, at) => one('snapshot', `snap-${String(at).padStart(2, '0')}`));
    const use = new KeyUse({
      chains: [],
      lineage: [
        one('disk', 'b', 'source'),
        one('disk', 'a', 'unattached'),
        one('disk', 'b', 'source'),
        one('disk', 'c', 'replica'),
        one('disk', 'd', 'restored'),
        one('recoveryPoints', 'vm'),
        { ...one('disk', 'e', 'source'), key: 'another' },
        ...many,
      ],
    });
    expect(use.of(KEY)).toMatchObject({
      disks: 4,
      others: '1 restored disk, 1 replica or failed-over disk, 45 snapshots, 1 backup',
    });
    expect(use.of(KEY).names?.split(' · ')).toEqual([
      'Disks: a, b',
      'Restored disks: d',
      'Replicas and failed-over disks: c',
      expect.stringMatching(/^Snapshots: snap-00, .*snap-39 and 5 more$/),
      'Backups: vm',
    ]);
    expect(use.of('vault').disks).toBe(5);
    expect(use.of(SET).disks).toBe(5);
    expect(use.of('unknown')).toEqual({ disks: 0, others: undefined, names: undefined });
  });

  test('Export access: disks and snapshots, then who may open them', () => {
    expect(of('Export access', 'State', 'pay-db-01-before-patch')).toBe('ActiveSAS');
    expect(of('Export access', 'EXP-04 Unreadable or blocked', 'pay-db-01_Data0')).toBe('NonCompliant');
    expect(rows('Export access').at(-1)?.slice(0, 7)).toEqual([
      'Scope',
      `${PRODUCTION} (Contoso Production)`,
      null,
      null,
      null,
      'EXP-03',
      'NonCompliant',
    ]);
  });

  test('Controls: the frameworks that the baseline chose, with and without a check', () => {
    const controls = rows('Controls').slice(HEADER_ROWS);
    expect(new Set(controls.map(([framework]) => framework))).toEqual(new Set(['ISO/IEC 27001:2022, annex A']));
    const key01 = controls.find((row) => row[1] === 'A.8.24' && row[3] === 'KEY-01');
    expect(key01?.slice(6, 14)).toEqual([4, 0, 2, 1, 1, 0, 1, 0]);
    expect(controls.find((row) => row[1] === 'A.5.29')?.[3]).toBe('none');
  });

  test('Sample cross-check: what differs, field by field', () => {
    expect(String(rows('Sample cross-check')[1]?.[0])).toContain('0% agree in every field; 19 of 20 fields agree');
    expect(of('Sample cross-check', 'Differences (Resource Graph ≠ ARM)', 'DIFFERS')).toBe(
      'diskState: "Attached" ≠ "Unattached"',
    );
  });

  test('each answer in Chains leads to the row of what lies behind it', () => {
    const parts = readParts(path);
    const row = rows('Chains').findIndex((cells) => cells[1] === 'pay-db-01_OsDisk') + 1;
    const found = ['F', 'G', 'H', 'I', 'J', 'K', 'L'].map((column) => {
      const link = new RegExp(`<hyperlink ref="${column}${String(row)}" location="'([^']+)'!A(\\d+)"/>`).exec(
        sheetXml(parts, 'Chains'),
      );
      return `${link?.[1] ?? ''}: ${String(rows(link?.[1] ?? '')[Number(link?.[2]) - 1]?.at(-1))}`;
    });
    expect(found.map((text) => text.toLowerCase())).toEqual(
      [
        `Keys: ${KEY}`,
        `Recovery points: ${ITEM}`,
        `Restores: ${JOB}`,
        `Replicas: ${REPLICA}`,
        `Disks: ${diskId('pay-db-01_OsDisk')}`,
        `Export access: ${SNAPSHOT}`,
        `Keys: ${SET}`,
      ].map((text) => text.toLowerCase()),
    );
  });
});

async function* from(ids: readonly string[]): AsyncGenerator<{ readonly id: string }> {
  await Promise.resolve();
  for (const id of ids) yield { id };
}

test('two sorted lists go side by side, whatever either lacks', async () => {
  const pairs: string[] = [];
  for await (const [row, fact] of sideBySide(['b', 'c', 'e'], (id) => id, from(['a', 'b', 'd', 'e'])))
    pairs.push(`${row}${fact?.id ?? '-'}`);
  expect(pairs).toEqual(['bb', 'c-', 'ee']);
  const all: string[] = [];
  for await (const { id } of merged(from(['b', 'd']), from(['a', 'c', 'e', 'f']))) all.push(id);
  expect(all).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
