import { expect, test } from 'vitest';
import { withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { MEANT_ABSENCES } from '../alterations/absence.ts';
import { alterAll } from '../alterations/alterAll.ts';
import { bankEvidence } from '../alterations/bank.ts';

test('the bank: no field of a row makes anything Compliant when it is missing, null, blank, renamed or unlisted', async () => {
  const { found, excused, paths } = await alterAll(await bankEvidence(1, withOpenScenarios()));
  expect(found).toEqual([]);
  for (const { source, path, onlyOpen } of MEANT_ABSENCES)
    if (onlyOpen === true) expect(excused).toContain(`${source} ${path}`);
  expect(paths).toBeGreaterThan(300);
}, 1_800_000);
