import { createRequire } from 'node:module';
import { InvocationContext } from '@azure/functions';
import type { OrchestrationHandler } from 'durable-functions';

/**
 * The library's own replay: what its orchestration trigger calls with a history. It exports a context for tests that takes no
 * history (3.5.0), so this is the one place that names a file inside of it.
 */
const { createOrchestrator, DurableOrchestrationInput } = createRequire(import.meta.url)(
  'durable-functions/lib/src/util/testingUtils.js',
) as {
  readonly createOrchestrator: (
    handler: OrchestrationHandler,
  ) => (trigger: unknown, context: InvocationContext) => Promise<Replayed>;
  readonly DurableOrchestrationInput: new (
    instanceId: string,
    history: readonly HistoryEvent[],
    input: unknown,
    longRunningTimerIntervalDuration?: string,
    maximumShortTimerDuration?: string,
    defaultHttpAsyncRequestSleepTimeMilliseconds?: number,
    schemaVersion?: number,
  ) => object;
};

/** Numbers as in the library's `HistoryEventType`, which are those of the Durable Task Framework. */
export const EVENT = {
  executionStarted: 0,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
} as const;

export interface HistoryEvent {
  readonly EventType: number;
  readonly EventId: number;
  readonly IsPlayed: boolean;
  readonly Timestamp: string;
  readonly [field: string]: unknown;
}

/** What the orchestrator asks the engine for; `WhenAny` holds others. */
export interface Action {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly fireAt?: string;
  readonly isCanceled?: boolean;
  readonly compoundActions?: readonly Action[];
}

/** Numbers as in the library's `ActionType`. */
export const ACTION = { callActivity: 0, continueAsNew: 4, createTimer: 5, whenAny: 11 } as const;

export interface Replayed {
  readonly isDone: boolean;
  /** Every action since the start, in one list. */
  readonly actions: readonly Action[];
  readonly output?: unknown;
  readonly error?: string;
  readonly customStatus?: unknown;
}

/** What the extension sends as replay schema: V3. @see https://github.com/Azure/azure-functions-durable-extension */
const SCHEMA = 2;

/** Runs an orchestrator over a history, as the extension has it run. */
export async function replay(
  handler: OrchestrationHandler,
  instanceId: string,
  history: readonly HistoryEvent[],
  input: unknown,
): Promise<Replayed> {
  const trigger = new DurableOrchestrationInput(
    instanceId,
    JSON.parse(JSON.stringify(history)) as HistoryEvent[],
    input,
    '3.00:00:00',
    '6.00:00:00',
    30_000,
    SCHEMA,
  );
  const context = new InvocationContext({ functionName: 'replayed', logHandler: () => undefined });
  try {
    return flat(await createOrchestrator(handler)(trigger, context));
  } catch (error) {
    // A failed orchestrator throws; its state comes behind this word, for the extension to cut off.
    const [, state] = (error as Error).message.split('$OutOfProcData$:');
    if (state === undefined) throw error;
    return flat(JSON.parse(state) as Replayed);
  }
}

function flat(state: Replayed): Replayed {
  const { actions, ...rest } = JSON.parse(JSON.stringify(state)) as Replayed;
  return { ...rest, actions: (actions as unknown as readonly (readonly Action[])[]).flat() };
}
