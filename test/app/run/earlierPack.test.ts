import { createReadStream } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { openEarlier } from '../../../src/app/run/earlierPack.ts';
import { keepInMemory } from '../../../src/domain/keyed.ts';
import { answerLine, callerLine } from '../../../src/pack/answerLines.ts';
import type { Observation } from '../../../src/domain/observation.ts';
import { writeLines } from '../../../src/pack/lineFile.ts';
import { observationLine } from '../../../src/pack/observationLines.ts';
import { placeIn } from '../../../src/pack/partNames.ts';
import { PART } from '../../../src/pack/parts.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const open = (name: string): AsyncIterable<Uint8Array> => createReadStream(placeIn(folder.path, name));
afterAll(() => folder.dispose());

test('empty lists stand in too, of a run that was given no row at all', async () => {
  const asked = 'GET /subscriptions/s/item';
  const observation: Observation = {
    ...{ source: 'recoveryPoints', kind: 'arm', subscriptions: [] },
    request: `${asked}/recoveryPoints?api-version=1`,
    ...{ pages: 1, rows: 0, requestIds: ['a'], retries: 0, failure: undefined },
    ...{ startedAt: '2026-11-16T06:10:00.000Z', endedAt: '2026-11-16T06:10:01.000Z' },
  };
  writeLines(folder.path, PART.observations, [observationLine(observation)]);
  writeLines(folder.path, PART.answers, [answerLine({ asked, pages: [{ rows: [0, 0] }] }), callerLine({})]);
  const earlier = await openEarlier({ where: folder.path, names: [PART.answers, PART.observations], open }, 'weekly', {
    keepById: keepInMemory,
    within: folder.path,
  });
  const found = await earlier.answer({ source: 'recoveryPoints', asked, rows: 'list' });
  expect(found?.observation.carriedFrom).toBe('weekly');
  const pages: unknown[] = [];
  for await (const page of found?.pages ?? []) pages.push(page);
  expect(pages).toEqual([{ value: [] }]);
  await earlier.close();
});

test('a pack of version 0.1.0, which keeps no answers, leaves nothing that stands in', async () => {
  const pack = { where: folder.path, names: [PART.observations], open: () => open('answers-of-0.1.0.jsonl.gz') };
  const earlier = await openEarlier(pack, 'weekly', { keepById: keepInMemory, within: folder.path });
  expect(earlier.answeredAt({ source: 'recoveryPoints', asked: 'GET /subscriptions/s/item' })).toBeUndefined();
  await earlier.close();
});
