import type { InvocationContext } from '@azure/functions';
import { afterAll, beforeAll } from 'vitest';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { Application } from '../../src/app/application.ts';
import { mayReceive } from '../../src/app/runRequest.ts';
import { LEASE_SECONDS, WRITER_SECONDS } from '../../src/app/run/tries.ts';
import { readSettings } from '../../src/app/settings.ts';
import { createBlobStore } from '../../src/deliver/blobStore.ts';
import type { OutgoingMail, PackStore } from '../../src/domain/ports.ts';
import { RUN_STAGES, type StageCall } from '../../src/app/run/stageAnswer.ts';
import { dailySign } from '../../src/functions/dailySign.ts';
import { instancesOf } from '../../src/functions/instances.ts';
import { ACTIVITIES, runOrchestration } from '../../src/functions/runOrchestration.ts';
import { failActivity, stageActivity } from '../../src/functions/stageActivities.ts';
import { HistoryStore } from '../../src/history/historyStore.ts';
import { settingsOf } from '../app/run/stage.ts';
import { GROUP, plainTenant } from '../collect/plainTenant.ts';
import { TestClock } from '../history/stage.ts';
import { DurableEngine, type Ending, type Worker } from './durableEngine.ts';
import { contextWith, openEngineApi, type EngineApi } from './engineApi.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

export type Line = Readonly<Record<string, unknown>>;

/** Where a process dies. */
export interface Death {
  /** As soon as the stage is told … */
  readonly stage?: string;
  /** … or with so many writes to the tables after it: the last of them is done, its answer lost. */
  readonly writes?: number;
  /** Or with a mail, or a part of the pack, in its hands. */
  readonly with?: 'mail not sent' | 'mail sent' | 'part not stored' | 'part stored';
  readonly ending: Exclude<Ending, 'succeeded'>;
}

/** Azure, storage and settings, for a file of tests. */
export interface Ground {
  azurite: Azurite;
  bank: Simulator;
  settings: Record<string, string>;
  api: EngineApi;
  /** Whom the clients of functions talk to. */
  engine: DurableEngine;
}

export function openGround(): Ground {
  const folder = temporaryFolder();
  const ground = {} as Ground;
  beforeAll(async () => {
    const tenant = plainTenant([1]);
    [ground.azurite, ground.bank, ground.api] = await Promise.all([
      storageAccount(),
      startSimulator({ tenant, quota: false, armQuota: false }),
      openEngineApi(() => ground.engine),
    ]);
    const bank = Object.assign(ground.bank, { now: tenant.now, tenantId: tenant.tenantId });
    ground.settings = await settingsOf(bank, folder.path, {
      UNBROKEN_STORAGE: ground.azurite.connectionString,
      UNBROKEN_MANAGEMENT_GROUPS: GROUP,
      UNBROKEN_CROSS_CHECK_SIZE: '0',
      UNBROKEN_SMTP_URL: 'smtp://127.0.0.1:1',
    });
  });
  afterAll(async () => {
    await Promise.all([ground.bank.close(), ground.api.close()]);
    folder.dispose();
  });
  return ground;
}

/** One Functions app over one engine, whose processes die and are begun anew. */
export class Runner {
  readonly clock: TestClock;
  readonly engine: DurableEngine;
  readonly mails: OutgoingMail[] = [];
  readonly lines: Line[] = [];
  /** Deaths to come, one after another; each waits for the process that reaches it. */
  readonly deaths: Death[] = [];
  /** Called when a stage is told. */
  heard: (line: Line) => void = () => undefined;
  readonly #settings: Record<string, string>;
  readonly #ground: Ground;
  #lasting: Application | undefined;

