import { describe, expect, test, vi } from 'vitest';
import { INSTANCE_DAYS, LOST_SECONDS, MOST_TAKE_UPS, STUCK_SECONDS } from '../../src/app/run/tries.ts';
import { readRequest } from '../../src/app/runRequest.ts';
import { HistoryStore } from '../../src/history/historyStore.ts';
import { subscriptionId } from '../collect/plainTenant.ts';
import { openGround, Runner } from './interruptions.ts';

const ground = openGround();
let prefixes = 0;
const runnerWith = (more: Record<string, string> = {}): [Runner, HistoryStore] => {
  const prefix = `Lost${String((prefixes += 1))}x`;
  const runner = new Runner(ground, prefix, more);
  const { now, unique } = runner.clock;
  return [runner, new HistoryStore({ connection: ground.azurite, tablePrefix: prefix, now, unique })];
};
const LONG = 240_000;
const DAY = 86_400;

describe('the daily timer', () => {
  test(
    'a run that was never started is taken up, once it cannot be on its way any more',
    async () => {
      const [runner] = runnerWith();
      const runId = await runner.ask(false);
      runner.clock.pass(LOST_SECONDS - 1);
      await runner.daily();
      expect(runner.told).toEqual([]);
      runner.clock.pass(2);
      await runner.daily();
      await runner.settle();
      expect(runner.told).toEqual(['runTakenUp', 'runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
      await runner.daily();
      runner.clock.pass(DAY);
      await runner.daily();
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Delivered' });
    },
    LONG,
  );

  test.each(['collect', 'deliver'])(
    'a run cut off in %s whose instance is gone is taken up',
    async (stage) => {
      const [runner] = runnerWith();
      await runner.ask();
      runner.deaths.push({ stage, ending: 'hostDied' });
      while (runner.deaths.length > 0) await runner.engine.step();
      runner.engine.forget();
      runner.clock.pass(DAY);
      await runner.daily();
      await runner.settle();
      expect(runner.told).toEqual(['runTakenUp', 'runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test(
    'a run that somebody has is left alone, however long it takes',
    async () => {
      const [runner, history] = runnerWith();
      const { runId, ...asked } = await runner.application().askWeekly();
      const begun = await history.beginRun({ runId, ...asked });
      if (begun.kind !== 'claimed') throw new Error(begun.kind);
      runner.clock.pass(3 * DAY);
      await history.reportProgress(begun.claim, 'collect');
      await runner.daily();
      expect(runner.told).toEqual([]);
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'InProgress' });
    },
    LONG,
  );

  test(
    'a run that the engine goes on with is left alone, and told once it has shown no sign of life for a day',
    async () => {
      const [runner] = runnerWith();
      const runId = await runner.ask();
      runner.deaths.push({ stage: 'assess', ending: 'hostDied' });
      while (runner.deaths.length > 0) await runner.engine.step();
      runner.clock.pass(LOST_SECONDS * 2);
      await runner.daily();
      expect(runner.told).toEqual([]);
      runner.clock.pass(STUCK_SECONDS);
      await runner.daily();
      expect(runner.told).toEqual(['runStuck']);
      expect(runner.lines.at(-1)).toMatchObject({ runId, stage: 'collect', hours: 26 });
      await runner.settle();
      expect(runner.told).toEqual(['runStuck', 'runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test(
    'a run that an operator terminated is failed aloud, and not begun again',
    async () => {
      const [runner] = runnerWith();
      const runId = await runner.ask();
      while (runner.lines.every(({ stage }) => stage !== 'collect')) await runner.engine.step();
      runner.engine.terminate(runId);
      await runner.settle();
      runner.clock.pass(DAY);
      await runner.daily();
      await runner.settle();
      expect(runner.told).toEqual(['runFailed']);
      expect(runner.lines.at(-1)?.['because']).toContain('terminated by an operator');
      expect(runner.mailed).toEqual({ evidence: 0, failure: 1 });
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Failed', finished: true });
    },
    LONG,
  );

  test(
    'what the engine keeps of a run is forgotten after a month; the run is not',
    async () => {
      const [runner] = runnerWith();
      const runId = await runner.ask();
      await runner.settle();
      await runner.daily();
      expect(runner.engine.look(runId)).toMatchObject({ status: 'Completed' });
      runner.clock.pass((INSTANCE_DAYS + 1) * DAY);
      await runner.daily();
      expect(runner.engine.look(runId)).toBeUndefined();
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Delivered' });
    },
    LONG,
  );

  test(
    'a run whose restarts all failed is failed aloud, once',
    async () => {
      const [runner] = runnerWith();
      const runId = await runner.ask(false);
      for (let day = 0; day < MOST_TAKE_UPS + 3; day += 1) {
        runner.clock.pass(DAY);
        await runner.daily();
        runner.engine.forget();
      }
      expect(runner.told).toEqual([...Array.from({ length: MOST_TAKE_UPS }, () => 'runTakenUp'), 'runFailed']);
      expect(runner.mailed).toEqual({ evidence: 0, failure: 1 });
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Failed', finished: true });
    },
    LONG,
  );

  test(
    'a run that version 0.1.0 lost: what it was asked for is not kept, so that it is failed aloud',
    async () => {
      const [runner, history] = runnerWith();
      const scope = { tenantId: undefined, managementGroups: ['plain'], subscriptions: [] };
      const asked = { runId: 'weekly-old', trigger: 'timer', requestedAt: '2026-03-02T05:00:00.000Z', scope };
      await history.beginRun(asked);
      runner.clock.pass(DAY);
      await runner.daily();
      expect(runner.told).toEqual(['runFailed']);
      expect(runner.mails).toMatchObject([
        { to: 'auditor@contoso.example', subject: expect.stringContaining('[No evidence]') as string },
      ]);
      expect(runner.lines.at(-1)?.['because']).toContain('started once and did not finish');
    },
    LONG,
  );

  test(
    'evidence that stands and could never be delivered: no mail says that there is none',
    async () => {
      const [runner] = runnerWith();
      const runId = await runner.ask();
      runner.deaths.push({ stage: 'deliver', ending: 'hostDied' });
      while (runner.deaths.length > 0) await runner.engine.step();
      runner.engine.forget();
      for (let day = 0; day < MOST_TAKE_UPS + 1; day += 1) {
        runner.clock.pass(DAY);
        await runner.daily();
        runner.engine.forget();
      }
      expect(runner.told.at(-1)).toBe('runFailed');
      expect(runner.mails).toEqual([]);
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Recorded', finished: true });
    },
    LONG,
  );

  test(
    'a schedule that the host cannot read is told each day',
    async () => {
      const [runner] = runnerWith();
      for (const schedule of ['0 0 6 * * 1', '0 0 25 * * 1']) {
        vi.stubEnv('UNBROKEN_SCHEDULE', schedule);
        await runner.daily().finally(() => vi.unstubAllEnvs());
      }
      expect(runner.told).toEqual(['scheduleFault']);
      expect(runner.lines.filter(({ signal }) => signal === 'scheduleFault')).toMatchObject([
        { because: expect.stringContaining('"25" as its hour') as string },
      ]);
    },
    LONG,
  );
});

describe('what was asked for', () => {
  test.each([0, 1, 1_300, 5_000])(
    'with %i subscriptions: the request is kept whole',
    async (count) => {
      const [runner, history] = runnerWith();
      const subscriptions = Array.from({ length: count }, (_, at) => subscriptionId(at));
      const body = count === 0 ? '{}' : JSON.stringify({ scope: { subscriptions } });
      const request = await runner.application().askOverHttp(body);
      const kept = await history.asked.requestOf(request.runId);
      expect(readRequest(kept)).toEqual(JSON.parse(JSON.stringify(request)));
      const status = await runner.application().evidence.status(request.runId);
      expect(status).toMatchObject({ state: 'Queued', finished: false });
    },
    LONG,
  );

  test(
    'is kept before the row is there, and the first request of a run stays',
    async () => {
      const [, history] = runnerWith();
      await history.asked.keepRequest('run-1', '{"first":"é🔑"}');
      await history.asked.keepRequest('run-1', '{"second":1}');
      expect(JSON.parse((await history.asked.requestOf('run-1')) ?? '')).toEqual({ first: 'é🔑' });
      expect(await history.asked.requestOf('run-2')).toBeUndefined();
    },
    LONG,
  );
});
