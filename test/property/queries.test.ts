import { expect, test } from 'vitest';
import { compileQuery } from '../../simulator/kql/index.ts';
import { contoso, withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { countQuery } from '../../src/collect/requests/graphQueries.ts';
import { NOT_ASSESSED_QUERIES } from '../../src/collect/requests/graphQueries.ts';
import { GRAPH_SOURCES } from '../../src/collect/sources/list.ts';
import { createTallies } from '../../src/collect/rows/tallies.ts';
import { NOT_OF_DISKS } from '../../src/domain/backupKinds.ts';
import { altered, ALTERATIONS, placesOf } from '../alterations/places.ts';

/** Rows of each source in which each field is altered in every way. */
const ROWS = 6;
const NOW = new Date('2026-11-24T06:00:00.000Z');
const tenant = contoso(1, withOpenScenarios());

const filtered = GRAPH_SOURCES.filter(({ ask }) => /\| where [^\n]*properties/.test(ask.kql));

test.each(filtered.map((source) => [source.id, source] as const))(
  'the query for %s brings every row that the reader would take, whatever is missing from it',
  (id, { ask }) => {
    const query = compileQuery(ask.kql);
    const isBrought = (row: object): boolean => query.run([row], NOW).rows.length === 1;
    const isTaken = (row: object): boolean => {
      const tally = createTallies()[id];
      tally.add(row, 1);
      return tally.rows().size > 0 || tally.gaps().length > 0;
    };
    const all = [...tenant.rows(query.table)].filter(isBrought);
    const step = Math.max(1, Math.floor(all.length / ROWS));
    const lost = new Set<string>();
    let tried = 0;
    for (const row of all.filter((_, at) => at % step === 0).slice(0, ROWS))
      for (const place of placesOf(row).filter(({ path }) => path.startsWith('properties')))
        for (const how of ALTERATIONS) {
          const other = altered(row, place, how, true) as object | undefined;
          if (other === undefined) continue;
          tried += 1;
          if (isTaken(other) && !isBrought(other)) lost.add(`${how} ${place.path}`);
        }
    expect([...lost]).toEqual([]);
    expect(tried).toBeGreaterThan(10);
  },
);

test('what is left to the counts of other data sources is what the query for disks leaves out', () => {
  const listed = NOT_OF_DISKS.map((kind) => `'${kind}'`).join(', ');
  const ofDisks = filtered.filter(({ id }) => id === 'backupInstances' || id === 'diskRestoreJobs');
  expect(ofDisks).toHaveLength(2);
  for (const { ask } of ofDisks) expect(countQuery(ask)).toContain(`!in~ (${listed})`);
  expect(NOT_ASSESSED_QUERIES.notAssessedBackups).toContain(`in~ (${listed})`);
});
