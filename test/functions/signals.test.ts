import type { InvocationContext } from '@azure/functions';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { RUN_STAGES, type StageCall } from '../../src/app/run/stageAnswer.ts';
import { openSmallBank, settingsOf, type Bank } from '../app/run/stage.ts';
import { TestClock } from '../history/stage.ts';
import { DurableEngine } from './durableEngine.ts';
import { contextWith, openEngineApi, type EngineApi } from './engineApi.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let bank: Bank;

beforeAll(async () => {
  azurite = await storageAccount();
  bank = await openSmallBank(1);
});
afterAll(async () => {
  await bank.close();
  folder.dispose();
});
beforeEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function environment(more: Record<string, string>): Promise<void> {
  const settings = await settingsOf(bank, folder.path, { UNBROKEN_STORAGE: azurite.connectionString, ...more });
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
}

/** Runs a started run to its end as the engine does, or calls another trigger, and reads the signals that were logged. */
type Line = Readonly<Record<string, unknown>>;

let signals: Line[] = [];
let engine: DurableEngine;
let api: EngineApi;
beforeAll(async () => {
  api = await openEngineApi(() => engine);
});
afterAll(() => api.close());

const contextOf = (functionName: string): InvocationContext =>
  contextWith(api, functionName, (_level, text) => {
    if (String(text).includes('"signal"')) signals.push(JSON.parse(String(text)) as Line);
  });

async function signalsOf(call: () => Promise<unknown>): Promise<readonly Line[]> {
  signals = [];
  await call().catch(() => undefined);
  return signals;
}

/** The orchestration of a run by the functions as they are loaded now. */
async function orchestrate(runId: string): Promise<void> {
  const { stageActivity, failActivity } = await import('../../src/functions/stageActivities.ts');
  const { ACTIVITIES, runOrchestration } = await import('../../src/functions/runOrchestration.ts');
  engine = new DurableEngine(new TestClock(), runOrchestration, async (name, input) => {
    const stage = RUN_STAGES.find((each) => ACTIVITIES[each] === name);
    const value =
      stage === undefined
        ? await failActivity(input as Parameters<typeof failActivity>[0], contextOf(name))
        : await stageActivity(stage, input as StageCall, contextOf(name));
    return { ending: 'succeeded', value };
  });
  engine.start(runId);
  await engine.settle();
}

/** Asks for a run of the whole bank. */
async function ask(): Promise<string> {
  const { unbroken } = await import('../../src/app/application.ts');
  return (await unbroken(process.env).askOverHttp('{}')).runId;
}

describe('what the alerts look for', () => {
  test('a run that ends, with its gaps; a bank that is not read whole has no complete run', async () => {
    await environment({ UNBROKEN_TABLE_PREFIX: 'Signals' });
    const { dailySign } = await import('../../src/functions/dailySign.ts');
    const runId = await ask();
    const lines = await signalsOf(() => orchestrate(runId));
    const finished = lines.find(({ signal }) => signal === 'runFinished');
    expect(finished).toMatchObject({ signal: 'runFinished', runId, complete: false });
    expect(finished?.['gaps']).toBeGreaterThan(0);
    expect(lines.map((line) => line['runId'])).toEqual(lines.map(() => runId));

    const sum = (metric: string): number =>
      lines.filter((line) => line['metric'] === metric).reduce((total, line) => total + Number(line['value']), 0);
    const { resourceGraph, arm } = bank.requests;
    expect(sum('requests')).toBe(resourceGraph + arm);
    expect(sum('rows')).toBeGreaterThan(50);
    expect(sum('gaps')).toBe(finished?.['gaps']);
    expect(sum('verdicts')).toBeGreaterThan(50);
    expect(sum('throttledSeconds')).toBe(0);
    const stages = lines.filter(({ metric }) => metric === 'stageSeconds');
    expect(stages.map(({ stage }) => stage)).toEqual([
      ...['plan', 'collect', 'assess', 'compare', 'pack', 'store', 'history', 'deliver'],
    ]);
    for (const { value } of stages) expect(value).toBeGreaterThanOrEqual(0);
    expect(sum('stageSeconds')).toBeGreaterThan(0);

    // A run may be started again; it finds nothing to do and tells nothing.
    expect(await signalsOf(() => orchestrate(runId))).toEqual([
      { signal: 'progress', runId, kind: 'stage', stage: 'plan' },
      { signal: 'metric', runId, metric: 'stageSeconds', value: expect.any(Number) as number, stage: 'plan' },
      { signal: 'metric', runId, metric: 'throttledSeconds', value: 0 },
    ]);
    const timer = { isPastDue: false, schedule: { adjustForDST: false } };
    expect(
      await signalsOf(() =>
        dailySign({ ...timer, scheduleStatus: { last: '', next: '', lastUpdated: '' } }, contextOf('dailySign')),
      ),
    ).toEqual([{ signal: 'daysSinceCompleteRun', days: null, overdue: false }]);
  });

  test('a run that fails says why', async () => {
    await environment({ UNBROKEN_TABLE_PREFIX: 'SignalsFailed', UNBROKEN_ACCESS_TOKEN: 'expired' });
    const runId = await ask();
    await signalsOf(() => orchestrate(runId));
    expect(signals.filter(({ signal }) => signal === 'runFailed')).toEqual([
      { signal: 'runFailed', runId, because: expect.stringMatching(/identity|token|sign/i) as string },
    ]);
  });
});
