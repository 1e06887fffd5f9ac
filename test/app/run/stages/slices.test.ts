import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator } from '../../../../simulator/index.ts';
import { defaultBaseline } from '../../../../src/app/baselineFile.ts';
import { REAL_CLOCK } from '../../../../src/app/compose.ts';
import type { Clock, RunDependencies } from '../../../../src/app/run/dependencies.ts';
import { collect, type Collected, type CollectedSoFar, type Slice } from '../../../../src/app/run/stages/collect.ts';
import { plan, type Planned } from '../../../../src/app/run/stages/plan.ts';
import { filesOf, workInFolder, workInStore, type WorkPlace } from '../../../../src/app/run/stages/workPlace.ts';
import { createFolderStore } from '../../../../src/deliver/folderStore.ts';
import { linesIn } from '../../../../src/pack/readPack.ts';
import type { RunRequest } from '../../../../src/app/runRequest.ts';
import { GROUP } from '../../../collect/plainTenant.ts';
import { protectedTenant } from '../../../collect/protectedTenant.ts';
import { virtualClock } from '../../../collect/virtualClock.ts';
import { openSmallBank, SAME_IDS, type Bank } from '../stage.ts';
import { temporaryFolder } from '../../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let bank: Bank;
beforeAll(async () => {
  bank = await openSmallBank(1, [], SAME_IDS);
});
afterAll(async () => {
  await bank.close();
  folder.dispose();
});

const begun = { kind: 'inHand', attempt: 1 } as const;
const POINTS =
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints/read';
let places = 0;

function requestFor(group: string): RunRequest {
  return {
    runId: `run-${String((places += 1))}`,
    trigger: 'cli',
    requestedAt: '2026-11-23T06:00:00.000Z',
    scope: { tenantId: undefined, managementGroups: [group], subscriptions: [] },
    recipients: [],
  };
}

function dependenciesOf(simulator: Pick<Bank, 'endpoint' | 'ca' | 'credential'>, clock: Clock): RunDependencies {
  const { endpoint, ca, credential } = simulator;
  return {
    connection: {
      endpoint,
      ca,
      credential,
      audience: 'https://management.azure.com/.default',
      portal: 'https://portal.azure.com',
    },
    baseline: defaultBaseline(),
    clock,
    report: () => undefined,
    history: undefined,
    packs: createFolderStore(join(folder.path, 'packs')),
    copies: [],
    mail: undefined,
    ownerTag: undefined,
  };
}

/** A clock on which every look at it takes a second: slices and entries of the journal end after so many questions. */
function hastyClock(): Clock {
  let looks = 0;
  return { ...REAL_CLOCK, now: () => new Date(Date.parse(bank.now) + (looks += 1) * 1000) };
}

/** A place for a process of its own. */
function placeFor(request: RunRequest): WorkPlace {
  const here = join(folder.path, `process-${String((places += 1))}`);
  mkdirSync(here);
  return workInStore(createFolderStore(join(folder.path, 'work')), request.runId, here);
}

/** Slice after slice, each in a process of its own, until all is collected. */
async function inSlices(
  dependencies: RunDependencies,
  request: RunRequest,
  slice: Slice,
  between: (soFar: CollectedSoFar) => Promise<void>,
): Promise<{ readonly collected: Collected; readonly slices: number; readonly lines: Lines }> {
  const planned: Planned = await plan(dependencies, request, placeFor(request));
  for (let slices = 1; ; slices += 1) {
    const place = placeFor(request);
    const collected = await collect(dependencies, request, place, { begun, planned }, slice);
    if (collected.done) return { collected, slices, lines: await linesOf(place, collected) };
    await between(collected);
  }
}

async function atOnce(dependencies: RunDependencies, request: RunRequest): Promise<Lines> {
  const here = join(folder.path, `whole-${String((places += 1))}`);
  mkdirSync(here);
  const place = workInFolder(here);
  const planned = await plan(dependencies, request, place);
  const collected = await collect(dependencies, request, place, { begun, planned });
  if (!collected.done) throw new Error('Without a slice there is no end before the end.');
  return linesOf(place, collected);
}

