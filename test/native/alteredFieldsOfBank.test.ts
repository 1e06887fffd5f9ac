import { beforeAll, expect, test } from 'vitest';
import { withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { MEANT_ABSENCES } from '../alterations/absence.ts';
import { alterAll } from '../alterations/alterAll.ts';
import { casesOf, Judge, type Evidence } from '../alterations/alterationsOf.ts';
import { bankEvidence } from '../alterations/bank.ts';
import { improvedWithout } from '../alterations/improvedWithout.ts';

let evidence: Evidence;
beforeAll(async () => {
  evidence = await bankEvidence(1, withOpenScenarios());
}, 300_000);

test('the bank: no field of a row makes anything Compliant when it is missing, null, blank, renamed or unlisted', async () => {
  const { found, paths } = await alterAll(evidence);
  expect(found).toEqual([]);
  expect(paths).toBeGreaterThan(300);
}, 1_800_000);

test.each(MEANT_ABSENCES.filter(({ onlyOpen }) => onlyOpen === true))(
  '$source $path: its absence says that $says, its presence is believed',
  async (meant) => {
    const improved = await improvedWithout(meant, new Judge(evidence), casesOf(evidence.rows));
    expect(improved.length).toBeGreaterThan(0);
    expect(improved.every(({ meant: excused }) => excused)).toBe(true);
  },
  300_000,
);
