import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  BUSY_SECONDS,
  LEASE_SECONDS,
  LONGEST_WAIT_SECONDS,
  MOST_TRIES,
  RENEW_SECONDS,
  SILENT_SECONDS,
  SLICE_SECONDS,
} from '../../src/app/run/tries.ts';
import { HistoryStore } from '../../src/history/historyStore.ts';
import { openGround, Runner, type Death } from './interruptions.ts';

const ground = openGround();
let prefixes = 0;
const freshPrefix = (): string => `Interrupted${String((prefixes += 1))}x`;
const runnerWith = (more: Record<string, string> = {}): Runner => new Runner(ground, freshPrefix(), more);
const LONG = 240_000;

const HOST = JSON.parse(readFileSync('host.json', 'utf8')) as {
  readonly functionTimeout: string;
  readonly extensions: {
    readonly durableTask: {
      readonly hubName: string;
      readonly maxConcurrentActivityFunctions: number;
      readonly storageProvider: { readonly workItemQueueVisibilityTimeout: string };
    };
  };
};

test('host.json and the times of the code agree', () => {
  const seconds = (text: string): number => {
    const [hours = 0, minutes = 0, rest = 0] = text.split(':').map(Number);
    return hours * 3600 + minutes * 60 + rest;
  };
  const { functionTimeout, extensions } = HOST;
  const { hubName, maxConcurrentActivityFunctions, storageProvider } = extensions.durableTask;
  // A slice needs ten minutes at most, its last wait and the keeping of its files among them.
  expect(SLICE_SECONDS + LONGEST_WAIT_SECONDS).toBeLessThan(600);
  expect(seconds(functionTimeout)).toBe(1_800);
  // Nothing counts as silent that is still allowed to work, or that is brought again after its host died.
  expect(SILENT_SECONDS).toBeGreaterThan(
    seconds(functionTimeout) + 2 * seconds(storageProvider.workItemQueueVisibilityTimeout),
  );
  // A stage may take most of an instance's memory.
  expect(maxConcurrentActivityFunctions).toBe(1);
  expect(hubName).toMatch(/^[a-z][a-z0-9]{2,44}$/);
  expect(RENEW_SECONDS * 3).toBeLessThan(LEASE_SECONDS);
  expect(BUSY_SECONDS).toBeGreaterThan(LEASE_SECONDS);
});

