import { InvocationContext } from '@azure/functions';
import { afterAll, beforeAll } from 'vitest';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { startAzurite, type Azurite } from '../../simulator/services/azurite.ts';
import { Application } from '../../src/app/application.ts';
import { mayReceive } from '../../src/app/runRequest.ts';
import { LEASE_SECONDS, WRITER_SECONDS } from '../../src/app/run/tries.ts';
import { readSettings } from '../../src/app/settings.ts';
import { createBlobStore } from '../../src/deliver/blobStore.ts';
import type { OutgoingMail, PackStore } from '../../src/domain/ports.ts';
import { dailySign } from '../../src/functions/dailySign.ts';
import { poisonedRun } from '../../src/functions/poisonedRun.ts';
import { runQueue } from '../../src/functions/queue.ts';
import { runAssessment } from '../../src/functions/runAssessment.ts';
import { HistoryStore } from '../../src/history/historyStore.ts';
import { settingsOf, temporaryFolder } from '../app/run/stage.ts';
import { GROUP, plainTenant } from '../collect/plainTenant.ts';
import { HostQueue, type Ending } from '../stage/hostQueue.ts';
import { TestClock } from '../history/stage.ts';

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
}

export function openGround(): Ground {
  const folder = temporaryFolder();
  const ground = {} as Ground;
  beforeAll(async () => {
    const tenant = plainTenant([1]);
    [ground.azurite, ground.bank] = await Promise.all([
      startAzurite(),
      startSimulator({ tenant, quota: false, armQuota: false }),
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
    await Promise.all([ground.azurite.close(), ground.bank.close()]);
    folder.dispose();
  });
  return ground;
}

/** One Functions app over one queue, whose processes die and are begun anew. */
export class Runner {
  readonly clock = new TestClock();
  readonly queue = new HostQueue(this.clock);
  readonly mails: OutgoingMail[] = [];
  readonly lines: Line[] = [];
  /** Deaths to come, one a process; a process after them lives. */
  readonly deaths: Death[] = [];
  readonly #settings: Record<string, string>;

  constructor(ground: Ground, prefix: string, more: Record<string, string> = {}) {
    this.#settings = { ...ground.settings, UNBROKEN_TABLE_PREFIX: prefix, ...more };
  }

  /** Asks for a run as the timer does. */
  async ask(send = true): Promise<string> {
    const { runId } = await this.application().askWeekly();
    if (send) this.queue.put({ runId });
    return runId;
  }

  application(process = new Process(undefined)): Application {
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

  /** Brings the next message to a process of its own. */
  async bring(): Promise<boolean> {
    return (
      (await this.queue.bring((body, dequeueCount) => this.try(body, dequeueCount))) ||
      this.queue.bringPoison((body) =>
        this.#process(undefined, (context, application) => poisonedRun(body, context, application)),
      )
    );
  }

  try(body: unknown, dequeueCount: number, heard?: (line: Line) => void): Promise<Ending> {
    return this.#process(
      this.deaths.shift(),
      (context, application) => runAssessment(body, context, application),
      { dequeueCount },
      heard,
    );
  }

  /** Until nothing is left on the queues; calls `before` each message is brought. */
  async settle(before: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    for (let round = 0; round < 40 && !this.queue.isEmpty; round += 1) {
      await before();
      this.queue.wait();
      await this.bring();
    }
  }

  async daily(): Promise<void> {
    const timer = { isPastDue: false, schedule: { adjustForDST: false } };
    const status = { scheduleStatus: { last: '', next: '', lastUpdated: '' } };
    await this.#process(undefined, async (context, application) => {
      await dailySign({ ...timer, ...status }, context, application);
      const messages = (context.extraOutputs.get(runQueue) ?? []) as readonly object[];
      for (const message of messages) this.queue.put(message);
    });
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

  async #process(
    death: Death | undefined,
    work: (context: InvocationContext, application: () => Application) => Promise<void>,
    triggerMetadata: Record<string, unknown> = {},
    heard: (line: Line) => void = () => undefined,
  ): Promise<Ending> {
    const process = new Process(death);
    const context = new InvocationContext({
      functionName: 'test',
      triggerMetadata,
      logHandler: (_level, text) => {
        if (process.dead() || !String(text).startsWith('{')) return;
        const line = JSON.parse(String(text)) as Line;
        this.lines.push(line);
        heard(line);
        process.hear(line);
      },
    });
    const done = work(context, () => this.application(process)).then(
      () => 'succeeded' as const,
      () => 'threw' as const,
    );
    return Promise.race([done, process.death]);
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
