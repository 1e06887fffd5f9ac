import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figuresOf } from '../../src/app/run/figures.ts';
import type { Observation } from '../../src/domain/observation.ts';
import { oscalOf } from '../../src/report/renderings/oscal.ts';
import { writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf, recordOf } from './fixture.ts';
import { OBSERVATIONS } from './fixtureObservations.ts';
import { readSheets, textOf } from './readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

/** A list of recovery points that the run of the week before was given. */
const STANDING: Observation = {
  source: 'recoveryPoints',
  kind: 'arm',
  request: 'GET /subscriptions/00000000-0000-4000-8000-000000000001/points?api-version=2025-02-01',
  subscriptions: [],
  pages: 1,
  rows: 7,
  requestIds: ['5f0a3f4b-1b5a-4a9d-8e66-1d2e3f4a5b6c'],
  startedAt: '2026-11-16T06:10:00.000Z',
  endedAt: '2026-11-16T06:10:01.000Z',
  retries: 0,
  failure: undefined,
  carriedFrom: 'weekly-2026-11-16T06-00Z',
};
const [subscriptionId = ''] = OBSERVATIONS.flatMap(({ subscriptions }) => subscriptions);
const record = recordOf([], {
  earlierReadings: [
    {
      ...{ source: 'recoveryPoints', subscriptionId, run: 'weekly-2026-11-16T06-00Z' },
      ...{ answers: 1, from: '2026-11-16', until: '2026-11-16' },
    },
  ],
});
const contents = contentsOf(record, { observations: [STANDING, ...OBSERVATIONS] });

test('an answer of an earlier run is none that this run collected: the workbook names its run', async () => {
  const folder = temporaryFolder().path;
  try {
    await writeWorkbook(contents, join(folder, 'x.xlsx'));
    const sheets = await readSheets(join(folder, 'x.xlsx'));
    expect(textOf(sheets.get('Cover'))).toMatch(
      /Data collected from 23 Nov 2026.*; 1 answer of earlier runs, the oldest of 16 Nov 2026: the sheet Population and gaps/,
    );
    expect(textOf(sheets.get('Queries'))).toContain('Answered to run weekly-2026-11-16T06-00Z');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('nor does it make the assessment begin earlier, or count as a request', () => {
  const [result] = (
    JSON.parse([...oscalOf(contents)].join('')) as {
      'assessment-results': { results: readonly [{ start: string; end: string }] };
    }
  )['assessment-results'].results;
  expect(result).toMatchObject({ start: OBSERVATIONS[0]?.startedAt, end: OBSERVATIONS.at(-1)?.endedAt });
  const figures = figuresOf(record, [STANDING]);
  expect(figures).toContainEqual({ metric: 'rows', value: 7, source: 'recoveryPoints' });
  expect(figures.filter(({ metric }) => metric === 'requests')).toEqual([]);
});