describe('a run that is cut off', () => {
  const stages = ['plan', 'collect', 'assess', 'compare', 'pack', 'store', 'history', 'deliver'];
  const deaths: Death[] = [
    ...stages.map((stage): Death => ({ stage, ending: 'hostDied' })),
    // The worker's death, and functionTimeout, which kills it: the engine hears of it.
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
      const finished = new Set<unknown>();
      await runner.settle(async () => {
        if (runner.engine.look(runId)?.status === 'Completed') return;
        const status = await runner.application().evidence.status(runId);
        if (status?.state !== 'Delivered') finished.add(status?.finished);
      });
      // Never is a run told to be finished that is still to be gone on with.
      expect([...finished]).toEqual([false]);
      expect(runner.deaths).toEqual([]);
      expect(runner.told).toEqual(['runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Delivered', finished: true });
      expect(runner.engine.look(runId)).toMatchObject({ status: 'Completed' });
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
    'in one stage after another, and four times in one: each is tried again by itself',
    async () => {
      const runner = runnerWith();
      await runner.ask();
      for (const stage of ['collect', 'collect', 'collect', 'collect', 'assess', 'pack', 'history'])
        runner.deaths.push({ stage, ending: stage === 'pack' ? 'hostDied' : 'threw' });
      await runner.settle();
      expect(runner.told).toEqual(['runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test.each<Death['ending']>(['hostDied', 'threw'])(
    'every time (%s): it is failed aloud, and mailed once',
    async (ending) => {
      const runner = runnerWith();
      const runId = await runner.ask();
      const most = 5_000;
      for (let at = 0; at < most; at += 1) runner.deaths.push({ stage: 'assess', ending });
      for (let steps = 0; steps < 2_000 && runner.engine.look(runId)?.status !== 'Failed'; steps += 1) {
        const status = await runner.application().evidence.status(runId);
        if (status?.state !== 'Failed') expect(status?.finished).toBe(false);
        await runner.engine.step();
      }
      expect(most - runner.deaths.length).toBeGreaterThanOrEqual(MOST_TRIES);
      // What of the stage is still brought finds the run ended, and does nothing.
      runner.deaths.length = 0;
      await runner.settle();
      expect(runner.told.filter((signal) => signal !== 'runBusy')).toEqual(['runFailed']);
      expect(runner.mailed).toEqual({ evidence: 0, failure: 1 });
      expect(await runner.application().evidence.status(runId)).toMatchObject({ state: 'Failed', finished: true });
    },
    LONG,
  );
});

describe('a run', () => {
  test(
    'started twice at once, and again when it is done: one run',
    async () => {
      const runner = runnerWith();
      const runId = await runner.ask();
      await Promise.all([runner.start(runId), runner.start(runId), runner.ask()]);
      await runner.settle();
      await runner.start(runId);
      await runner.settle();
      expect(runner.told).toEqual(['runFinished']);
      expect(runner.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test(
    'that two apps over one storage do at once: the second finds it held, waits, and finds it done',
    async () => {
      const prefix = freshPrefix();
      const first = new Runner(ground, prefix);
      const second = new Runner(ground, prefix, {}, first.clock);
      const runId = await first.ask();
      let stepped: Promise<unknown> | undefined;
      first.heard = ({ stage, signal }) => {
        if (signal === 'progress' && stage === 'collect')
          stepped ??= second.start(runId).then(async () => {
            await second.engine.step();
            await second.engine.step();
          });
      };
      await first.settle(async () => {
        await stepped;
      });
      await second.settle();
      expect(first.told).toEqual(['runFinished']);
      expect(second.told).toEqual(['runBusy']);
      expect(second.mails).toEqual([]);
      expect(first.mailed).toEqual({ evidence: 1, failure: 0 });
    },
    LONG,
  );

  test(
    'whose every try fails: not finished before the last, then failed aloud and mailed once',
    async () => {
      const runner = runnerWith({ UNBROKEN_ACCESS_TOKEN: 'expired' });
      const runId = await runner.ask();
      const states = new Set<string>();
      await runner.settle(async () => {
        const status = await runner.application().evidence.status(runId);
        states.add(`${String(status?.state)} ${String(status?.finished)}`);
      });
      expect([...states]).toEqual(['Queued false', 'InProgress false', 'Failed true']);
      expect(runner.told).toEqual([...Array.from({ length: MOST_TRIES }, () => 'tryFailed'), 'runFailed']);
      expect(runner.mailed).toEqual({ evidence: 0, failure: 1 });
      const { because } = runner.lines.find(({ signal }) => signal === 'runFailed') ?? {};
      expect(await runner.application().evidence.status(runId)).toMatchObject({ error: because });
    },
    LONG,
  );

  test.each([
    ['that nobody asked for', undefined],
    ['whose request is damaged', 'not json'],
    ['whose request lacks its scope', '{"runId":"weekly-none","trigger":"timer"}'],
  ])(
    '%s: never silent',
    async (_name, request) => {
      const prefix = freshPrefix();
      const runner = new Runner(ground, prefix);
      const { now, unique } = runner.clock;
      const history = new HistoryStore({ connection: ground.azurite, tablePrefix: prefix, now, unique });
      if (request !== undefined) await history.asked.keepRequest('weekly-none', request);
      await runner.start('weekly-none');
      await runner.settle();
      expect(runner.engine.look('weekly-none')?.status).toBe('Failed');
      expect(runner.told).toEqual([...Array.from({ length: MOST_TRIES }, () => 'tryFailed'), 'runFailed']);
      expect(runner.mails).toEqual([]);
    },
    LONG,
  );

  test(
    'whose recipients the settings do not allow any more: they get nothing, and that is told',
    async () => {
      const prefix = freshPrefix();
      const runner = new Runner(ground, prefix);
      const { now, unique } = runner.clock;
      const history = new HistoryStore({ connection: ground.azurite, tablePrefix: prefix, now, unique });
      const request = {
        runId: 'request-forged',
        trigger: 'http',
        requestedAt: '2026-03-02T06:00:00.000Z',
        scope: { managementGroups: ['plain'], subscriptions: [] },
        recipients: ['auditor@contoso.example', 'thief@example.com'],
      };
      await history.asked.keepRequest(request.runId, JSON.stringify(request));
      await runner.start(request.runId);
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
