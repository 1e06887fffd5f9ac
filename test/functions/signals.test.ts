import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvocationContext } from '@azure/functions';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAzurite, type Azurite } from '../../simulator/services/azurite.ts';
import { openBank, settingsOf, temporaryFolder, type Bank } from '../app/run/stage.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let bank: Bank;

beforeAll(async () => {
  azurite = await startAzurite();
  bank = await openBank(1);
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
async function signalsOf(call: (context: InvocationContext) => Promise<void>): Promise<readonly unknown[]> {
  const signals: unknown[] = [];
  const context = new InvocationContext({
    functionName: 'test',
    logHandler: (_level, text) => {
      if (String(text).includes('"signal"')) signals.push(JSON.parse(String(text)));
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
    const [finished] = await signalsOf((context) => runAssessment(message('week-1'), context));
    expect(finished).toMatchObject({ signal: 'runFinished', runId: 'week-1', complete: false });
    expect((finished as { gaps: number }).gaps).toBeGreaterThan(0);
    const timer = { isPastDue: false, schedule: { adjustForDST: false } };
    expect(
      await signalsOf((context) =>
        dailySign({ ...timer, scheduleStatus: { last: '', next: '', lastUpdated: '' } }, context),
      ),
    ).toEqual([{ signal: 'daysSinceCompleteRun', days: null }]);
  });

  test('a run that fails says why', async () => {
    await environment({ UNBROKEN_TABLE_PREFIX: 'SignalsFailed', UNBROKEN_ACCESS_TOKEN: 'expired' });
    const { runAssessment } = await import('../../src/functions/runAssessment.ts');
    const signals = await signalsOf((context) => runAssessment(message('week-2'), context));
    expect(signals).toEqual([
      { signal: 'runFailed', runId: 'week-2', because: expect.stringMatching(/identity|token|sign/i) as string },
    ]);
  });

  test('every alert asks for a signal and fields that the app emits', () => {
    const alerts = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'infra', 'alerts.json'), 'utf8')) as {
      readonly name: string;
      readonly query: string;
    }[];
    const code = readFileSync(join(import.meta.dirname, '..', '..', 'src', 'functions', 'signals.ts'), 'utf8');
    for (const { name, query } of alerts) {
      const signal = /"signal":"(\w+)"/.exec(query)?.[1];
      expect(code, name).toContain(`signal: '${signal ?? 'none'}'`);
      for (const [, field = ''] of query.matchAll(/parse_json\(Message\)\.(\w+)/g))
        expect(code, `${name} reads ${field}`).toMatch(new RegExp(`readonly ${field}: `));
    }
    expect(alerts.length).toBe(4);
  });
});
