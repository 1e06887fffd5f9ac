import { isDeepStrictEqual } from 'node:util';
import type { OrchestrationHandler } from 'durable-functions';
import { ACTION, EVENT, replay, type Action, type HistoryEvent, type Replayed } from './replay.ts';

/**
 * How one call of an activity ended. threw: the function threw, or its worker died or was ended at `functionTimeout` under a
 * living host, which tells the engine. hostDied: nobody was left to say anything (SIGTERM, a reboot, an instance taken away).
 */
export type Ending = 'succeeded' | 'threw' | 'hostDied';

/** What calls an activity; a throw fails it, and `hostDied` brings it again. */
export type Worker = (name: string, input: unknown) => Promise<{ readonly ending: Ending; readonly value?: unknown }>;

interface Instance {
  readonly id: string;
  readonly startedAt: number;
  input: unknown;
  history: HistoryEvent[];
  inbox: Omit<HistoryEvent, 'EventId' | 'IsPlayed' | 'Timestamp'>[];
  status: 'Pending' | 'Running' | 'Completed' | 'Failed' | 'Terminated';
  customStatus: unknown;
  output: unknown;
  /** What was asked for so far, in order: its place is its id. */
  scheduled: Action[];
  /** Tells executions of one id apart: what an earlier one left is dropped. */
  execution: number;
}

interface Due {
  readonly instance: Instance;
  readonly execution: number;
  readonly id: number;
  at: number;
  readonly action: Action;
}

/** As host.json says, in seconds. */
const INVISIBLE_SECONDS = 300;

/**
 * Orchestrations in memory, as the Durable Task Framework keeps them in Azure Storage: an orchestrator is run over its whole
 * history whenever something came for it; activities are brought at least once, again after five minutes if their host died;
 * a canceled timer never fires. Each turn is run twice, for a host may die before it has written down what came of one, and
 * whatever was scheduled before has to be scheduled again in the same order.
 * @see https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-orchestrations#reliability
 */
export class DurableEngine {
  readonly #clock: { time: number };
  readonly #handler: OrchestrationHandler;
  readonly #worker: Worker;
  readonly #instances = new Map<string, Instance>();
  #activities: Due[] = [];
  #timers: Due[] = [];
  /** Turns of orchestrators so far. */
  turns = 0;

  /** `time`: milliseconds, moved on by whoever waits. */
  constructor(clock: { time: number }, handler: OrchestrationHandler, worker: Worker) {
    this.#clock = clock;
    this.#handler = handler;
    this.#worker = worker;
  }

  /** @throws for an instance that is under way, as the extension's answer 409 is told */
  start(id: string, input?: unknown): void {
    const known = this.#instances.get(id);
    if (known !== undefined && (known.status === 'Pending' || known.status === 'Running'))
      throw new Error(`An Orchestration instance with the status ${known.status} already exists.`);
    const instance: Instance = {
      id,
      startedAt: this.#clock.time,
      input,
      history: [],
      inbox: [{ EventType: EVENT.executionStarted, Name: 'run', Input: JSON.stringify(input ?? null) }],
      status: 'Pending',
      customStatus: undefined,
      output: undefined,
      scheduled: [],
      execution: (known?.execution ?? 0) + 1,
    };
    this.#instances.set(id, instance);
  }

  look(id: string): Pick<Instance, 'status' | 'customStatus' | 'output' | 'history'> | undefined {
    return this.#instances.get(id);
  }

  terminate(id: string): void {
    const instance = this.#instances.get(id);
    if (instance !== undefined) instance.status = 'Terminated';
  }

  /** Forgets instances of these states that were started before. */
  purge(before: Date, states: readonly string[]): number {
    const old = [...this.#instances.values()].filter(
      ({ status, startedAt }) => states.includes(status) && startedAt < before.getTime(),
    );
    for (const { id } of old) this.#instances.delete(id);
    return old.length;
  }

  /** A task hub that was deleted. */
  forget(): void {
    this.#instances.clear();
    this.#activities = [];
    this.#timers = [];
  }

