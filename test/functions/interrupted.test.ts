import { describe, expect, test } from 'vitest';
import { INVISIBLE_SECONDS, LEASE_SECONDS, MOST_TRIES, RENEW_SECONDS, RETRY_SECONDS } from '../../src/app/run/tries.ts';
import { HOST, TAKEN_SECONDS } from '../stage/hostQueue.ts';
import { openGround, Runner, type Death } from './interruptions.ts';

const ground = openGround();
let prefixes = 0;
const runnerWith = (more: Record<string, string> = {}): Runner =>
  new Runner(ground, `Interrupted${String((prefixes += 1))}x`, more);
const LONG = 240_000;

test('the lease is over before the queue brings a message again, and so before the last try', () => {
  expect({ tries: MOST_TRIES, retry: RETRY_SECONDS, taken: INVISIBLE_SECONDS }).toEqual({
    tries: HOST.maxDequeueCount,
    retry: HOST.visibilitySeconds,
    taken: TAKEN_SECONDS,
  });
  const clockError = 30;
  expect(LEASE_SECONDS + clockError).toBeLessThan(Math.min(HOST.visibilitySeconds, TAKEN_SECONDS));
  expect(RENEW_SECONDS * 3).toBeLessThan(LEASE_SECONDS);
});

describe('a run that is cut off', () => {
  const stages = ['plan', 'collect', 'assess', 'compare', 'pack', 'store', 'history', 'deliver'];
  const deaths: Death[] = [
    ...stages.map((stage): Death => ({ stage, ending: 'hostDied' })),
    // The worker's death, and functionTimeout, which kills it: the message comes sooner.
    ...['collect', 'history', 'deliver'].map((stage): Death => ({ stage, ending: 'threw' })),
    ...[1, 3, 5].map((writes): Death => ({ stage: 'history', writes, ending: 'threw' })),
    { with: 'part not stored', ending: 'hostDied' },
    { with: 'part stored', ending: 'threw' },
  ];
  test.each(deaths)(
    '$stage $writes $with, $ending: done once, mailed once',
    async (death) => {
      const runner = runnerWith();
      const runId = await runner.ask();
      runner.deaths.push(death);
      const finished: unknown[] = [];
      await runner.settle(async () => {
        finished.push((await runner.application().evidence.status(runId))?.finished);
      });
      // The first message and the one that came again; never is a run told to be finished that the queue still brings.
      expect(finished).toEqual([false, false]);
      expect(runner.deaths).toEqual([]);
      expect(runner.told).toEqual(['runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Delivered', finished: true });
    },
    LONG,
  );

  test.each<[Death, number]>([
    [{ with: 'mail not sent', ending: 'hostDied' }, 0],
    [{ with: 'mail sent', ending: 'threw' }, 1],
  ])(
    '%j: nobody knows whether the mail went out, so it is not sent again, and that is told',
    async (death, evidence) => {
      const runner = runnerWith();
      const runId = await runner.ask();
      runner.deaths.push(death);
      await runner.settle();
      expect(runner.mailed).toEqual({ evidence, failure: 0 });
      expect(runner.lines.filter(({ signal }) => signal === 'delivery')).toMatchObject([
        { ok: false, result: expect.stringContaining('delivery unknown') as string },
      ]);
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Recorded', finished: true });
    },
    LONG,
  );

  test(
    'four times: the fifth try does it',
    async () => {
      const runner = runnerWith();
      await runner.ask();
      for (const stage of ['collect', 'assess', 'pack', 'history'])
        runner.deaths.push({ stage, ending: stage === 'pack' ? 'hostDied' : 'threw' });
      await runner.settle();
      expect(runner.told).toEqual(['runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test.each<Death['ending']>(['hostDied', 'threw'])(
    'every time (%s): it is failed aloud by the poison queue, once nobody can have it any more',
    async (ending) => {
      const runner = runnerWith();
      const runId = await runner.ask();
      for (let tries = 0; tries < MOST_TRIES; tries += 1) runner.deaths.push({ stage: 'collect', ending });
      await runner.settle(async () => {
        const status = await runner.application().evidence.status(runId);
        if (runner.queue.waiting > 0) expect(status?.finished).toBe(false);
      });
      expect(runner.queue.isEmpty).toBe(true);
      expect(runner.told.filter((signal) => signal !== 'runBusy')).toEqual(['runFailed']);
      expect(runner.mailed).toEqual({ evidence: 0, failure: 1 });
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Failed', finished: true });
    },
    LONG,
  );
});

describe('a message', () => {
  test(
    'twice at once: the second finds the run held, is brought again, and finds it done',
    async () => {
      const runner = runnerWith();
      const runId = await runner.ask();
      let second: Promise<unknown> | undefined;
      const first = runner.try({ runId }, 1, ({ stage, signal }) => {
        if (signal === 'progress' && stage === 'collect') second ??= runner.try({ runId }, 1);
      });
      expect(await first).toBe('succeeded');
      expect(await second).toBe('threw');
      expect([...runner.told].sort()).toEqual(['runBusy', 'runFinished']);
      runner.clock.pass(RETRY_SECONDS);
      await runner.settle();
      expect(runner.queue.isEmpty).toBe(true);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test(
    'whose every try fails: not finished before the last, then failed aloud and mailed once',
    async () => {
      const runner = runnerWith({ UNBROKEN_ACCESS_TOKEN: 'expired' });
      const runId = await runner.ask();
      const states: unknown[] = [];
      await runner.settle(async () => {
        const status = await runner.application().evidence.status(runId);
        states.push([status?.state, status?.finished]);
      });
      const waiting = ['Queued', false];
      // The last is what the poison queue finds.
      expect(states).toEqual([waiting, waiting, waiting, waiting, waiting, ['Failed', true]]);
      expect(runner.told).toEqual(['tryFailed', 'tryFailed', 'tryFailed', 'tryFailed', 'runFailed', 'runFailed']);
      expect(runner.mailed).toEqual({ evidence: 0, failure: 1 });
    },
    LONG,
  );

  test.each([
    ['text', 'not json'],
    ['a number', 7],
    ['a request without its scope', { runId: 'x', trigger: 'timer' }],
    ['a run that nobody asked for', { runId: 'weekly-none' }],
    ['an id that is none', { runId: '../x' }],
  ])(
    '%s: never silent',
    async (_name, body) => {
      const runner = runnerWith();
      runner.queue.put(body);
      await runner.settle();
      expect(runner.queue.isEmpty).toBe(true);
      expect(runner.told).toEqual(['tryFailed', 'tryFailed', 'tryFailed', 'tryFailed', 'runFailed', 'runFailed']);
      expect(runner.mails).toEqual([]);
    },
    LONG,
  );

  test(
    'as version 0.1.0 wrote them: done, also after a cut',
    async () => {
      const runner = runnerWith();
      runner.queue.put({
        runId: 'weekly-old',
        trigger: 'timer',
        requestedAt: '2026-03-02T06:00:00.000Z',
        scope: { managementGroups: ['plain'], subscriptions: [] },
        recipients: ['auditor@contoso.example'],
      });
      runner.deaths.push({ stage: 'history', ending: 'hostDied' });
      await runner.settle();
      expect(runner.told).toEqual(['runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test(
    'whose recipients the settings do not allow any more: they get nothing, and that is told',
    async () => {
      const runner = runnerWith();
      runner.queue.put({
        runId: 'request-forged',
        trigger: 'http',
        requestedAt: '2026-03-02T06:00:00.000Z',
        scope: { managementGroups: ['plain'], subscriptions: [] },
        recipients: ['auditor@contoso.example', 'thief@example.com'],
      });
      await runner.settle();
      expect(runner.mails.map(({ to }) => to)).toEqual(['auditor@contoso.example']);
      expect(runner.lines.filter(({ signal }) => signal === 'delivery')).toMatchObject([
        { recipient: 'auditor@contoso.example', ok: true },
        {
          recipient: 'thief@example.com',
          ok: false,
          result: expect.stringContaining('UNBROKEN_MAIL_DOMAINS') as string,
        },
      ]);
    },
    LONG,
  );
});
