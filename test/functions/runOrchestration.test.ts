import { describe, expect, test } from 'vitest';
import { RUN_STAGES, type RunProgress, type StageAnswer, type StageCall } from '../../src/app/run/stageAnswer.ts';
import { BUSY_SECONDS, MOST_SLICES, MOST_TRIES, RETRY_SECONDS, SILENT_SECONDS } from '../../src/app/run/tries.ts';
import { ACTIVITIES, runOrchestration } from '../../src/functions/runOrchestration.ts';
import { WEEK } from '../history/records.ts';
import { TestClock } from '../history/stage.ts';
import { DurableEngine, type Worker } from './durableEngine.ts';

const EACH = RUN_STAGES.map((stage) => ACTIVITIES[stage]);
const DONE: StageAnswer = { kind: 'done', result: { some: 'file' } };

/** What activities answer, in turn; the last stays. A function is called, a text thrown; `hostDied` kills the host. */
type Script = Partial<Record<string, readonly (StageAnswer | string | ((call: StageCall) => StageAnswer))[]>>;

function engineWith(script: Script = {}): {
  readonly engine: DurableEngine;
  readonly clock: TestClock;
  readonly called: string[];
  readonly calls: { readonly name: string; readonly call: StageCall; readonly at: number }[];
} {
  const clock = new TestClock();
  const called: string[] = [];
  const calls: { name: string; call: StageCall; at: number }[] = [];
  const worker: Worker = (name, input) => {
    const nth = called.filter((each) => each === name).length;
    const line = script[name] ?? [DONE];
    const answer = line[Math.min(nth, line.length - 1)] ?? DONE;
    called.push(name);
    calls.push({ name, call: input as StageCall, at: clock.time });
    if (answer === 'hostDied') return Promise.resolve({ ending: 'hostDied' });
    if (typeof answer === 'string') return Promise.resolve({ ending: 'threw', value: answer });
    return Promise.resolve({
      ending: 'succeeded',
      value: typeof answer === 'function' ? answer(input as StageCall) : answer,
    });
  };
  return { engine: new DurableEngine(clock, runOrchestration, worker), clock, called, calls };
}

