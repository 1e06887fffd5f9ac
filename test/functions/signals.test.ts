import { InvocationContext } from '@azure/functions';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAzurite, type Azurite } from '../../simulator/services/azurite.ts';
import { openSmallBank, settingsOf, temporaryFolder, type Bank } from '../app/run/stage.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let bank: Bank;

beforeAll(async () => {
  azurite = await startAzurite();
  bank = await openSmallBank(1);
});
afterAll(async () => {
  await bank.close();
  await azurite.close();
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

/** Calls a trigger as the Functions worker does, and reads the signals that it logged. */
type Line = Readonly<Record<string, unknown>>;

async function signalsOf(call: (context: InvocationContext) => Promise<void>): Promise<readonly Line[]> {
  const signals: Line[] = [];
  const context = new InvocationContext({
    functionName: 'test',
    logHandler: (_level, text) => {
      if (String(text).includes('"signal"')) signals.push(JSON.parse(String(text)) as Line);
    },
  });
  await call(context).catch(() => undefined);
  return signals;
}

const message = (runId: string): unknown => ({
  runId,
  trigger: 'timer',
  requestedAt: '2026-11-23T06:00:00.000Z',
  scope: { managementGroups: ['contoso'], subscriptions: [] },
  recipients: [],
});

describe('what the alerts look for', () => {
  test('a run that ends, with its gaps; a bank that is not read whole has no complete run', async () => {
    await environment({ UNBROKEN_TABLE_PREFIX: 'Signals' });
    const { runAssessment } = await import('../../src/functions/runAssessment.ts');
    const { dailySign } = await import('../../src/functions/dailySign.ts');
    const lines = await signalsOf((context) => runAssessment(message('week-1'), context));
    const finished = lines.at(-1);
    expect(finished).toMatchObject({ signal: 'runFinished', runId: 'week-1', complete: false });
    expect(finished?.['gaps']).toBeGreaterThan(0);
    expect(lines.map(({ runId }) => runId)).toEqual(lines.map(() => 'week-1'));

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

    // The queue may bring a message twice; the second one finds nothing to do and tells nothing.
    expect(await signalsOf((context) => runAssessment(message('week-1'), context))).toEqual([
      { signal: 'progress', runId: 'week-1', kind: 'stage', stage: 'plan' },
    ]);
    const timer = { isPastDue: false, schedule: { adjustForDST: false } };
    expect(
      await signalsOf((context) =>
        dailySign({ ...timer, scheduleStatus: { last: '', next: '', lastUpdated: '' } }, context),
      ),
    ).toEqual([{ signal: 'daysSinceCompleteRun', days: null, overdue: false }]);
  });

  test('a run that fails says why', async () => {
    await environment({ UNBROKEN_TABLE_PREFIX: 'SignalsFailed', UNBROKEN_ACCESS_TOKEN: 'expired' });
    const { runAssessment } = await import('../../src/functions/runAssessment.ts');
    const signals = await signalsOf((context) => runAssessment(message('week-2'), context));
    expect(signals.filter(({ signal }) => signal === 'runFailed')).toEqual([
      { signal: 'runFailed', runId: 'week-2', because: expect.stringMatching(/identity|token|sign/i) as string },
    ]);
  });
});
