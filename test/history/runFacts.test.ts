import { expect, test } from 'vitest';
import type { ChainRow } from '../../src/domain/record.ts';
import { recordColumns, summaryRows } from '../../src/history/runFacts.ts';
import { contentsOf } from '../report/fixture.ts';

test('a run and its summary count limited and attested answers apart from plain ones', () => {
  const { record } = contentsOf();
  const columns = recordColumns(record);
  const disks = (fits: (chain: ChainRow) => boolean): number => record.chains.filter(fits).length;
  expect(columns.disksCompliantLimited).toBe(
    disks(({ overall, limitations }) => overall === 'Compliant' && limitations !== undefined),
  );
  expect(columns.disksUnknownAttested).toBe(disks(({ attested }) => attested === true));
  expect([columns.disksCompliantLimited, columns.disksNotApplicableLimited, columns.disksUnknownAttested]).toEqual([
    1, 1, 1,
  ]);
  expect(columns.verdictsCompliantLimited).toBe(2);
  const rows = summaryRows(record, 'run-1');
  expect(rows.get('R3|*')).toMatchObject({ compliantLimited: 1, notApplicableLimited: 0, unknownAttested: 0 });
  expect(rows.get('R4|*')).toMatchObject({ compliantLimited: 1, notApplicableLimited: 1 });
  expect(rows.get('R1|*')).toMatchObject({ compliantLimited: 0, unknownAttested: 1 });
});
