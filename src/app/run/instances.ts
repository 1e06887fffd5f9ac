import type { RunProgress } from './stageAnswer.ts';

/** A run as the engine has it. */
export interface RunInstance {
  /** Whether the engine continues it by itself. */
  readonly isUnderWay: boolean;
  /** Whether an operator ended it. */
  readonly isTerminated: boolean;
  readonly progress: RunProgress | undefined;
}

/** What does the runs: each is one instance, which has the run's id. */
export interface RunInstances {
  /** Starts the run; one that is under way is left alone. */
  readonly start: (runId: string) => Promise<void>;
  /** Undefined for a run that the engine does not know, or has forgotten. */
  readonly look: (runId: string) => Promise<RunInstance | undefined>;
  /** Forgets instances that were started before this moment and have ended. */
  readonly purge: (before: Date) => Promise<void>;
}
