import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Journal } from '../../../../src/app/run/stages/journal.ts';
import { workInStore, type WorkPlace } from '../../../../src/app/run/stages/workPlace.ts';
import { createFolderStore } from '../../../../src/deliver/folderStore.ts';
import type { Observation } from '../../../../src/domain/observation.ts';
import { TestClock } from '../../../history/stage.ts';
import { temporaryFolder } from '../../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
const CALLER = { objectId: 'reader' };
const clock = new TestClock();
let processes = 0;

/** A process of its own, with what is kept under that name. */
function placeOf(run: string): WorkPlace {
  const here = join(folder.path, `process-${String((processes += 1))}`);
  mkdirSync(here);
  return workInStore(createFolderStore(join(folder.path, 'work')), run, here);
}

const open = (run: string, caller = CALLER): Promise<Journal> => Journal.open(placeOf(run), 'plan', clock, caller);

/** An answer with one row, whose line follows from how many came before. */
function answer(journal: Journal, name: string, line: number): void {
  const observation: Observation = {
    source: 'disks',
    kind: 'arm',
    request: `GET /${name}`,
    subscriptions: [],
    pages: 1,
    rows: 1,
    requestIds: [],
    startedAt: '2026-11-23T06:00:00.000Z',
    endedAt: '2026-11-23T06:00:00.000Z',
    retries: 0,
    failure: undefined,
  };
  journal.keep('disks', { name });
  journal.observe(observation, { asked: `GET /${name}`, pages: [{ rows: [line, 1] }] });
}

const asked = async (journal: Journal): Promise<readonly string[]> =>
  (await journal.questions()).map(({ observation }) => observation.request);

describe('the journal of collecting', () => {
  test('holds what was put down, entry after entry, and counts on', async () => {
    const first = await open('two');
    answer(first, 'a', 0);
    await first.flush();
    const second = await open('two');
    expect([second.answered, [...second.lines()]]).toEqual([1, [['disks', 1]]]);
    answer(second, 'b', 1);
    await second.flush();
    expect(await asked(await open('two'))).toEqual(['GET /a', 'GET /b']);
    expect(await asked(await open('another'))).toEqual([]);
  });

  test('is put down after 30 seconds, but not while a question to Resource Graph is being answered', async () => {
    const journal = await open('due');
    answer(journal, 'a', 0);
    journal.settled();
    expect(await asked(await open('due'))).toEqual([]);
    clock.pass(31);
    journal.graphBegins();
    journal.settled();
    let isReady = false;
    const ready = journal.ready().then(() => (isReady = true));
    await new Promise((wake) => setTimeout(wake, 20));
    expect(isReady).toBe(false);
    journal.graphEnds(true);
    journal.settled();
    await ready;
    await journal.flush();
    expect(await asked(await open('due'))).toEqual(['GET /a']);
  });

  test('leaves out what came last where a question to Resource Graph broke off: its rows belong to no answer', async () => {
    const journal = await open('broken');
    answer(journal, 'a', 0);
    await journal.flush();
    const next = await open('broken');
    next.graphBegins();
    next.keep('disks', { name: 'orphan' });
    answer(next, 'b', 2);
    next.graphEnds(false);
    await next.flush();
    expect(await asked(await open('broken'))).toEqual(['GET /a']);
  });

  test('of two processes that went on from one entry, the one that came further counts', async () => {
    const first = await open('fork');
    answer(first, 'a', 0);
    await first.flush();
    const [short, long] = [await open('fork'), await open('fork')];
    answer(short, 'b', 1);
    answer(long, 'c', 1);
    answer(long, 'd', 2);
    await Promise.all([short.flush(), long.flush()]);
    const next = await open('fork');
    expect([await asked(next), [...next.lines()]]).toEqual([['GET /a', 'GET /c', 'GET /d'], [['disks', 3]]]);
  });

  test('an entry whose pieces are not as they were written does not count, nor what follows it', async () => {
    for (const [line, name] of ['a', 'b', 'c'].entries()) {
      const journal = await open('altered');
      answer(journal, name, line);
      await journal.flush();
    }
    const pieces = join(folder.path, 'work', 'altered', 'journal', 'plan', 'pieces');
    const second = readdirSync(pieces).sort()[1] ?? '';
    const rows = join(pieces, second, 'raw', 'disks.jsonl.gz');
    writeFileSync(join(rows, readdirSync(rows)[0] ?? ''), 'cut');
    expect(await asked(await open('altered'))).toEqual(['GET /a']);
  });

  test('another identity cannot go on: it may read other things', async () => {
    const journal = await open('other');
    answer(journal, 'a', 0);
    await journal.flush();
    await expect(open('other', { objectId: 'somebody' })).rejects.toThrow(
      'The run was started by identity reader and cannot be continued by somebody. Request a new run.',
    );
  });
});