  constructor(ground: Ground, prefix: string, more: Record<string, string> = {}, clock = new TestClock()) {
    this.#ground = ground;
    this.#settings = { ...ground.settings, UNBROKEN_TABLE_PREFIX: prefix, ...more };
    this.clock = clock;
    this.engine = new DurableEngine(clock, runOrchestration, (name, input) => this.#activity(name, input));
  }

  /** Asks for a run as the timer does. */
  async ask(start = true): Promise<string> {
    const { runId } = await this.application().askWeekly();
    if (start) await this.start(runId);
    return runId;
  }

  /** Starts a run as a function does. */
  async start(runId: string): Promise<void> {
    await instancesOf(this.#context('test')).start(runId);
  }

  /** The app of a process that lives on, as the one that answers HTTP does: each new one would ask whether all tables are there. */
  application(): Application {
    return (this.#lasting ??= this.#applicationOf(new Process(undefined)));
  }

  #applicationOf(process: Process): Application {
    const { mails } = this;
    const settings = readSettings(this.#settings);
    const connection = { connectionString: this.#settings['UNBROKEN_STORAGE'] ?? '' };
    const { mail } = settings;
    return new Application(this.#settings, {
      clock: this.clock,
      history: new HistoryStore({
        connection,
        tablePrefix: settings.tablePrefix,
        now: this.clock.now,
        unique: this.clock.unique,
        sleep: this.clock.sleep,
        leaseSeconds: LEASE_SECONDS,
        writerSeconds: WRITER_SECONDS,
        clientOptions: { additionalPolicies: process.policies },
      }),
      packs: process.packs(createBlobStore({ connection, container: settings.tablePrefix.toLowerCase() })),
      work: process.work(createBlobStore({ connection, container: `${settings.tablePrefix.toLowerCase()}-work` })),
      ...(mail === undefined
        ? {}
        : {
            mail: {
              from: mail.from,
              allows: (recipient) => mayReceive(recipient, mail),
              transport: {
                maxAttachmentBytes: 1e6,
                send: async (sent) => {
                  await process.step('mail not sent');
                  mails.push(sent);
                  await process.step('mail sent');
                  return { messageId: sent.messageId, response: '250 OK' };
                },
              },
            },
          }),
    });
  }

  /** Until nothing is left to do; calls `before` each step. */
  async settle(before?: () => Promise<void>): Promise<void> {
    await this.engine.settle(before);
  }

  async daily(): Promise<void> {
    const timer = { isPastDue: false, schedule: { adjustForDST: false } };
    const status = { scheduleStatus: { last: '', next: '', lastUpdated: '' } };
    await dailySign({ ...timer, ...status }, this.#context('dailySign'), () => this.application());
  }

  /** What was told, without progress and numbers. */
  get told(): readonly string[] {
    return this.lines
      .map(({ signal }) => String(signal))
      .filter((signal) => !['progress', 'metric', 'delivery', 'daysSinceCompleteRun'].includes(signal));
  }

  /** Mails that bring evidence, and mails that say that there is none. */
  get mailed(): { readonly evidence: number; readonly failure: number } {
    const failure = this.mails.filter(({ subject }) => subject.includes('[No evidence]')).length;
    return { evidence: this.mails.length - failure, failure };
  }

  async #activity(name: string, input: unknown): ReturnType<Worker> {
    const process = new Process(this.deaths[0]);
    const context = this.#context(name, process);
    const application = (): Application => this.#applicationOf(process);
    const stage = RUN_STAGES.find((each) => ACTIVITIES[each] === name);
    const work =
      stage === undefined
        ? failActivity(input as Parameters<typeof failActivity>[0], context, application)
        : stageActivity(stage, input as StageCall, context, application);
    const done = work.then(
      (value) => ({ ending: 'succeeded' as const, value }),
      (error: unknown) => ({ ending: 'threw' as const, value: String(error) }),
    );
    const result = await Promise.race([done, process.death.then((ending) => ({ ending }))]);
    if (process.dead()) this.deaths.shift();
    return result;
  }

  #context(functionName: string, process?: Process): InvocationContext {
    this.#ground.engine = this.engine;
    return contextWith(this.#ground.api, functionName, (_level, text) => {
      if (process?.dead() === true || !String(text).startsWith('{')) return;
      const line = JSON.parse(String(text)) as Line;
      this.lines.push(line);
      this.heard(line);
      process?.hear(line);
    });
  }
}

/** A process that may die: from then on nothing that it does reaches the world, and nothing answers it. */
class Process {
  readonly death: Promise<Ending>;
  #isDead = false;
  readonly #plan: Death | undefined;
  #die: (ending: Ending) => void = () => undefined;
  #reached = false;
  #writes = 0;

  constructor(plan: Death | undefined) {
    this.#plan = plan;
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** A call, since another one may have ended it meanwhile. */
  dead(): boolean {
    return this.#isDead;
  }

  hear(line: Line): void {
    if (this.#plan?.stage === undefined || line['stage'] !== this.#plan.stage || line['signal'] !== 'progress') return;
    this.#reached = true;
    if (this.#plan.writes === undefined) this.#end();
  }

  async step(name: Death['with']): Promise<void> {
    if (this.#plan?.with === name) this.#end();
    if (this.dead()) await never();
  }

  get policies(): HistoryPolicies {
    return [
      {
        position: 'perCall',
        policy: {
          name: 'death',
          sendRequest: async (request, next) => {
            if (this.dead()) return never();
            const answer = await next(request);
            if (request.method !== 'GET' && this.#reached && (this.#writes += 1) === this.#plan?.writes) this.#end();
            return this.dead() ? never() : answer;
          },
        },
      },
    ];
  }

  /** What stages pass on: dead with the process, and no place of its own to die at. */
  work(store: PackStore): PackStore {
    return {
      ...store,
      put: async (...part) => (this.dead() ? never() : store.put(...part)),
      open: async (path) => (this.dead() ? never() : store.open(path)),
    };
  }

  packs(store: PackStore): PackStore {
    const living = async <T>(work: () => Promise<T>): Promise<T> => {
      if (this.dead()) return never();
      const result = await work();
      return this.dead() ? never() : result;
    };
    return {
      ...store,
      put: async (...part) => {
        await this.step('part not stored');
        const result = await living(() => store.put(...part));
        await this.step('part stored');
        return result;
      },
      open: (path) => living(() => store.open(path)),
      exists: (path) => living(() => store.exists(path)),
    };
  }

  #end(): void {
    this.#isDead = true;
    this.#die(this.#plan?.ending ?? 'hostDied');
  }
}

type HistoryPolicies = NonNullable<
  NonNullable<ConstructorParameters<typeof HistoryStore>[0]['clientOptions']>['additionalPolicies']
>;

function never(): Promise<never> {
  return new Promise(() => undefined);
}