/** Sorted lines of each source, and every question with how often it was asked. */
interface Lines {
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly questions: readonly string[];
}

async function linesOf(place: WorkPlace, { rows, observations }: Collected): Promise<Lines> {
  const read = async (name: string): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of linesIn(filesOf(place), name)) lines.push(line);
    return lines;
  };
  const bySource = new Map<string, readonly string[]>();
  for (const { name } of rows) bySource.set(name, (await read(name)).sort());
  const questions = (await read(observations.name)).map((line) => {
    const { kind, request, subscriptions, rows: came, failure } = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify({ kind, request, subscriptions, came, failure });
  });
  return { rows: bySource, questions: questions.sort() };
}

describe('collecting in slices', () => {
  test('comes to the rows and questions of a run that nobody cut, each question asked once', async () => {
    const dependencies = dependenciesOf(bank, hastyClock());
    const whole = await atOnce(dependencies, requestFor('contoso'));
    const before = bank.requests.log.length;
    const soFar: number[] = [];
    const told: { readonly answered: number; readonly planned: number }[] = [];
    const { slices, lines } = await inSlices(
      dependencies,
      requestFor('contoso'),
      { seconds: 60, longestWait: 120 },
      ({ answered, requests, waitUntil }) => {
        expect(waitUntil).toBeUndefined();
        soFar.push(answered);
        if (requests !== undefined) told.push(requests);
        return Promise.resolve();
      },
    );
    expect(slices).toBeGreaterThan(4);
    expect(soFar).toEqual([...soFar].sort((a, b) => a - b));
    // Never more than planned, never less than before, and told long before the end.
    expect(told.length).toBeGreaterThan(2);
    expect(told.map(({ answered }) => answered)).toEqual(told.map(({ answered }) => answered).sort((a, b) => a - b));
    expect(told.at(-1)?.answered).toBeGreaterThan(0);
    for (const { answered, planned } of told) expect(answered).toBeLessThanOrEqual(planned);
    expect(lines.questions).toEqual(whole.questions);
    expect(lines.rows).toEqual(whole.rows);
    expect(bank.requests.log.length - before).toBe(before);
  });

  test('what is done is not asked again; a run that is planned anew asks anew', async () => {
    const dependencies = dependenciesOf(bank, hastyClock());
    const request = requestFor('contoso');
    const collectAgain = async (planned: Planned): Promise<number> => {
      const before = bank.requests.log.length;
      const collected = await collect(dependencies, request, placeFor(request), { begun, planned });
      expect(collected.done).toBe(true);
      return bank.requests.log.length - before;
    };
    const first = await plan(dependencies, request, placeFor(request));
    const asked = await collectAgain(first);
    expect(asked).toBeGreaterThan(50);
    expect(await collectAgain(first)).toBe(0);
    expect(await collectAgain(await plan(dependencies, request, placeFor(request)))).toBe(asked);
  });

  test('a limit by the hour ends a slice, which says until when; the next one goes on from there', async () => {
    const clock = virtualClock();
    const simulator = await startSimulator({
      tenant: protectedTenant([60, 5]),
      quota: false,
      hourly: { limits: { [POINTS]: 50 } },
      clock: clock.passed,
    });
    try {
      const dependencies = dependenciesOf(simulator, { ...clock, unique: randomUUID });
      const waits: string[] = [];
      const { lines } = await inSlices(
        dependencies,
        requestFor(GROUP),
        { seconds: 480, longestWait: 120 },
        async ({ waitUntil = '', because = '' }) => {
          waits.push(because);
          await clock.sleep(Date.parse(waitUntil) - clock.now().getTime());
        },
      );
      expect(waits).toHaveLength(2);
      expect(waits[0]).toContain('the 50 requests that Azure allows in subscription');
      expect(lines.rows.get('raw/recoveryPoints.jsonl.gz')).toHaveLength(65);
      expect(Math.floor(clock.passed() / 3_600_000)).toBe(2);
    } finally {
      await simulator.close();
    }
  });
});