describe('the orchestrator', () => {
  test('calls each stage once, in order, with what those before it left', async () => {
    const { engine, calls, called } = engineWith(
      Object.fromEntries(EACH.map((name) => [name, [{ kind: 'done', result: { of: name } }]])),
    );
    engine.start('run-1');
    await engine.settle();
    expect(called).toEqual(EACH);
    expect(engine.look('run-1')).toMatchObject({ status: 'Completed', output: 'done' });
    for (const [at, { call }] of calls.entries())
      expect(call).toEqual({
        runId: 'run-1',
        owner: `run-1 ${WEEK[0]}`,
        lastTry: false,
        earlier: Object.fromEntries(RUN_STAGES.slice(0, at).map((stage) => [stage, { of: ACTIVITIES[stage] }])),
      });
  });

  const failures: [string, StageAnswer | string][] = [
    ['answers that it failed', { kind: 'failed', because: 'Azure is away.' }],
    ['throws, as when its worker dies', 'Azure is away.'],
    ['dies with its host', 'hostDied'],
  ];
  test.each(EACH.flatMap((name) => failures.map(([how, failure]) => [name, how, failure] as const)))(
    '%s %s once: it is tried again, and nothing else is',
    async (name, how, failure) => {
      const { engine, called, calls } = engineWith({ [name]: [failure, DONE] });
      engine.start('run-1');
      await engine.settle();
      expect(engine.look('run-1')?.status).toBe('Completed');
      expect(called).toEqual(EACH.flatMap((each) => (each === name ? [each, each] : [each])));
      const [first, second] = calls.filter((call) => call.name === name);
      const waited = ((second?.at ?? 0) - (first?.at ?? 0)) / 1000;
      expect(waited).toBe(how === 'dies with its host' ? 300 : RETRY_SECONDS[0]);
    },
  );

  test.each(EACH)('%s fails for good: the failure is told once, with its reason', async (name) => {
    const { engine, called, calls } = engineWith({ [name]: [{ kind: 'failed', because: 'Azure is away.' }] });
    engine.start('run-1');
    await engine.settle();
    expect(engine.look('run-1')).toMatchObject({ status: 'Failed', output: 'Azure is away.' });
    expect(called.filter((each) => each === name)).toHaveLength(MOST_TRIES);
    expect(called.filter((each) => each === ACTIVITIES.fail)).toHaveLength(1);
    expect(called.at(-1)).toBe(ACTIVITIES.fail);
    expect(calls.at(-1)?.call).toMatchObject({ runId: 'run-1', because: 'Azure is away.' });
    expect(calls.filter((each) => each.name === name).map(({ call }) => call.lastTry)).toEqual([
      ...Array.from({ length: MOST_TRIES - 1 }, () => false),
      true,
    ]);
  });

  test('the telling of a failure is tried again as well', async () => {
    const { engine, called } = engineWith({
      [ACTIVITIES.assess]: ['out of memory'],
      [ACTIVITIES.fail]: ['no storage', 'no storage', DONE],
    });
    engine.start('run-1');
    await engine.settle();
    expect(called.filter((each) => each === ACTIVITIES.fail)).toHaveLength(3);
    expect(engine.look('run-1')).toMatchObject({
      status: 'Failed',
      output: "Activity function 'assessRun' failed:  out of memory",
    });
  });

  test('a stage whose hosts die under it without end is given up', async () => {
    const { engine, clock, called } = engineWith({ [ACTIVITIES.pack]: ['hostDied'] });
    const began = clock.time;
    engine.start('run-1');
    for (let steps = 0; steps < 3_000 && engine.look('run-1')?.status !== 'Failed'; steps += 1) await engine.step();
    expect(engine.look('run-1')).toMatchObject({
      status: 'Failed',
      output: 'packRun neither ended nor failed within 60 minutes.',
    });
    expect(called.filter((each) => each === ACTIVITIES.fail)).toHaveLength(1);
    const waits = RETRY_SECONDS.reduce((sum, seconds) => sum + seconds, 0);
    expect((clock.time - began) / 1000).toBeCloseTo(MOST_TRIES * SILENT_SECONDS + waits, -4);
  });

  test('a wait for a limit is a timer; the slices go on until all is answered', async () => {
    const hour = 3_600_000;
    const { engine, clock, calls, called } = engineWith({
      [ACTIVITIES.collect]: [
        { kind: 'again', answered: 150, headway: { asking: 60, requests: { answered: 100, planned: 400 } } },
        ({ headway }) => ({
          kind: 'again',
          answered: 300,
          headway: { asking: (headway?.asking ?? 0) + 60, requests: { answered: 250, planned: 400 } },
          waitUntil: new Date(clock.time + hour).toISOString(),
          because: 'Azure Backup answers 150 requests an hour.',
        }),
        // Long past: nothing to wait for.
        { kind: 'again', answered: 450, waitUntil: '2026-01-01T00:00:00.000Z', because: 'a clock of yesterday' },
        { kind: 'done', result: {}, headway: { asking: 62 } },
      ],
      [ACTIVITIES.pack]: [{ kind: 'failed', because: 'no room' }, DONE],
    });
    engine.start('run-1');
    const seen: unknown[] = [];
    await engine.settle(() => {
      const status = engine.look('run-1')?.customStatus;
      if (JSON.stringify(status) !== JSON.stringify(seen.at(-1))) seen.push(status);
    });
    expect(called.filter((each) => each === ACTIVITIES.collect)).toHaveLength(4);
    const at = calls.filter(({ name }) => name === ACTIVITIES.collect).map((call) => call.at);
    expect(at.map((time) => time - (at[0] ?? 0))).toEqual([0, 0, hour, hour]);
    expect(seen).toContainEqual({
      stage: 'collect',
      tries: 1,
      slices: 2,
      answered: 300,
      requests: { answered: 250, planned: 400 },
      // After the wait 150 of 400 are left at 120 s for 250, and the other stages take their share.
      endsAbout: new Date((at[2] ?? 0) + 187_000).toISOString(),
      because: 'Azure Backup answers 150 requests an hour.',
      waitingUntil: expect.stringMatching(/^2026-/) as string,
    });
    expect(seen).toContainEqual({ stage: 'collect', tries: 1, slices: 3, answered: 450 });
    // Of stages that follow too; a wait before the next try comes on top.
    const packing = seen.filter((status) => (status as RunProgress).stage === 'pack') as RunProgress[];
    const begins = calls.filter(({ name }) => name === ACTIVITIES.pack).map((call) => call.at);
    expect(packing.map(({ endsAbout }) => endsAbout)).toEqual(
      [begins[0], begins[1], begins[1]].map((begin) => new Date((begin ?? 0) + 26_000).toISOString()),
    );
    const headways = calls.filter(({ name }) => name === ACTIVITIES.collect).map(({ call }) => call.headway);
    expect(headways.map((headway) => headway?.asking)).toEqual([undefined, 60, 120, undefined]);
  });

  test('a run of a week keeps a short history: it starts anew and goes on where it was', async () => {
    const slices = MOST_SLICES * 2 + 7;
    const { engine, called } = engineWith({
      [ACTIVITIES.plan]: [{ kind: 'done', result: { asOf: 'then' } }],
      [ACTIVITIES.collect]: [
        ...Array.from({ length: slices }, (_, at): StageAnswer => ({ kind: 'again', answered: at })),
        { kind: 'done', result: {} },
      ],
    });
    engine.start('run-1');
    let longest = 0;
    await engine.settle(() => {
      longest = Math.max(longest, engine.look('run-1')?.history.length ?? 0);
    });
    expect(engine.look('run-1')?.status).toBe('Completed');
    expect(called.filter((each) => each === ACTIVITIES.collect)).toHaveLength(slices + 1);
    expect(called.filter((each) => each === ACTIVITIES.plan)).toHaveLength(1);
    expect(longest).toBeLessThan(MOST_SLICES * 8);
  });

  test('a run that another execution has is begun again after a while, and what Azure answered stays', async () => {
    const { engine, called, calls } = engineWith({
      [ACTIVITIES.pack]: [{ kind: 'busy', because: 'It was taken over.' }, DONE],
    });
    engine.start('run-1');
    await engine.settle();
    expect(called).toEqual([
      ...['beginRun', 'planRun', 'collectRun', 'assessRun', 'packRun'],
      ...['beginRun', 'assessRun', 'packRun', 'storeRun', 'recordRun', 'deliverRun'],
    ]);
    expect(((calls[5]?.at ?? 0) - (calls[4]?.at ?? 0)) / 1000).toBe(BUSY_SECONDS);
  });

  test('a run that another execution keeps is left to it, without a word of failure', async () => {
    const { engine, called } = engineWith({ [ACTIVITIES.begin]: [{ kind: 'busy', because: 'It is held.' }] });
    engine.start('run-1');
    await engine.settle();
    expect(engine.look('run-1')).toMatchObject({ status: 'Completed', output: 'It is held.' });
    expect(new Set(called)).toEqual(new Set(['beginRun']));
  });

  test('a run that another version of the program began is begun anew, by an owner of its own', async () => {
    const { engine, called, calls, clock } = engineWith({
      [ACTIVITIES.plan]: [
        () => {
          clock.pass(1);
          return DONE;
        },
      ],
      [ACTIVITIES.assess]: [{ kind: 'anew', because: 'The run was started by version 1.' }, DONE],
    });
    engine.start('run-1');
    await engine.settle();
    expect(engine.look('run-1')).toMatchObject({ status: 'Completed', output: 'done' });
    expect(called).toEqual([...EACH.slice(0, 4), ...EACH]);
    expect(calls[4]?.call.earlier).toEqual({});
    const owners = new Set(calls.map(({ call }) => call.owner));
    expect(owners.size).toBe(2);
  });

  test('a run that has ended is over at once; one that left its evidence is delivered only', async () => {
    const over = engineWith({ [ACTIVITIES.begin]: [{ kind: 'over', because: 'It has ended.' }] });
    over.engine.start('run-1');
    await over.engine.settle();
    expect(over.called).toEqual(['beginRun']);
    const recorded = engineWith({ [ACTIVITIES.begin]: [{ kind: 'done', result: {}, next: 'deliver' }] });
    recorded.engine.start('run-1');
    await recorded.engine.settle();
    expect(recorded.called).toEqual(['beginRun', 'deliverRun']);
  });

  test('starting a run twice is one run, while it is under way', async () => {
    const { engine, called } = engineWith();
    engine.start('run-1');
    expect(() => {
      engine.start('run-1');
    }).toThrow(/already exists/);
    await engine.settle();
    expect(called).toEqual(EACH);
  });
});