  /** Does what comes next, and moves the clock there. False: nothing is left to do. */
  async step(): Promise<boolean> {
    const waiting = [...this.#instances.values()].find(({ inbox, status }) => inbox.length > 0 && isLive(status));
    if (waiting !== undefined) {
      await this.#turn(waiting);
      return true;
    }
    const next = [...this.#activities, ...this.#timers].sort((a, b) => a.at - b.at)[0];
    if (next === undefined) return false;
    this.#clock.time = Math.max(this.#clock.time, next.at);
    if (next.action.actionType === ACTION.createTimer) this.#fire(next);
    else await this.#work(next);
    return true;
  }

  /** Until nothing is left to do; calls `before` each step. */
  async settle(before: () => Promise<void> | void = () => undefined): Promise<void> {
    for (let steps = 0; steps < 2_000; steps += 1) {
      await before();
      if (!(await this.step())) return;
    }
    throw new Error('The orchestration does not come to an end.');
  }

  async #turn(instance: Instance): Promise<void> {
    this.turns += 1;
    const now = new Date(this.#clock.time).toISOString();
    const event = (fields: Instance['inbox'][number], EventId = -1): HistoryEvent =>
      ({ EventId, IsPlayed: false, Timestamp: now, ...fields }) as HistoryEvent;
    const history = [
      ...instance.history.map((each) => ({ ...each, IsPlayed: true })),
      event({ EventType: EVENT.orchestratorStarted }),
      ...instance.inbox.map((fields) => event(fields)),
    ];
    const state = await this.#replayed(instance, history);
    instance.inbox = [];
    instance.status = 'Running';
    instance.customStatus = state.customStatus;
    const actions = state.actions.flatMap(({ actionType, compoundActions, ...rest }) =>
      actionType === ACTION.whenAny ? (compoundActions ?? []) : [{ actionType, ...rest }],
    );
    const anew = actions.find(({ actionType }) => actionType === ACTION.continueAsNew);
    if (anew !== undefined) {
      this.#drop(instance);
      Object.assign(instance, { history: [], scheduled: [], input: anew.input, execution: instance.execution + 1 });
      instance.inbox = [{ EventType: EVENT.executionStarted, Name: 'run', Input: JSON.stringify(anew.input ?? null) }];
      return;
    }
    const tasks = actions.map((action, id) => {
      const before = instance.scheduled[id];
      if (before !== undefined && !isDeepStrictEqual(identityOf(before), identityOf(action)))
        throw new Error(
          `Non-Deterministic workflow detected: ${JSON.stringify(before)} was ${JSON.stringify(action)} before.`,
        );
      if (action.isCanceled === true)
        this.#timers = this.#timers.filter((due) => due.instance !== instance || due.id !== id);
      else if (before === undefined) this.#schedule(instance, id, action);
      return before === undefined
        ? event(
            action.actionType === ACTION.createTimer
              ? { EventType: EVENT.timerCreated, FireAt: action.fireAt }
              : { EventType: EVENT.taskScheduled, Name: action.functionName },
            id,
          )
        : undefined;
    });
    instance.scheduled = actions;
    instance.history = [
      ...history,
      ...tasks.filter((each) => each !== undefined),
      event({ EventType: EVENT.orchestratorCompleted }),
    ];
    if (state.error !== undefined) instance.status = 'Failed';
    else if (state.isDone) instance.status = 'Completed';
    if (!isLive(instance.status)) {
      instance.output = state.error ?? state.output;
      this.#timers = this.#timers.filter((due) => due.instance !== instance);
    }
  }

  async #replayed(instance: Instance, history: readonly HistoryEvent[]): Promise<Replayed> {
    const once = await replay(this.#handler, instance.id, history, instance.input);
    const twice = await replay(this.#handler, instance.id, history, instance.input);
    if (!isDeepStrictEqual(once, twice)) throw new Error(`Two replays differ: ${JSON.stringify([once, twice])}`);
    return once;
  }

  #schedule(instance: Instance, id: number, action: Action): void {
    const due = { instance, execution: instance.execution, id, action };
    if (action.actionType === ACTION.createTimer) this.#timers.push({ ...due, at: Date.parse(action.fireAt ?? '') });
    else this.#activities.push({ ...due, at: this.#clock.time });
  }

  #fire(due: Due): void {
    this.#timers = this.#timers.filter((each) => each !== due);
    this.#tell(due, { EventType: EVENT.timerFired, TimerId: due.id, FireAt: due.action.fireAt });
  }

  async #work(due: Due): Promise<void> {
    const { functionName = '', input } = due.action;
    const { ending, value } = await this.#worker(functionName, input);
    if (ending === 'hostDied') {
      due.at = this.#clock.time + INVISIBLE_SECONDS * 1000;
      return;
    }
    this.#activities = this.#activities.filter((each) => each !== due);
    this.#tell(
      due,
      ending === 'succeeded'
        ? { EventType: EVENT.taskCompleted, TaskScheduledId: due.id, Result: JSON.stringify(value ?? null) }
        : {
            EventType: EVENT.taskFailed,
            TaskScheduledId: due.id,
            Reason: `Activity function '${functionName}' failed:  ${typeof value === 'string' ? value : 'the worker died'}`,
            Details: '{"ClassName":"System.Exception"}',
          },
    );
  }

  #tell({ instance, execution }: Due, message: Instance['inbox'][number]): void {
    if (isLive(instance.status) && instance.execution === execution) instance.inbox.push(message);
  }

  #drop(instance: Instance): void {
    this.#timers = this.#timers.filter((due) => due.instance !== instance);
    this.#activities = this.#activities.filter((due) => due.instance !== instance);
  }
}

function isLive(status: Instance['status']): boolean {
  return status === 'Pending' || status === 'Running';
}

/** What must not change from one replay to the next. */
function identityOf({ actionType, functionName, input, fireAt }: Action): unknown {
  return { actionType, functionName, input, fireAt };
}
