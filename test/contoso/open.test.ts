import { beforeAll, expect, test } from 'vitest';
import { openScenarios } from '../../simulator/estate/contoso/scenarios/open.ts';
import type { CheckId, Status } from '../../src/domain/check.ts';
import { bankEvidence } from '../alterations/bank.ts';
import { judged, type Word } from '../alterations/judged.ts';

let words: ReadonlyMap<string, Word>;

beforeAll(async () => {
  const { rows, told, baseline } = await bankEvidence(1, openScenarios);
  words = await judged(rows, told, { ...baseline, restore: { ...baseline.restore, provenWithinDays: 90 } });
}, 120_000);

test.each<[string, CheckId | `R${number}`, RegExp, Status]>([
  ['a disk that disk backup restored under the platform key', 'RST-01', /disk-tariffs-restored$/, 'NonCompliant'],
  ['the source of that disk', 'R3', /disk-tariffs$/, 'NonCompliant'],
  ['the job that names the disk it made', 'RST-02', /backupvaults\/bv-tariffs-weu\/backupjobs\//, 'Compliant'],
  ['a restore point that is just being made', 'BKP-04', /rpc-valuation$/, 'Unknown'],
  ['a key that may only sign', 'KEY-02', /keys\/sign-seals\//, 'NonCompliant'],
  ['the disk under that key', 'R1', /vm-seals-01-osdisk$/, 'NonCompliant'],
  ['the only point in snapshots whose key is disabled', 'RST-03', /vm-cadastre-01$/, 'NonCompliant'],
  ['a disk restored before Resource Graph remembers', 'RST-01', /vm-land-registry-01-osdisk-/, 'NonCompliant'],
  ['the source of that disk', 'R3', /vm-land-registry-01-osdisk$/, 'NonCompliant'],
  ['that restore, within 90 days', 'RST-04', /vm-land-registry-01$/, 'Compliant'],
  ['the disk that was backed up so', 'R3', /vm-cadastre-01-osdisk$/, 'NonCompliant'],
])('%s: %s', (_, what, subject, status) => {
  const found = [...words].filter(([cell]) => cell.startsWith(`${what} `) && subject.test(cell));
  expect(found.map(([, word]) => word)).toEqual([status]);
});

test('what became of the disks of so old a job is not asked', () => {
  const jobs = [...words.keys()].filter((cell) => cell.startsWith('RST-02 ') && cell.includes('/backupjobs/'));
  expect(jobs.map((cell) => /vaults\/([^/]+)\//.exec(cell)?.[1])).toEqual(['bv-tariffs-weu']);
});
